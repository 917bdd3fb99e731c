"""Where this installation keeps its state: the embedded server's files and the secret key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


class HomeUnusable(Exception):  # noqa: N818  read aloud at start: "the home is unusable"
    """The state folder cannot be used; the message says what to do."""


def home() -> Path:
    """The state folder: `TANDEM_HOME`, or `.tandem` in the working folder. Created when missing.

    Raises HomeUnusable with one clear line when it cannot be created or written.
    """
    path = Path(os.environ.get("TANDEM_HOME", ".tandem")).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeUnusable(f"Cannot create the state folder {path}: {error.strerror}. Set TANDEM_HOME to a folder you can write.") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise HomeUnusable(f"Cannot write in the state folder {path}. Set TANDEM_HOME to a folder you can write.")
    return path


def secret(name: str) -> str:
    """A secret of this installation: from the environment (`TANDEM_SECRET_KEY`), else made once and kept, readable by its owner only."""
    given = os.environ.get(f"TANDEM_{name.upper()}")
    if given:
        return given
    return kept_secret(home() / f"{name}.secret")


def kept_secret(path: Path) -> str:
    """The secret that this file keeps, readable by its owner only; made when it is missing."""
    try:
        return path.read_text()
    except FileNotFoundError:
        return _made_once(path)
    except PermissionError as error:
        raise HomeUnusable(f"Cannot read {path}: it belongs to another user. Run as that user, or set TANDEM_HOME to a folder of your own.") from error


def _made_once(path: Path) -> str:
    made = secrets.token_urlsafe(48)
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made)
    try:
        os.link(draft, path)  # atomic, and fails when another process was first
    except FileExistsError:
        made = path.read_text()
    finally:
        draft.unlink()
    return made

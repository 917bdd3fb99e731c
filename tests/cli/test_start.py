"""What a bad start gets: one clear line, exit code 2, nothing running."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest


def tandem(*command: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tandem.cli.main", *command], env=os.environ | env, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def busy_port():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_busy_port(command, busy_port, tmp_path):
    done = tandem(command, "--port", str(busy_port), TANDEM_HOME=str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Port {busy_port} is busy. Stop what runs there, or choose another: PORT={busy_port + 1}.\n"
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("port", ["0", "70000"])
def test_a_port_that_is_none(port, tmp_path):
    done = tandem("serve", "--port", port, TANDEM_HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (2, f"{port} is no port. Choose one between 1024 and 65535: PORT=8000.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "value"), [("PORT", "abc"), ("PORT", "70000"), ("TANDEM_SMTP_PORT", "smtp")])
def test_a_number_that_is_none(name, value, tmp_path):
    done = tandem("migrate", TANDEM_HOME=str(tmp_path), **{name: value})
    assert (done.returncode, done.stderr) == (2, f"{name} must be a number up to 65535; it is {value!r}.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["migrate", "serve", "worker"])
def test_an_embedder_that_is_not_there(command, tmp_path):
    done = tandem(command, TANDEM_HOME=str(tmp_path), TANDEM_EMBEDDER=f"{tmp_path}/model", PORT="8390")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"TANDEM_EMBEDDER={tmp_path}/model: there is no model.onnx in this folder.\n"
    assert list(tmp_path.iterdir()) == []


def test_an_option_of_the_database_that_is_none(tmp_path):
    done = tandem("migrate", DATABASE_URL="postgresql://u:secret@127.0.0.1:1/n?nonsense=1", TANDEM_HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (2, 'DATABASE_URL cannot be used: invalid connection option "nonsense".\n')


@pytest.mark.parametrize("command", ["migrate", "serve", "worker"])
def test_an_unreachable_database(command, tmp_path):
    done = tandem(command, DATABASE_URL="postgresql://nobody:secret@127.0.0.1:1/none", TANDEM_HOME=str(tmp_path), PORT="8390")
    assert done.returncode == 2
    assert done.stderr.startswith("Cannot reach the PostgreSQL server at 127.0.0.1:1 (")
    assert done.stderr.endswith("Check DATABASE_URL, or unset it to use the embedded server.\n")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://host", "postgresql://u@h:port/name"])
def test_a_database_url_that_is_none(url, tmp_path):
    done = tandem("migrate", DATABASE_URL=url, TANDEM_HOME=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("DATABASE_URL ")
    assert done.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    done = tandem("migrate", TANDEM_HOME=str(tmp_path / "file" / "x"))
    assert done.returncode == 2
    assert done.stderr == f"Cannot create the state folder {tmp_path}/file/x: Not a directory. Set TANDEM_HOME to a folder you can write.\n"


def test_every_command_explains_itself_with_an_example():
    listed = tandem("--help").stdout
    for command in ("serve", "worker", "migrate", "demo", "knowledge"):
        assert command in listed
    for command in (["serve"], ["worker"], ["migrate"], ["demo"], ["knowledge", "import"]):
        assert "Example:" in tandem(*command, "--help").stdout, command

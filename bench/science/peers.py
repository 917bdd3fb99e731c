"""Peers that the environment itself cannot hold, in a folder of their own that the first benchmark to need them fills.

pyworkforce 0.5.4 has Erlang A and asks for Python 3.12, which it does not need: plain pip on 3.11 takes 0.5.1
without it. So its requirement of Python is ignored, and what it would pull in stays out.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(sys.prefix) / "peers"
PEERS = {"pyworkforce": "0.5.4", "simpy": "4.1.2"}


def find_peers() -> None:
    """Let peers be imported, behind everything that the environment has itself; fetch those that are not there."""
    missing = [f"{name}=={version}" for name, version in PEERS.items() if not (FOLDER / f"{name}-{version}.dist-info").is_dir()]
    if missing:
        print(f"Fetching {' and '.join(missing)} into {FOLDER} …", flush=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--ignore-requires-python", "--upgrade"]
        subprocess.run([*command, "--target", str(FOLDER), *missing], check=True)
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))

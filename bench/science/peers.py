"""Peers that the environment itself cannot hold, in a folder of their own: `python -m bench.science.peers`, once.

pyworkforce 0.5.4 has Erlang A and asks for Python 3.12, which it does not need: plain pip on 3.11 takes 0.5.1
without it. So its requirement of Python is ignored, and what it would pull in stays out.
"""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(sys.prefix) / "peers"
PEERS = ("pyworkforce==0.5.4", "simpy==4.1.2")


def find_peers() -> None:
    """Let peers be imported, behind everything that the environment has itself."""
    if FOLDER.is_dir() and str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))


def main() -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--ignore-requires-python", "--upgrade", "--target", str(FOLDER), *PEERS]
    subprocess.run(command, check=True)
    print(f"{', '.join(PEERS)} in {FOLDER}")


if __name__ == "__main__":
    main()

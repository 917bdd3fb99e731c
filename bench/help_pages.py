"""How fast the help centre of a running house answers, over HTTP: its pages, and searches that nobody asked before.

    python -m bench.help_pages http://localhost:8000

One request after the other, so that the figures are what one reader meets beside whatever else the house does.
"""

from __future__ import annotations

import re
import secrets
import statistics
import sys
import time

import httpx

HOME = "/help/northwind/en/"
PAGES, ROUNDS = 40, 6
ASKED = ("late train refund", "bicycle", "dog", "season ticket", "lost bag", "wheelchair", "railcard", "group")
SEARCHES = 120


def main(address: str) -> None:
    """Print median and 95th percentile of both."""
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        pages = sorted(set(re.findall(rf'href="({HOME}[^"?#]*)"', client.get(HOME).raise_for_status().text)))[:PAGES]
        searches = [f"{HOME}?q={ASKED[n % len(ASKED)]} {secrets.token_hex(3)}" for n in range(SEARCHES)]
        for name, paths in (("pages", pages * ROUNDS), ("searches", searches)):
            spent = sorted(_milliseconds(client, path) for path in paths)
            print(f"{name}: {len(spent)}, median {statistics.median(spent):.0f} ms, 95th percentile {spent[int(len(spent) * 0.95)]:.0f} ms")


def _milliseconds(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main(sys.argv[1])

"""Run the benchmarks named on the command line (all of them without names) and write docs/benchmarks.md.

Those of science (`science`, or one as `science.twin`) print the tables of docs/benchmarks/science.md, which is written by hand.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench import drafts, learning, machine, message_in, multilingual, retrieval, science, start_up

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "benchmarks.md"
BENCHES = {"message-in": message_in, "start-up": start_up, "retrieval": retrieval, "learning": learning, "drafts": drafts, "multilingual": multilingual}


def main(names: list[str]) -> None:
    """Each result is kept, so that one benchmark can be run anew without the others."""
    tables = {"science": science.NAMES} | {f"science.{name}": (name,) for name in science.NAMES}
    unknown = [name for name in names if name not in BENCHES and name not in tables]
    if unknown:
        sys.exit(f"No benchmark is called {unknown[0]!r}. There are: {', '.join([*BENCHES, *tables])}.")
    measured = [name for name in names or BENCHES if name in BENCHES]
    if measured:
        measure(measured)
    for name in names or ("science",):
        for one in tables.get(name, ()):
            print(f"science.{one} …", flush=True)
            science.run(one)


def measure(names: list[str]) -> None:
    """Run those whose results are kept, and write their page."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    for name in names:
        print(f"{name} …", flush=True)
        kept[name] = {"at": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine.described(), "result": BENCHES[name].run()}
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    PAGE.write_text(page(kept))
    print(f"Written: {PAGE.relative_to(ROOT)}")


def page(kept: dict) -> str:
    """The page: what was measured, on what, and how to measure it again."""
    parts = [
        "# Benchmarks\n",
        "Written by `make bench`. Each figure was measured on the work it claims, with the peer in the same run; trust ratios more than absolutes.",
        "Forecasts, staffing and simulation have a page of their own: [science](benchmarks/science.md).\n",
    ]
    for name, bench in BENCHES.items():
        if name in kept:
            row = kept[name]
            parts += [f"## {bench.TITLE}\n", f"Measured {row['at']} on {row['machine']}.\n", bench.told(row["result"]), ""]
    return "\n".join(parts)


if __name__ == "__main__":
    main(sys.argv[1:])

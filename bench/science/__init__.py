"""Benchmarks of workforce science: each prints the tables of docs/benchmarks/science.md; `python -m bench science.twin` runs one."""

import os
from importlib import import_module

# in the order of the page
NAMES = ("staffing", "forecast", "many", "cover", "twin", "replay", "matching", "prices", "claims", "joint_plan")
ON_TRIAL_DATA = ("forecast", "replay", "joint_plan")  # read TANDEM_TRIAL_DATA


def run(name: str) -> None:
    """Run one; one whose data is not at hand says so instead."""
    if name in ON_TRIAL_DATA and not os.environ.get("TANDEM_TRIAL_DATA"):
        print(f"Left out: science.{name} measures on real series, and TANDEM_TRIAL_DATA names no folder that holds them.")
        return
    import_module(f"bench.science.{name}").main()

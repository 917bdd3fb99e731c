"""Each law's guard is removed once: the proofs of the law must then fail, or they prove nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.soak.guards import GUARDS

ROOT = Path(__file__).resolve().parent.parent.parent


def outcome(proof: str, guard: str) -> int:
    """pytest's exit code for one proof with one guard removed."""
    env = os.environ | {"TANDEM_GUARD_OFF": guard}
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:randomly", "-m", "soak or not soak", proof]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False).returncode


@pytest.mark.soak
@pytest.mark.parametrize(("name", "proof"), [(name, proof) for name, guard in GUARDS.items() for proof in guard.proofs])
def test_without_its_guard_a_proof_fails(name, proof):
    assert outcome(proof, "") == 0, "the proof does not even hold with the guard in place"
    assert outcome(proof, name) == 1

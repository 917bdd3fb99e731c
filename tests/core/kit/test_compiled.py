"""Compiled event loops: numba's reference counter is really off, and without the private option they still run."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from numba.core.errors import NumbaError

from tandem.core.kit.compiled import COUNTER_OFF, fast_compiled
from tandem.core.orchestration.twin.queue import QueueModel, simulate_queue

_MODEL = """
import json
import numpy as np
from tandem.core.kit.compiled import COUNTER_OFF
from tandem.core.orchestration.twin.queue import QueueModel, simulate_queue
model = QueueModel(np.array([0.5]), np.array([31]), 2000.0, 60.0, 120.0)
print(json.dumps([COUNTER_OFF, simulate_queue(model, cycles=2, seed=1).ravel().tolist()]))
"""
_FORGET = "import numba.core.options as known\ndel known.DefaultOptions._nrt\n"


def test_this_numba_knows_the_private_option_that_the_event_loops_want():
    assert COUNTER_OFF, (
        "numba no longer knows `_nrt`: the twin runs, but a whole service about seven times slower. "
        "See docs/decisions/science-compiled-loops.md before moving the pin in constraints.txt."
    )


def test_an_event_loop_that_allocates_does_not_compile():
    def allocates(count: int) -> float:
        return float(np.zeros(count).sum())

    with pytest.raises((NumbaError, AssertionError, RuntimeError)):
        fast_compiled(allocates)(3)


def test_without_the_option_the_loops_give_the_same_figures(tmp_path):
    away = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}  # machine code of one kind never meets the other's
    ran = subprocess.run([sys.executable, "-c", _FORGET + _MODEL], env=away, capture_output=True, text=True, check=True)
    off, figures = json.loads(ran.stdout)
    assert off is False
    model = QueueModel(np.array([0.5]), np.array([31]), 2000.0, 60.0, 120.0)
    assert figures == pytest.approx(simulate_queue(model, cycles=2, seed=1).ravel().tolist())

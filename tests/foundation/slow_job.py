"""A job that takes its time, for the test that kills its worker."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tandem.foundation.jobs import job


@job()
def slow(seconds: int) -> None:
    (Path(os.environ["SLOW_JOB_FOLDER"]) / f"begun-{os.getpid()}").touch()
    time.sleep(seconds)

"""A job that takes its time, for the test that kills its worker."""

from __future__ import annotations

import os
import time
from pathlib import Path

from django.db import connection

from tandem.foundation.jobs import job


@job()
def slow(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    (Path(os.environ["SLOW_JOB_FOLDER"]) / f"begun-{os.getpid()}").touch()
    time.sleep(seconds)

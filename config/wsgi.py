"""WSGI entry for granian: pages and API."""

import os

from django.core.wsgi import get_wsgi_application

from config.lean import lean

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
lean()
application = get_wsgi_application()

# Loaded here so that a wake-up sent by a request finds the broker of the settings, not Celery's default one.
from config.celery import app as celery_app  # noqa: E402

__all__ = ["application", "celery_app"]

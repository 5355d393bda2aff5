"""Settings of the test suite: every region in one process, no worker, cheap hashing."""

import os

os.environ["KONTOR_KIND"] = "test"

from config.settings.base import *  # noqa: F403

WAKE_WORKERS = False
KONTOR_GALLERY = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "shared_apps.tenancy.keys.cache_key",
    }
}
CELERY_TASK_ALWAYS_EAGER = True
# No stream process runs beside the tests; those that need one start it.
STREAM_URLS = {}
LANE_URLS = {}

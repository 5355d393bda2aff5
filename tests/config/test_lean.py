"""A process that answers requests does not carry what packages load for tests and printers, and can still load it."""

import json
import os
import subprocess
import sys

SHOW = """
import json, sys
from config.lean import HIDDEN, lean
lean()
names = sorted({name for hidden in HIDDEN.values() for name in hidden})
loaded = [name for name in names if name in sys.modules]
import requests, yaml
print(json.dumps([sorted(HIDDEN), loaded, [name for name in HIDDEN if name not in sys.modules], requests.__name__]))
"""


def test_what_others_load_for_nothing_is_left_out() -> None:
    environment = os.environ | {"KONTOR_OFFLINE": "1", "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    told = subprocess.run([sys.executable, "-c", SHOW], env=environment, capture_output=True, text=True, check=True)
    packages, loaded, missing, requests = json.loads(told.stdout.splitlines()[-1])
    assert packages == ["kombu.serialization", "rest_framework.compat", "structlog"]
    assert (loaded, missing, requests) == ([], [], "requests")


STARTED = """
import sys
import django
django.setup()
import config.urls_tenant
print([name for name in ("webauthn", "OpenSSL", "cbor2") if name in sys.modules])
"""


def test_what_few_requests_need_is_not_loaded_at_start() -> None:
    environment = os.environ | {"KONTOR_OFFLINE": "1", "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    told = subprocess.run([sys.executable, "-c", STARTED], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"

"""The answers to OWASP ASVS 5.0.0 that were released with this software (`security/asvs.yaml`)."""

from functools import cache
from typing import Any

from django.conf import settings

from shared_apps.profiles.reading import read


@cache
def answers() -> tuple[dict[str, Any], ...]:
    """Each requirement by its number: level, status (test, scan, document, not_applicable, open), answer, tests."""
    return tuple(read(settings.BASE_DIR / "security" / "asvs.yaml"))

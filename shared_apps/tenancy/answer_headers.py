"""What every answer tells a browser not to do, whoever makes it: pages, API, lane, live rooms, refusals of the host.

Pure and without Django, because the stream process says the same. What an answer already says for itself stays.
"""

from collections.abc import Mapping, Sequence
from functools import cache

TWO_YEARS_S = 2 * 365 * 24 * 3600
HSTS = f"max-age={TWO_YEARS_S}; includeSubDomains; preload"
# Nothing of Kontor uses them, so nothing that is slipped into a page may either.
UNUSED_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
# For answers that are no page: they load nothing, and nobody frames them.
NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def policy_text(directives: Mapping[str, Sequence[str]]) -> str:
    """A content security policy as its header has it."""
    return "; ".join(f"{name} {' '.join(words)}" for name, words in directives.items())


@cache
def protective(https: bool, policy: str = NO_PAGE) -> tuple[tuple[str, str], ...]:
    """Names and values. Only an answer over https may promise https (RFC 6797 7.2)."""
    found = (
        ("Content-Security-Policy", policy),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", ", ".join(f"{name}=()" for name in UNUSED_FEATURES)),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    )
    return (*found, ("Strict-Transport-Security", HSTS)) if https else found

"""Questions to a browser's passkey dialog, and its answers, between two requests.

A question waits in the session, for one purpose and five minutes, and the first answer uses it up.
"""

import time
from typing import Literal

from django.conf import settings
from django.http import HttpRequest

from shared_apps.accounts import passkeys

CHALLENGE = "passkey_challenge"
WAITS_S = 300
Purpose = Literal["sign_in", "second_step", "confirm", "add"]


def answer_of(request: HttpRequest, purpose: Purpose) -> passkeys.Answer | None:
    """The posted answer with the question it is for, which is used up; None when no such question waits."""
    asked = request.session.pop(CHALLENGE, None)
    credential = request.POST.get("credential", "")
    if not credential or not asked or asked["for"] != purpose or time.time() - asked["at"] > WAITS_S:
        return None
    # Behind a proxy that ends TLS the request itself is plain; the setting says what the browser sees.
    is_https = settings.SESSION_COOKIE_SECURE or request.is_secure()
    origin = f"{'https' if is_https else 'http'}://{request.get_host()}"
    return passkeys.Answer(credential=credential, challenge=asked["challenge"], host=host_of(request), origin=origin)


def host_of(request: HttpRequest) -> str:
    """The relying party of a passkey: exactly the host of the page, never a domain above it, which others share."""
    return request.get_host().rsplit(":", 1)[0].lower()


def agent_of(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:300]


def ask(request: HttpRequest, purpose: Purpose) -> str:
    challenge = passkeys.new_challenge()
    request.session[CHALLENGE] = {"challenge": challenge, "for": purpose, "at": time.time()}
    return challenge

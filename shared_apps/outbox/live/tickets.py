"""A ticket lets one viewer watch one room of one marketplace as one audience, for some minutes.

The page that shows the room gives it out after it has checked the viewer's rights; the stream process only believes
the signature. The key is of the marketplace and of this purpose, so a ticket of one marketplace is worth nothing in
another, and the host is part of what is signed, so it is worth nothing at another's address either.
"""

import base64
import hmac
import re
from collections.abc import Callable
from hashlib import sha256

import msgspec

PURPOSE = "room-ticket"
LONGEST = 2048
AUDIENCE = re.compile(r"[a-z_]{1,30}")
ROOM = re.compile(r"[a-z0-9-]{1,80}")


class WrongTicket(Exception):
    """Not ours, changed, expired, or of another host. It does not say which: the caller answers 403 to all."""


class Ticket(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`tenant` is the scope's key; `host` is where the stream is served, `page` the host that shows it."""

    tenant: str
    room: str
    audience: str
    host: str
    page: str
    expires_at: int


def stream_key(tenant: str, room: str, audience: str) -> str:
    """Name of the stream in Valkey; region and schema are part of the tenant's key, as in keys of the cache."""
    if not ROOM.fullmatch(room) or not AUDIENCE.fullmatch(audience):
        raise ValueError(f"no room {room!r} for {audience!r}")
    return f"kontor:room:{tenant}:{room}:{audience}"


def seal(ticket: Ticket, key: bytes) -> str:
    """The ticket as text for an address."""
    stream_key(ticket.tenant, ticket.room, ticket.audience)
    body = msgspec.json.encode(ticket)
    return f"{_text(body)}.{_text(_mark(body, key))}"


def read(token: str, key_of: Callable[[str], bytes], *, region: str, host: str, now: int) -> Ticket:
    """The ticket, if it holds here and now; WrongTicket otherwise. `key_of` gives the key of a tenant."""
    if len(token) > LONGEST:
        raise WrongTicket
    body_text, _, mark_text = token.partition(".")
    try:
        body, mark = _bytes(body_text), _bytes(mark_text)
        ticket = msgspec.json.decode(body, type=Ticket)
        stream_key(ticket.tenant, ticket.room, ticket.audience)
    except ValueError as error:
        raise WrongTicket from error
    if not hmac.compare_digest(mark, _mark(body, key_of(ticket.tenant))):
        raise WrongTicket
    if ticket.host != host or ticket.expires_at <= now or ticket.tenant.partition(":")[0] != region:
        raise WrongTicket
    return ticket


def _mark(body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, body, sha256().name)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

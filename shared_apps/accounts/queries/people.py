"""What others may know about users: names for lists, sessions for their owner, a link before it is used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from shared_apps.accounts import factors, links
from shared_apps.accounts.models import SignInSession, User
from shared_apps.crypto.fields import warm

# How many people a search looks through, newest first; about 10 us each once their keys are in memory.
MOST_SEARCHED = 5000


@dataclass(frozen=True, slots=True)
class Person:
    id: UUID
    email: str
    name: str
    language: str
    is_active: bool
    has_password: bool
    has_totp: bool
    must_use_totp: bool
    last_sign_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: UUID
    ip: str
    browser: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What the page behind a link may show before a password is set."""

    purpose: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class FactorState:
    has_totp: bool
    recovery_codes_left: int


def list_people(user_ids: Iterable[UUID]) -> Mapping[UUID, Person]:
    """The people with these ids."""
    wanted = list(user_ids)
    with_totp = set(TOTPDevice.objects.filter(user__in=wanted, confirmed=True).values_list("user_id", flat=True))
    rows = list(User.objects.filter(pk__in=wanted))
    warm(rows)
    return {row.id: _person(row, row.id in with_totp) for row in rows}


def matching(user_ids: Iterable[UUID], text: str) -> Sequence[UUID]:
    """Those of these people whose name or mail address contains `text`, whatever the case.

    Both are encrypted, so they are read here and not by the database: give at most `MOST_SEARCHED` ids.
    """
    wanted = text.strip().casefold()
    rows = list(User.objects.filter(pk__in=list(user_ids)).only("id", "name", "email"))
    warm(rows)
    return [row.id for row in rows if wanted in row.name.casefold() or wanted in row.email.casefold()]


def list_sessions(user_id: UUID, current_key: str) -> Sequence[SessionLine]:
    """The signed-in browsers of a person, the one in use first."""
    rows = SignInSession.objects.filter(user_id=user_id).order_by("-last_seen_at")[:100]
    lines = [
        SessionLine(row.id, row.ip or "", browser_of(row.user_agent), row.created_at, row.last_seen_at,
                    row.session_key == current_key)
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line.is_current)


def preview_link(token: str) -> LinkPreview | None:
    """Whose link this is; None when it does not work."""
    link = links.find(token, timezone.now())
    if link is None:
        return None
    user = User.objects.get(pk=link.user_id)
    return LinkPreview(link.purpose, user.email, user.name)


def factor_state(user_id: UUID) -> FactorState:
    user = User.objects.get(pk=user_id)
    return FactorState(factors.has_device(user), factors.recovery_codes_left(user))


def browser_of(user_agent: str) -> str:
    """A name people recognise, out of the browser's own words."""
    program = next((name for sign, name in _PROGRAMS if sign in user_agent), user_agent.split("/", 1)[0][:40] or "?")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    return f"{program}, {system}" if system else program


_PROGRAMS = (
    ("MicroMessenger/", "WeChat"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def _erased(row: User) -> str:
    """What stands for the name of somebody whose key was destroyed."""
    return "" if row.email else _("Erased person")


def _person(row: User, has_totp: bool) -> Person:
    return Person(
        id=row.id,
        email=row.email,
        name=row.name or _erased(row),
        language=row.language,
        is_active=row.is_active,
        has_password=row.has_usable_password(),
        has_totp=has_totp,
        must_use_totp=row.must_use_totp,
        last_sign_in_at=row.last_login,
    )

"""What others may know about users: names for lists, sessions for their owner, a link before it is used."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shared_apps.accounts import factors, links, providers
from shared_apps.accounts.models import SignInSession, User
from shared_apps.crypto.fields import warm
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import is_uuid

# How many people a search looks through, newest first; about 10 us each once their keys are in memory.
MOST_SEARCHED = 5000


@dataclass(frozen=True, slots=True)
class Person:
    """`has_totp`: they have a second factor of any kind."""

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
    provider: str = ""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """How somebody signs in, as an administrator sees it. `browsers` are signed in now."""

    id: UUID
    name: str
    email: str
    has_factor: bool
    browsers: int
    last_sign_in_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkPreview:
    """What the page behind a link may show before a password is set."""

    purpose: str
    email: str
    name: str
    user_id: UUID


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    id: UUID
    name: str
    host: str
    is_synced: bool
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FactorState:
    """`passkeys_here`: there is a passkey for the host that is asked about."""

    has_device: bool
    has_totp: bool
    recovery_codes_left: int
    passkeys: tuple[PasskeyLine, ...]
    passkeys_here: bool


def list_people(user_ids: Iterable[UUID]) -> Mapping[UUID, Person]:
    """The people with these ids."""
    wanted = list(user_ids)
    with_device = factors.with_device(wanted)
    rows = list(User.objects.filter(pk__in=wanted))
    warm(rows)
    return {row.id: _person(row, row.id in with_device) for row in rows}


def names_of_people(user_ids: Iterable[str]) -> Mapping[str, str]:
    """Names of accounts, as the audit log asks for them; what is no id of an account has none."""
    rows = list(User.objects.filter(pk__in=[one for one in user_ids if is_uuid(one)]))
    warm(rows)
    return {str(row.pk): str(row) for row in rows}


def ids_of_people(text: str) -> list[str]:
    """Ids of accounts whose name or address has this text in it, fifty at most."""
    newest = User.objects.order_by("-id").values_list("pk", flat=True)[:MOST_SEARCHED]
    return [str(pk) for pk in matching(newest, text)[:50]]


def matching(user_ids: Iterable[UUID], text: str, *, names_alone: bool = False) -> Sequence[UUID]:
    """Those of these people whose name or mail address contains `text`, whatever the case; or the name alone.

    Both are encrypted, so they are read here and not by the database: give at most `MOST_SEARCHED` ids.
    """
    wanted = text.strip().casefold()
    rows = list(User.objects.filter(pk__in=list(user_ids)).only("id", "name", "email"))
    warm(rows)
    return [
        row.id for row in rows if wanted in row.name.casefold() or (not names_alone and wanted in row.email.casefold())
    ]


def list_sessions(user_id: UUID, current_key: str) -> Sequence[SessionLine]:
    """The signed-in browsers of a person, the one in use first."""
    rows = SignInSession.objects.filter(user_id=user_id).order_by("-last_seen_at")[:100]
    by = providers.ways().names([row.provider_id for row in rows if row.provider_id])
    lines = [
        SessionLine(row.id, row.ip or "", browser_of(row.user_agent), row.created_at, row.last_seen_at,
                    row.session_key == current_key, by.get(row.provider_id, "") if row.provider_id else "")
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line.is_current)


def list_members(actor: Actor) -> Sequence[MemberLine]:
    """Everybody who can sign in here or could until their account was closed; for the marketplace's own people."""
    if not actor.is_marketplace:
        return []
    rows = User.objects.filter(Q(is_active=True) | Q(closed_at__isnull=False)).order_by(
        F("closed_at").desc(nulls_last=True), F("last_login").desc(nulls_last=True), "email"
    )[:500]
    wanted = [row.pk for row in rows]
    with_device = factors.with_device(wanted)
    browsers = dict(
        SignInSession.objects.filter(user__in=wanted).values_list("user_id").annotate(number=Count("id")).order_by()
    )
    return [
        MemberLine(
            row.pk, row.name, row.email, row.pk in with_device, browsers.get(row.pk, 0), row.last_login, row.closed_at
        )
        for row in rows
    ]


def preview_link(token: str) -> LinkPreview | None:
    """Whose link this is; None when it does not work."""
    link = links.find(token, timezone.now())
    if link is None:
        return None
    user = User.objects.get(pk=link.user_id)
    return LinkPreview(link.purpose, user.email, user.name, user.pk)


def factor_state(user_id: UUID, host: str = "") -> FactorState:
    """The second factors of a person, as they see them at `host`."""
    user = User.objects.get(pk=user_id)
    has_totp, keys = factors.has_totp(user), factors.passkeys_of(user)
    return FactorState(
        has_device=has_totp or bool(keys),
        has_totp=has_totp,
        recovery_codes_left=factors.recovery_codes_left(user),
        passkeys=tuple(
            PasskeyLine(key.pk, key.name, key.rp_id, key.is_synced, key.created_at, key.last_used_at) for key in keys
        ),
        passkeys_here=any(key.rp_id == host for key in keys),
    )


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

"""Who is behind a signed-in user: registry of resolvers, one per kind of scope.

Accounts know who a person is, not what they may; the app that knows (members in a marketplace, operators in the control
plane) registers a resolver. It is asked at each request, so a role taken away stops working at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.conf import settings

from shared_apps.accounts.models import User
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation.permissions import DECLARED
from shared_apps.foundation.reach import Grant
from shared_apps.tenancy import scope

ScopeKind = Literal["tenant", "control"]
# Held by everybody who is signed in as a person, and by no API key: acts on the own account.
SELF = "accounts.manage_self"


@dataclass(frozen=True, slots=True)
class Seat:
    """One chair a person may sit on: a company, or the marketplace itself (`company_id` None)."""

    company_id: UUID | None
    name: str

    @property
    def key(self) -> str:
        return str(self.company_id or "marketplace")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person may do on the chair they sit on now, and the chairs they may change to."""

    permissions: frozenset[str] = frozenset()
    seat: Seat | None = None
    seats: tuple[Seat, ...] = ()
    kind: Literal["user", "operator"] = "user"
    narrowed: tuple[Grant, ...] = ()


Resolver = Callable[[User, str], Standing]

_resolvers: dict[ScopeKind, Resolver] = {}


def register(kind: ScopeKind, resolver: Resolver) -> None:
    """`resolver(user, wanted_seat_key)` answers with a Standing; an unknown or lost seat gives the first one."""
    _resolvers[kind] = resolver


def company_of(user_id: UUID) -> UUID | None:
    """The company a person sits in, the first of several; None for the marketplace's own people and for operators."""
    user = User.objects.filter(pk=user_id).first()
    seats = standing_of(user).seats if user is not None else ()
    return next((one.company_id for one in seats if one.company_id is not None), None)


def standing_of(user: User, wanted: str = "") -> Standing:
    """The standing of a user in the current scope; nothing at all where no resolver is registered."""
    resolver = _resolvers.get("control" if scope.is_control() else "tenant")
    return resolver(user, wanted) if resolver else Standing()


def known_permissions() -> frozenset[str]:
    """Every code that exists in this kind of scope: of commands that are not public, and those declared.

    Apps of the control plane have no place in a marketplace, and the other way round: a pattern such as `*` in a role
    of a marketplace must never reach an act of the platform.
    """
    commands = {one.permission for one in REGISTRY.values() if not one.public and not one.system_only}
    here, there = settings.TENANT_LABELS, settings.SHARED_LABELS
    if scope.is_control():
        here, there = there, here
    foreign = there - here
    return frozenset(code for code in commands | set(DECLARED) if code.split(".", 1)[0] not in foreign)

"""Who else may say who somebody is: the door through which the app of identity providers tells accounts.

Accounts know sessions, links and proofs; what an identity provider is, whose it is and whether it still counts, the app
above registers here. Nothing is registered in the control plane: operators sign in with what is their own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared_apps.accounts.actors import Seat
from shared_apps.tenancy import policy, scope

ON = "auth.sso"


@dataclass(frozen=True, slots=True)
class Way:
    """One provider as a page offers it: its name, and the address that leads to it."""

    provider_id: UUID
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Ways:
    """`at_sign_in()`: those anybody sees. `by_domain()`: the page that finds others by a mail address, empty
    without any. `own_page()`: where a person sees and ends their connections.

    `of_person(user_id)`: those that know this person. `may_link(seats)`: those this person may link.
    `by_invitation(user_id)`: those an invitation of this person may be taken with. `names(ids)`: what they are called.
    `holds(provider_id, seats)`: whether a session that it opened still counts for who sits on these seats.
    """

    at_sign_in: Callable[[], Sequence[Way]]
    by_domain: Callable[[], str]
    own_page: Callable[[], str]
    of_person: Callable[[UUID], Sequence[Way]]
    may_link: Callable[[Sequence[Seat]], Sequence[Way]]
    by_invitation: Callable[[UUID], Sequence[Way]]
    names: Callable[[Sequence[UUID]], dict[UUID, str]]
    holds: Callable[[UUID, Sequence[Seat]], bool]


_NONE = Ways(
    at_sign_in=tuple,
    by_domain=str,
    own_page=str,
    of_person=lambda user_id: (),
    may_link=lambda seats: (),
    by_invitation=lambda user_id: (),
    names=lambda ids: {},
    holds=lambda provider_id, seats: False,
)
_ways = _NONE


def register(ways: Ways) -> None:
    """Called once, by the app of identity providers."""
    global _ways
    _ways = ways


def ways() -> Ways:
    """What there is in the current scope; nothing where single sign-on is off."""
    return _ways if is_on() else _NONE


def is_on() -> bool:
    """Whether identity providers may sign anybody in here."""
    return not scope.is_control() and bool(policy.value(ON))

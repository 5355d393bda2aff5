"""Whom a provider may speak for, and what it may do with somebody nobody knows yet. Pure."""

from collections.abc import Collection
from typing import Literal
from uuid import UUID

Reach = Literal["linked", "invited", "members"]
Verdict = Literal["make", "sign_in_and_link", "unknown"]


def may_speak_for(houses: Collection[UUID] | None, seats: Collection[UUID | None]) -> bool:
    """Whether a provider may say who somebody with these seats is.

    `houses` are the companies its own company commands, None for a provider of the marketplace, which may speak for
    everybody. A company's provider speaks for whoever sits in its houses alone: whoever sits anywhere else, too, would
    be handed to somebody who has no say there.
    """
    return houses is None or (bool(seats) and all(seat is not None and seat in houses for seat in seats))


def domain_of(mail: str) -> str:
    """The part of an address behind the @, in small letters; empty for what is no address."""
    name, at, domain = mail.strip().lower().rpartition("@")
    return domain if at and name and "@" not in name else ""


def of_unknown(reach: Reach, domains: Collection[str], mail: str, *, verified: bool, is_taken: bool) -> Verdict:
    """What comes of somebody whom no account is linked to.

    An account that has the address already is never handed over: its owner signs in by what they have and links.
    """
    if not verified or domain_of(mail) not in domains:
        return "unknown"
    if is_taken:
        return "sign_in_and_link"
    return "make" if reach == "members" else "unknown"

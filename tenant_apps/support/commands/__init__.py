"""Writes of support."""

from tenant_apps.support.commands.standing import EndStanding, GiveStanding, end_standing, give_standing
from tenant_apps.support.commands.visits import (
    Consent,
    EndBySupport,
    EndVisit,
    Enter,
    OpenEntry,
    ReceiveRequest,
    Refuse,
    VisitResult,
    consent,
    end_by_support,
    end_visit,
    enter,
    open_entry,
    receive_request,
    refuse,
)

__all__ = [
    "Consent",
    "EndBySupport",
    "EndStanding",
    "EndVisit",
    "Enter",
    "GiveStanding",
    "OpenEntry",
    "ReceiveRequest",
    "Refuse",
    "VisitResult",
    "consent",
    "end_by_support",
    "end_standing",
    "end_visit",
    "enter",
    "give_standing",
    "open_entry",
    "receive_request",
    "refuse",
]

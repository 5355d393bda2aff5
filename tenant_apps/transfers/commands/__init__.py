"""Writes of transfers."""

from tenant_apps.transfers.commands.authorities import (
    DecideRequest,
    EnterRequest,
    RequestResult,
    approve_request,
    enter_request,
    hand_over,
    refuse_request,
)
from tenant_apps.transfers.commands.mechanisms import (
    DecideMechanism,
    EndMechanism,
    MechanismResult,
    ProposeMechanism,
    approve_mechanism,
    end_mechanism,
    propose_mechanism,
    reject_mechanism,
)
from tenant_apps.transfers.commands.note_blocked import NoteBlocked, note_blocked
from tenant_apps.transfers.commands.see_blocked import SeeBlocked, see_blocked
from tenant_apps.transfers.commands.state_residency import StateResidency, state_residency

__all__ = [
    "DecideMechanism",
    "DecideRequest",
    "EndMechanism",
    "EnterRequest",
    "MechanismResult",
    "NoteBlocked",
    "ProposeMechanism",
    "RequestResult",
    "SeeBlocked",
    "StateResidency",
    "approve_mechanism",
    "approve_request",
    "end_mechanism",
    "enter_request",
    "hand_over",
    "note_blocked",
    "propose_mechanism",
    "refuse_request",
    "reject_mechanism",
    "see_blocked",
    "state_residency",
]

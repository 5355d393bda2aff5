"""What the forms of a tender's room ask for, as commands: one small reader per form."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from shared_apps.commands import Command
from shared_apps.ui.command_forms import MomentField
from tenant_apps.parties.queries import ids_of_codes
from tenant_apps.trading.engines.vault import commands
from tenant_apps.trading.engines.vault.commands import (
    AdmitBids,
    AnswerObjection,
    AskOpener,
    AwardTender,
    CloseOpening,
    EndTender,
    EnterBeacon,
    ExcludeBid,
    InviteBidders,
    JudgePrice,
    JustifyPrice,
    LockSheet,
    NamedBeacon,
    ObjectToAward,
    OpenBids,
    PublishCandidates,
    RevealBid,
    ScoreBid,
    SetTerms,
    SubmitBid,
    TenderCriterion,
    TenderOption,
    WithdrawBid,
)
from tenant_apps.trading.engines.vault.decisions.beacon import LOTTERY, round_after

Deeds = list[tuple[Command[Any, Any], Any]]
CRITERIA = 6


def _of(form: QueryDict, name: str) -> str:
    """A field of the form, without blanks around it; an empty text where it is missing."""
    return str(form.get(name) or "").strip()


class BadForm(ValueError):
    """A form that says too little; `args[0]` is what to do about it."""


def deeds_of(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    """The commands a form asks for, in order, and what to say when all are done."""
    reader = _READERS.get(_of(form, "do"))
    if reader is None:
        raise BadForm(_("Use the buttons of the page."))
    try:
        return reader(form, lot_id)
    except (msgspec.ValidationError, json.JSONDecodeError, KeyError, ValueError) as error:
        if isinstance(error, BadForm):
            raise
        raise BadForm(_("Fill in the form and send it again.")) from error


def _terms(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    data = SetTerms(
        lot_id=lot_id,
        openers=[UUID(one) for one in form.getlist("openers")],
        threshold=int(_of(form, "threshold") or 0),
        criteria=[made for at in range(CRITERIA) if (made := _criterion(form, at)) is not None],
        scorers=[UUID(one) for one in form.getlist("scorers")],
        beacon=_beacon(form),
    )
    return [(commands.set_terms, data)], _("Openers and criteria are fixed. Bids are taken from now on.")


def _beacon(form: QueryDict) -> NamedBeacon | None:
    """A beacon of the form: the next round of drand after a moment, or a lottery drawn at it."""
    kind = _of(form, "beacon-kind")
    if not kind:
        return None
    at = _moment(form, "beacon-at")
    if kind == LOTTERY:
        return NamedBeacon(kind=kind, name=_of(form, "beacon-name"), at=at)
    return NamedBeacon(kind=kind, round=round_after(kind, at))


def _moment(form: QueryDict, name: str) -> datetime:
    """A moment in the zone of whoever fills in the form."""
    try:
        found: datetime | None = MomentField(required=True).clean(_of(form, name))
    except ValidationError as error:
        raise BadForm(_("Give day and time.")) from error
    if found is None:
        raise BadForm(_("Give day and time."))
    return found


def _ask_opener(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    code = _of(form, "company")
    company_id = ids_of_codes([code]).get(code)
    if company_id is None:
        raise BadForm(_("There is no company with this code. It stands on the company's own page."))
    data = AskOpener(lot_id=lot_id, company_id=company_id)
    return [(commands.ask_opener, data)], _("The company is asked. Its answer stands on this page.")


def _invite(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    data = InviteBidders(
        lot_id=lot_id, until=_moment(form, "until"), terms=_of(form, "terms"), refused=_refused(form),
        beacon=_beacon(form),
    )  # fmt: skip
    return [(commands.invite_bidders, data)], _("The others are invited and can hand in prices from now on.")


def _candidates(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    done = _("The candidates are published; participants can object from now on.")
    return [(commands.publish_candidates, PublishCandidates(lot_id=lot_id))], done


def _object(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    bid = _of(form, "bid")
    data = ObjectToAward(lot_id=lot_id, text=_of(form, "text"), bid=int(bid) if bid else None)
    return [(commands.object_to_award, data)], _("Your objection is kept. Nothing is awarded before it is answered.")


def _answer(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    bid, upheld = _of(form, "bid"), _of(form, "upheld") == "yes"
    data = AnswerObjection(
        lot_id=lot_id, objection=int(_of(form, "objection")), upheld=upheld, reason=_of(form, "reason"),
        bid=int(bid) if bid and upheld else None,
    )  # fmt: skip
    return [(commands.answer_objection, data)], _("The objection is answered.")


def _enter_beacon(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    number = _of(form, "round")
    data = EnterBeacon(
        lot_id=lot_id, value=_of(form, "value") or None, round=int(number) if number else None,
        signature=_of(form, "signature").lower() or None, randomness=_of(form, "randomness").lower() or None,
    )  # fmt: skip
    return [(commands.enter_beacon, data)], _("The value is entered; equal bids stand in their drawn order.")


def _criterion(form: QueryDict, at: int) -> TenderCriterion | None:
    label, options = _of(form, f"label-{at}"), _of(form, f"options-{at}")
    if not label:
        return None
    code = f"c{at + 1}"
    if not options:
        return TenderCriterion(code=code, label=label, weight=_of(form, f"weight-{at}"))
    rows = [line.rpartition(":") for line in options.split("\n") if line.strip()]
    made = [
        TenderOption(code=f"o{number}", label=name.strip(), value=value.strip())
        for number, (name, _sign, value) in enumerate(rows, 1)
    ]
    return TenderCriterion(code=code, label=label, options=made)


def _seal(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    told = {"lot_id": str(lot_id), "envelopes": json.loads(_of(form, "envelopes"))}
    data = msgspec.convert(told, SubmitBid)
    return [(commands.submit_bid, data)], _("Your sealed bid is stored. The receipt is on this page.")


def _withdraw(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    return [(commands.withdraw_bid, WithdrawBid(lot_id=lot_id))], _("Your bid is withdrawn and stays sealed.")


def _open(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    told = {"lot_id": str(lot_id), "envelope": _of(form, "envelope"), "secrets": json.loads(_of(form, "secrets"))}
    return [(commands.open_bids, msgspec.convert(told, OpenBids))], _("Your part of the opening is done.")


def _reveal(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    # Blanks at the end belong to what was sealed.
    told = {"lot_id": str(lot_id), "envelope": _of(form, "envelope"), "nonce": _of(form, "nonce")}
    data = msgspec.convert(told | {"text": str(form.get("text") or "")}, RevealBid)
    return [(commands.reveal_bid, data)], _("Your bid is open.")


def _close_opening(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    return [(commands.close_opening, CloseOpening(lot_id=lot_id))], _("The opening is over.")


def _score(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    marks: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        if name.startswith("mark-") and str(value).strip():
            _word, seq, code = name.split("-", 2)
            marks.setdefault(int(seq), {})[code] = str(value).strip()
    found: Deeds = [
        (commands.score_bid, ScoreBid(lot_id=lot_id, bid=seq, marks=given)) for seq, given in sorted(marks.items())
    ]
    if "lock" in form:
        return [*found, (commands.lock_sheet, LockSheet(lot_id=lot_id))], _("Your sheet is locked.")
    return found, _("Your marks are kept; nobody but the initiator sees them.")


def _admit(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    data = AdmitBids(lot_id=lot_id, refused=_refused(form))
    return [(commands.admit_bids, data)], _("The price envelopes of those admitted can be opened now.")


def _refused(form: QueryDict) -> dict[str, str]:
    """Reasons by the number of the bid that goes no further."""
    return {
        name.removeprefix("refuse-"): str(why).strip()
        for name, why in form.items()
        if name.startswith("refuse-") and str(why).strip()
    }


def _justify(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    data = JustifyPrice(lot_id=lot_id, bid=int(_of(form, "bid")), text=_of(form, "text"))
    return [(commands.justify_price, data)], _("Your justification is handed in.")


def _judge(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    data = JudgePrice(
        lot_id=lot_id, bid=int(_of(form, "bid")), accepted=_of(form, "accepted") == "yes", reason=_of(form, "reason")
    )
    return [(commands.judge_price, data)], _("The decision is kept.")


def _exclude(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    data = ExcludeBid(lot_id=lot_id, bid=int(_of(form, "bid")), reason=_of(form, "reason"))
    return [(commands.exclude_bid, data)], _("The bid is excluded.")


def _award(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    chosen, reason = _of(form, "bid"), _of(form, "reason")
    data = AwardTender(lot_id=lot_id, bid=int(chosen) if chosen else None, reason=reason or None)
    return [(commands.award_tender, data)], _("The tender is awarded and the deal is formed.")


def _end(form: QueryDict, lot_id: UUID) -> tuple[Deeds, str]:
    data = EndTender(lot_id=lot_id, reason=_of(form, "reason"))
    return [(commands.end_tender, data)], _("The tender has ended without an award.")


_READERS: Mapping[str, Callable[[QueryDict, UUID], tuple[Deeds, str]]] = {
    "terms": _terms,
    "ask_opener": _ask_opener,
    "invite": _invite,
    "candidates": _candidates,
    "object": _object,
    "answer": _answer,
    "beacon": _enter_beacon,
    "seal": _seal,
    "withdraw": _withdraw,
    "open": _open,
    "reveal": _reveal,
    "close_opening": _close_opening,
    "score": _score,
    "admit": _admit,
    "justify": _justify,
    "judge": _judge,
    "exclude": _exclude,
    "award": _award,
    "end": _end,
}

"""The room of a tender: sealing, receipts, opening, sheets, ranking, award. Each viewer sees what is for it."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from tenant_apps.identity.queries import list_people
from tenant_apps.trading.engines.vault.queries import keys_to_choose, officers_of
from tenant_apps.trading.engines.vault.queries.tenders import to_unlock
from tenant_apps.trading.engines.vault.web import shown
from tenant_apps.trading.engines.vault.web.deeds import CRITERIA, BadForm, deeds_of
from tenant_apps.trading.engines.vault.web.words import OUT
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.event_forms import BidForm
from tenant_apps.trading.kernel.web.events import room_facts, room_page


def room(request: HttpRequest, found: Room) -> HttpResponse:
    """The page of a tender; a POST does what one of its forms asks for."""
    if request.method == "POST":
        return _do(request, found)
    return room_page(request, _facts(request, found), 200, "vault/room.html")


def fragment(request: HttpRequest, found: Room) -> HttpResponse:
    """The clock, which the page asks for again; a new phase brings a new page."""
    return render(request, "vault/_clock.html", _facts(request, found))


def _do(request: HttpRequest, found: Room) -> HttpResponse:
    if not (found.joined or found.viewer.audience in ("initiator", "house")):
        raise Http404
    try:
        deeds, done = deeds_of(request.POST, found.lot_id)
        for command, data in deeds:
            run(command, _actor(request), data)
        messages.success(request, done)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    except BadForm as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("trading:event", args=[found.id]))


def _facts(request: HttpRequest, found: Room) -> dict[str, Any]:
    actor, facts = _actor(request), found.facts
    told = room_facts(request, found, BidForm())
    audience, phase = found.viewer.audience, str(facts.get("phase", ""))
    decides = audience in ("initiator", "house") and not found.final_state
    tender = facts.get("tender")
    names = shown.names_in(found)
    officers = officers_of(actor, found.lot_id)
    ranking = shown.ranking_of(found, names)
    opening = facts.get("opening")
    own = facts.get("own_receipts") or []
    return told | {
        "phase": phase,
        "live_state": found.state if phase in ("bidding", "before") or found.final_state else phase,
        "deadline": shown.deadline_of(found),
        "steps": shown.steps_of(phase, found.final_state),
        "tender": tender,
        "openers": [one for one in officers if one.part == "opener"],
        "opening": opening,
        "opened": shown.opened_bids(found, names, OUT),
        "has_opened": any(row.is_open for row in shown.opened_bids(found, names, OUT)),
        "ranking": ranking,
        "best": ranking[0] if ranking else None,
        "sheets": shown.sheets_of(found, actor, names),
        "spread": (facts.get("sheets") or {}).get("spread", []),
        "award": facts.get("award"),
        "receipts": own,
        "standing": next((one for one in own if not one["gone"]), None),
        "proof": facts.get("own_proof"),
        "to_justify": facts.get("own_to_justify") or [],
        "is_tender_of_two": found.rules.get("format") == "two_envelopes",
        "method": found.rules.get("method"),
        "may_set": decides and tender is None and phase in ("before", "bidding") and actor.may("vault.set_terms"),
        "may_seal": found.state == "open" and found.joined and tender is not None and actor.may("vault.submit_bid"),
        "may_close_opening": decides
        and phase.startswith("opening")
        and _enough(facts)
        and actor.may("vault.close_opening"),
        "may_admit": decides and phase == "admission" and actor.may("vault.admit_bids"),
        "may_award": decides and phase == "evaluation" and actor.may("vault.award_tender"),
        "may_end": decides and bool(facts.get("root")) and actor.may("vault.end_tender"),
        "may_choose": found.rules.get("award_choice") == "reasoned" and found.rules.get("method") != "uniform",
        "unlock": _work(actor, found),
        "keys": keys_to_choose(actor) if tender is None and decides else [],
        "people": list_people(actor, company_id=found.initiator_id) if tender is None and decides else [],
        "criteria_rows": range(CRITERIA),
        "seal_fields": _seal_fields(found),
    }


def _enough(facts: Any) -> bool:
    opening, tender = facts.get("opening"), facts.get("tender")
    if not opening or not tender or not opening["to_open"]:
        return False
    return len(opening["came"][opening["to_open"]]) >= tender["threshold"]


def _work(actor: Actor, found: Room) -> str:
    """What an opener's browser needs, as JSON text for a data attribute."""
    work = to_unlock(actor, found.lot_id) if found.facts.get("root") and not found.final_state else None
    return json.dumps(work) if work else ""


def _seal_fields(found: Room) -> str:
    """What the browser needs to seal: lot, company, openers, envelopes."""
    tender = found.facts.get("tender")
    if tender is None or found.viewer.company_id is None:
        return ""
    return json.dumps(
        {
            "lot": str(found.lot_id),
            "company": str(found.viewer.company_id),
            "openers": [one["key"] for one in tender["openers"]],
            "threshold": tender["threshold"],
            "envelopes": ["technical", "price"] if found.rules.get("format") == "two_envelopes" else ["price"],
            "number": found.number,
        }
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]

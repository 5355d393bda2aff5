"""The room of a tender: sealing, receipts, opening, sheets, ranking, award. Each viewer sees what is for it."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.tenancy import scope
from tenant_apps.identity.queries import list_people
from tenant_apps.trading.engines.vault.queries import keys_for, officers_of, own_number, requests_of, signs_of
from tenant_apps.trading.engines.vault.queries.tenders import to_unlock
from tenant_apps.trading.engines.vault.web import settling, shown
from tenant_apps.trading.engines.vault.web.deeds import CRITERIA, BadForm, deeds_of
from tenant_apps.trading.engines.vault.web.words import OUT
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.kernel.web.event_forms import BidForm
from tenant_apps.trading.kernel.web.events import room_facts, room_page

# Where the form for a beacon starts.
AFTER_DEADLINE = timedelta(hours=1)


def room(request: HttpRequest, found: Room) -> HttpResponse:
    """The page of a tender; a POST does what one of its forms asks for."""
    if request.method == "POST":
        return _do(request, found)
    return room_page(request, _facts(request, found), 200, "vault/room.html")


def fragment(request: HttpRequest, found: Room) -> HttpResponse:
    """The clock, which the page asks for again; a new phase brings a new page."""
    return render(request, "vault/_clock.html", _facts(request, found))


def _do(request: HttpRequest, found: Room) -> HttpResponse:
    is_opener = own_number(_actor(request), found.lot_id, "opener") is not None
    if not (found.joined or is_opener or found.viewer.audience in ("initiator", "house")):
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
        "beacon_default": (shown.deadline_of(found) or clock.now(scope.alias())) + AFTER_DEADLINE,
        "steps": shown.steps_of(found),
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
        "standing": next(
            (one for one in own if not one["gone"] and set(one["commitments"]) == set(names_now(found))), None
        ),
        "proof": facts.get("own_proof"),
        "to_justify": facts.get("own_to_justify") or [],
        "seals": names_now(found),
        "reveals": _reveals(found),
        "reveal_until": _reveal_until(found),
        "reveal_work": _reveal_work(found),
        "is_tender_of_two": found.rules.get("format") == "two_envelopes",
        "is_staged": found.rules.get("format") == "two_stage",
        "method": found.rules.get("method"),
        "proposals": shown.proposals(found, names, OUT),
        "candidates": settling.candidates_of(found, names),
        "candidates_until": settling.moment_of(facts.get("candidates"), "until"),
        "objections": settling.objections_of(found, names),
        "beacon": settling.beacon_of(found),
        "stage": facts.get("stage"),
        "signs": signs_of(actor, found.lot_id) if audience in ("initiator", "house") else (),
        **_may(actor, found, decides),
        "unlock": _work(actor, found),
        "keys": keys_for(actor, found.lot_id) if tender is None and decides else [],
        "asked": requests_of(actor, found.lot_id) if tender is None and decides else [],
        "people": list_people(actor, company_id=found.initiator_id) if tender is None and decides else [],
        "criteria_rows": range(CRITERIA),
        "seal_fields": _seal_fields(found),
    }


def _may(actor: Actor, found: Room, decides: bool) -> dict[str, bool]:
    """Which forms this viewer gets now. The commands ask everything again."""
    facts, phase = found.facts, str(found.facts.get("phase", ""))
    tender, staged = facts.get("tender"), found.rules.get("format") == "two_stage"
    halts = bool(int(found.rules.get("standstill_days") or 0))
    beacon = settling.beacon_of(found)
    waiting = any(not one.verdict for one in settling.objections_of(found, {}))
    invited = facts.get("own_stage") in (None, "", "invited")
    if staged and (facts.get("stage") or {}).get("number") == 2:
        invited = facts.get("own_stage") == "invited"
    takes_part = (found.joined or decides) and not found.final_state
    spoken = beacon is not None and not beacon.value and beacon.at <= clock.now(scope.alias())
    awards = phase == ("award" if halts else "evaluation") and not waiting and not (beacon and beacon.needed)
    return {
        "may_set": decides and tender is None and phase in ("before", "bidding") and actor.may("vault.set_terms"),
        "may_ask": decides
        and not _reveals(found)
        and tender is None
        and phase in ("before", "bidding")
        and actor.may("vault.ask_opener"),
        "may_seal": found.state == "open"
        and found.joined
        and tender is not None
        and invited
        and actor.may("vault.submit_bid"),
        "may_close_opening": decides
        and phase.startswith("opening")
        and (_is_late(found) if _reveals(found) else _enough(facts))
        and actor.may("vault.close_opening"),
        "may_admit": decides and phase == "admission" and not staged and actor.may("vault.admit_bids"),
        "may_invite": decides and phase == "admission" and staged and actor.may("vault.invite_bidders"),
        "may_decide": decides and phase in ("evaluation", "standstill", "award") and actor.may("vault.exclude_bid"),
        "may_publish": decides
        and halts
        and phase == "evaluation"
        and not waiting
        and not (beacon and beacon.needed)
        and actor.may("vault.publish_candidates"),
        "may_award": decides and awards and actor.may("vault.award_tender"),
        "may_object": found.joined and phase == "standstill" and not waiting and actor.may("vault.object"),
        "may_answer": decides and actor.may("vault.answer_objection"),
        "may_enter_beacon": takes_part and bool(facts.get("root")) and spoken and actor.may("vault.enter_beacon"),
        "may_end": decides
        and (bool(facts.get("root")) or (facts.get("stage") or {}).get("number") == 2)
        and actor.may("vault.end_tender"),
        "may_choose": found.rules.get("award_choice") == "reasoned" and found.rules.get("method") != "uniform",
    }


def _reveals(found: Room) -> bool:
    return found.rules.get("sealing") == "commit_reveal"


def _reveal_until(found: Room) -> datetime | None:
    """Until when bidders open their own bids, while they do."""
    told = (found.facts.get("opening") or {}).get("reveal_until")
    return datetime.fromisoformat(told) if told and not found.final_state else None


def _is_late(found: Room) -> bool:
    until = _reveal_until(found)
    return until is not None and until <= clock.now(scope.alias())


def _reveal_work(found: Room) -> str:
    """What a bidder's browser needs to compare its copy with, as JSON text for a data attribute."""
    told = found.facts.get("own_reveal")
    if not told:
        return ""
    names = {"lot": str(found.lot_id), "company": str(found.viewer.company_id)}
    return json.dumps(names | {name: told[name] for name in ("envelope", "commitment")})


def names_now(found: Room) -> list[str]:
    """The envelopes that a bid of this tender has now."""
    stage = (found.facts.get("stage") or {}).get("number")
    if stage is not None:
        return ["technical"] if stage == 1 else ["price"]
    return ["technical", "price"] if found.rules.get("format") == "two_envelopes" else ["price"]


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
            "envelopes": names_now(found),
            "number": found.number,
        }
    )


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]

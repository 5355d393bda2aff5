"""Pages of trading events: the list, a new event, and the room in which it runs."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.egress import flows
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.currencies import MINOR_UNITS
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.outbox import streams
from shared_apps.tenancy import scope
from shared_apps.tenancy.middleware import host_of
from shared_apps.ui import lists
from shared_apps.ui.command_forms import id_or_none
from shared_apps.ui.downloads import file_answer
from shared_apps.ui.statuses import status_of
from tenant_apps.catalogue.queries import ItemFacts, list_items
from tenant_apps.inventory.queries import list_warehouses
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.rulesets.queries import effective, list_sheets, resolved_below, sheets_of
from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.kernel.commands import (
    PlaceBid,
    ResumeEvent,
    cancel_event,
    join_event,
    move_time,
    pause_event,
    place_bid,
    publish_event,
    resume_event,
)
from tenant_apps.trading.kernel.commands.cancel_event import CancelEvent
from tenant_apps.trading.kernel.commands.pause_event import PauseEvent
from tenant_apps.trading.kernel.queries import events as event_queries
from tenant_apps.trading.kernel.queries.audit_file import audit_file
from tenant_apps.trading.kernel.queries.pages import partners_of
from tenant_apps.trading.kernel.queries.rooms import Room, room
from tenant_apps.trading.kernel.types import MODES, Mode
from tenant_apps.trading.kernel.web import formats
from tenant_apps.trading.kernel.web.draft_desk import desk
from tenant_apps.trading.kernel.web.draft_fields import content_of, fields_of, fill_up
from tenant_apps.trading.kernel.web.engine_pages import pages_of
from tenant_apps.trading.kernel.web.event_forms import (
    BidForm,
    CancelForm,
    JoinForm,
    MoveForm,
    PauseForm,
    PublishEventForm,
)
from tenant_apps.trading.kernel.web.panels import panels_of

AUDIT_FILE = flows.declare(
    "trading.audit_file",
    "download",
    gettext_lazy("Audit files of lots"),
    ("business", "pseudonym"),
    to="viewer",
    purpose="evidence",
    basis="contract",
    exempt="contract",
)

FILTERS = ("view", "q", "mode")
ITEMS_MOST = 500
# Larger than everything in a room that depends on who leads.
QUIET_BLOCK = 4096


@requires("trading.view_event")
@require_http_methods(["GET"])
def event_list_page(request: HttpRequest) -> HttpResponse:
    """Events of every mode with a room, newest first; the first view holds those that have not ended."""
    actor = _actor(request)
    filters = lists.wanted(request, *FILTERS)
    asked = {**filters, "view": filters.get("view", "open")}
    if request.GET.get("export") == "csv":
        return _export(actor, asked)
    try:
        page = event_queries.event_page(actor, asked, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    counts = event_queries.event_counts(actor)
    views = [("", _("Open"), counts["open"])]
    if actor.company_id:
        views += [("joined", _("Joined"), counts["joined"]), ("mine", _("Mine"), counts["mine"])]
    views.append(("ended", _("Ended"), counts["ended"]))
    offered = _offered()
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "keep": {"view": filters["view"]} if "view" in filters else {},
        "modes": [(code, str(status_of("trading.mode", code).label)) for code in offered],
        "is_filtered": bool(set(filters) - {"view"}),
        "export_url": lists.address(filters, export="csv"),
        "may_publish": bool(offered) and actor.may("trading.publish_event") and actor.company_id is not None,
        "company_id": actor.company_id,
    }
    return render(request, "trading/event_list.html", facts)


@requires("trading.publish_event")
@require_http_methods(["GET", "POST"])
def publish_event_page(request: HttpRequest, mode: str) -> HttpResponse:
    """Publish an event of a mode, with the rules that an event may set for itself."""
    actor = _actor(request)
    found = MODES.get(mode)
    if found is None or mode not in _offered() or actor.company_id is None:
        raise Http404
    if request.method == "POST" and "save_draft" in request.POST:
        return _save_draft(request, actor, found)
    own = pages_of(found.engine)
    if own is not None and own.publish is not None:
        return own.publish(request, mode)
    form = publish_form(request, actor, found)
    if form is None:
        return render(request, "trading/event_publish.html", {"mode": mode, "form": None})
    if request.method == "POST" and form.is_valid() and form.send(publish_event, actor, form.input()):
        messages.success(request, _("%(number)s is published.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("trading:event", args=[form.result.event_id]))
    closed = [(rule.label, rule_text(rule, value), rule.unit) for rule, value in form.closed if value not in ("", None)]
    facts = {"mode": mode, "form": form, "modes": _offered(), "closed": closed}
    return render(request, "trading/event_publish.html", facts, status=422 if form.errors else 200)


@requires("trading.view_event")
@require_http_methods(["GET", "POST"])
def event_page(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """The room of an event; a POST places a bid."""
    actor = _actor(request)
    found = find_room(actor, event_id)
    own = pages_of(MODES[found.mode].engine)
    if own is not None:
        return own.room(request, found)
    form = BidForm(request.POST or None, room=found)
    if request.method == "POST":
        if not found.joined or not actor.may("trading.place_bid"):
            raise Http404
        data = form.input(found, buy_now="buy_now" in request.POST) if form.is_valid() else None
        if data is not None and formats.may_leave(found):
            data = msgspec.structs.replace(data, absentee=True)
        if data is not None and "final" in request.POST:
            data = msgspec.structs.replace(data, final=True)
        if "cancel" in request.POST:
            data = PlaceBid(lot_id=found.lot_id, cancel=True)
        if data is not None and form.send(place_bid, actor, data):
            said = _("Your bid is taken back.") if data.cancel else _("Bid %(seq)s is stored and counts.")
            messages.success(request, said % {"seq": form.result.seq})
            return HttpResponseRedirect(reverse("trading:event", args=[event_id]))
        found = find_room(actor, event_id)
    return room_page(request, room_facts(request, found, form), 422 if form.errors else 200)


@requires("trading.view_event")
@require_http_methods(["GET"])
def event_room(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """What changes while an event runs; the page asks for it again when something has happened."""
    actor = _actor(request)
    found = find_room(actor, event_id)
    own = pages_of(MODES[found.mode].engine)
    if own is not None:
        return own.fragment(request, found)
    facts = room_facts(request, found, BidForm(room=found))
    return quiet_size(render(request, "trading/_room.html", facts | {"is_fragment": True}), found)


@require_POST
@requires("trading.join_event")
def join(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Join an event."""
    actor = _actor(request)
    found = find_room(actor, event_id)
    form = JoinForm(request.POST, items=own_items(actor, found))
    if form.is_valid() and form.send(join_event, actor, form.input(found)):
        messages.success(request, _("You have joined as number %(alias)s.") % {"alias": form.result.alias})
        return HttpResponseRedirect(reverse("trading:event", args=[event_id]))
    return room_page(request, room_facts(request, found, BidForm(room=found)) | {"join_form": form}, 422)


@require_POST
@requires("trading.pause_event")
def pause(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Stop the clock, with a reason everybody sees."""
    actor = _actor(request)
    find_room(actor, event_id)
    form = PauseForm(request.POST)
    if form.is_valid():
        do(request, pause_event, actor, PauseEvent(event_id=event_id, reason=form.cleaned_data["reason"]))
    else:
        messages.error(request, _("Say why the event is paused."))
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))


@require_POST
@requires("trading.move_time")
def move(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Let time pass sooner, in a sandbox."""
    actor = _actor(request)
    find_room(actor, event_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Http404
    do(request, move_time, actor, form.input(event_id))
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))


@require_POST
@requires("trading.resume_event")
def resume(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Go on with the time that was left."""
    actor = _actor(request)
    find_room(actor, event_id)
    do(request, resume_event, actor, ResumeEvent(event_id=event_id))
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))


@require_POST
@requires("trading.cancel_event")
def cancel(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Withdraw or cancel, with a typed reason."""
    actor = _actor(request)
    find_room(actor, event_id)
    form = CancelForm(request.POST)
    if form.is_valid():
        do(request, cancel_event, actor, CancelEvent(event_id=event_id, reason=form.cleaned_data["reason"]))
    else:
        messages.error(request, _("Choose a reason."))
    return HttpResponseRedirect(reverse("trading:event", args=[event_id]))


@requires("trading.view_event")
@require_http_methods(["GET"])
def lot_audit_file(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """The audit file of the event's lot, as a download."""
    actor = _actor(request)
    found = find_room(actor, event_id)
    try:
        body = audit_file(actor, found.lot_id)
    except Refusal as refusal:
        raise Http404 from refusal
    return file_answer(AUDIT_FILE, body, "application/json", f"{found.number}-lot-1.json")


def room_page(
    request: HttpRequest, facts: dict[str, Any], status: int, template: str = "trading/event_room.html"
) -> HttpResponse:
    """The room's page; it alone may also connect to where the stream is served."""
    answer = quiet_size(render(request, template, facts, status=status), facts["room"])
    if facts["stream"]:
        parts = urlsplit(facts["stream"][0])
        answer._csp_update = {"connect-src": f"{parts.scheme}://{parts.netloc}"}  # type: ignore[attr-defined]
    return answer


def quiet_size(answer: HttpResponse, found: Room) -> HttpResponse:
    """The answer in whole blocks where its viewer may not see others' bids: its size must not tell a rank."""
    if not found.sees_bids:
        missing = -(len(answer.content) + len(b"<!---->")) % QUIET_BLOCK
        answer.content += b"<!--" + b"." * missing + b"-->"
    return answer


def room_facts(request: HttpRequest, found: Room, form: BidForm) -> dict[str, Any]:
    actor = _actor(request)
    now = clock.now(scope.alias())
    audience = found.viewer.audience
    is_live = found.state in ("open", "announced", "closing", "paused", "evaluation")
    runs_itself = audience in ("initiator", "house")
    facts = found.facts
    next_valid = facts.get("own_next") or facts.get("next_valid")
    return {
        "room": found,
        "facts": facts,
        "now": now,
        "form": form,
        "is_live": is_live,
        "stream": streams.watch(str(found.id), audience, host_of(request)) if is_live else None,
        "may_join": is_live and found.state != "evaluation" and not found.joined and _may_join(actor, found),
        "may_bid": (found.state == "open" or formats.may_leave(found) or formats.may_name_last(found))
        and found.joined
        and actor.may("trading.place_bid"),
        "join_form": JoinForm(items=own_items(actor, found)),
        "next_valid": next_valid,
        "next_text": amount_text(next_valid, found.currency),
        "may_pause": runs_itself and found.state == "open" and actor.may("trading.pause_event"),
        "may_resume": runs_itself and found.state == "paused" and actor.may("trading.resume_event"),
        "may_cancel": is_live and _may_cancel(actor, found, now),
        "pause_form": PauseForm(),
        "cancel_form": CancelForm(),
        "rule_rows": rule_rows(found),
        "panels": panels_of(request, found),
        "has_audit_file": bool(found.final_state) and audience != "member",
        **formats.facts_of(found),
        "buy_now": Decimal(found.rules["buy_now"]) if found.rules.get("buy_now") else None,
    }


def amount_text(value: Decimal | None, currency: str) -> str:
    """A price as people type it: with the decimals of its currency, without grouping."""
    if value is None:
        return ""
    own = -int(value.normalize().as_tuple().exponent)
    return f"{value:.{max(own, MINOR_UNITS.get(currency, 2))}f}"


def rule_rows(found: Room) -> list[tuple[Any, str, Any]]:
    """The pinned rules in words: label, value, unit."""
    return rows_of_rules(found.mode, found.rules)


def rows_of_rules(mode: str, rules: Mapping[str, Any]) -> list[tuple[Any, str, Any]]:
    """The same of any event of a mode."""
    rows = []
    for rule in list_rules(mode):
        name = rule.key.split(".", 1)[1]
        if name not in rules:
            continue
        value = rules[name]
        if rule.depends_on and rules.get(rule.depends_on[0].split(".")[-1]) not in rule.depends_on[1]:
            continue
        if value not in ("", None, []):
            rows.append((rule.label, rule_text(rule, value), rule.unit))
    return rows


def rule_text(rule: Any, value: Any) -> str:
    """The value of a rule in words."""
    if rule.kind == "choice":
        return str(dict(rule.choices).get(value, value))
    if rule.kind == "flag":
        return _("Yes") if value else _("No")
    if rule.kind == "codes":
        return ", ".join(str(dict(rule.choices).get(one, one)) for one in value) or "–"
    if rule.kind == "steps":
        return ", ".join(f"{start}: {step}" for start, step in value)
    if rule.kind == "features":
        return "; ".join(" | ".join(row) for row in value)
    return str(value)


def _may_join(actor: Actor, found: Room) -> bool:
    if actor.company_id is None or found.viewer.audience != "member" or not actor.may("trading.join_event"):
        return False
    company = list_by_ids([actor.company_id]).get(actor.company_id)
    if company is None or company.state != "active":
        return False
    return company.can_buy if found.side == "sell" else company.can_sell


def _may_cancel(actor: Actor, found: Room, now: Any) -> bool:
    if not actor.may("trading.cancel_event") or found.viewer.audience not in ("initiator", "house"):
        return False
    return found.viewer.audience == "house" or (found.opens_at is not None and now < found.opens_at)


def own_items(actor: Actor, found: Room) -> list[ItemFacts]:
    if actor.company_id is None or found.side == "sell":
        return []
    items = list_items(actor, supplier_id=actor.company_id, limit=ITEMS_MOST)
    return [item for item in items if item.state == "active" and item.unit == found.unit]


def publish_form(
    request: HttpRequest, actor: Actor, mode: Mode, form: type[PublishEventForm] = PublishEventForm
) -> PublishEventForm | None:
    """The form for what this company may do in this mode; None when it can neither sell nor buy in it."""
    company = list_by_ids([actor.company_id]).get(actor.company_id) if actor.company_id else None
    if company is None or company.state != "active":
        return None
    draft, version = _draft_of(request, actor, mode)
    items = [one for one in list_items(actor, supplier_id=company.id, limit=ITEMS_MOST) if one.state == "active"]
    sides = []
    if "sell" in mode.sides and company.can_sell and items:
        sides.append(("sell", _("We sell")))
    if "buy" in mode.sides and company.can_buy:
        sides.append(("buy", _("We buy")))
    if not sides:
        return None
    code = request.GET.get("template", "") or str(draft.get("template") or "")
    item_id = request.POST.get("item_id") or request.GET.get("item", "") or str(draft.get("item_id") or "")
    templates = [(one.code, one.name) for one in list_sheets("template", mode.code) if one.effective_from <= _now()]
    chosen = code if code in dict(templates) else ""
    category = next((one.category for one in items if str(one.id) == item_id), "") if sides[0][0] == "sell" else ""
    sheets = sheets_of(mode.code, category, chosen)
    found = resolved_below(mode.code, sheets)
    data: Any = request.POST or None
    opened = version and request.method == "GET"
    if opened:
        data = fields_of(draft, many_lines=mode.many_lines)
        data["draft"], data["draft_version"] = request.GET["draft"], str(version)
        data["shown_category"] = next((one.code for one in sheets if one.kind == "category"), "")
    made = form(
        data,
        mode=mode,
        sides=sides,
        items=items,
        warehouses=list_warehouses(actor, company.id),
        partners=[(pk, name) for pk, name in partners_of(actor) if pk != company.id],
        rules=[(rule, found[rule.key]) for rule in list_rules(mode.code) if rule.at_event],
        templates=templates,
        template=chosen,
        category=next((one.code for one in sheets if one.kind == "category"), ""),
        initial={"side": sides[0][0], "currency": effective("general.currency").value, "unit": "C62",
                 "item_id": item_id},
    )  # fmt: skip
    if opened:
        fill_up(made, draft)
        made._errors = {}  # type: ignore[attr-defined]  # a draft may be incomplete; it is checked when it is sent
    return made


def _draft_of(request: HttpRequest, actor: Actor, mode: Mode) -> tuple[Mapping[str, Any], int]:
    """Content and version of the draft that the address names; nothing, and 0, where it names none."""
    place, draft_id = desk(), id_or_none(request.GET.get("draft"))
    if place is None or draft_id is None:
        return {}, 0
    found = place.load(actor, draft_id, mode.code)
    if found is None:
        raise Http404
    return found


def _save_draft(request: HttpRequest, actor: Actor, mode: Mode) -> HttpResponse:
    form, place = publish_form(request, actor, mode), desk()
    if form is None or place is None:
        raise Http404
    return place.save(request, form, content_of(form))


def _now() -> datetime:
    return clock.now(scope.alias())


def _offered() -> list[str]:
    return event_queries.modes_with_engine(cast(list[str], effective("trading.modes").value))


def _export(actor: Actor, filters: dict[str, str]) -> HttpResponse:
    head = [_("Event"), _("Title"), _("Mode"), _("Direction"), _("Initiator"), _("Quantity"), _("Unit"), _("Currency"),
            _("Opens"), _("Ends"), _("State")]  # fmt: skip
    rows = (
        (one.number, one.title, one.mode, one.side, one.initiator, plain(one.quantity), one.unit, one.currency,
         one.opens_at.isoformat() if one.opens_at else "", one.ends_at.isoformat() if one.ends_at else "", one.state)
        for one in event_queries.event_export(actor, filters)
    )  # fmt: skip
    return lists.csv_answer("events", head, rows, hides={})


def do(request: HttpRequest, command: Any, actor: Actor, data: Any) -> bool:
    """Run a command; a refusal becomes a message. Whether it was done."""
    try:
        run(command, actor, data)
        return True
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return False


def find_room(actor: Actor, event_id: UUID) -> Room:
    found = room(actor, event_id, clock.now(scope.alias()))
    if found is None:
        raise Http404
    return found


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]

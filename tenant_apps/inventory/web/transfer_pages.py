"""Pages of transfers: a list, a new one, one with its goods and what arrived of them."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.api.paging import cut
from shared_apps.commands import run
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Invalid, Refusal
from shared_apps.ui import lists
from shared_apps.ui.command_forms import DecimalTextField
from tenant_apps.inventory.commands import (
    ArrivedIn,
    CloseTransfer,
    OneTransfer,
    ReceiveTransfer,
    approve_transfer,
    cancel_transfer,
    close_transfer,
    dispatch_transfer,
    receive_transfer,
    request_transfer,
)
from tenant_apps.inventory.queries import list_warehouses
from tenant_apps.inventory.queries.transfers import difference_rows, find_transfer, goods_of, transfer_rows
from tenant_apps.inventory.web.difference_pages import rights_of
from tenant_apps.inventory.web.stock_pages import actor_of, tell_refusal
from tenant_apps.inventory.web.work_forms import TransferForm

PAGE = 40
ARRIVED = DecimalTextField(least=Decimal(0), required=False)
FIELD = re.compile(r"arrivals\[(\d+)\]\.(good|damaged|bin)")
STEPS = {"approve": approve_transfer, "dispatch": dispatch_transfer, "cancel": cancel_transfer}


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def transfer_list_page(request: HttpRequest) -> HttpResponse:
    """Transfers, newest first, by where they stand."""
    actor = actor_of(request)
    filters = lists.wanted(request, "view")
    every: dict[str, dict[str, Any]] = {
        "waiting": {"state__in": ["requested", "approved"]}, "travelling": {"state": "dispatched"},
        "over": {"state__in": ["closed", "cancelled"]},
    }  # fmt: skip
    chosen = every.get(filters.get("view", ""), {})
    try:
        page = cut(
            transfer_rows(actor, chosen), f"transfers {filters.get('view', '')}", cursor=request.GET.get("cursor"),
            limit=PAGE,
        )  # fmt: skip
    except Refusal as refusal:
        raise Http404 from refusal
    views = [
        ("", _("All"), None), ("waiting", _("To send"), None), ("travelling", _("On the way"), None),
        ("over", _("Over"), None),
    ]  # fmt: skip
    facts = {
        "rows": page.rows,
        "pager": lists.pager(request, filters, page.next_cursor),
        "views": lists.tabs(filters, views),
        "filters": filters,
        "may_request": actor.may("inventory.request_transfer"),
    }
    return render(request, "inventory/transfer_list.html", facts)


@requires("inventory.request_transfer")
@require_http_methods(["GET", "POST"])
def transfer_new_page(request: HttpRequest) -> HttpResponse:
    """Ask for goods to be moved."""
    actor = actor_of(request)
    warehouses = list_warehouses(actor)
    sku = request.GET.get("sku", "")[:60]
    form = TransferForm(request.POST or None, warehouses=warehouses, initial={"goods": f"{sku} " if sku else ""})
    if request.method == "POST" and form.is_valid() and form.send(request_transfer, actor, form.input()):
        if form.result.state == "requested":
            messages.success(request, _("The transfer waits for approval; the goods are held."))
        else:
            messages.success(request, _("The goods are held and can be sent."))
        return HttpResponseRedirect(reverse("inventory:transfer", args=[form.result.transfer_id]))
    facts = {"form": form, "has_warehouses": len(warehouses) > 1}
    return render(request, "inventory/transfer_new.html", facts, status=422 if form.errors else 200)


@dataclass
class Arriving:
    """A part on its way, with what was typed of it and what is wrong with that, by field."""

    line: Any
    part: Any
    typed: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def is_typed(self) -> bool:
        return bool(self.typed.get("good") or self.typed.get("damaged"))

    def input(self) -> ArrivedIn:
        """What the command is told. Numbers are read as in every form; a wrong one is kept in `wrong`."""
        read = {}
        for name in ("good", "damaged"):
            try:
                read[name] = ARRIVED.clean(self.typed[name]) or "0"
            except ValidationError as error:
                self.wrong[name], read[name] = error.messages[0], "0"
        return ArrivedIn(part_id=self.part.pk, bin=self.typed["bin"], **read)


@requires("inventory.view_stock")
@require_http_methods(["GET"])
def transfer_page(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """One transfer, with what may be done next."""
    row = find_transfer(actor_of(request), transfer_id)
    return _shown(request, row, _arriving(row))


def _arriving(row: Any) -> list[Arriving]:
    return [Arriving(one.line, part) for one in goods_of(row) for part in one.parts if part.in_transit]


def _shown(request: HttpRequest, row: Any, arriving: list[Arriving]) -> HttpResponse:
    actor = actor_of(request)
    facts = {
        "transfer": row,
        "goods": goods_of(row),
        "travelling": arriving,
        "final": request.POST.get("final") == "1",
        "differences": difference_rows(actor, {"transfer_id": row.pk}).order_by("id"),
        "rights": rights_of(actor),
        "may_approve": row.state == "requested" and actor.may("inventory.approve_transfer"),
        "may_dispatch": row.state == "approved" and actor.may("inventory.dispatch_transfer"),
        "may_cancel": row.state in ("requested", "approved") and actor.may("inventory.cancel_transfer"),
        "may_receive": row.state == "dispatched" and actor.may("inventory.receive_transfer"),
        "may_close": row.state == "dispatched" and actor.may("inventory.close_transfer"),
    }
    status = 422 if any(one.wrong for one in arriving) else 200
    return render(request, "inventory/transfer_detail.html", facts, status=status)


@requires("inventory.approve_transfer", "inventory.dispatch_transfer", "inventory.cancel_transfer")
@require_POST
def transfer_step_page(request: HttpRequest, transfer_id: UUID, step: str) -> HttpResponse:
    """Approve, send or cancel."""
    actor = actor_of(request)
    if step not in STEPS:
        raise Http404
    find_transfer(actor, transfer_id)
    done = {
        "approve": _("The transfer is approved."), "dispatch": _("The goods are on their way."),
        "cancel": _("The transfer is cancelled; the goods are free again."),
    }  # fmt: skip
    try:
        run(STEPS[step], actor, OneTransfer(transfer_id=transfer_id))
        messages.success(request, done[step])
    except Refusal as refusal:
        tell_refusal(request, refusal)
    return HttpResponseRedirect(reverse("inventory:transfer", args=[transfer_id]))


@requires("inventory.receive_transfer")
@require_POST
def transfer_receive_page(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Write down what arrived: a quantity that is whole and one that is damaged for each part, empty for nothing.

    What cannot be right is shown where it was typed, with everything else as it was.
    """
    actor = actor_of(request)
    row = find_transfer(actor, transfer_id)
    arriving = _arriving(row)
    for one in arriving:
        one.typed = {n: request.POST.get(f"{n}-{one.part.pk}", "").strip()[:30] for n in ("good", "damaged", "bin")}
    typed = [one for one in arriving if one.is_typed]
    arrivals = [one.input() for one in typed]
    if any(one.wrong for one in typed):
        return _shown(request, row, arriving)
    try:
        final = request.POST.get("final") == "1"
        data = ReceiveTransfer(transfer_id=transfer_id, arrivals=arrivals, final=final)
        result = run(receive_transfer, actor, data, idempotency_key=request.POST.get("idempotency_key") or None)
        if result.state != "closed":
            messages.success(request, _("What arrived is in stock; the rest is still on its way."))
        elif difference_rows(actor, {"transfer_id": transfer_id}).exists():
            messages.success(request, _("The transfer is closed. What differs from what was sent stands below."))
        else:
            messages.success(request, _("Everything has arrived; the transfer is closed."))
    except Refusal as refusal:
        place = FIELD.fullmatch(refusal.field or "")
        if isinstance(refusal, Invalid) and place is not None:
            typed[int(place[1])].wrong[place[2]] = f"{refusal.message} {refusal.remedy}".strip()
            return _shown(request, row, arriving)
        tell_refusal(request, refusal)
    return HttpResponseRedirect(reverse("inventory:transfer", args=[transfer_id]))


@requires("inventory.close_transfer")
@require_POST
def transfer_close_page(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Give up what has not arrived."""
    actor = actor_of(request)
    row = find_transfer(actor, transfer_id)
    missing = [plain(one.in_transit) for one in goods_of(row) if one.in_transit]
    try:
        run(close_transfer, actor, CloseTransfer(transfer_id=transfer_id, reason=request.POST.get("reason", "")[:300]))
        messages.success(request, _("The transfer is closed; %(lines)s items are booked as lost.") % {
            "lines": len(missing)
        })  # fmt: skip
    except Refusal as refusal:
        tell_refusal(request, refusal)
    return HttpResponseRedirect(reverse("inventory:transfer", args=[transfer_id]))

"""Pages of quick orders: enter, look, correct, order what is right, take the rest home as a file."""

from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.foundation.tables import as_csv, as_xlsx
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import id_or_none
from shared_apps.ui.downloads import LIST, file_answer
from shared_apps.ui.shapes import Job
from tenant_apps.catalogue.queries import get_items, suggest_items
from tenant_apps.catalogue.queries.pages import suppliers_on_offer
from tenant_apps.orders.commands import (
    ChangeSheet,
    DraftSheet,
    OpenSheet,
    OrderSheet,
    SheetRowIn,
    change_sheet,
    draft_sheet,
    open_sheet,
    order_sheet,
)
from tenant_apps.orders.queries import find_order, sheets
from tenant_apps.orders.queries.sheets import QuickSheet
from tenant_apps.orders.web.pages import may_buy
from tenant_apps.orders.web.sheet_forms import QuickOrderForm, changed_rows, named_rows, row_numbers
from tenant_apps.orders.web.terms_choices import Choices, choices_by_seller
from tenant_apps.rulesets.queries import effective

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires("orders.place_order")
@require_http_methods(["GET", "POST"])
def order_new_page(request: HttpRequest) -> HttpResponse:
    """Enter what to order: typed, pasted, a file, or `?item=`."""
    actor = _buyer(request)
    sellers = [(str(pk), name) for pk, name in suppliers_on_offer(actor) if pk != actor.company_id]
    initial = _initial(request, actor)
    form = QuickOrderForm(request.POST or None, request.FILES or None, sellers=sellers, initial=initial)
    if request.method == "POST" and form.is_valid() and form.send(open_sheet, actor, form.input()):
        made = form.result
        if made.known:
            messages.info(request, _("This file was sent before. This is what became of it; nothing is ordered twice."))
        return HttpResponseRedirect(reverse("orders:sheet", args=[made.sheet_id]))
    facts = {"form": form, "has_sellers": bool(sellers)}
    return render(request, "orders/order_new.html", facts, status=422 if form.errors else 200)


def _initial(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    initial: dict[str, Any] = {"currency": effective("general.currency").value}
    if (item_id := id_or_none(request.GET.get("item"))) is not None:
        item = get_items([item_id]).get(item_id)
        if item is not None and item.state == "active":
            initial |= {"seller_id": str(item.supplier_id), "article_0": item.sku, "quantity_0": "1"}
            if request.GET.get("currency"):
                initial["currency"] = request.GET["currency"]
    return initial


@requires("orders.place_order")
@require_http_methods(["GET"])
def sheet_list_page(request: HttpRequest) -> HttpResponse:
    """Quick orders of one's company, newest first."""
    try:
        rows, cursor = sheets.sheet_page(_buyer(request), request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    return render(request, "orders/sheet_list.html", {"rows": rows, "pager": lists.pager(request, {}, cursor)})


@requires("orders.place_order")
@require_http_methods(["GET", "POST"])
def sheet_page(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """One quick order: its rows as a grid, and what each supplier would get."""
    actor = _buyer(request)
    sheet = _sheet(actor, sheet_id)
    view = request.GET.get("view", "")
    if request.method == "POST":
        return _correct(request, actor, sheet, view)
    counts = sheets.counts_of(sheet)
    try:
        rows, cursor = sheets.row_page(sheet, view, request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    filters = {"view": view} if view else {}
    names = [("", _("All rows"), "all"), ("bad", _("To correct"), "bad"), ("good", _("Ready"), "good"),
             ("ordered", _("Ordered"), "ordered")]  # fmt: skip
    if counts["drafted"] or view == "drafted":
        names.append(("drafted", _("Sent for approval"), "drafted"))
    drafts = sheets.drafts_of_sheet(sheet)
    facts = {
        "sheet": sheet,
        "counts": counts,
        "rows": rows,
        "pager": lists.pager(request, filters, cursor),
        "views": lists.tabs(filters, [(code, name, counts[kind]) for code, name, kind in names]),
        "groups": _groups(actor, sheet),
        "orders": sheets.orders_of_sheet(sheet),
        "drafts": drafts,
        "drafts_wait": any(draft.state == "waiting" for draft in drafts),
        "to_approve": sheets.approvals_needed(sheet),
        "may_ask": all(actor.may(f"orders.{act}_order_draft") for act in ("save", "submit")),
        "job": _job(sheet),
        "is_open": sheet.state in ("ready", "ordering") and counts["good"] + counts["bad"] > 0,
        "done_share": counts["ordered"] * 100 // max(1, counts["all"] - counts["bad"] - counts["drafted"]),
    }
    return render(request, "orders/sheet.html", facts)


def _groups(actor: Actor, sheet: QuickSheet) -> list[tuple[sheets.GroupFacts, Choices, str]]:
    """What each supplier would get, with the terms of payment to choose from and the choice that was made."""
    groups = sheets.groups_of(sheet)
    choices = choices_by_seller(actor.company_id, {one.seller_id for one in groups})
    kept = sheet.payment_terms
    return [(one, choices.get(one.seller_id, []), kept.get(str(one.seller_id), "")) for one in groups]


def _correct(request: HttpRequest, actor: Actor, sheet: QuickSheet, view: str) -> HttpResponse:
    posted = {name: str(value)[:400] for name, value in request.POST.items()}
    use, _sign, article = posted.get("use", "").partition(":")
    if use.isdigit() and article:
        posted[f"r{use}-article"] = article
    leave_out = row_numbers(request.POST.getlist("leave_out"))
    rows = sheets.rows_named(sheet, named_rows(posted) - set(leave_out))
    attempt(request, change_sheet, ChangeSheet(
        sheet_id=sheet.pk, rows=changed_rows(posted, rows), leave_out=leave_out,
    ))  # fmt: skip
    address = reverse("orders:sheet", args=[sheet.pk])
    return HttpResponseRedirect(f"{address}?view={view}" if view in ("good", "bad") else address)


@require_POST
@requires("orders.place_order")
def sheet_order(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Order what is right. A long sheet goes in several steps, one a request."""
    actor = _buyer(request)
    sheet = _sheet(actor, sheet_id)
    chosen = [id_or_none(text) for text in request.POST.getlist("payment_terms")]
    data = OrderSheet(
        sheet_id=sheet.pk, go_on=bool(request.POST.get("go_on")), payment_terms=[one for one in chosen if one]
    )
    told = attempt(request, order_sheet, data)
    address = reverse("orders:sheet", args=[sheet.pk])
    if told is not None and told.orders:
        counted = ngettext("%(count)s order is accepted.", "%(count)s orders are accepted.", len(told.orders))
        messages.success(request, counted % {"count": len(told.orders)} + " " + ", ".join(told.orders))
        if told.state == "done" and len(told.order_ids) == 1 and not request.POST.get("go_on"):
            address = reverse("orders:order", args=[told.order_ids[0]])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return HttpResponseRedirect(address)


@require_POST
@requires("orders.place_order")
def sheet_draft(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Send for approval what cannot be ordered without it."""
    actor = _buyer(request)
    sheet = _sheet(actor, sheet_id)
    told = attempt(request, draft_sheet, DraftSheet(sheet_id=sheet.pk))
    if told is not None:
        counted = ngettext("%(count)s draft is submitted.", "%(count)s drafts are submitted.", len(told.drafts))
        numbers = ", ".join(one.number for one in told.drafts)
        messages.success(request, counted % {"count": len(told.drafts)} + " " + numbers)
    return HttpResponseRedirect(reverse("orders:sheet", args=[sheet.pk]))


@require_POST
@requires("orders.place_order")
def sheet_again(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """All rows of a quick order once more, as a new one."""
    actor = _buyer(request)
    sheet = _sheet(actor, sheet_id)
    rows = [msgspec.convert(dict(cells), SheetRowIn) for cells in sheets.cells_of_sheet(sheet)]
    data = OpenSheet(rows=rows, seller_id=sheet.seller_id, currency=sheet.currency, note=sheet.note, again=True)
    made = attempt(request, open_sheet, data)
    return HttpResponseRedirect(reverse("orders:sheet", args=[made.sheet_id if made is not None else sheet.pk]))


@require_POST
@requires("orders.place_order")
def order_again(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The lines of an order once more, at the price and stock of today."""
    actor = _buyer(request)
    try:
        find_order(actor, order_id)
    except NotFound as refusal:
        raise Http404 from refusal
    made = attempt(request, open_sheet, OpenSheet(order_id=order_id))
    if made is None:
        return HttpResponseRedirect(reverse("orders:order", args=[order_id]))
    return HttpResponseRedirect(reverse("orders:sheet", args=[made.sheet_id]))


@requires("orders.place_order")
@require_http_methods(["GET"])
def sheet_job(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """How far a long sheet is looked at; asks for the page anew when that is over."""
    sheet = _sheet(_buyer(request), sheet_id)
    if sheet.state != "checking":
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "orders/_sheet_job.html", {"sheet": sheet, "job": _job(sheet)})


@requires("orders.place_order")
@require_http_methods(["GET"])
def sheet_faults(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """The rows that could not be ordered, with reasons, as a file that can be corrected and sent back."""
    sheet = _sheet(_buyer(request), sheet_id)
    is_csv = request.GET.get("as") == "csv"
    made = (as_csv if is_csv else as_xlsx)(sheets.faulty_head(), sheets.faulty_rows(sheet))
    ending, form = ("csv", "text/csv; charset=utf-8") if is_csv else ("xlsx", XLSX)
    return file_answer(LIST, made, form, f"{sheet.number}-to-correct.{ending}")


@requires("orders.place_order")
@require_http_methods(["GET"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Suggestions while an article number is typed."""
    actor = _buyer(request)
    text = next((str(value) for name, value in request.GET.items() if "article" in name), "")[:80].strip()
    found = suggest_items(actor.company_id, text) if actor.company_id and len(text) > 1 else ()
    return render(request, "orders/_lookup.html", {"items": found})


def _job(sheet: QuickSheet) -> Job | None:
    if sheet.state != "checking":
        return None
    state, done, total, started, error = sheets.progress_of(sheet)
    return Job(
        title=_("Looking at the rows"), state=state, percent=done * 100 // total if total else 0,  # type: ignore[arg-type]
        done=done, total=total, number=sheet.number, started_at=started, refusal=error,
    )  # fmt: skip


def _sheet(actor: Actor, sheet_id: UUID) -> QuickSheet:
    try:
        return sheets.find_sheet(actor, sheet_id)
    except NotFound as refusal:
        raise Http404 from refusal


def _buyer(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may_buy(actor):
        raise Http404
    return actor

"""Pages of requisition lists: all of them, one with its quantities, and the ways to keep, change and order one."""

from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn, plain
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui import lists
from shared_apps.ui.acting import attempt
from shared_apps.ui.command_forms import CommandForm, DecimalTextField, id_or_none
from tenant_apps.orders.commands import (
    ChangeList,
    KeepList,
    ListLineIn,
    NamedList,
    OrderList,
    change_list,
    drop_list,
    keep_list,
    order_list,
)
from tenant_apps.orders.queries.requisitions import (
    RequisitionLine,
    RequisitionList,
    find_list,
    lines_of_list,
    list_page,
)
from tenant_apps.orders.web.pages import may_buy
from tenant_apps.orders.web.part_numbers import ArticleFinder
from tenant_apps.trading.kernel.types import read_decimal


class AddForm(CommandForm):
    """One more item of a list."""

    renamed = {"lines[0].item_id": "article", "lines[0].quantity": "quantity"}

    article = forms.CharField(label=gettext_lazy("Article number of the supplier"), max_length=80)
    quantity = DecimalTextField(label=gettext_lazy("Quantity"), least=Decimal(0))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: object, company_id: UUID, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.company_id = company_id

    def clean_article(self) -> tuple[UUID, str]:
        item = ArticleFinder(self.company_id).find(self.cleaned_data["article"])
        return item.id, item.unit

    def input(self, list_id: UUID) -> ChangeList:
        item_id, unit = self.cleaned_data["article"]
        quantity = QuantityIn(plain(Decimal(self.cleaned_data["quantity"])), unit)
        line = ListLineIn(item_id=item_id, quantity=quantity, note=self.cleaned_data["note"])
        return ChangeList(list_id=list_id, lines=[line])


@requires("orders.place_order")
@require_http_methods(["GET"])
def requisitions_page(request: HttpRequest) -> HttpResponse:
    """Lists of one's own and those that colleagues share, newest first."""
    actor = _buyer(request)
    filters = lists.wanted(request, "q")
    try:
        rows, cursor = list_page(actor, filters.get("q", ""), request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    facts = {"rows": rows, "filters": filters, "pager": lists.pager(request, filters, cursor), "me": _me(actor)}
    return render(request, "orders/requisition_list.html", facts)


@requires("orders.place_order")
@require_http_methods(["GET", "POST"])
def requisition_page(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """One list; its quantities may be changed here, and items added."""
    actor = _buyer(request)
    row = _list(actor, list_id)
    form = AddForm(request.POST if "article" in request.POST else None, company_id=actor.own_company)
    if request.method == "POST":
        if form.is_bound:
            if form.is_valid() and form.send(change_list, actor, form.input(list_id)):
                messages.success(request, _("It is on the list."))
                return HttpResponseRedirect(reverse("orders:requisition", args=[list_id]))
        elif _change(request, actor, row):
            return HttpResponseRedirect(reverse("orders:requisition", args=[list_id]))
    facts = {"list": row, "lines": _lines(row), "form": form}
    return render(request, "orders/requisition.html", facts, status=422 if form.errors else 200)


def _change(request: HttpRequest, actor: Actor, row: RequisitionList) -> bool:
    """Set what the table and the head of the list say; False with a message where something is wrong."""
    changed = []
    for line in lines_of_list([row.pk]):
        text, note = request.POST.get(f"quantity-{line.item_id}"), request.POST.get(f"note-{line.item_id}", line.note)
        if text is None:
            continue
        quantity = _quantity(text)
        if quantity is None:
            said = {"text": text[:40], "item": line.item.name}
            messages.error(request, _("“%(text)s” is not a quantity of %(item)s.") % said)
            return False
        if _differs(line, quantity, note):
            given = QuantityIn(plain(quantity), line.item.unit)
            changed.append(ListLineIn(item_id=line.item_id, quantity=given, note=note[:201]))
    data = ChangeList(
        list_id=row.pk, lines=changed, name=request.POST.get("name", row.name)[:121],
        note=request.POST.get("note", row.note)[:301], is_shared=request.POST.get("is_shared") == "yes",
    )  # fmt: skip
    return attempt(request, change_list, data, _("The list is changed.")) is not None


def _lines(row: RequisitionList) -> list[tuple[RequisitionLine, str]]:
    """Each line with its quantity as it is typed."""
    return [(line, plain(line.quantity)) for line in lines_of_list([row.pk])]


def _quantity(text: str) -> Decimal | None:
    """What a field of the table says, read as every other number is: a comma is not guessed at, nothing is not zero."""
    try:
        return read_decimal(DecimalTextField(least=Decimal(0)).clean(text))
    except (forms.ValidationError, ValueError):
        return None


def _differs(line: RequisitionLine, quantity: Decimal, note: str) -> bool:
    return quantity != line.quantity or note != line.note


@require_POST
@requires("orders.place_order")
def requisition_keep(request: HttpRequest) -> HttpResponse:
    """Keep the lines of an order or the rows of a quick order as a list."""
    _buyer(request)
    order_id, sheet_id = id_or_none(request.POST.get("order_id", "")), id_or_none(request.POST.get("sheet_id", ""))
    data = KeepList(
        name=request.POST.get("name", "")[:121], is_shared=request.POST.get("is_shared") == "yes", order_id=order_id,
        sheet_id=sheet_id,
    )  # fmt: skip
    made = attempt(request, keep_list, data, _("It is kept as a list."))
    if made is not None:
        return HttpResponseRedirect(reverse("orders:requisition", args=[made.list_id]))
    return HttpResponseRedirect(reverse("orders:requisitions"))


@require_POST
@requires("orders.place_order")
def requisition_order(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Open a quick order with everything on the list."""
    actor = _buyer(request)
    row = _list(actor, list_id)
    sheet = attempt(request, order_list, OrderList(list_id=row.pk))
    if sheet is None:
        return HttpResponseRedirect(reverse("orders:requisition", args=[list_id]))
    return HttpResponseRedirect(reverse("orders:sheet", args=[sheet.sheet_id]))


@require_POST
@requires("orders.place_order")
def requisition_drop(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Let a list go."""
    actor = _buyer(request)
    row = _list(actor, list_id)
    attempt(request, drop_list, NamedList(list_id=row.pk), _("The list is gone. What was ordered from it stays."))
    return HttpResponseRedirect(reverse("orders:requisitions"))


def _buyer(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not may_buy(actor):
        raise Http404
    return actor


def _me(actor: Actor) -> str:
    return f"{actor.kind}:{actor.id}"


def _list(actor: Actor, list_id: UUID) -> RequisitionList:
    row = find_list(actor, list_id)
    if row is None:
        raise Http404
    return row

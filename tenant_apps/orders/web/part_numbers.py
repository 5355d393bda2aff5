"""The page of what one's company calls the items of its suppliers."""

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
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotFound, Refusal
from shared_apps.ui import lists
from shared_apps.ui.command_forms import CommandForm
from tenant_apps.catalogue.queries import ItemFacts, list_by_numbers
from tenant_apps.orders.commands import ForgetPart, NamePart, forget_part, name_part
from tenant_apps.orders.queries import sheets
from tenant_apps.orders.web.pages import may_buy


class ArticleFinder:
    """Finds the item that a buyer names by its article number, or by `supplier / number` where several have it."""

    def __init__(self, company_id: UUID) -> None:
        self.company_id = company_id

    def find(self, text: str) -> ItemFacts:
        """The one item; a ValidationError that says what else to write where there is none or more than one."""
        text = text.strip()
        code, _sign, rest = text.partition("/")
        found = list_by_numbers(self.company_id, [text, rest.strip()])
        named = [item for item in found if item.sku == text]
        if not named:
            wanted = rest.strip(), code.strip().casefold()
            named = [item for item in found if (item.sku, item.supplier_name.casefold()) == wanted]
        if not named:
            raise forms.ValidationError(_("Nobody here sells %(item)s."), params={"item": text})
        if len(named) > 1:
            names = ", ".join(sorted(item.supplier_name for item in named))
            raise forms.ValidationError(
                _("Several suppliers have it: %(names)s. Write the supplier before it, as in “%(one)s / %(item)s”."),
                params={"names": names, "one": named[0].supplier_name, "item": text},
            )
        return named[0]


class PartForm(CommandForm):
    """A number of one's own and the article number of the supplier's item it means."""

    renamed = {"item_id": "article"}

    number = forms.CharField(label=gettext_lazy("Your part number"), max_length=80)
    article = forms.CharField(label=gettext_lazy("Article number of the supplier"), max_length=80)

    def __init__(self, *args: object, company_id: UUID, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.company_id = company_id

    def clean_article(self) -> UUID:
        return ArticleFinder(self.company_id).find(self.cleaned_data["article"]).id


@requires("orders.place_order")
@require_http_methods(["GET", "POST"])
def part_numbers_page(request: HttpRequest) -> HttpResponse:
    """Part numbers, newest first, and a form for one more."""
    actor = request.actor  # type: ignore[attr-defined]
    if not may_buy(actor):
        raise Http404
    form = PartForm(request.POST or None, company_id=actor.company_id)
    if request.method == "POST" and form.is_valid():
        data = NamePart(number=form.cleaned_data["number"], item_id=form.cleaned_data["article"])
        if form.send(name_part, actor, data):
            messages.success(request, _("From now on, %(number)s means this item.") % {"number": data.number})
            return HttpResponseRedirect(reverse("orders:part_numbers"))
    filters = lists.wanted(request, "q")
    try:
        rows, cursor = sheets.part_page(actor, filters.get("q", ""), request.GET.get("cursor"))
    except Refusal as refusal:
        raise Http404 from refusal
    facts = {"form": form, "rows": rows, "filters": filters, "pager": lists.pager(request, filters, cursor)}
    return render(request, "orders/part_numbers.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("orders.place_order")
def part_forget(request: HttpRequest, part_number_id: UUID) -> HttpResponse:
    """Forget one."""
    try:
        run(forget_part, request.actor, ForgetPart(part_number_id=part_number_id))  # type: ignore[attr-defined]
    except NotFound as refusal:
        raise Http404 from refusal
    messages.success(request, _("The part number is forgotten."))
    return HttpResponseRedirect(reverse("orders:part_numbers"))

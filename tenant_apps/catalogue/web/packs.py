"""The page on which a supplier says in which packs an item is sold."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shared_apps.accounts.web.access import requires
from shared_apps.foundation.quantity import UNITS, plain
from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from shared_apps.ui.units import unit_name
from tenant_apps.catalogue.commands import PackIn, PackItem, pack_item
from tenant_apps.catalogue.queries import ItemFacts, packs_of
from tenant_apps.catalogue.queries.pages import find_item

ROWS = 4


class PackForm(CommandForm):
    """`unit_0 held_0 … unit_3 held_3`: a pack and how much of the item is in it; empty rows ignored."""

    def __init__(self, *args: Any, item: ItemFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        known = list(packs_of([item.id]).get(item.id, {}).items())
        units = [(code, f"{unit_name(code)} ({code})") for code in UNITS if UNITS[code][1] != UNITS[item.unit][1]]
        for at in range(ROWS):
            unit, held = known[at] if at < len(known) else ("", None)
            self.fields[f"unit_{at}"] = forms.ChoiceField(
                label=gettext_lazy("Pack"), choices=[("", "–"), *units], required=False, initial=unit
            )
            self.fields[f"held_{at}"] = DecimalTextField(
                label=gettext_lazy("Holds"), required=False, least=Decimal(0),
                initial=plain(held) if held is not None else "",
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"unit_{at}"], self[f"held_{at}"]) for at in range(ROWS)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for at in range(ROWS):
            if bool(data.get(f"unit_{at}")) != bool(data.get(f"held_{at}")):
                self.add_error(f"held_{at}", _("Name the pack and what it holds, or neither."))
        return data

    def input(self) -> PackItem:
        data = self.cleaned_data
        self.sent = [at for at in range(ROWS) if data.get(f"unit_{at}")]
        packs = [PackIn(unit=data[f"unit_{at}"], quantity=data[f"held_{at}"]) for at in self.sent]
        return PackItem(item_id=self.item.id, packs=packs)

    def refuse(self, refusal: Refusal) -> None:
        for number, at in enumerate(self.sent):
            if (refusal.field or "").startswith(f"packs[{number}]."):
                refusal.field = f"{'unit' if (refusal.field or '').endswith('unit') else 'held'}_{at}"
        super().refuse(refusal)


@requires("catalogue.pack_item")
@require_http_methods(["GET", "POST"])
def item_packs_page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Set the packs of one's own item."""
    actor = request.actor  # type: ignore[attr-defined]
    item = find_item(actor, item_id)
    if item is None or actor.company_id not in (None, item.supplier_id):
        raise Http404
    form = PackForm(request.POST or None, item=item)
    if request.method == "POST" and form.is_valid() and form.send(pack_item, actor, form.input()):
        messages.success(request, _("Buyers can order in these packs now."))
        return HttpResponseRedirect(reverse("catalogue:item", args=[item_id]))
    facts = {"form": form, "item": item}
    return render(request, "catalogue/item_packs.html", facts, status=422 if form.errors else 200)

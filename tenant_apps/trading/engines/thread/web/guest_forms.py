"""Forms around guests: the code, a guest's quote, and how an initiator invites one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.parties.queries.countries import choices
from tenant_apps.trading.engines.thread.commands import InviteGuest, SendQuote
from tenant_apps.trading.engines.thread.web.forms import QuoteForm
from tenant_apps.trading.kernel.web.event_forms import ZERO


class EnterForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=12)


class GuestQuoteForm(QuoteForm):
    """A quote without a choice of items: a guest has no catalogue, what is asked for is what it offers."""

    tax_percent = DecimalTextField(label=_("Tax on your invoice"), least=ZERO, required=False, initial="0")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if name.startswith("item-")]:
            del self.fields[name]

    def quoted(self, items: Mapping[int, UUID]) -> SendQuote:
        """The quote with the guest's goods in it."""
        found = self.input()
        lines = [msgspec.structs.replace(line, item_id=items.get(line.line)) for line in found.lines]
        return msgspec.structs.replace(found, lines=lines)


class InviteGuestForm(CommandForm):
    name = forms.CharField(label=_("Company"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    contact = forms.CharField(label=_("Person"), max_length=120, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.ChoiceField(label=_("Language of the mails"), required=False, choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("As your own")), *choices()]  # type: ignore[attr-defined]

    def input(self, lot_id: UUID) -> InviteGuest:
        data = self.cleaned_data
        return InviteGuest(
            lot_id=lot_id, name=data["name"], email=data["email"], contact=data["contact"], country=data["country"],
            language=data["language"] or "en",
        )  # fmt: skip

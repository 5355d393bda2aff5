"""Forms whose only deed is a command: what a person fills in becomes its input, a refusal comes back to the field.

The hidden key is made when the form is first shown and sent back with it, so a form sent twice acts once. It changes
after a refusal: a corrected form is a new request, and the old key would be refused for its other body.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shared_apps.commands import Command, run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal

KEY = "idempotency_key"


class CommandForm(forms.Form):
    """Subclasses say which command field is which of their own (`renamed`), where the two differ."""

    renamed: Mapping[str, str] = {}

    idempotency_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[KEY].initial = str(uuid4())
        self.result: Any = None

    def send(self, command: Command[Any, Any], actor: Actor, data: Any) -> bool:
        """Run the command. True with `result` set, or False with the refusal at its field."""
        try:
            self.result = run(command, actor, data, idempotency_key=self.cleaned_data.get(KEY) or None)
        except NotAllowed:
            raise
        except Refusal as refusal:
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: Refusal) -> None:
        """Show why and what to do, at the field the refusal names or on top; the input stays."""
        named = (refusal.field or "").split("[")[0].split(".")[0]
        field = self.renamed.get(refusal.field or "", self.renamed.get(named, named))
        text = f"{refusal.message} {refusal.remedy}".strip()
        self.add_error(field if field in self.fields and not self.fields[field].widget.is_hidden else None, text)
        sent: Any = self.data
        again = sent.copy()
        again[self.add_prefix(KEY)] = str(uuid4())
        self.data = again


class DecimalTextField(forms.CharField):
    """A number as people type it, kept as decimal text. Only spaces are read as grouping.

    A comma is refused and not guessed at: `1,500` is one and a half to some and fifteen hundred to others.
    """

    def __init__(self, *, least: Decimal | None = None, **kwargs: Any) -> None:
        self.least = least
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
        if not text:
            return ""
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise forms.ValidationError(
                _("Write a number with a point before its decimals, such as 1250.50.")
            ) from error
        if not number.is_finite() or "E" in text.upper():
            raise forms.ValidationError(_("Write a plain number."))
        if self.least is not None and number < self.least:
            raise forms.ValidationError(_("Write a number of at least %(least)s."), params={"least": self.least})
        return text


class MomentField(forms.DateTimeField):
    """A moment from `<input type="datetime-local">`, in the zone that is in force for this request."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.localtime(value)
        return super().prepare_value(value)


def id_or_none(text: str | None) -> UUID | None:
    """The id in a query string or a select; None for anything that is not one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None

"""Forms of connections: what each connector needs, who wins, files and decisions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.ui.command_forms import CommandForm
from shared_apps.ui.statuses import status_of
from tenant_apps.integrations.commands import (
    ChangeConnection,
    CreateConnection,
    DecideDisagreement,
    DropFile,
    SettleDifference,
)
from tenant_apps.integrations.queries.kinds import KindFacts

SETTINGS = {
    "address": lambda: forms.CharField(
        label=_("Address"), max_length=300, help_text=_("Where the system's API begins, https://…")
    ),
    "every_minutes": lambda: forms.IntegerField(
        label=_("Asked every"), min_value=1, max_value=1440, initial=5,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text=_("Minutes between two questions."),
    ),
    "send_orders": lambda: forms.BooleanField(
        label=_("Hand over accepted orders"), required=False,
        help_text=_("Each order goes to the system once, under a key of ours."),
    ),
    "folder": lambda: forms.CharField(
        label=_("Folder"), max_length=40, required=False,
        help_text=_("Folder below drop/ in the object store; empty if files are uploaded here."),
    ),
}  # fmt: skip


class ConnectionForm(CommandForm):
    """A connection's name and the settings of its connector. An empty secret leaves the one that is kept."""

    name = forms.CharField(label=_("Name"), max_length=80)

    def __init__(self, *args: Any, kind: KindFacts, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.is_new = kind, is_new
        if is_new:
            self.fields["code"] = forms.CharField(
                label=_("Code"), max_length=20, help_text=_("What its messages call it, such as WMS-1.")
            )
        for name in kind.fields:
            self.fields[name] = SETTINGS[name]()
        if kind.has_secret:
            self.fields["secret"] = forms.CharField(
                label=_("Secret"), max_length=400, required=is_new, strip=True,
                widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
                help_text=_("Kept encrypted and never shown again.")
                if is_new else _("Leave it empty to keep the present one."),
            )  # fmt: skip
        self.renamed = {f"settings.{name}": name for name in kind.fields}

    @property
    def setting_fields(self) -> list[Any]:
        return [self[name] for name in self.kind.fields]

    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.kind.fields}

    def create(self, company_id: UUID | None) -> CreateConnection:
        data = self.cleaned_data
        return CreateConnection(
            code=data["code"], name=data["name"], connector=self.kind.code, settings=self.told(),
            secret=data.get("secret", ""), company_id=company_id,
        )  # fmt: skip

    def change(self, connection_id: UUID) -> ChangeConnection:
        data = self.cleaned_data
        return ChangeConnection(
            connection_id=connection_id, name=data["name"], settings=self.told(), secret=data.get("secret") or None
        )


class WinnersForm(CommandForm):
    """Who wins, per field: one choice each, with what it does."""

    def __init__(self, *args: Any, fields: Sequence[Any], effects: dict[str, dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {one.field.replace(".", "__"): one.field for one in fields}
        for one in fields:
            self.fields[one.field.replace(".", "__")] = forms.ChoiceField(
                label=str(status_of("integrations.field", one.field).label),
                initial=one.winner,
                widget=forms.RadioSelect,
                choices=[
                    (code, f"{status_of('integrations.winner', code).label}: {effects[one.field][code]}")
                    for code in one.choices
                ],
            )

    @property
    def rows(self) -> list[Any]:
        return [self[name] for name in self.names]

    def input(self, connection_id: UUID) -> ChangeConnection:
        told = {field: self.cleaned_data[name] for name, field in self.names.items()}
        return ChangeConnection(connection_id=connection_id, winners=told)


class FileForm(CommandForm):
    file = forms.FileField(
        label=_("Stock file"), max_length=200,
        help_text=_("CSV or XML with sku, warehouse and on_hand (or change and sequence); at most 3 MB."),
    )  # fmt: skip
    renamed = {"content": "file", "name": "file"}

    def input(self, connection_id: UUID) -> DropFile:
        found = self.cleaned_data["file"]
        return DropFile(connection_id=connection_id, name=found.name, content=found.read())


class DecideForm(CommandForm):
    """Theirs or ours is the button that is pressed."""

    winner = forms.ChoiceField(choices=[("theirs", ""), ("ours", "")], widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), min_length=3, max_length=200)

    def input(self, disagreement_id: UUID) -> DecideDisagreement:
        return DecideDisagreement(disagreement_id=disagreement_id, **self.chosen())

    def chosen(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("winner", "reason")}


class SettleForm(DecideForm):
    item_id = forms.UUIDField(widget=forms.HiddenInput)
    warehouse_id = forms.UUIDField(widget=forms.HiddenInput)

    def settle(self, connection_id: UUID) -> SettleDifference:
        data = self.cleaned_data
        return SettleDifference(
            connection_id=connection_id, item_id=data["item_id"], warehouse_id=data["warehouse_id"], **self.chosen()
        )


class ReasonForm(CommandForm):
    reason = forms.CharField(label=_("Reason"), min_length=3, max_length=200)

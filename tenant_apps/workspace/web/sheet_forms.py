"""Forms of categories and event templates: which one, and the rules it sets."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenant_apps.rulesets.queries import SheetFacts, group_name
from tenant_apps.rulesets.types import EffectiveValue, Rule
from tenant_apps.workspace.web.settings_forms import SettingsForm, lock_name_of, name_of


class NewSheetForm(forms.Form):
    """A template of a mode with a name, or the rules of a category."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[
            ("template", gettext_lazy("An event template")),
            ("category", gettext_lazy("A category of goods")),
        ],
    )
    mode = forms.ChoiceField(label=gettext_lazy("Trading mode"))
    name = forms.CharField(
        label=gettext_lazy("Name of the template"), max_length=60, required=False,
        help_text=gettext_lazy("Who publishes an event chooses it by this name."),
    )  # fmt: skip
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)

    def __init__(
        self, *args: Any, modes: Sequence[str], categories: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = [(mode, group_name(mode)) for mode in modes]  # type: ignore[attr-defined]
        self.names = dict(categories)
        self.fields["category"].choices = [("", "–"), *categories]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == "template" and not data.get("name", "").strip():
            self.add_error("name", _("Name the template."))
        if data.get("kind") == "category" and not data.get("category"):
            self.add_error("category", _("Choose a category."))
        return data

    def where(self) -> tuple[str, str, str]:
        """Kind, code and mode of the sheet."""
        data = self.cleaned_data
        if data["kind"] == "category":
            return "category", data["category"], data["mode"]
        return "template", slugify(data["name"])[:60].strip("-") or "template", data["mode"]

    def told(self) -> str:
        data = self.cleaned_data
        name = self.names[data["category"]] if data["kind"] == "category" else data["name"].strip()
        return urlencode({"name": name})


class SheetForm(SettingsForm):
    """The rules of one mode. What equals the level above follows it and is not in the sheet."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)

    def __init__(self, *args: Any, above: Mapping[str, EffectiveValue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.above = above

    def sheet(self, known: SheetFacts | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Values and limits of the whole next edition: those of other modes stay as they are."""
        mine = {rule.key for rule in self.rules}
        values = {key: value for key, value in (known.values if known else {}).items() if key not in mine}
        limits = {key: limit for key, limit in (known.limits if known else {}).items() if key not in mine}
        changed = self.changes()
        for rule in self.rules:
            value = changed.get(rule.key, self.found[rule.key].value)
            if value != self.above[rule.key].value:
                values[rule.key] = value
            limit = dict(known.limits.get(rule.key, {})) if known else {}
            limit = {name: part for name, part in limit.items() if name != "lock"} | self._lock(rule)
            if limit:
                limits[rule.key] = limit
        return values, limits

    def _lock(self, rule: Rule) -> dict[str, str]:
        wanted = self.cleaned_data.get(lock_name_of(rule.key)) or self.locks.get(rule.key, "open")
        return {"lock": wanted} if wanted != "open" and name_of(rule.key) in self.fields else {}

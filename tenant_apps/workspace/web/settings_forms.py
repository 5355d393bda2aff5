"""The settings forms: one field a rule, made from its declaration, and the difference to what the draft has."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shared_apps.ui.command_forms import CommandForm, DecimalTextField, MomentField
from tenant_apps.rulesets.queries import value_text
from tenant_apps.rulesets.types import EffectiveValue, Limit, Rule, Value

# A text that may be longer than this is written in several lines.
LONG = 1000
LOCKS = (
    ("open", gettext_lazy("Events may change it")),
    ("read_only", gettext_lazy("Events show it, fixed")),
    ("hidden", gettext_lazy("Events do not show it")),
)


def name_of(key: str) -> str:
    """A rule key as a form field's name: refusals come back with the key, inputs cannot hold dots."""
    return key.replace(".", "__")


def lock_name_of(key: str) -> str:
    return f"lock__{name_of(key)}"


class SettingsForm(CommandForm):
    """Fields of the rules of one page. `edition` is the draft the person saw; 0 if there was none."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, rules: list[Rule], found: Mapping[str, EffectiveValue], bounds: Mapping[str, Limit],
        locks: Mapping[str, str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.rules, self.found, self.locks = rules, found, locks
        self.renamed = {rule.key: name_of(rule.key) for rule in rules}
        for rule in rules:
            self.fields[name_of(rule.key)] = field_of(rule, found[rule.key].value, bounds.get(rule.key, Limit()))
            if rule.at_event:
                self.fields[lock_name_of(rule.key)] = forms.ChoiceField(
                    choices=LOCKS, initial=locks.get(rule.key, "open"), required=False, label=_("At events")
                )

    def refuse(self, refusal: Any) -> None:
        # The key holds a dot, which the base class reads as a path into a struct.
        if refusal.field in self.renamed:
            refusal.field = self.renamed[refusal.field]
        super().refuse(refusal)

    def changes(self) -> dict[str, Value]:
        """Values that differ from those of the draft, in the order of the page."""
        changed: dict[str, Value] = {}
        for rule in self.rules:
            value: Value = self.cleaned_data[name_of(rule.key)]
            if rule.kind == "int" and value != "":
                value = int(str(value))
            if value != _asked(rule, self.found[rule.key].value):
                changed[rule.key] = value
        return changed

    def lock_changes(self, limits: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any] | None]:
        """Locks that differ from those of the draft; a bound beside the lock stays."""
        changed: dict[str, dict[str, Any] | None] = {}
        for rule in self.rules:
            wanted = self.cleaned_data.get(lock_name_of(rule.key)) or "open"
            if rule.at_event and lock_name_of(rule.key) in self.data and wanted != self.locks.get(rule.key, "open"):
                rest = {name: part for name, part in limits.get(rule.key, {}).items() if name != "lock"}
                changed[rule.key] = (rest | ({"lock": wanted} if wanted != "open" else {})) or None
        return changed


def _asked(rule: Rule, value: Value) -> Value:
    """A value as its control says it: what is typed as text is text."""
    if rule.kind in ("steps", "features"):
        return value_text(rule, value).replace("–", "")
    if rule.kind == "codes" and not rule.choices:
        return " ".join(value)  # type: ignore[arg-type]
    return value


def field_of(rule: Rule, value: Value, bound: Limit) -> forms.Field:
    """The control of a rule, inside the bounds of the levels above."""
    common: dict[str, Any] = {"label": rule.label, "initial": value, "required": False}
    must = {**common, "required": True}
    choices = [(code, label) for code, label in rule.choices if bound.choices is None or code in bound.choices]
    if rule.kind == "choice":
        return forms.ChoiceField(choices=choices, **must)
    if rule.kind == "flag":
        return forms.BooleanField(**common)
    if rule.kind == "codes" and rule.choices:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **must)
    if rule.kind == "int":
        return forms.IntegerField(
            min_value=rule.low, max_value=rule.high, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **must
        )
    if rule.kind == "decimal":
        return DecimalTextField(**(common if rule.optional else must))
    if rule.kind == "features":
        area = forms.Textarea(attrs={"rows": 4})
        return forms.CharField(
            max_length=20000, widget=area, **{**common, "initial": value_text(rule, value).replace("–", "")}
        )
    if rule.kind == "steps":
        return forms.CharField(max_length=1000, **{**must, "initial": value_text(rule, value)})
    if rule.kind == "codes":
        return forms.CharField(max_length=2000, **{**common, "initial": _asked(rule, value)})
    if rule.longest > LONG:
        common["widget"] = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(max_length=rule.longest, **common)


class PublishForm(CommandForm):
    """Publish the draft that was reviewed: now, or at a time."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(max_length=300, required=False, label=gettext_lazy("Reason"))
    effective_from = MomentField(required=False, label=gettext_lazy("Takes effect"))


class DecideForm(CommandForm):
    """The second pair of eyes: approve, or reject with the reason."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=300, required=False, label=gettext_lazy("Reason"))


class BookForm(CommandForm):
    """A rule book from a file."""

    file = forms.FileField(max_length=200, label=gettext_lazy("Rule book"))
    renamed = {"book": "file"}


class BrandingForm(CommandForm):
    """The look: one colour and one picture. The colour's readable shades are derived when it is served."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    accent = forms.CharField(required=False, max_length=7)
    logo = forms.FileField(required=False, max_length=200)

    renamed = {"branding.accent": "accent", "branding.logo_document": "logo", "branding": "accent"}

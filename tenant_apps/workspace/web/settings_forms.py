"""The settings form: one field a rule, made from its declaration, and the difference to what is in force."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shared_apps.ui.command_forms import CommandForm, DecimalTextField
from tenant_apps.rulesets.types import EffectiveValue, Rule, Value


def name_of(key: str) -> str:
    """A rule key as a form field's name: refusals come back with the key, inputs cannot hold dots."""
    return key.replace(".", "__")


def shown(rule: Rule, value: Any) -> str:
    """A value as people read it."""
    words = dict(rule.choices)
    if isinstance(value, list):
        return ", ".join(str(words.get(one, one)) for one in value) or "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = str(words.get(str(value), value))
    return f"{text} {rule.unit}".strip() if text else "–"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what is in force, what is wanted."""

    rule: Rule
    name: str
    before: str
    after: str
    value: Any


class SettingsForm(CommandForm):
    """Fields of the rules of one page. `note` is the reason, asked for in the review."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, rules: list[Rule], inforce: dict[str, EffectiveValue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.inforce = rules, inforce
        self.renamed = {rule.key: name_of(rule.key) for rule in rules}
        for rule in rules:
            self.fields[name_of(rule.key)] = field_of(rule, inforce[rule.key].value)

    def refuse(self, refusal: Any) -> None:
        # The key holds a dot, which the base class reads as a path into a struct.
        if refusal.field in self.renamed:
            refusal.field = self.renamed[refusal.field]
        super().refuse(refusal)

    def changes(self) -> list[Change]:
        """What differs from the values in force, in the order of the page."""
        found = []
        for rule in self.rules:
            name = name_of(rule.key)
            value: Value = self.cleaned_data[name]
            if rule.kind == "int" and value != "":
                value = int(str(value))
            before = self.inforce[rule.key].value
            if value != before:
                found.append(Change(rule, name, shown(rule, before), shown(rule, value), value))
        return found


def field_of(rule: Rule, value: Value) -> forms.Field:
    """The control of a rule."""
    common: dict[str, Any] = {"label": rule.label, "initial": value, "required": False}
    if rule.kind == "choice":
        return forms.ChoiceField(choices=list(rule.choices), **{**common, "required": True})
    if rule.kind == "flag":
        return forms.BooleanField(**common)
    if rule.kind == "codes" and rule.choices:
        return forms.MultipleChoiceField(
            choices=list(rule.choices), widget=forms.CheckboxSelectMultiple, **{**common, "required": True}
        )
    if rule.kind == "int":
        return forms.IntegerField(
            min_value=rule.low, max_value=rule.high, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            **{**common, "required": True},
        )  # fmt: skip
    if rule.kind == "decimal":
        return DecimalTextField(**{**common, "required": True})
    if rule.kind == "codes":
        return forms.CharField(max_length=2000, **{**common, "initial": " ".join(value)})  # type: ignore[arg-type]
    return forms.CharField(max_length=rule.longest, **common)


class BrandingForm(CommandForm):
    """The look: one colour and one picture. The colour's readable shades are derived when it is served."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    accent = forms.CharField(required=False, max_length=7)
    logo = forms.FileField(required=False, max_length=200)

    renamed = {"branding.accent": "accent", "branding.logo_document": "logo", "branding": "accent"}

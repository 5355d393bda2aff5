"""Words for levels, limits and values of rules, for pages, refusals and documents alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tenant_apps.rulesets.types import Level, Limit, Rule, Value


def level_names() -> Mapping[Level, str]:
    return {
        "platform": pgettext("rule level", "Kontor’s default"),
        "plan": pgettext("rule level", "Plan"),
        "profile": pgettext("rule level", "Compliance profile"),
        "preset": pgettext("rule level", "Preset"),
        "tenant": pgettext("rule level", "This marketplace"),
        "category": pgettext("rule level", "Category"),
        "template": pgettext("rule level", "Event template"),
        "event": pgettext("rule level", "Event"),
    }


def level_name(level: Level) -> str:
    return level_names()[level]


def value_text(rule: Rule, value: Any) -> str:
    """A value as people read it."""
    words = dict(rule.choices)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if rule.kind == "steps" and isinstance(value, list):
        return ", ".join(f"{row[0]}: {row[1]}" for row in value) or "–"
    if rule.kind == "features" and isinstance(value, list):
        return "; ".join(" | ".join(row) for row in value) or "–"
    if isinstance(value, list):
        return ", ".join(str(words.get(one, one)) for one in value) or "–"
    text = str(words.get(str(value), value))
    return f"{text} {rule.unit}".strip() if text else "–"


def range_text(rule: Rule, limit: Limit | None = None) -> str:
    """The numbers a rule may take, by its declaration and by a bound."""
    least = rule.least if rule.kind == "decimal" else rule.low
    most = rule.most if rule.kind == "decimal" else rule.high
    if limit is not None:
        least = limit.least if limit.least is not None else least
        most = limit.most if limit.most is not None else most
    if least is not None and most is not None:
        return _("%(low)s to %(high)s") % {"low": least, "high": most}
    if least is not None:
        return _("at least %(low)s") % {"low": least}
    return _("at most %(high)s") % {"high": most} if most is not None else ""


def limit_text(rule: Rule, limit: Limit) -> str:
    """A bound as people read it."""
    parts = []
    if limit.least is not None or limit.most is not None:
        parts.append(range_text(rule, limit))
    if limit.needs:
        parts.append(_("with %(members)s") % {"members": ", ".join(_choice_text(rule, code) for code in limit.needs)})
    if limit.choices is not None:
        parts.append(", ".join(_choice_text(rule, code) for code in limit.choices) or _("nothing"))
    return "; ".join(part for part in parts if part)


def citation(source: str, effective_from: str, status: str) -> str:
    """Where a law says so and since when; what nobody read in the primary text carries a mark."""
    words = _("%(source)s, in force since %(date)s.") % {"source": source, "date": effective_from}
    mark = _("Check with counsel.")
    return words if status == "V" else f"{words} {mark}"


def _choice_text(rule: Rule, code: str) -> str:
    value: Value = code == "true" if rule.kind == "flag" else code
    return value_text(rule, value)


def group_name(group: str) -> str:
    """The name of a group of rules."""
    words = {
        "general": _("General"),
        "branding": _("Branding"),
        "rules": _("Changes of rules"),
        "trading": _("Markets and modes"),
        "fulfilment": _("Fulfilment"),
        "catalogue": _("Catalogue"),
        "orders": _("Orders"),
        "stock": _("Stock"),
        "invoicing": _("Invoicing"),
        "payments": _("Payments"),
        "sync": _("Connected systems"),
        "prepayment": _("Prepayment"),
        "terms": _("Payment terms"),
        "incident": _("Breaches"),
        "retention": _("How long records are kept"),
        "claims": _("Claims"),
        "approvals": _("Approvals"),
        "exceptions": _("Exceptions"),
        "anomalies": _("Alerts"),
        "spot_listing": _("Spot listing"),
        "rfq": _("Request for quotation"),
        "english_auction": _("English auction"),
        "reverse_auction": _("Reverse auction"),
        "dutch_auction": _("Dutch auction"),
        "sealed_tender": _("Sealed tender"),
        "auth": _("Sign-in"),
        "session": _("Sessions"),
        "transfer": _("Transfers abroad"),
        "support": _("Support"),
        "admin": _("Administrators"),
        "access": _("Access"),
        "log": _("Records"),
        "privacy": _("Privacy"),
        "spending": _("Budgets and credit"),
        "backup": _("Backups"),
    }
    return words.get(group, group.replace("_", " ").capitalize())


def kind_name(kind: str) -> str:
    words = {
        "text": _("text"),
        "choice": _("one of a list"),
        "int": _("whole number"),
        "flag": _("yes or no"),
        "decimal": _("decimal number"),
        "codes": _("several of a list"),
        "colour": _("colour"),
        "steps": _("table of steps"),
        "features": _("table of features"),
    }
    return words[kind]

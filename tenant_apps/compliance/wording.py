"""Words for controls, values and conflicts, for pages and documents alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shared_apps.profiles import laws, modes
from shared_apps.profiles.types import Demanded
from tenant_apps.rulesets.queries import value_text
from tenant_apps.rulesets.types import REGISTRY


def state_names() -> Mapping[str, str]:
    return {"rule": _("Rule of the marketplace"), "software": _("Software"), "evidence": _("Evidence needed")}


def state_tones() -> Mapping[str, tuple[str, str]]:
    """Tone and sign of a state."""
    return {"rule": ("accent", "adjustments"), "software": ("good", "circle-check"), "evidence": ("brass", "file-text")}


def status_names() -> Mapping[str, str]:
    """How sure a row is."""
    return {
        "V": _("read in the primary text"),
        "S": _("seen in a secondary source"),
        "M": _("measured"),
        "B": _("believed, not checked"),
    }


def conflict_names() -> Mapping[str, str]:
    return {
        "values_differ": _("the profiles demand different things"),
        "nothing_left": _("nothing is left that all profiles allow"),
        "floor_above_ceiling": _("one profile demands more than another allows"),
        "rules_differ": _("the profiles cannot be combined here"),
    }


def value_words(key: str, value: Demanded | None) -> str:
    """A demanded value as people read it: with the unit its key ends in, names instead of codes."""
    rule = REGISTRY.get(key)
    if value is None:
        return "–"
    if rule is not None:
        return value_text(rule, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(laws.member_name(code) for code in value)
    if isinstance(value, int):
        return _with_unit(key, value)
    return laws.member_name(value)


def mode_name(code: str) -> str:
    """The name of a way of trading, built or not."""
    return str(modes.names()[code])


def _with_unit(key: str, n: int) -> str:
    units: dict[str, Any] = {
        "business_days": ngettext("%(n)s working day", "%(n)s working days", n),
        "working_days": ngettext("%(n)s working day", "%(n)s working days", n),
        "days": ngettext("%(n)s day", "%(n)s days", n),
        "hours": ngettext("%(n)s hour", "%(n)s hours", n),
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", n),
        "seconds": ngettext("%(n)s second", "%(n)s seconds", n),
        "months": ngettext("%(n)s month", "%(n)s months", n),
        "years": ngettext("%(n)s year", "%(n)s years", n),
        "percent": "%(n)s %%",
    }
    found = next((words for end, words in units.items() if key.endswith((f"_{end}", f".{end}"))), "%(n)s")
    return str(found) % {"n": n}

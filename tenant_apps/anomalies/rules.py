"""Rules of the rule book: what each anomaly rule does with what it finds, and its thresholds."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.anomalies import kinds
from tenant_apps.anomalies.types import REGISTRY, Kind, Setting
from tenant_apps.rulesets.types import Rule, declare

__all__ = ["kinds"]
MODE_CHOICES = (
    ("off", _("Not judged")),
    ("notify", _("People are told")),
    ("act", _("People are told, and it acts")),
)


def _mode(kind: Kind) -> Rule:
    return Rule(
        kind.key, "choice", kind.mode, kind.title, kind.help, choices=MODE_CHOICES, risk="high",
        law=kind.law or ("GB/T 22239-2019 8.1.5.4", "ISO/IEC 27001:2022 A.8.16"),
    )  # fmt: skip


def _threshold(kind: Kind, one: Setting) -> Rule:
    decimal = one.kind == "decimal"
    return Rule(
        kind.key_of(one.name), one.kind, one.default, one.label, one.help, one.unit, one.choices,
        None if decimal else one.low, None if decimal else one.high,
        least=str(one.low) if decimal else None, most=str(one.high) if decimal else None,
        depends_on=(kind.key, ("notify", "act")), risk="high",
    )  # fmt: skip


for _kind in REGISTRY.values():
    declare(_mode(_kind))
    for _setting in _kind.settings:
        declare(_threshold(_kind, _setting))

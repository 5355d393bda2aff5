"""Rules of exceptions: which kinds are looked for, what is done by itself, who hears of it, and deadlines."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.types import ON_KIND, REGISTRY, Kind
from tenant_apps.rulesets.types import Rule, declare, widen

OFF = "exceptions.off"

declare(
    Rule(
        OFF, "codes", [], _("Kinds that are not looked for"),
        _("Nothing new of these is opened. What is open stays until it is done."), risk="high",
    ),
    Rule(
        "exceptions.first_step", "flag", True, _("First step by itself"),
        _("As soon as something is found, Kontor does the first step of its playbook: asks, reminds, retries or "
          "holds."),
    ),
    Rule(
        "exceptions.mail", "choice", "all", _("Who is told by mail"),
        _("The people of the company whose exception it is hear of new ones."),
        choices=(("all", _("Of every one")), ("high", _("Of urgent ones")), ("none", _("Nobody"))),
    ),
    Rule(
        "exceptions.tell_late", "flag", True, _("Tell when a deadline passes"),
        _("Administrators of the company hear once of an exception that nobody has worked off in time."),
        depends_on=("mail", ("all", "high")),
    ),
)  # fmt: skip


def _deadline(kind: Kind) -> None:
    declare(
        Rule(
            kind.hours_rule, "int", kind.hours, kind.title,
            _("So long after it was found, an exception of this kind is late."), low=1, high=2160, unit=_("hours"),
        )
    )  # fmt: skip
    widen(OFF, (kind.code, kind.title))


ON_KIND.append(_deadline)
for _kind in REGISTRY.values():
    _deadline(_kind)

"""Rules of approvals: reasons, deadlines, reminders, how long a request and a delegation last."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "approvals.reason", "choice", "reject", _("Reason"), _("Whether a decision must be explained."),
        choices=(("reject", _("When it is a refusal")), ("always", _("Always"))),
    ),
    Rule(
        "approvals.step_hours", "int", 48, _("Time for a step"),
        _("A step that names no time of its own goes to the next level after so long; 0: never."),
        low=0, high=2160, unit=_("hours"),
    ),
    Rule(
        "approvals.remind_hours", "int", 24, _("Reminder"),
        _("Who has not decided is reminded once, so long after the step began; 0: never."),
        low=0, high=720, unit=_("hours"),
    ),
    Rule(
        "approvals.expire_days", "int", 30, _("A request lasts"),
        _("A request that nobody decides on ends after so long; 0: never."), low=0, high=365, unit=_("days"),
    ),
    Rule(
        "approvals.delegation_days", "int", 90, _("Longest delegation"),
        _("From its first to its last moment."), low=1, high=366, unit=_("days"), risk="high",
    ),
)  # fmt: skip

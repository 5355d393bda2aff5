"""What may be demanded of who gives rights and who looks at them again, declared beside what keeps to it.

Periods have no zero for "never"; ten years mean the same.
"""

from django.utils.translation import gettext_lazy as _

from shared_apps.tenancy import policy

SEPARATION, FOUR_EYES = "admin.separation", "access.four_eyes_grants"
REQUEST_DAYS = "access.request_days"
REVIEW_DAYS, REVIEW_DUE, REVIEW_OVERDUE = "access.review_days", "access.review_due_days", "access.review_overdue"
TEN_YEARS = 3650


def _check_separation(value: str) -> None:
    if value == "three_roles":
        from tenant_apps.identity.separation import check_ready

        check_ready()


def are_separate() -> bool:
    """Whether system, security and audit administrators are three people here."""
    return bool(policy.value(SEPARATION) == "three_roles")


policy.declare(
    policy.Key(
        SEPARATION, "choice", "none", "or", _("Separate administrators"),
        _("Whoever runs the system, gives rights and reads the log: three people, and none does what another does."),
        choices=(("none", _("Not separate")), ("three_roles", _("Three separate administrators"))),
        ready=_check_separation,
    ),
    policy.Key(
        FOUR_EYES, "flag", False, "or", _("Powerful grants need a second person"),
        _("A role with risky rights is asked for by one person and given by another."),
    ),
    policy.Key(
        REQUEST_DAYS, "int", 7, "min", _("A grant asked for waits at most"),
        _("Afterwards it has to be asked for again."), _("days"), low=1, high=90,
    ),
    policy.Key(
        REVIEW_DAYS, "int", TEN_YEARS, "min", _("Rights are reviewed every"),
        _("Somebody looks at each grant, keeps it or takes it away, and signs."), _("days"), low=7, high=TEN_YEARS,
    ),
    policy.Key(
        REVIEW_DUE, "int", 14, "min", _("A review is signed within"), _("Counted from the day it begins."), _("days"),
        low=1, high=90,
    ),
    policy.Key(
        REVIEW_OVERDUE, "choice", "report", "or", _("When a review is not signed in time"),
        _("It is reported; or grants nobody has looked at rest until somebody does. An owner's never does."),
        choices=(("report", _("Report it")), ("suspend", _("Suspend grants not looked at"))),
    ),
)  # fmt: skip

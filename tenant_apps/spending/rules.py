"""Rules that spending reads: from which amount on two people set a limit."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

declare(
    Rule(
        "spending.second_person_above", "decimal", "", _("Limits need a second person above"),
        _(
            "A budget, a member's limit or a credit that is raised above this, or lifted altogether, counts once"
            " another person has confirmed it. In the currency of the limit; empty: one person is enough."
        ),
        optional=True, least="0", risk="high",
    ),
)  # fmt: skip

"""Rules about questions, changes and the publication of events, the same in every mode with a room.

They are pinned with the rules of the mode, so an event keeps those it was published with.
"""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

MODES = ("rfq", "english_auction", "reverse_auction", "dutch_auction", "sealed_tender")
# Where the end is a date that people set; the end of a falling price follows from its levels.
WITH_END = ("rfq", "english_auction", "reverse_auction", "sealed_tender")


def _rules_of(mode: str) -> tuple[Rule, ...]:
    return (
        Rule(
            f"{mode}.questions_from", "choice", "participants", _("Who may ask questions"),
            _("Which companies may ask the initiator about an event. Answers are for everybody who sees the event."),
            choices=(
                ("nobody", _("Nobody")),
                ("participants", _("Companies that have joined")),
                ("invited", _("Companies that were invited or have joined")),
                ("members", _("Every company that sees the event")),
            ),
            at_event=True,
        ),
        Rule(
            f"{mode}.questions_end_hours", "int", 0, _("Questions end before the end"),
            _("How long before the end of the bidding no more questions are taken; 0: until the end."),
            unit=_("hours"), low=0, high=2160, at_event=True, law=("CN Tendering Law 23",),
            depends_on=("questions_from", ("participants", "invited", "members")),
        ),
        Rule(
            f"{mode}.review_before_publish", "choice", "never", _("Second person before publication"),
            _("Whether an event is published by another person of the company than the one who wrote it."),
            choices=(
                ("never", _("Never")),
                ("always", _("Always")),
                ("above_value", _("From a value on, and where no value is known")),
            ),
        ),
        Rule(
            f"{mode}.review_from_value", "decimal", "0", _("Value for a second person"),
            _("Quantity times start price, or the ceiling of a tender, in the currency of the event."),
            least="0", depends_on=("review_before_publish", ("above_value",)),
        ),
    )  # fmt: skip


def _days_of(mode: str) -> Rule:
    return Rule(
        f"{mode}.amendment_days_before_end", "int", 0, _("Days left after a change"),
        _("After a change that binds bidders at least so many days remain; the end moves where they do not."),
        unit=_("days"), low=0, high=60, law=("CN Tendering Law 23",),
    )  # fmt: skip


for _mode in MODES:
    declare(*_rules_of(_mode))
for _mode in WITH_END:
    declare(_days_of(_mode))

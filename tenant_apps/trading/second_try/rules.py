"""Rules of second tries: what happens with too few bidders, and how often an event may be run again."""

from django.utils.translation import gettext_lazy as _

from tenant_apps.rulesets.types import Rule, declare

_LIVE = ("english_auction", "reverse_auction")
_AGAIN = (*_LIVE, "dutch_auction", "sealed_tender")
_JUDICIAL = ("CN SPC 2016-18",)

for _mode in (*_LIVE, "sealed_tender"):
    _choices = [("fail", _("It ends without a result")), ("negotiate", _("A negotiation with those who have bid"))]
    if _mode in _LIVE:
        _choices.insert(1, ("extend_once", _("It goes on once, where its end is a time")))
    declare(
        Rule(
            f"{_mode}.on_too_few", "choice", "fail", _("With too few bidders"),
            _("What happens at the end when fewer companies have bid than are needed."), choices=tuple(_choices),
            at_event=True, law=("CN Tendering Law 28",),
        ),
    )  # fmt: skip

for _mode in _LIVE:
    declare(
        Rule(
            f"{_mode}.extend_s", "int", 86_400, _("Goes on for"),
            _("How much longer it runs then, but never longer than before."), low=60, high=2_678_400,
            unit=_("seconds"), at_event=True, depends_on=("on_too_few", ("extend_once",)),
        ),
    )  # fmt: skip

for _mode in _AGAIN:
    declare(
        Rule(
            f"{_mode}.relist", "int", 1, _("Runs again"),
            _("How often an event without a result may be run again; 0: never."), low=0, high=9, at_event=True,
            law=_JUDICIAL,
        ),
    )  # fmt: skip
    if _mode != "sealed_tender":
        declare(
            Rule(
                f"{_mode}.relist_percent", "decimal", "20", _("Start price of a further run"),
                _("By how much it may be lowered in a sale, or raised in a purchase, at most."), least="0", most="20",
                unit="%", at_event=True, law=_JUDICIAL,
            ),
        )  # fmt: skip

"""Turn order and timing of auctions by turns, exactly; every recorded refusal of a procurement system, refused here.

    make bench NAME=prozorro

The vectors ask the engine's clock turn by turn. The refusals are 55 calls that another system refused
(data/procurement); each has a scenario that is tried on a marketplace of its own with real services.
"""

import argparse
from collections import Counter
from datetime import timedelta
from typing import Any

from bench.harness import Outcome, say
from bench.product import open_django
from bench.stack import stack

SLUG = "prozorro"
BIDDERS = range(2, 41)


def run(arguments: list[str]) -> Outcome:
    argparse.ArgumentParser(prog="make bench NAME=prozorro").parse_args(arguments)
    outcome = Outcome("prozorro")
    with stack("prozorro") as made:
        made.provision(SLUG, "eu", "Prozorro")
        open_django(made)
        _timing(outcome)
        _order(outcome)
        _refusals(outcome)
    return outcome


def _auction(openings: list[tuple[Any, str]]) -> Any:
    from tests.fixtures.auctions import INITIATOR, Lot, at, rules_of, terms_of

    rules = rules_of("reverse_auction", format="turns", increment="1")
    lot = Lot("reverse_auction", terms_of("buy", "10", 600), rules)
    for second, (company, price) in enumerate(openings):
        lot.bid(company, at(second), price=price)
    lot.bid(INITIATOR, at(600), act="begin")
    return lot


def _timing(outcome: Outcome) -> None:
    """9 min + 3 n 2 min + 2 min; pauses of 5, 2 and 2 minutes; every turn two minutes to the microsecond."""
    from uuid import UUID

    wrong = turns = 0
    for count in BIDDERS:
        lot = _auction([(UUID(int=100 + number), str(1000 - number)) for number in range(count)])
        start = lot.state.begins
        wrong += lot.engine.end_at(lot.state) - start != timedelta(minutes=9 + 3 * count * 2 + 2)
        at = start
        for round_no, pause in ((1, 5), (2, 2), (3, 2)):
            wrong += lot.state.slot(at + timedelta(minutes=pause) - timedelta(microseconds=1)).phase != "pause"
            at += timedelta(minutes=pause)
            for turn_no in range(1, count + 1):
                for moment in (at, at + timedelta(minutes=2) - timedelta(microseconds=1)):
                    slot = lot.state.slot(moment)
                    wrong += (slot.phase, slot.round_no, slot.turn_no) != ("turn", round_no, turn_no)
                at += timedelta(minutes=2)
                turns += 1
        wrong += lot.state.slot(at).phase != "announcement"
        wrong += lot.state.slot(at + timedelta(minutes=2)).phase != "ended"
    outcome.figure("turns_timed", turns, "turns", ">= 1000")
    outcome.figure("timing_wrong", wrong, "", "== 0")


def _order(outcome: Outcome) -> None:
    """Worst first, of equals the later first, anew before each round: against a sort of the whole list by hand."""
    from random import Random
    from uuid import UUID

    wrong = orders = 0
    for seed in range(200):
        rng = Random(seed)
        companies = [UUID(int=100 + number) for number in range(rng.randint(2, 8))]
        lot = _auction([(company, str(rng.choice([100, 101, 105, 110]))) for company in companies])
        placed = [one for one, _now, verdict in lot.ledger if verdict.accepted and "price" in one.payload]
        stands = {one.company_id: (int(one.payload["price"]), one.seq) for one in placed}
        at = lot.state.begins
        for _round, pause in ((1, 5), (2, 2), (3, 2)):
            at += timedelta(minutes=pause)
            wanted = [company for _price, _seq, company in sorted(
                ((price, seq, company) for company, (price, seq) in stands.items()), reverse=True)]  # fmt: skip
            for company in wanted:
                wrong += lot.state.slot(at).company != company
                price = stands[company][0] - rng.choice([0, 1, 2, 5])
                verdict = lot.bid(company, at + timedelta(seconds=rng.randint(0, 119)), price=str(price))
                wrong += verdict.accepted != (price < stands[company][0])
                if verdict.accepted:
                    stands[company] = (price, len(lot.ledger))
                at += timedelta(minutes=2)
            orders += 1
        winner = min(stands.values())
        wrong += lot.engine.outcome(lot.state).allocations[0].seq != winner[1]
    outcome.figure("orders_checked", orders, "rounds", ">= 500")
    outcome.figure("order_wrong", wrong, "", "== 0")


def _refusals(outcome: Outcome) -> None:
    from shared_apps.commands import run as run_command
    from shared_apps.tenancy import scope
    from tenant_apps.rulesets.commands import ChangeSettings, change_settings
    from tenants.loaders import ref_of
    from tenants.models import Tenant
    from tests.fixtures.procurement import SCENARIOS, kind_of, refusal_of, transcripts
    from tests.fixtures.trade import SYSTEM, assert_sound, deliver, stand_up

    rows = transcripts()
    with scope.enter(ref_of(Tenant.objects.get(slug=SLUG))):
        market = stand_up()
        changes: dict[str, Any] = {"trading.modes": ["spot_listing", "reverse_auction", "dutch_auction"]}
        run_command(change_settings, SYSTEM, ChangeSettings(changes=changes))
        said = {}
        # The one that suspends a company comes last: the others need it.
        for kind in sorted(SCENARIOS, key=lambda one: one == "award_to_who_may_not"):
            refusal = refusal_of(kind, market)
            said[kind] = refusal.code if refusal and str(refusal.message) and str(refusal.remedy) else ""
            say(f"    {kind}: {said[kind] or 'LET PASS'}")
        deliver()
        assert_sound()
    kinds = Counter(kind_of(one) for one in rows)
    outcome.figure("refusals_read", len(rows), "transcripts", "== 55")
    outcome.figure("refusals_without_a_scenario", kinds[None], "transcripts", "== 0")
    outcome.figure("refused_with_a_reason", sum(bool(said.get(kind_of(one) or "")) for one in rows), "", "== 55")
    outcome.figure("scenarios", len(said), "")

"""The time between ranking and award: objections, their answers, and what they let nobody skip."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from shared_apps.foundation import canonical
from tenant_apps.trading.engines.vault.decisions.engine import ENGINE
from tests.fixtures.tenders import COMPANIES, INITIATOR, Lot, rules_of, terms_of
from tests.tenant_apps.trading.engines.vault.test_histories import verifier  # noqa: F401  a fixture


def ranked(prices: tuple[str, ...] = ("90", "95", "100", "105"), **rules: Any) -> Lot:
    """A tender with its prices open; the first bid has number 2."""
    lot = Lot(terms_of(), rules_of(**{"min_bidders": 1, "standstill_days": 3, **rules}), Random(3))
    assert lot.fix().accepted
    for company, price in zip(COMPANIES, prices, strict=False):
        lot.seal(company, price={"price": price})
    lot.publish_root()
    lot.open_all()
    return lot


def refused(verdict: Any) -> str:
    assert not verdict.accepted
    return str(verdict.reason)


def test_candidates_stand_open_to_objections_before_the_award(verifier: Any) -> None:  # noqa: F811
    lot = ranked()
    assert refused(lot.act(INITIATOR, "award")) == "trading.not_published"
    assert refused(lot.act(COMPANIES[1], "object", text="Too soon.")) == "trading.not_now"
    assert lot.act(INITIATOR, "candidates").accepted
    shown = lot.facts["documents"]["candidates"]
    assert [row["seq"] for row in shown["rows"]] == [2, 3, 4] and lot.facts["phase"] == "standstill"
    assert refused(lot.act(INITIATOR, "candidates")) == "trading.published"
    assert lot.act(COMPANIES[1], "object", text="Its steel is not S355.", bid=2).accepted
    number = len(lot.ledger)
    assert refused(lot.act(COMPANIES[1], "object", text="And again.")) == "trading.objection_waits"
    assert refused(lot.act(COMPANIES[2], "object", text="About whom?", bid=5)) == "trading.no_such_bid"
    lot.now += timedelta(days=4)
    assert lot.facts["phase"] == "award" and lot.facts["documents"]["objections"][0]["overdue"]
    assert refused(lot.act(INITIATOR, "award")) == "trading.objection_open"
    assert refused(lot.act(COMPANIES[2], "object", text="Late.")) == "trading.standstill_over"
    assert lot.act(INITIATOR, "answer", objection=number, upheld=False, reason="The certificate is there.").accepted
    assert refused(lot.act(INITIATOR, "answer", objection=number, upheld=True, reason="x")) == "trading.answered"
    assert lot.facts["private"][str(COMPANIES[1])]["objections"][0]["answer"] == "The certificate is there."
    assert lot.act(INITIATOR, "award").accepted
    assert ENGINE.outcome(lot.state).allocations[0].company_id == COMPANIES[0]
    assert verifier.verify(canonical.dumps(lot.audit()))[0] == []


def test_an_objection_that_is_upheld_opens_the_evaluation_again(verifier: Any) -> None:  # noqa: F811
    lot = ranked()
    lot.act(INITIATOR, "candidates")
    lot.act(COMPANIES[1], "object", text="Insolvent.", bid=2)
    number = len(lot.ledger)
    assert lot.act(INITIATOR, "answer", objection=number, upheld=True, reason="It is.", bid=2).accepted
    assert lot.state.out == {2: "objection_upheld"} and lot.facts["phase"] == "evaluation"
    lot.now += timedelta(days=10)
    assert refused(lot.act(INITIATOR, "award")) == "trading.not_published"
    assert lot.act(INITIATOR, "candidates").accepted
    assert refused(lot.act(INITIATOR, "award")) == "trading.standstill"
    lot.now += timedelta(days=3)
    assert lot.act(INITIATOR, "award").accepted
    assert ENGINE.outcome(lot.state).allocations[0].company_id == COMPANIES[1]
    assert verifier.verify(canonical.dumps(lot.audit()))[0] == []


def test_an_exclusion_after_the_publication_starts_the_time_anew() -> None:
    lot = ranked()
    lot.act(INITIATOR, "candidates")
    lot.now += timedelta(days=3)
    assert lot.act(INITIATOR, "exclude", bid=2, reason="Insolvent.").accepted
    assert refused(lot.act(INITIATOR, "award")) == "trading.not_published"


def test_nobody_but_a_published_candidate_follows_in_the_cascade() -> None:
    lot = ranked(candidates_most=2)
    lot.act(INITIATOR, "candidates")
    lot.now += timedelta(days=3)
    assert lot.act(INITIATOR, "award").accepted
    without = ENGINE.outcome(lot.state, frozenset(COMPANIES[:1]))
    assert [one.company_id for one in without.allocations] == [COMPANIES[1]]
    assert ENGINE.outcome(lot.state, frozenset(COMPANIES[:2])).reason == "no_candidate"


def test_a_pause_lengthens_the_time_for_objections(verifier: Any) -> None:  # noqa: F811
    lot = ranked()
    lot.act(INITIATOR, "candidates")
    lot.now += timedelta(days=2)
    lot.pause(timedelta(days=5))
    assert refused(lot.act(INITIATOR, "award")) == "trading.standstill"
    lot.now += timedelta(days=1)
    assert lot.act(INITIATOR, "award").accepted
    assert verifier.verify(canonical.dumps(lot.audit()))[0] == []


@pytest.mark.parametrize(("field", "value"), [("upheld", True), ("reason", "Other words.")])
def test_a_changed_answer_is_named(verifier: Any, field: str, value: Any) -> None:  # noqa: F811
    lot = ranked()
    lot.act(INITIATOR, "candidates")
    lot.act(COMPANIES[1], "object", text="Its steel is not S355.")
    lot.act(INITIATOR, "answer", objection=len(lot.ledger), upheld=False, reason="It is.")
    lot.now += timedelta(days=3)
    assert lot.act(INITIATOR, "award").accepted
    audit = lot.audit()
    row = next(one for one in audit["bids"] if one["payload"]["act"] == "answer")
    row["payload"][field] = value
    found = {where for where, _what in verifier.verify(canonical.dumps(audit))[0]}
    assert f"bid {row['seq']}" in found

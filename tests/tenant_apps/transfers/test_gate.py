"""The gate of a marketplace: what passes is counted, what does not is written down and told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as outbox
from django.db import connections, transaction

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.crypto.signing import is_signed
from shared_apps.egress import flows, gate
from shared_apps.egress.gate import Blocked
from shared_apps.foundation.refusals import Refusal
from shared_apps.outbox import jobs, relay
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.transfers import reading, siblings
from tenant_apps.transfers.commands import (
    DecideMechanism,
    DecideRequest,
    EndMechanism,
    EnterRequest,
    ProposeMechanism,
    SeeBlocked,
    StateResidency,
    approve_mechanism,
    approve_request,
    end_mechanism,
    enter_request,
    hand_over,
    propose_mechanism,
    reject_mechanism,
    see_blocked,
    state_residency,
)
from tenant_apps.transfers.decisions.residency import differences
from tenant_apps.transfers.invariants import totals_are_the_sets
from tenant_apps.transfers.models import AbroadTotal, BlockedFlow, FlowCount, PersonAbroad, ResidencyStatement
from tenant_apps.transfers.queries.overview import meter
from tenant_apps.transfers.scanning import scan, strays
from tests.fixtures.people import SYSTEM, company, person
from tests.proofs import proves
from tests.tenant_apps.transfers.conftest import ANNA, BO, CHEN, Demand

pytestmark = pytest.mark.usefixtures("tenant_a", "demand")
PDF = b"%PDF-1.7 paper"
JANUARY = date(2026, 1, 6)
LIST = flows.declare(
    "tests.list", "download", "A list", ("personal",), to="recipient", purpose="test", basis="contract"
)
PLAN = flows.declare(
    "tests.plan", "download", "A plan", ("important",), to="recipient", purpose="test", basis="contract"
)
OWN = flows.declare(
    "tests.own", "mail", "A mail", ("personal",), to="recipient", purpose="test", basis="contract", exempt="contract"
)
STORE = flows.declare("tests.keys", "store", "Keys", ("technical",), to="region", purpose="test", basis="contract")


def leave(persons: set[str] | None = None, *, country: str = "JP", flow: str = LIST, sensitive: bool = False) -> str:
    """Empty where it passed, else the reason."""
    who = frozenset(persons or ())
    try:
        gate.leave(flow, country=country, persons=who, sensitive=who if sensitive else frozenset())
    except Blocked as blocked:
        return blocked.reason
    return ""


def on_file(
    mechanism: str = "standard_contract", country: str = "JP", *, filed: date | None = date(2026, 1, 6)
) -> None:
    data = ProposeMechanism(
        country=country, mechanism=mechanism, valid_from=date(2026, 1, 5), filed_on=filed, reason="Partners there",
        paper=PDF,
    )  # fmt: skip
    made = run(propose_mechanism, ANNA, data)
    run(approve_mechanism, BO, DecideMechanism(mechanism_id=made.mechanism_id, edition=made.edition))


def seed(persons: int, sensitive: int = 0) -> None:
    """As many people abroad as a test needs, in the set itself."""
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute("SELECT extract(year FROM clock_timestamp())::int")
        (year,) = cursor.fetchone()
        for country in ("*", "JP"):
            cursor.execute(
                "INSERT INTO transfers_personabroad (id, year, country, person, is_sensitive)"
                " SELECT uuidv7(), %s, %s, 'seed-' || n, n <= %s FROM generate_series(1, %s) AS n",
                [year, country, sensitive, persons],
            )
            AbroadTotal.objects.create(year=year, country=country, persons=persons, sensitive=sensitive)


def test_what_nobody_declared_is_blocked_logged_and_told_at_once() -> None:
    person("owner", "owner@a.example")
    assert leave(flow="nobody.declared_this", country="") == "undeclared"
    assert leave(flow="nobody.declared_this", country="") == "undeclared"
    row = BlockedFlow.objects.get()
    assert (row.flow, row.reason, row.count, row.seen_at) == ("nobody.declared_this", "undeclared", 2, None)
    acts = AuditRecord.objects.filter(action="transfers.note_blocked")
    assert [one.facts for one in acts] == [{"country": "", "reason": "undeclared"}] * 2
    relay.drain()
    jobs.run_due()
    letters = [one for one in outbox.outbox if "nobody.declared_this" in one.subject]
    assert [one.to for one in letters] == [["owner@a.example"]]
    assert datetime.now(UTC) - row.first_at < timedelta(seconds=30)
    assert run(see_blocked, ANNA, SeeBlocked()).count == 1


def test_it_fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = connections[scope.alias()]
    block = transaction.Atomic(scope.alias(), True, False)
    with block:
        assert leave(country="") == "inside_transaction"
    assert connection.in_atomic_block, "that of the test itself"
    monkeypatch.setattr(gate, "_gates", {})
    assert leave(country="") == "no_gate"


def test_what_passes_is_counted_by_day_flow_and_country() -> None:
    abroad, near = company("Far"), company("Near")
    from tenant_apps.parties.models import Company

    Company.objects.filter(pk=abroad).update(country="BR")
    gate.leave(OWN, company_id=abroad)
    gate.leave(OWN, company_id=near)
    gate.leave(OWN)
    rows = FlowCount.objects.values_list("flow", "country", "outcome", "count")
    assert sorted(rows) == [("tests.own", "", "passed", 2), ("tests.own", "BR", "passed", 1)]
    assert not PersonAbroad.objects.exists(), "who is told about themselves is not counted"


def test_people_are_counted_once_a_year_and_by_country() -> None:
    leave({"a", "b"})
    leave({"b", "c"}, country="BR")
    leave({"b"}, sensitive=True)
    found = {row.country: (row.persons, row.sensitive) for row in AbroadTotal.objects.all()}
    assert found == {"*": (3, 1), "JP": (2, 1), "BR": (2, 0)}
    assert totals_are_the_sets() == []
    told = meter(datetime.now(UTC))
    assert (told.own.persons, list(told.countries)) == (3, ["BR", "JP"])
    AbroadTotal.objects.filter(country="JP").update(persons=9)
    assert len(totals_are_the_sets()) == 1


@proves("transfer.exempt_below", "transfer.stop_percent", "transfer.assessment_from")
def test_the_meter_stops_before_the_band_until_the_document_is_there(demand: Demand) -> None:
    seed(89_999)
    demand(**{"transfer.exempt_below": 100_000})
    assert leave({"new-1"}) == ""
    assert leave({"new-2"}) == "band"
    assert leave({"seed-1", "new-1"}) == "", "nobody is added"
    assert AbroadTotal.objects.get(country="*").persons == 90_000, "what was blocked is not counted"
    demand(**{"transfer.stop_percent": 99})
    assert leave({"new-2"}) == ""
    demand(**{"transfer.stop_percent": 90})
    on_file()
    assert leave({"new-3"}) == ""
    demand(**{"transfer.assessment_from": 90_003})
    assert leave({"new-4", "new-5"}) == "band"
    on_file("assessment")
    assert leave({"new-4", "new-5"}) == ""


@proves("transfer.sensitive_assessment_from")
def test_sensitive_data_have_a_band_of_their_own(demand: Demand) -> None:
    seed(9_000, 8_999)
    on_file()
    demand(**{"transfer.sensitive_assessment_from": 10_000, "transfer.exempt_below": 100_000})
    assert leave({"one"}, sensitive=True) == ""
    assert leave({"two"}, sensitive=True) == "sensitive_band"
    demand(**{"transfer.sensitive_assessment_from": 20_000})
    assert leave({"two"}, sensitive=True) == ""


@proves("transfer.no_splitting")
def test_marketplaces_of_one_owner_count_together(
    demand: Demand, tenant_b: TenantRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope.enter(tenant_b):
        seed(600)
    monkeypatch.setattr(siblings.directory, "siblings", lambda ref: [tenant_b])
    seed(300)
    assert siblings.read_siblings() == 0, "nobody asks where no band binds"
    demand(**{"transfer.exempt_below": 1_000})
    assert (siblings.read_siblings(), siblings.read_siblings()) == (1, 0)
    assert meter(datetime.now(UTC)).elsewhere.persons == 600
    assert leave({"new"}) == "band"
    demand(**{"transfer.no_splitting": False})
    assert leave({"new"}) == ""


@proves("transfer.basis", "transfer.exempt_purposes")
def test_a_transfer_needs_what_the_law_asks_for(demand: Demand) -> None:
    assert (leave({"a"}), leave(flow=OWN)) == ("", "")
    demand(**{"transfer.basis": True})
    assert (leave({"a"}), leave({"a"}, country="FR"), leave(flow=OWN)) == ("mechanism", "", "")
    demand(**{"transfer.exempt_purposes": ["hr"]})
    assert leave(flow=OWN) == "mechanism"
    on_file()
    assert leave({"a"}) == ""


@proves("transfer.route", "transfer.filing_working_days", "transfer.certificate_years", "transfer.assessment_years")
def test_a_mechanism_counts_as_the_rules_say(demand: Demand) -> None:
    demand(**{"transfer.basis": True})
    on_file(filed=None)
    assert leave({"a"}) == ""
    demand(**{"transfer.filing_working_days": 10})
    assert leave({"a"}) == "mechanism"
    demand(**{"transfer.filing_working_days": 9_999, "transfer.route": ["assessment"]})
    assert leave({"a"}) == "mechanism"
    with pytest.raises(Refusal) as refused:
        on_file("adequacy", "BR")
    assert refused.value.code == "transfers.not_admitted"
    rules, day = reading.rules(), date(2029, 6, 1)
    demand(**{"transfer.certificate_years": 3, "transfer.assessment_years": 3})
    assert (rules.certificate_years, reading.rules().certificate_years) == (10, 3)
    assert (rules.assessment_years, reading.rules().assessment_years) == (10, 3)
    assert reading.counting("JP", reading.rules(), day) == ""


@proves("transfer.important_assessed")
def test_important_data_wait_for_an_assessment(demand: Demand) -> None:
    on_file()
    assert leave(flow=PLAN) == "important"
    demand(**{"transfer.important_assessed": False})
    assert leave(flow=PLAN) == ""


@proves("transfer.allowed_regions")
def test_nothing_is_stored_in_a_region_that_is_not_allowed(demand: Demand) -> None:
    assert leave(flow=STORE, country="us") == ""
    demand(**{"transfer.allowed_regions": ["eu"]})
    assert (leave(flow=STORE, country="us"), leave(flow=STORE, country="eu")) == ("region", "")


def test_two_people_put_a_mechanism_in_force_and_one_ends_it(demand: Demand) -> None:
    demand(**{"transfer.basis": True})
    data = ProposeMechanism(country="jp", mechanism="certification", valid_from=date(2026, 1, 5), reason="Partners")
    made = run(propose_mechanism, ANNA, data)
    decide = DecideMechanism(mechanism_id=made.mechanism_id, edition=made.edition)
    for actor, code in ((ANNA, "transfers.own_proposal"), (SYSTEM, "transfers.person_needed")):
        with pytest.raises(Refusal) as refused:
            run(approve_mechanism, actor, decide)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        run(approve_mechanism, BO, decide)
    assert refused.value.code == "transfers.not_counting" and refused.value.facts["why"] == "document"
    run(reject_mechanism, BO, DecideMechanism(mechanism_id=made.mechanism_id, edition=1, reason="No paper"))
    on_file("certification")
    assert leave({"a"}) == ""
    from tenant_apps.transfers.models import Mechanism

    run(end_mechanism, ANNA, EndMechanism(mechanism_id=Mechanism.objects.get(state="in_force").pk))
    assert leave({"a"}) == "mechanism"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"country": "DE"}, "country"), ({"country": "??"}, "country"), ({"reason": " "}, "reason"),
     ({"paper": b"no"}, "paper"), ({"valid_until": date(2025, 1, 1)}, "valid_until"),
     ({"mechanism": "?"}, "mechanism")],
)  # fmt: skip
def test_a_proposal_is_looked_at(changes: dict[str, object], field: str) -> None:
    told = {"country": "JP", "mechanism": "adequacy", "valid_from": date(2026, 1, 5), "reason": "Why"}
    with pytest.raises(Refusal) as refused:
        run(propose_mechanism, ANNA, ProposeMechanism(**{**told, **changes}))  # type: ignore[arg-type]
    assert refused.value.field == field


@proves("transfer.authority_request")
def test_a_foreign_authority_gets_nothing_without_document_and_approvals(demand: Demand) -> None:
    told = EnterRequest(authority="Court", country="US", subject="Orders of 2025")
    bare = run(enter_request, ANNA, told)
    with pytest.raises(Refusal) as refused:
        run(approve_request, BO, DecideRequest(request_id=bare.request_id))
    assert refused.value.code == "transfers.not_approved"
    made = run(enter_request, ANNA, EnterRequest(authority="Court", country="US", subject="Orders", paper=PDF))
    asked = DecideRequest(request_id=made.request_id)
    assert (made.needed, run(approve_request, BO, asked).state) == (2, "open")
    with pytest.raises(Refusal):
        run(approve_request, BO, asked)
    with pytest.raises(Refusal):
        run(hand_over, ANNA, asked)
    assert leave(flow="transfers.authority", country="US") == "authority"
    assert run(approve_request, CHEN, asked).state == "approved"
    assert leave(flow="transfers.authority", country="US") == ""
    assert run(hand_over, ANNA, asked).state == "handed_over"
    assert leave(flow="transfers.authority", country="US") == "authority"
    demand(**{"transfer.authority_request": "one"})
    again = run(enter_request, ANNA, EnterRequest(authority="Court", country="US", subject="Orders", paper=PDF))
    assert run(approve_request, BO, DecideRequest(request_id=again.request_id)).state == "approved"


def test_a_statement_is_signed_and_equals_a_scan(demand: Demand) -> None:
    import hashlib
    import json

    from shared_apps.notary.decisions import notes

    leave({"a"})
    made = run(state_residency, SYSTEM, StateResidency())
    assert run(state_residency, SYSTEM, StateResidency()).digest == made.digest, "once a day"
    row = ResidencyStatement.objects.get()
    told = json.loads(row.body)
    assert hashlib.sha256(row.body.encode()).hexdigest() == row.digest
    assert notes.read(row.note)[0].root.hex() == row.digest
    assert notes.is_signed_by(row.note, notes.key_of(row.key), is_signed)
    assert (told["region"], told["flows"]) == ("eu", {"tests.list": {"JP": {"passed": 1}}})
    assert differences(told, scan()) == []
    company("One more")
    assert differences(told, scan()) == ["database.rows.parties_company: stated 0, found 1"]
    assert strays() == []

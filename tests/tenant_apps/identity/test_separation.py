"""Nobody does both: rules as data and the three administrators, where rights are given, changed, used, explained."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared_apps.accounts.actors import known_permissions
from shared_apps.commands import run
from shared_apps.foundation.refusals import Invalid, NotAllowed, Refusal
from shared_apps.tenancy import policy
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import (
    ChangeRole,
    DefineRole,
    DefineSeparation,
    InvitePerson,
    RedefineRole,
    RetireSeparation,
    change_role,
    define_role,
    define_separation,
    invite_person,
    redefine_role,
    retire_separation,
)
from tenant_apps.identity.decisions.duties import DUTIES, Post, duties_of, missing_of, problems_of, separated
from tenant_apps.identity.decisions.separating import Apart, Part, clashes, kept_apart
from tenant_apps.identity.models import Membership
from tenant_apps.identity.queries.explained import explained
from tenant_apps.identity.queries.separations import administrators, missing_duties, who_does_both
from tenant_apps.identity.separation import check_ready
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.people import SYSTEM, Person, company, person
from tests.proofs import proves
from tests.tenant_apps.identity.test_people_pages import actor_of

ONE, TWO, X, Y = (UUID(int=n) for n in range(1, 5))
Demand = Callable[..., None]


def part(grant: UUID, *codes: str, role: str = "r", built_in: bool = False, seat: UUID | None = X) -> Part:
    return Part(grant, role, built_in, seat, frozenset(codes))


def rule(left: str, right: str, reach: str = "company", company_id: UUID | None = None) -> Apart:
    return Apart(uuid4(), "n", (left,), (right,), reach, company_id)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "parts", "clash", "left"),
    [
        ([rule("a.*", "b.x")], [part(ONE, "a.y"), part(TWO, "b.x", "c.z")], 1, [{"a.y"}, {"c.z"}]),
        ([rule("a.*", "b.x")], [part(ONE, "a.y", seat=X), part(TWO, "b.x", seat=Y)], 0, [{"a.y"}, {"b.x"}]),
        ([rule("a.*", "b.x", "marketplace")], [part(ONE, "a.y"), part(TWO, "b.x", seat=Y)], 1, [{"a.y"}, set()]),
        ([rule("a.*", "b.x", company_id=Y)], [part(ONE, "a.y"), part(TWO, "b.x")], 0, [{"a.y"}, {"b.x"}]),
        ([rule("role:r", "role:s")], [part(ONE, "a.y"), part(TWO, "b.x", role="s")], 1, [{"a.y"}, set()]),
        # A built-in role with both sides counts as its left one; one of one's own meets itself.
        ([rule("a.y", "b.x")], [part(ONE, "a.y", "b.x", built_in=True)], 0, [{"a.y"}]),
        ([rule("a.y", "b.x")], [part(ONE, "a.y", "b.x")], 1, [{"a.y"}]),
        ([rule("a.y", "b.x")], [part(ONE, "a.y", "b.x", built_in=True), part(TWO, "b.x")], 1, [{"a.y"}, set()]),
    ],
)
def test_what_is_kept_apart(rules: list[Apart], parts: list[Part], clash: int, left: list[set[str]]) -> None:
    assert len(clashes(parts, rules)) == clash
    assert [set(one.codes) for one in kept_apart(parts, rules)] == left
    assert all(not named for named in clashes(kept_apart(parts, rules), rules))


def post(grant: UUID, *codes: str, role: str = "own", built_in: bool = False) -> Post:
    return Post(grant, role, built_in, frozenset(codes))


def test_an_administrator_is_one_of_three() -> None:
    system, security, log = (codes[0] for codes in DUTIES.values())
    log = "audit.view_record"
    owner = post(ONE, system, security, log, "orders.view_order", role="owner", built_in=True)
    assert duties_of(owner) == ("system",)
    assert separated([owner]) == {ONE: {system, "orders.view_order"}}
    # The oldest grant counts; one that joins two gives nothing of either; finance is none of the three.
    second = post(TWO, security, role="security_admin", built_in=True)
    assert separated([second, owner])[TWO] == set()
    assert separated([post(ONE, system, log)]) == {ONE: set()}
    assert separated([post(ONE, log, "x.y", role="finance_manager", built_in=True)]) == {ONE: {"x.y"}}
    assert problems_of({X: [owner, second], Y: [second]}) == {X: ("system", "security")}
    assert missing_of({X: [owner], Y: [second]}) == ("audit",)


def test_no_code_has_two_duties_and_all_exist() -> None:
    known = known_permissions()
    named = [code for codes in DUTIES.values() for code in codes if "*" not in code]
    assert len(named) == len(set(named))
    assert set(named) <= known


@pytest.fixture
def demand(monkeypatch: pytest.MonkeyPatch) -> Demand:
    """`demand(**{"admin.separation": "three_roles"})` is what the rule book says; all else is as declared."""
    said: dict[str, Any] = {}
    monkeypatch.setattr(policy, "_resolver", lambda key: said.get(key, policy.KEYS[key].default))
    return lambda **wanted: said.update(wanted)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


@pytest.mark.usefixtures("tenant_a")
def test_a_rule_stops_giving_and_using_and_says_so() -> None:
    own, other = company("Own"), company("Other")
    boss = actor_of(person("company_admin", "boss@own.example", company_id=own))
    clerk = person("buyer", "clerk@own.example", company_id=own)
    cash = person("finance", "cash@own.example", company_id=own)
    old = person("buyer", "old@own.example", company_id=own)
    person("finance", "old@own.example", company_id=own)
    made = run(define_separation, boss, DefineSeparation(
        name="Who orders does not pay", left=["orders.place_order"], right=["payments.record_payment"],
    ))  # fmt: skip
    # Who had both before keeps the left one, and is listed; from there every way out is free.
    assert {"orders.place_order"} == {"orders.place_order", "payments.record_payment"} & actor_of(old).permissions
    assert [(one.left.email, one.codes) for one in who_does_both(boss)] == [(old.email, ("payments.record_payment",))]
    loan = next(one.right.membership_id for one in who_does_both(boss))
    assert explained(boss, loan, "payments.record_payment").reasons[1].link.why == "kept_apart"
    assert not explained(boss, loan, "payments.record_payment").is_held
    run(change_role, boss, ChangeRole(membership_id=loan, role="warehouse"))
    assert who_does_both(boss) == []
    # The built-in role that has everything has the left side, and somebody else pays.
    assert "payments.record_payment" not in actor_of(boss_person(boss)).permissions
    assert "payments.record_payment" in actor_of(cash).permissions
    give = InvitePerson(email=clerk.email, name="C", role="finance", company_id=own)
    assert code_of(lambda: run(invite_person, SYSTEM, give)) == "identity.kept_apart"
    joined = DefineRole(name_en="All", company_id=own, permissions=["orders.place_order", "payments.record_payment"])
    assert code_of(lambda: run(define_role, SYSTEM, joined)) == "identity.kept_apart"
    desk = run(define_role, SYSTEM, DefineRole(name_en="Desk", company_id=own, permissions=["payments.view_payment"]))
    run(invite_person, SYSTEM, InvitePerson(email=clerk.email, name="C", role=desk.code, company_id=own))
    wider = RedefineRole(role_id=desk.role_id, permissions=["payments.record_payment"])
    assert code_of(lambda: run(redefine_role, SYSTEM, wider)) == "identity.kept_apart"
    # It is that company's own: another one neither sees it nor is bound by it.
    foreign = actor_of(person("company_admin", "boss@other.example", company_id=other))
    assert code_of(lambda: run(retire_separation, foreign, RetireSeparation(separation_id=made.separation_id))) == (
        "identity.no_such_separation"
    )
    person("buyer", "both@other.example", company_id=other)
    assert "payments.record_payment" in actor_of(person("finance", "both@other.example", company_id=other)).permissions
    run(retire_separation, boss, RetireSeparation(separation_id=made.separation_id))
    run(redefine_role, SYSTEM, wider)


def boss_person(boss: Any) -> Person:
    return Person(boss.user_id, "", None, boss.company_id)


@pytest.mark.usefixtures("tenant_a")
@pytest.mark.parametrize(
    ("left", "right", "field"),
    [
        (["no.such_code"], ["orders.place_order"], "left"),
        (["orders.*"], ["orders.place_order"], "right"),
        (["orders.view_order"], ["role:nobody"], "right"),
        ([], ["orders.place_order"], "left"),
    ],
)
def test_a_rule_names_what_exists_on_two_different_sides(left: list[str], right: list[str], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        run(define_separation, SYSTEM, DefineSeparation(name="n", left=left, right=right))
    assert caught.value.field == field


@pytest.mark.usefixtures("tenant_a")
def test_a_company_cannot_retire_a_rule_of_the_marketplace() -> None:
    boss = actor_of(person("company_admin", "boss@own.example", company_id=company("Own")))
    made = run(define_separation, SYSTEM, DefineSeparation(
        name="n", left=["role:buyer"], right=["role:finance"], reach="marketplace"
    ))  # fmt: skip
    with pytest.raises(NotAllowed):
        run(retire_separation, boss, RetireSeparation(separation_id=made.separation_id))


@proves("admin.separation")
@pytest.mark.usefixtures("tenant_a")
def test_three_administrators_are_three_people(demand: Demand) -> None:
    owner = person("owner", "owner@a.example")
    assert code_of(check_ready) == "identity.duty_unheld"
    guard = person("security_admin", "guard@a.example")
    reader = person("audit_admin", "reader@a.example")
    check_ready()
    twice = person("audit_admin", "guard@a.example")
    assert code_of(check_ready) == "identity.still_two_duties"
    assert [one.person for one in administrators(actor_of(owner)) if one.is_two] == ["Security_Admin"]
    Membership.objects.filter(pk=twice.membership_id).delete()
    assert missing_duties(actor_of(owner)) == []
    demand(**{"admin.separation": "three_roles"})
    rights = {name: actor_of(who).permissions for name, who in (("o", owner), ("g", guard), ("r", reader))}
    log, give, run_it = {"audit.view_record", "workspace.export_log"}, "identity.change_role", "rulesets.publish_draft"
    assert [log <= rights[one] for one in "ogr"] == [False, False, True]
    assert [give in rights[one] for one in "ogr"] == [False, True, False]
    assert [run_it in rights[one] for one in "ogr"] == [True, False, False]
    assert not log & (rights["o"] | rights["g"])
    # Who gives rights gives those they do not have, and nobody gets a second of the three.
    who = actor_of(guard)
    run(invite_person, who, InvitePerson(email="next@a.example", name="N", role="admin"))
    for role, email in (("audit_admin", "next@a.example"), ("system_admin", reader.email)):
        give_both = InvitePerson(email=email, name="N", role=role)
        assert code_of(lambda data=give_both: run(invite_person, who, data)) == "identity.two_duties"  # type: ignore[misc]
    joined = DefineRole(name_en="Both", side="marketplace", permissions=["audit.view_record", "rulesets.publish_draft"])
    assert code_of(lambda: run(define_role, SYSTEM, joined)) == "identity.two_duties"


def test_what_the_lane_takes_belongs_to_no_administrator() -> None:
    """It proves keys without asking for the policy: nothing of what it does may depend on it."""
    named = {code for codes in DUTIES.values() for code in codes}
    assert not named & {"orders.place_order", "orders.place_group", "trading.place_bid", "trading.take_listing"}


@pytest.fixture
def fresh_rules(tenant_a: TenantRef) -> Iterator[None]:
    """Rules are kept for seconds, longer than a test whose changes are rolled back."""
    forget()
    yield
    forget()


@pytest.mark.usefixtures("fresh_rules")
def test_it_is_not_put_in_force_before_there_are_three() -> None:
    person("owner", "owner@a.example")
    change = ChangeSettings(changes={"admin.separation": "three_roles"})
    assert code_of(lambda: run(change_settings, SYSTEM, change)) == "identity.duty_unheld"
    person("security_admin", "guard@a.example")
    person("audit_admin", "reader@a.example")
    run(change_settings, SYSTEM, change)
    # In force it is read without being asked again, whatever comes to pass; what is too much does not work.
    Membership.objects.filter(role__code="audit_admin").delete()
    forget()
    assert policy.value("admin.separation") == "three_roles"

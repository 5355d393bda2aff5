"""Choosing profiles: two people, a fresh factor, conflicts decided, one version of the rules that says all of it."""

from dataclasses import replace

import pytest

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.compliance.commands import (
    ApproveProfiles,
    ChooseProfiles,
    DecideConflict,
    RejectProfiles,
    WithdrawProfiles,
    approve_profiles,
    choose_profiles,
    decide_conflict,
    reject_profiles,
    withdraw_profiles,
)
from tenant_apps.compliance.models import ProfileChoice
from tenant_apps.compliance.queries import current_choice, displaced_by, lines_of, preview, proposal
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries import current_version, effective
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.people import SYSTEM, company
from tests.tenant_apps.compliance.people import ANNA, BO, adopt, officer, propose, refused

pytestmark = pytest.mark.usefixtures("tenant_a")


def test_a_marketplace_starts_under_the_laws_of_its_home(tenant_cn: TenantRef) -> None:
    here = current_choice()
    assert here is not None
    assert (here.number, here.home, here.profiles, here.ruleset) == (1, "gdpr", ("gdpr",), 1)
    assert len(here.content_hash) == 64
    with scope.enter(tenant_cn):
        there = current_choice()
        assert there is not None
        assert there.profiles == ("cn_trade", "cn_data")


def test_a_proposal_changes_nothing_until_a_second_person_approves() -> None:
    before = current_version()
    made = propose("gdpr", "iso27001")
    assert (made.number, made.state, made.ruleset) == (2, "proposed", None)
    assert current_version() == before
    done = run(approve_profiles, BO, ApproveProfiles(edition=made.edition))
    now, waiting = current_choice(), proposal()
    assert now is not None
    assert (now.number, now.profiles, now.content_hash) == (2, ("gdpr", "iso27001"), done.content_hash)
    assert waiting is None
    assert ProfileChoice.objects.get(number=1).state == "replaced"
    assert done.ruleset == current_version()[0] == before[0] + 1
    version = RulesetVersion.objects.get(number=done.ruleset)
    assert version.content["laws"] == ["gdpr", "iso27001"]
    assert version.approved_by == "Bo"


def test_choosing_leaves_audit_rows_and_events() -> None:
    done = adopt("gdpr", "ccpa")
    trace = list(
        AuditRecord.objects.filter(action__startswith="compliance.").order_by("id").values_list("action", "facts")
    )
    assert [action for action, _facts in trace[-2:]] == ["compliance.choose_profiles", "compliance.approve_profiles"]
    assert trace[-1][1]["hash"] == done.content_hash
    names = list(OutboxMessage.objects.filter(name__startswith="compliance.").values_list("name", flat=True))
    assert names == ["compliance.profiles_proposed", "compliance.profiles_chosen"]


@pytest.mark.parametrize(
    ("profiles", "reason", "code", "field"),
    [
        (["gdpr", "atlantis"], "r", "compliance.profile_unknown", "profiles"),
        (["iso27001"], "r", "compliance.home_law", "profiles"),
        (["gdpr"], "r", "compliance.nothing_changes", "profiles"),
        (["gdpr", "ccpa"], " ", "compliance.reason_missing", "reason"),
    ],
)
def test_what_cannot_be_proposed(profiles: list[str], reason: str, code: str, field: str) -> None:
    found = refused(choose_profiles, ANNA, ChooseProfiles(profiles=profiles, reason=reason))
    assert (found.code, found.field) == (code, field)
    assert found.remedy
    assert ProfileChoice.objects.count() == 1


def test_who_may_not() -> None:
    wish = ChooseProfiles(profiles=["gdpr", "ccpa"], reason="r")
    assert refused(choose_profiles, officer("carl", fresh=False), wish).code == "commands.fresh_factor_needed"
    assert refused(choose_profiles, replace(ANNA, company_id=company()), wish).code == "compliance.house_only"
    assert refused(choose_profiles, replace(ANNA, permissions=frozenset()), wish).code == "commands.not_allowed"
    edition = propose("gdpr", "ccpa").edition
    assert refused(approve_profiles, ANNA, ApproveProfiles(edition=edition)).code == "compliance.own_proposal"
    assert refused(approve_profiles, SYSTEM, ApproveProfiles(edition=edition)).code == "compliance.own_proposal"
    stale = officer("bo", fresh=False)
    assert refused(approve_profiles, stale, ApproveProfiles(edition=edition)).code == "commands.fresh_factor_needed"
    assert refused(withdraw_profiles, BO, WithdrawProfiles(edition=edition)).code == "compliance.not_own_proposal"
    assert refused(choose_profiles, BO, wish).code == "compliance.proposal_open"


def test_a_proposal_ends_in_one_of_three_ways() -> None:
    edition = propose("gdpr", "ccpa").edition
    assert refused(reject_profiles, BO, RejectProfiles(edition=edition, reason="")).code == "compliance.reason_missing"
    assert run(reject_profiles, BO, RejectProfiles(edition=edition, reason="Not now.")).state == "rejected"
    assert refused(approve_profiles, BO, ApproveProfiles(edition=edition)).code == "compliance.no_proposal"
    edition = propose("gdpr", "ccpa").edition
    assert run(withdraw_profiles, ANNA, WithdrawProfiles(edition=edition)).state == "withdrawn"
    assert adopt("gdpr", "ccpa").number == 4


def test_profiles_that_contradict_each_other_wait_for_a_decision() -> None:
    edition = propose("gdpr", "cn_data").edition
    stopped = refused(approve_profiles, BO, ApproveProfiles(edition=edition))
    assert (stopped.code, stopped.facts["keys"]) == ("compliance.conflict_open", ["transfer.allowed_regions"])
    key = "transfer.allowed_regions"
    for data, code in (
        (DecideConflict(edition=edition, key="log.retention_days", value=1, reason="r"), "compliance.no_conflict"),
        (DecideConflict(edition=edition, key=key, value=["us"], reason="r"), "compliance.not_demanded"),
        (DecideConflict(edition=edition, key=key, value=["eu"], reason=""), "compliance.reason_missing"),
        (DecideConflict(edition=edition + 1, key=key, value=["eu"], reason="r"), "compliance.proposal_moved"),
    ):
        assert refused(decide_conflict, ANNA, data).code == code
    decided = run(
        decide_conflict, BO, DecideConflict(edition=edition, key=key, value=["eu"], reason="We sit in the EU.")
    )
    assert decided.edition == edition + 1
    own = refused(approve_profiles, BO, ApproveProfiles(edition=decided.edition))
    assert own.code == "compliance.own_proposal", "who decides takes part"
    run(approve_profiles, officer("cleo"), ApproveProfiles(edition=decided.edition))
    now = current_choice()
    assert now is not None
    line = next(one for one in lines_of(now.profiles, now.decisions) if one.key == key)
    assert (line.value, line.combined.is_open) == (["eu"], False)
    assert now.decisions[key]["reason"] == "We sit in the EU."


def test_the_hash_stands_for_decisions_too() -> None:
    hashes = set()
    for value in (["eu"], ["cn"]):
        edition = propose("gdpr", "cn_data").edition
        data = DecideConflict(edition=edition, key="transfer.allowed_regions", value=value, reason="r")
        edition = run(decide_conflict, ANNA, data).edition
        hashes.add(run(approve_profiles, BO, ApproveProfiles(edition=edition)).content_hash)
        adopt("gdpr")
    assert len(hashes) == 2


def test_a_law_bounds_the_rules_and_an_own_value_beyond_it_counts_no_more() -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"sealed_tender.min_bidders": 2}))
    forget()
    assert effective("sealed_tender.min_bidders").value == 2
    gone = displaced_by(["gdpr", "cn_trade"], "gdpr")
    assert [(one.key, one.own, one.instead) for one in gone] == [("sealed_tender.min_bidders", 2, 3)]
    adopt("gdpr", "cn_trade")
    found = effective("sealed_tender.min_bidders")
    assert (found.value, found.limit.least) == (3, "3")
    assert found.limit.law == ("cn_trade:sealed_tender.min_bidders",)
    adopt("gdpr")
    assert effective("sealed_tender.min_bidders").value == 2, "what was displaced counts again"


def test_the_same_set_in_another_order_is_the_same() -> None:
    adopt("iso27001", "gdpr")
    wish = ChooseProfiles(profiles=["gdpr", "iso27001"], reason="r")
    assert refused(choose_profiles, ANNA, wish).code == "compliance.nothing_changes"


def test_a_preview_says_what_would_differ() -> None:
    changes = {one.key: one for one in preview(["gdpr"], ["gdpr", "cn_data"])}
    regions = changes["transfer.allowed_regions"]
    assert regions.before is not None and regions.after is not None
    assert (regions.before.value, regions.after.value, regions.after.combined.conflict) == (
        ["eu"],
        None,
        "nothing_left",
    )
    assert changes["data.classification"].before is None
    assert "privacy.processing_register" not in changes
    assert preview(["gdpr"], ["gdpr"]) == []

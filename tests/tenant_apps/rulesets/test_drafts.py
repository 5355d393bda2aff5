"""Drafts: edited, reviewed by two people where that is needed, published now or at a time, brought back."""

from datetime import datetime, timedelta

import pytest

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, Refusal
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import (
    ApproveDraft,
    CancelVersion,
    ChangeSettings,
    DiscardDraft,
    EditDraft,
    PublishDraft,
    Published,
    RejectDraft,
    RestoreVersion,
    approve_draft,
    cancel_version,
    change_settings,
    discard_draft,
    edit_draft,
    publish_draft,
    reject_draft,
    restore_version,
)
from tenant_apps.rulesets.models import RulesetDraft, RulesetVersion
from tenant_apps.rulesets.queries import current_version, effective, pin, values
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.people import SYSTEM, company
from tests.tenant_apps.rulesets.conftest import manager

pytestmark = pytest.mark.usefixtures("mode")
ANNA, BO = manager("anna"), manager("bo")


def edit(by: Actor = ANNA, **changes: object) -> int:
    return run(
        edit_draft, by, EditDraft(changes={key.replace("__", "."): value for key, value in changes.items()})
    ).edition


def publish(edition: int, by: Actor = ANNA, at: datetime | None = None, note: str = "") -> Published:
    return run(publish_draft, by, PublishDraft(edition=edition, effective_from=at, note=note))


def now() -> datetime:
    return clock.now(scope.alias())


def begin(number: int) -> None:
    """Let the time of a scheduled version come: its moment moves to just now, as a clock would."""
    RulesetVersion.objects.filter(number=number).update(effective_from=now())
    forget()


def refused(command: object, actor: Actor, data: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        run(command, actor, data)  # type: ignore[arg-type]
    return caught.value


def test_a_draft_changes_nothing_until_it_is_published() -> None:
    edit(general__tagline="Metals")
    edition = edit(branding__accent="#0C5A60", general__tagline="Wire")
    assert (values()["general.tagline"], RulesetVersion.objects.count()) == ("", 1)
    made = publish(edition, note="spring")
    assert (made.state, made.number) == ("published", 2)
    assert (values()["general.tagline"], values()["branding.accent"]) == ("Wire", "#0c5a60")
    row = RulesetVersion.objects.get(number=2)
    assert (row.base, row.note, row.published_by) == (1, "spring", str(ANNA.user_id))
    assert row.changes["values"] == {"general.tagline": "Wire", "branding.accent": "#0c5a60"}


def test_what_is_as_before_leaves_the_draft_and_an_empty_draft_is_none() -> None:
    edit(general__tagline="Metals")
    assert run(edit_draft, ANNA, EditDraft(undo=["general.tagline"])).id is None
    assert not RulesetDraft.objects.filter(state="open").exists()
    assert run(edit_draft, ANNA, EditDraft(changes={"general.name": values()["general.name"]})).id is None


def test_only_the_edition_that_was_seen_is_published() -> None:
    seen = edit(general__tagline="one")
    edit(BO, general__tagline="two")
    assert refused(publish_draft, ANNA, PublishDraft(edition=seen)).code == "rulesets.draft_moved"
    assert refused(edit_draft, ANNA, EditDraft(changes={}, edition=seen)).code == "rulesets.draft_moved"
    assert RulesetVersion.objects.count() == 1


def test_a_discarded_draft_is_gone() -> None:
    edition = edit(general__tagline="one")
    run(discard_draft, BO, DiscardDraft(edition=edition))
    assert refused(publish_draft, ANNA, PublishDraft(edition=edition)).code == "rulesets.no_draft"


def test_the_whole_must_fit() -> None:
    failed = refused(edit_draft, ANNA, EditDraft(changes={"test_mode.format": "turns", "test_mode.step": "2"}))
    assert (failed.code, failed.field, failed.facts["depends_on"]) == (
        "rulesets.no_meaning", "test_mode.step", "test_mode.format",
    )  # fmt: skip
    edit(test_mode__step="2")
    edition = edit(test_mode__format="turns")
    assert refused(publish_draft, ANNA, PublishDraft(edition=edition)).field == "test_mode.step"


def test_high_risk_needs_a_second_person_who_did_not_edit() -> None:
    edition = edit(test_mode__secret=False)
    edition = edit(BO, general__tagline="and this")
    assert publish(edition).state == "submitted"
    assert OutboxMessage.objects.filter(name="rulesets.approval_asked").count() == 1
    for author in (ANNA, BO, SYSTEM):
        assert refused(approve_draft, author, ApproveDraft(edition=edition)).code == "rulesets.own_draft"
    assert values()["test_mode.secret"] is True
    cleo = manager("cleo")
    made = run(approve_draft, cleo, ApproveDraft(edition=edition))
    assert (made.state, made.number, values()["test_mode.secret"]) == ("published", 2, False)
    row = RulesetVersion.objects.get(number=2)
    assert (row.approved_by, row.published_by) == (str(cleo.user_id),) * 2


def test_approval_needs_its_permission() -> None:
    edition = edit(test_mode__secret=False)
    publish(edition)
    with pytest.raises(NotAllowed):
        run(approve_draft, manager("dee", frozenset({"rulesets.change_settings"})), ApproveDraft(edition=edition))


def test_an_edit_takes_a_waiting_draft_back_so_that_nothing_unseen_is_approved() -> None:
    edition = edit(test_mode__secret=False)
    publish(edition)
    edit(general__tagline="smuggled")
    assert refused(approve_draft, BO, ApproveDraft(edition=edition)).code == "rulesets.draft_moved"
    assert refused(approve_draft, BO, ApproveDraft(edition=edition + 1)).code == "rulesets.not_submitted"


def test_a_rejection_goes_back_with_its_reason() -> None:
    edition = edit(test_mode__secret=False)
    publish(edition)
    assert refused(reject_draft, BO, RejectDraft(edition=edition, reason=" ")).code == "rulesets.reason_missing"
    run(reject_draft, BO, RejectDraft(edition=edition, reason="tell the bidders first"))
    draft = RulesetDraft.objects.get(state="open")
    assert (draft.reason, draft.decided_by) == ("tell the bidders first", str(BO.user_id))
    assert publish(draft.edition).state == "submitted"


def test_the_short_way_is_closed_for_high_risk_and_open_for_kontor_itself() -> None:
    changes = {"test_mode.secret": False}
    assert refused(change_settings, ANNA, ChangeSettings(changes=changes)).code == "rulesets.second_person_needed"
    assert run(change_settings, SYSTEM, ChangeSettings(changes=changes)).number == 2


def test_a_version_takes_effect_by_the_clock_alone() -> None:
    at = now() + timedelta(days=1)
    made = publish(edit(test_mode__window=60), at=at)
    assert (made.number, made.effective_from) == (2, at)
    assert (current_version()[0], values()["test_mode.window"], pin("test_mode", {}).version) == (1, 300, 1)
    begin(2)
    assert (current_version()[0], values()["test_mode.window"], pin("test_mode", {}).version) == (2, 60, 2)


def test_the_version_in_force_is_kept_no_longer_than_until_the_next_begins() -> None:
    publish(edit(test_mode__window=60), at=now() + timedelta(seconds=0.6))
    assert values()["test_mode.window"] == 300
    assert current_version()[0] == 1
    with scope.enter(scope.tenant()):
        from django.db import connections

        with connections[scope.alias()].cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.7)")
    assert (current_version()[0], values()["test_mode.window"]) == (2, 60)


def test_a_time_that_has_passed_is_refused() -> None:
    edition = edit(test_mode__window=60)
    data = PublishDraft(edition=edition, effective_from=now() - timedelta(seconds=1))
    assert refused(publish_draft, ANNA, data).code == "rulesets.date_passed"


def test_what_is_published_before_a_scheduled_version_is_not_lost_by_it() -> None:
    publish(edit(test_mode__window=60), at=now() + timedelta(days=7))
    run(change_settings, ANNA, ChangeSettings(changes={"general.tagline": "meanwhile"}))
    assert current_version()[0] == 3
    old, again = RulesetVersion.objects.get(number=2), RulesetVersion.objects.get(number=4)
    assert (old.cancelled_at is not None, again.effective_from, again.base) == (True, old.effective_from, 3)
    begin(4)
    assert (values()["test_mode.window"], values()["general.tagline"]) == (60, "meanwhile")


def test_a_scheduled_version_can_be_cancelled_before_it_begins_and_not_after() -> None:
    publish(edit(test_mode__window=60), at=now() + timedelta(days=1))
    publish(edit(test_mode__window=30), at=now() + timedelta(days=2))
    publish(edit(general__tagline="later"), at=now() + timedelta(days=3))
    done = run(cancel_version, BO, CancelVersion(number=2, reason="too early"))
    assert (done.number, done.carried) == (2, [5, 6])
    begin(2)
    assert values()["test_mode.window"] == 300
    begin(6)
    assert (values()["test_mode.window"], values()["general.tagline"]) == (30, "later")
    assert refused(cancel_version, BO, CancelVersion(number=6)).code == "rulesets.not_to_come"
    assert refused(cancel_version, BO, CancelVersion(number=99)).code == "rulesets.version_unknown"


def test_an_older_version_comes_back_as_a_draft() -> None:
    publish(edit(test_mode__window=60, general__tagline="a"))
    publish(edit(test_mode__window=30))
    filled = run(restore_version, ANNA, RestoreVersion(number=2))
    assert (filled.changed, filled.left_out) == (["test_mode.window"], [])
    assert refused(restore_version, ANNA, RestoreVersion(number=1)).code == "rulesets.draft_open"
    publish(filled.edition)
    assert (values()["test_mode.window"], values()["general.tagline"]) == (60, "a")
    first = run(restore_version, ANNA, RestoreVersion(number=1))
    publish(first.edition)
    assert (
        RulesetVersion.objects.get(number=5).content["tenant"] == RulesetVersion.objects.get(number=1).content["tenant"]
    )
    assert (values()["test_mode.window"], values()["general.tagline"]) == (300, "")


def test_the_marketplace_bounds_what_its_events_may_set() -> None:
    limits = {"test_mode.window": {"most": "600"}, "test_mode.format": {"lock": "hidden"}}
    made = run(edit_draft, ANNA, EditDraft(limits=limits))
    assert set(made.changed) == set(limits)
    publish(made.edition)
    assert effective("test_mode.format").lock == "hidden"
    with pytest.raises(Invalid) as caught:
        pin("test_mode", {"window": 601})
    assert (caught.value.code, caught.value.facts["level"]) == ("rulesets.out_of_bounds", "tenant")
    with pytest.raises(Invalid):
        pin("test_mode", {"format": "turns"})
    assert (
        refused(edit_draft, ANNA, EditDraft(limits={"test_mode.window": {"least": "x"}})).code == "rulesets.bad_value"
    )


def test_nobody_changes_rules_for_a_company() -> None:
    from dataclasses import replace

    inside = replace(ANNA, company_id=company())
    assert refused(edit_draft, inside, EditDraft(changes={"general.name": "Mine"})).code == "rulesets.house_only"
    assert refused(change_settings, inside, ChangeSettings(changes={"general.name": "x"})).code == "rulesets.house_only"


def test_the_law_asks_for_notice_of_changed_trading_rules(tenant_cn: TenantRef) -> None:
    with scope.enter(tenant_cn):
        forget()
        found = effective("rules.notice_days")
        assert (found.value, found.level, found.source) == (7, "profile", "mainland_china 3")
        changes = ChangeSettings(changes={"test_mode.window": 60})
        short = refused(change_settings, ANNA, changes)
        assert isinstance(short, Conflict)
        assert (short.code, short.field) == ("rulesets.notice_needed", "effective_from")
        run(change_settings, ANNA, ChangeSettings(changes={"general.tagline": "no trading rule"}))
        edition = edit(test_mode__window=60)
        early = PublishDraft(edition=edition, effective_from=now() + timedelta(days=6, hours=23))
        assert refused(publish_draft, ANNA, early).code == "rulesets.notice_needed"
        assert publish(edition, at=now() + timedelta(days=7, minutes=1)).number == 3
        bound = refused(edit_draft, ANNA, EditDraft(changes={"rules.notice_days": 6}))
        assert (bound.code, bound.facts["level"]) == ("rulesets.out_of_bounds", "profile")

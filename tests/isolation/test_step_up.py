"""Acts that need a fresh proof of who acts: refused without one on every way in, asked for in place on pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from shared_apps.accounts.commands import CreateApiKey, create_api_key
from shared_apps.accounts.models import SignInSession
from shared_apps.api.operations import Edit, Write
from shared_apps.commands import Command, run
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed
from shared_apps.tenancy import scope
from tests.fixtures.people import SYSTEM
from tests.isolation import tables
from tests.isolation.inputs import input_of
from tests.isolation.test_api import KEYED, Call
from tests.isolation.test_commands import in_scope
from tests.isolation.world import World

FRESH = [REGISTRY[code] for code in sorted(REGISTRY) if REGISTRY[code].needs_fresh_factor]
# Awards, money going out, roles, rules, keys, factors, standing of companies, marketplaces.
MUST = {
    "accounts.ask_mail_change", "accounts.create_client", "accounts.rotate_client", "identity.bring_person",
    "provisioning.connect_directory", "provisioning.end_directory", "provisioning.link_person",
    "provisioning.rotate_directory",
    "accounts.add_passkey", "accounts.change_password", "accounts.confirm_totp", "accounts.create_api_key",
    "accounts.end_member_sessions", "accounts.remove_passkey", "accounts.remove_totp", "accounts.renew_recovery_codes",
    "accounts.reopen_account", "accounts.rotate_api_key", "accounts.start_totp",
    "anomalies.confirm_alert", "anomalies.dismiss_alert", "anomalies.release_holds",
    "approvals.retire_policy", "approvals.save_policy", "deposits.forfeit_deposit",
    "evidence.ask_pack", "evidence.take_pack",
    "federation.activate_provider", "federation.change_provider", "federation.create_provider",
    "federation.disconnect", "federation.end_provider", "federation.link_identity",
    "federation.make_provider_key", "federation.end_provider_key",
    "identity.change_role", "identity.end_membership", "identity.invite_person", "identity.lend_rights",
    "identity.redefine_role", "identity.define_separation", "identity.retire_separation", "identity.ask_grant",
    "identity.approve_grant", "identity.reject_grant", "identity.sign_review",
    "operators.ask_support", "operators.end_operator", "operators.enter_support", "operators.invite_operator",
    "support.consent", "support.give_standing", "transfers.approve_mechanism", "transfers.approve_request",
    "transfers.end_mechanism", "transfers.hand_over", "transfers.propose_mechanism",
    "parties.bar_company", "parties.place_company",
    "parties.suspend_company",
    "privacy.answer_request", "privacy.carry_out_request", "privacy.collect_answer", "privacy.lift_hold",
    "privacy.place_hold", "privacy.publish_purpose", "privacy.refuse_request",
    "rulesets.approve_draft", "rulesets.change_settings", "rulesets.publish_draft",
    "settlement.pay_refund", "settlement.send_refund",
    "tenants.agree_key_destruction", "tenants.ask_key_destruction",
    "tenants.freeze_marketplace", "tenants.open_marketplace", "tenants.reactivate_marketplace",
    "tenants.roll_back_marketplace", "tenants.suspend_marketplace", "tenants.unfreeze_marketplace",
    "thread.approve_award", "thread.award_request", "vault.award_tender",
}  # fmt: skip
# High risk and no step-up, each for a reason of its own.
HIGH_WITHOUT = {
    "approvals.decide_request": "a manager decides many a day; the second person is the safeguard",
    "identity.define_role": "gives nobody anything; giving it to somebody asks for one",
    "identity.retire_role": "of a role that nobody holds",
    "logistics.report_lost": "a word of the warehouse; what follows is decided by others",
    "processes.undo_process": "gives back what a process took, and takes nothing",
    "spending.close_limit": "lowers what may be spent",
    "spending.confirm_limit": "is the second person",
    "spending.grant_credit": "a second person confirms it, where the marketplace wants that",
    "spending.reject_limit": "lowers what may be spent",
    "spending.set_budget": "a second person confirms it, where the marketplace wants that",
}
of_api = [
    one for one in KEYED
    if isinstance(one.operation, Write | Edit) and one.operation.command.needs_fresh_factor
]  # fmt: skip


def test_the_list_is_complete() -> None:
    assert {one.code for one in FRESH} >= MUST, "an act lost its step-up"
    high = {code for code, one in REGISTRY.items() if one.risk == "high" and not one.system_only}
    assert high - {one.code for one in FRESH} == set(HIGH_WITHOUT), "high risk: give it a step-up, or a reason here"


@pytest.mark.parametrize("command", FRESH, ids=lambda one: one.code)
def test_without_a_fresh_proof_it_is_refused_and_writes_nothing(command: Command[Any, Any], world: World) -> None:
    actor = Actor(
        kind="user", id="late", company_id=world.a.two.buyer, permissions=frozenset({command.permission}),
        fresh_factor=False,
    )  # fmt: skip
    with in_scope(command, world):
        before = tables.fingerprint()
        with pytest.raises(NotAllowed) as refused:
            run(command, actor, input_of(command, world.a))
        assert refused.value.code == "commands.fresh_factor_needed"
        assert tables.changed(before) == []
        # Fresh, it goes further than that.
        with transaction.atomic(using=scope.alias()):
            try:
                run(command, replace(actor, fresh_factor=True), input_of(command, world.a))
            except Exception as error:
                assert getattr(error, "code", "") != "commands.fresh_factor_needed"
            transaction.set_rollback(True, using=scope.alias())


@pytest.fixture(scope="module")
def attended(world: World) -> str:
    """A key of the marketplace that may do everything a person need not confirm."""
    with scope.enter(world.a.ref):
        rights = {one.operation.command.permission for one in of_api}  # type: ignore[union-attr]
        rights |= {one.operation.read.permission for one in of_api if isinstance(one.operation, Edit)}
        made = run(
            create_api_key, SYSTEM, CreateApiKey(name="attended", permissions=sorted(rights), rate_per_minute=6000)
        )
        return made.secret


@pytest.mark.parametrize("call", of_api, ids=str)
def test_a_key_does_it_only_where_its_maker_allowed_that(call: Call, world: World, attended: str) -> None:
    answer = call.send(world.a, world.a, attended)
    assert answer.status_code == 403, f"{call} answered {answer.status_code}"
    assert b"commands.fresh_factor_needed" in answer.content  # type: ignore[attr-defined]


@pytest.fixture
def late(world: World) -> Iterator[None]:
    """Everybody's last proof is an hour old."""
    with scope.enter(world.a.ref):
        SignInSession.objects.update(confirmed_at=timezone.now() - timedelta(hours=1))
    yield
    with scope.enter(world.a.ref):
        SignInSession.objects.update(confirmed_at=timezone.now())


PAGES = {
    "people/invite/": {"email": "newcomer@example.com", "name": "New Comer", "role": "auditor", "language": "en"},
    "people/{membership}/role/": {"role": "buyer"},
    "people/{membership}/end/": {"kept": "word"},
    "companies/{buyer}/suspend/": {"kept": "word"},
    "settings/review/publish/": {"edition": "1", "note": "a note that was typed"},
    "account/keys/new/": {"name": "ERP that was typed", "rate_per_minute": "60", "reach": "read"},
    "account/keys/{key}/rotate/": {"kept": "word"},
    "account/password/": {"password": "a password that was typed", "again": "a password that was typed"},
    "account/recovery-codes/": {"kept": "word"},
}


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("path", PAGES, ids=lambda one: one)
def test_a_page_asks_in_place_and_keeps_what_was_typed(path: str, world: World) -> None:
    ids = {
        "membership": world.a.ids["membership:one_buyer"], "buyer": world.a.one.buyer, "key": world.a.ids["key:owner"],
    }  # fmt: skip
    with scope.enter(world.a.ref):
        before = tables.fingerprint()
    answer = world.a.browser("owner").post("/" + path.format(**ids), PAGES[path])
    page = answer.content.decode()
    assert answer.status_code == 403, f"{path} answered {answer.status_code}"
    assert 'name="step_up-code"' in page
    for name, value in PAGES[path].items():
        assert f'name="{name}" value="{value}"' in page, f"{path} lost {name}"
    with scope.enter(world.a.ref):
        assert tables.changed(before) == [], f"{path} wrote"

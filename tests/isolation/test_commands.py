"""Every registered command, run by those who must be refused: nothing is written, and a denial leaves its trace."""

from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from shared_apps.accounts.actors import known_permissions
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import Command, run
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.tenancy import scope
from tests.fixtures.people import SYSTEM
from tests.isolation import tables
from tests.isolation.inputs import input_of
from tests.isolation.world import World

ALL = [REGISTRY[code] for code in sorted(REGISTRY)]
GUARDED = [one for one in ALL if not one.public]
# Commands that people and keys may run on the things of a marketplace.
OF_TRADE = [one for one in GUARDED if not one.system_only and one.code.split(".")[0] in settings.TENANT_LABELS]
# On the own account or for the own company, whatever the input says.
OWN_ACTS = {
    "vault.register_key": "a key of whoever acts",
    "accounts.add_passkey": "of the person who acts",
    "accounts.change_password": "of the person who acts",
    "accounts.change_profile": "of the person who acts",
    "accounts.confirm_identity": "of the person who acts",
    "accounts.confirm_totp": "of the person who acts",
    "accounts.remove_totp": "of the person who acts",
    "accounts.renew_recovery_codes": "of the person who acts",
    "accounts.start_totp": "of the person who acts",
    "accounts.end_other_sessions": "of the person who acts",
    "accounts.sign_out": "of the browser that asks; its key is its secret",
    "accounts.ask_mail_change": "of the person who acts",
    "accounts.create_client": "for the company of the person who acts",
    "provisioning.connect_directory": "for the company of the person who acts",
    "accounts.create_api_key": "for the company of the person who acts",
    "federation.link_identity": "of the person who acts",
    "privacy.give_consent": "of the person who acts",
    "privacy.hear_signal": "of the person who acts",
    "privacy.lift_objection": "of the person who acts",
    "privacy.object_to": "of the person who acts",
    "privacy.open_request": "of the person who acts",
    "privacy.withdraw_consent": "of the person who acts",
    "privacy.withdraw_request": "of the person who acts",
    "orders.name_part": "a word for an item that everybody may see, in the books of whoever acts",
}
# What answers for each part of its input by itself, and leaves one trace of having been asked.
SAYS_EACH = {"orders.place_orders": "a verdict for each order"}
# What makes a new thing, and names nothing of anybody.
MAKES_ANEW = {
    "accounts.rotate_data_keys": "the keys of whoever acts",
    "vault.register_key": "a key of whoever acts",
    "compliance.choose_profiles": "the marketplace's own proposal",
    "transfers.propose_mechanism": "the marketplace's own proposal",
    "transfers.enter_request": "a request that the marketplace got",
    "transfers.see_blocked": "what the marketplace was told",
    "support.end_standing": "the marketplace's own consent",
    "catalogue.create_category": "a word of the marketplace's catalogue",
    "documents.store_logo": "the marketplace's own logo",
    "evidence.ask_pack": "the marketplace's own evidence",
    "parties.add_company": "a new company",
    "payments.keep_bank_word": "a word of the marketplace's own bank",
    "privacy.place_hold": "a hold on a class of the marketplace's own records",
    "privacy.publish_purpose": "the marketplace's own purpose",
    "privacy.record_assessment": "the marketplace's own assessment",
    "privacy.record_request": "a request of somebody who wrote",
    "privacy.register_breach": "the marketplace's own register",
    "rulesets.change_settings": "the marketplace's own rules",
    "rulesets.save_sheet": "the marketplace's own rules",
    "rulesets.retire_sheet": "the marketplace's own rules",
    "rulesets.edit_draft": "the marketplace's own draft",
    "rulesets.import_book": "the marketplace's own draft",
    "rulesets.load_preset": "the marketplace's own draft",
    "rulesets.restore_version": "the marketplace's own draft",
    "trading.simulate_draft": "made-up lots under the marketplace's own rules",
}
# What depends on a draft or a scheduled version being there, or not: tests/tenant_apps/rulesets shows that it works.
NEEDS_A_STATE = {
    "transfers.approve_mechanism": "a person who had no part in the proposal",
    "transfers.reject_mechanism": "a person; Kontor itself decides nothing",
    "transfers.end_mechanism": "a mechanism in force",
    "transfers.approve_request": "a request with its document, and a person",
    "transfers.refuse_request": "a person; Kontor itself decides nothing",
    "transfers.hand_over": "a request that is approved",
    "support.consent": "a person, whose eyes are lent",
    "support.give_standing": "a rule that lets a consent in advance count, and a person",
    "compliance.approve_profiles": "a proposal, and a person who had no part in it",
    "compliance.decide_conflict": "a proposal with a conflict",
    "compliance.reject_profiles": "a proposal, and a person who had no part in it",
    "compliance.withdraw_profiles": "a proposal",
    "provisioning.create_person": "a directory that is connected, and nobody else",
    "provisioning.change_person": "a directory that is connected, and nobody else",
    "provisioning.remove_person": "a directory that is connected, and nobody else",
    "provisioning.change_group": "a directory that is connected, and nobody else",
    "identity.lend_rights": "a person, who lends what they hold; Kontor itself and a key hold nothing of their own",
    "identity.ask_grant": "a person, in a marketplace where risky rights need two",
    "identity.approve_grant": "a person who neither asked nor gets it",
    "identity.reject_grant": "a person who neither asked nor gets it",
    "identity.withdraw_grant": "the person who asked",
    "identity.decide_review_line": "a person, and somebody else's grant",
    "identity.sign_review": "a person, and a word for each grant",
    "identity.take_back_rights": "rights that somebody has lent",
    "claims.agree_claim": "a counter-offer of the seller",
    "claims.decide_claim": "a claim that was taken to the marketplace",
    "claims.escalate_claim": "a claim that the seller refused",
    "settlement.ask_refund": "credit that is open",
    "orders.start_recurring": "a person, who is told when it fails; Kontor itself and a key are none",
    "orders.resume_recurring": "a recurring order that rests",
    "orders.retry_recurring_day": "a day that could not be placed",
    "orders.split_order": "an order that is cheaper in parts",
    "orders.unsplit_order": "an order in parts",
    "orders.cancel_rest": "an order of which something has left",
    "approvals.decide_request": "a person of the company; Kontor itself approves nothing",
    "orders.place_draft": "an approved draft that could not be placed by itself",
    "trading.explain_price": "a price that looks abnormal",
    "trading.judge_explanation": "a price that looks abnormal",
    "vault.admit_bids": "a tender whose technical envelopes are open",
    "vault.answer_objection": "an objection",
    "vault.answer_opener_request": "a tender whose openers are not fixed",
    "vault.ask_opener": "a tender whose openers are not fixed",
    "vault.award_tender": "a tender that is opened",
    "vault.enter_beacon": "a tender with a beacon that has spoken",
    "vault.invite_bidders": "a tender of two stages whose proposals are open",
    "vault.object": "candidates that are published",
    "vault.publish_candidates": "a tender whose prices are open",
    "vault.close_opening": "a tender that is being opened",
    "vault.end_tender": "a tender after its deadline",
    "vault.exclude_bid": "a tender that is opened",
    "vault.judge_price": "a price that looks abnormal",
    "vault.justify_price": "a price that looks abnormal",
    "vault.lock_sheet": "a tender that is being scored",
    "vault.open_bids": "a tender after its deadline, and one of its openers",
    "vault.register_key": "somebody who signs in; Kontor itself opens no bids",
    "vault.reveal_bid": "a tender without openers, after its deadline",
    "vault.score_bid": "a tender that is being scored",
    "vault.set_terms": "a tender without openers",
    "vault.withdraw_bid": "a bid that was handed in",
    "thread.accept_counter": "a counter-offer that waits for an answer",
    "thread.accept_secrecy": "a request with words about confidentiality",
    "thread.approve_award": "an award that waits for a second person",
    "thread.ask_admission": "a guest; Kontor itself is none",
    "thread.award_request": "a quote",
    "thread.name_guest_goods": "a guest; Kontor itself is none",
    "thread.reject_award": "an award that waits for a second person",
    "trading.confirm_amendment": "a change that binds who takes part",
    "trading.publish_draft": "somebody who has not worked on the draft",
    "trading.use_draft": "an event that its form has published",
    "rulesets.approve_draft": "a draft that a second person looks at",
    "rulesets.cancel_version": "a version that is to take effect",
    "rulesets.discard_draft": "an open draft",
    "rulesets.import_book": "no open draft",
    "rulesets.load_preset": "no open draft",
    "rulesets.publish_draft": "an open draft",
    "rulesets.reject_draft": "a draft that a second person looks at",
    "rulesets.restore_version": "no open draft",
}

every_command = pytest.mark.parametrize("command", GUARDED, ids=lambda one: one.code)
every_act_of_trade = pytest.mark.parametrize(
    "command", [one for one in OF_TRADE if one.code not in OWN_ACTS], ids=lambda one: one.code
)


def in_scope(command: Command[Any, Any], world: World) -> Any:
    """Where the command lives: in a marketplace, or in the control plane."""
    return scope.enter(world.a.ref if command.code.split(".")[0] in settings.TENANT_LABELS else scope.CONTROL)


@every_command
def test_without_the_permission_it_is_refused_and_leaves_one_trace(command: Command[Any, Any], world: World) -> None:
    actor = Actor(kind="user", id="nobody", company_id=world.a.two.buyer)
    with in_scope(command, world):
        before, trail = tables.fingerprint(), AuditRecord.objects.count()
        with pytest.raises(NotAllowed):
            run(command, actor, input_of(command, world.a))
        assert tables.changed(before) == [], f"{command.code} wrote without permission"
        assert AuditRecord.objects.count() == trail + 1, f"{command.code}: a denial leaves one trace"
        trace = AuditRecord.objects.order_by("-id").first()
        assert trace is not None and (trace.action, trace.outcome) == (command.code, "refused")


@pytest.mark.parametrize("command", [one for one in ALL if one.system_only], ids=lambda one: one.code)
def test_what_only_kontor_does_nobody_else_may(command: Command[Any, Any], world: World) -> None:
    with in_scope(command, world):
        rights = known_permissions() | {command.permission, command.code}
        before = tables.fingerprint()
        for kind in ("user", "api_key", "operator", "anonymous"):
            actor = Actor(kind=kind, id="all", permissions=rights, fresh_factor=True)  # type: ignore[arg-type]
            with pytest.raises(NotAllowed):
                run(command, actor, input_of(command, world.a))
        assert tables.changed(before) == [], f"{command.code} wrote"


@pytest.mark.parametrize("name", ["two_seller", "two_buyer"])
@every_act_of_trade
def test_another_company_cannot_act_on_foreign_things(command: Command[Any, Any], name: str, world: World) -> None:
    """As an administrator of that company really is; the input names the first pair's things."""
    with scope.enter(world.a.ref):
        actor = world.a.actor(name)
        before = tables.fingerprint()
        with pytest.raises(Refusal):
            run(command, actor, input_of(command, world.a))
        assert tables.changed(before) == [], f"{command.code} let {name} write"


@every_act_of_trade
def test_ids_of_another_marketplace_name_nothing(command: Command[Any, Any], world: World) -> None:
    """As the owner of b, who may do everything there."""
    with scope.enter(world.b.ref):
        actor = world.b.actor("owner")
        before = tables.fingerprint()
        if command.code in MAKES_ANEW:
            return
        if command.code in SAYS_EACH:
            found = run(command, actor, input_of(command, world.a))
            assert all(verdict.refusal is not None for verdict in found.verdicts)
            assert tables.changed(before, but=frozenset({"audit_auditrecord"})) == []
            return
        with pytest.raises(Refusal):
            run(command, actor, input_of(command, world.a))
        assert tables.changed(before) == [], f"{command.code} wrote in b for ids of a"


# Inputs that are refused even for Kontor itself, for the reason given, because of what they are and not of who asks.
REFUSED_TO_ALL = {
    "accounts.end_session": "only the person whose browser it is",
    "federation.disconnect": "only the person whose connection it is",
    "accounts.reopen_account": "an account that was closed",
    "accounts.name_passkey": "only the person whose passkey it is",
    "accounts.remove_passkey": "only the person whose passkey it is",
}


@every_act_of_trade
def test_the_input_is_one_that_works(command: Command[Any, Any], world: World) -> None:
    """Otherwise the refusals above would prove nothing."""
    if reason := (REFUSED_TO_ALL | NEEDS_A_STATE).get(command.code):
        pytest.skip(reason)
    with ExitStack() as stack:
        stack.enter_context(scope.enter(world.a.ref))
        stack.enter_context(transaction.atomic(using=world.a.ref.alias))
        run(command, SYSTEM, input_of(command, world.a))
        transaction.set_rollback(True, using=world.a.ref.alias)

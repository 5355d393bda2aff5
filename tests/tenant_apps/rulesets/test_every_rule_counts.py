"""Every declared rule: it has its control on a page, the API reads and drafts it, a test shows what it changes.

The proofs stand beside what the rules govern: a table of cases per engine, `@proves` for the rest. This counts them.
"""

import json
import os
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from shared_apps.commands import run
from shared_apps.notary.decisions.notes import COSIGNATURE, Key
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import DiscardDraft, EditDraft, discard_draft, edit_draft
from tenant_apps.rulesets.queries import current_draft
from tenant_apps.rulesets.types import REGISTRY, Rule, Value, list_rules
from tests.fixtures.api import caller
from tests.fixtures.people import SYSTEM, person, signed_in
from tests.proofs import PROVED
from tests.shared_apps.accounts import test_clients, test_mail_change, test_policies
from tests.shared_apps.audit import test_exporting, test_origins
from tests.tenant_apps.anomalies import test_rules as anomaly_rules
from tests.tenant_apps.approvals import test_approving
from tests.tenant_apps.catalogue import test_licences
from tests.tenant_apps.claims import test_before_the_invoice, test_claims
from tests.tenant_apps.evidence import test_drills
from tests.tenant_apps.exceptions import test_every_kind as every_exception
from tests.tenant_apps.exceptions import test_limits as exception_limits
from tests.tenant_apps.federation import test_policies as single_sign_on
from tests.tenant_apps.identity import test_grant_requests, test_reviews, test_separation
from tests.tenant_apps.integrations.sync import test_exchange as systems
from tests.tenant_apps.inventory import test_counts, test_lots, test_reorder_points, test_transfers
from tests.tenant_apps.orders import test_amendment_of_deal as amendment_of_deal
from tests.tenant_apps.orders import test_amendments as order_amendments
from tests.tenant_apps.orders import test_order_drafts, test_priority, test_split_order
from tests.tenant_apps.payments import test_outcomes
from tests.tenant_apps.prepayment import test_prepaid as prepaid
from tests.tenant_apps.privacy import test_purposes, test_retention
from tests.tenant_apps.privacy import test_requests as privacy_requests
from tests.tenant_apps.settlement import test_refunds
from tests.tenant_apps.spending import test_two_people
from tests.tenant_apps.support import test_visits as visits
from tests.tenant_apps.terms import test_terms
from tests.tenant_apps.trading import test_around_every_mode as around
from tests.tenant_apps.trading import test_guests as guests
from tests.tenant_apps.trading import test_listing_rules as listings
from tests.tenant_apps.trading import test_request_rules as request_rules
from tests.tenant_apps.trading import test_requests as requests
from tests.tenant_apps.trading.engines.clock import test_every_rule as clock
from tests.tenant_apps.trading.engines.listing import test_every_rule as listing
from tests.tenant_apps.trading.engines.thread import test_every_rule as thread
from tests.tenant_apps.trading.engines.vault import test_every_rule as vault
from tests.tenant_apps.trading.questions import test_amendments, test_drafts, test_questions
from tests.tenant_apps.trading.second_try import test_second_try as second_try
from tests.tenant_apps.transfers import test_gate as leaving
from tests.tenant_apps.workspace import test_rules_of_the_house as house

ClientOf = Callable[[TenantRef | None], Client]
# Imported for the marks they carry.
MODULES = (
    test_grant_requests, test_reviews, test_separation, single_sign_on,
    clock, listing, thread, vault, house, requests, guests, request_rules, listings, around, second_try,
    test_amendments, test_drafts, test_questions, test_priority, test_split_order, systems, test_counts, test_lots,
    test_refunds, test_reorder_points, test_transfers, test_terms, test_claims, test_before_the_invoice,
    order_amendments, amendment_of_deal, prepaid, test_approving, test_licences, test_order_drafts, test_outcomes,
    test_two_people, anomaly_rules, every_exception, exception_limits, test_policies, test_clients,
    test_mail_change, test_exporting, test_origins, test_drills, leaving, visits,
    privacy_requests, test_purposes, test_retention,
)  # fmt: skip
DECLARED = sorted(key for key in REGISTRY if not key.startswith(("test_mode.", "page_mode.")))
# Their page is the look of the marketplace, with controls of its own.
OWN_CONTROLS = {"branding.accent": "accent", "branding.logo_document": "logo"}


def proved() -> set[str]:
    """Rules with a test that fails if changing them changes nothing."""
    return {*clock.CASES, *(f"rfq.{name}" for name in thread.CASES), *(f"sealed_tender.{name}" for name in vault.CASES),
            *(f"spot_listing.{name}" for name in listing.CASES), *PROVED}  # fmt: skip


# Rules for which the law of the marketplace's home leaves one value: another one is refused with the law.
FORCED = ("incident.subjects_told", "privacy.dsr_whole_months", "transfer.authority_request")
# Members that this law wants in a list, beside one more or less.
WITH_MEMBERS: dict[str, Value] = {
    "privacy.rights": [code for code, _label in REGISTRY["privacy.rights"].choices],
    "privacy.assessment_for": ["high_risk", "provide"],
}


def another(rule: Rule) -> Value:
    """A value that the rule lets pass and that is not its default."""
    if rule.key in WITH_MEMBERS:
        return WITH_MEMBERS[rule.key]
    if rule.kind == "flag":
        return not rule.default
    if rule.kind == "choice":
        return next(code for code, _label in rule.choices if code != rule.default)
    if rule.kind == "int":
        low = rule.low if rule.low is not None else 0
        return low if rule.default != low else low + 1
    if rule.kind == "decimal":
        fits = [one for one in ("2", "3") if rule.least is None or Decimal(one) >= Decimal(rule.least)]
        return next(one for one in (*fits, rule.least) if one is not None and one != rule.default)
    if rule.kind == "codes":
        return [rule.choices[0][0]] if rule.choices else ["x"]
    if rule.kind == "steps":
        return [["0", "7"]]
    if rule.kind == "features":
        return [["Warranty", "5 years", "0.1", "0"], ["Warranty", "none", "0", "2"]]
    return {
        "general.time_zone": "Asia/Tokyo", "general.currency": "NOK", "branding.accent": "#7a1f5c",
        "spot_listing.sessions": "Mon-Fri 09:00-17:00", "spot_listing.holidays": "2026-12-25",
        "privacy.free_days": "2026-12-25",
        "spot_listing.session_zone": "Asia/Tokyo", "auth.ip_allowlist": "127.0.0.0/8",
        "log.witnesses": f"https://witness.example/ {Key('witness.example', bytes(32), COSIGNATURE).text()}",
    }.get(rule.key, "another")  # fmt: skip


def conditions_of(rule: Rule) -> dict[str, Any]:
    """Values of the rules it depends on with which it is read."""
    found: dict[str, Any] = {}
    while rule.condition is not None:
        key, wanted = rule.condition
        rule = REGISTRY[key]
        found[key] = [wanted[0]] if rule.kind == "codes" else wanted[0]
    return found


def edited(changes: Mapping[str, Any]) -> None:
    """A draft with these changes alone; without any, no draft."""
    if current_draft() is not None:
        run(discard_draft, SYSTEM, DiscardDraft())
    if changes:
        run(edit_draft, SYSTEM, EditDraft(changes=dict(changes)))


def test_every_rule_has_a_proof() -> None:
    missing = sorted(set(DECLARED) - proved())
    assert missing == [], "no test shows that these rules change anything"
    assert sorted(proved() - set(DECLARED)) == [], "a proof of a rule that is not declared"
    if os.environ.get("KONTOR_RULES_FILE"):
        told = {"declared": len(DECLARED), "proved": len(proved() & set(DECLARED))}
        Path(os.environ["KONTOR_RULES_FILE"]).write_text(json.dumps(told))


@pytest.mark.parametrize("group", sorted({key.split(".")[0] for key in DECLARED}))
def test_every_rule_has_its_control_on_a_page(group: str, tenant_a: TenantRef, client_of: ClientOf) -> None:
    owner = signed_in(client_of(tenant_a), person("rules_manager", "r@house.example"))
    reference = owner.get(f"/settings/{group}/rules/").content.decode()
    # A page has hundreds of fields: it is opened once for all rules that are read under the same conditions.
    pages: dict[str, list[Rule]] = {}
    for rule in list_rules(group):
        assert rule.key in reference
        if rule.key in OWN_CONTROLS:
            assert f'name="{OWN_CONTROLS[rule.key]}"' in owner.get("/settings/branding/").content.decode()
            continue
        needed = {key: value for key, value in conditions_of(rule).items() if value != REGISTRY[key].default}
        pages.setdefault(json.dumps(needed, sort_keys=True), []).append(rule)
    for needed, rules in pages.items():
        edited(json.loads(needed))
        page = owner.get(f"/settings/{group}/")
        missing = [rule.key for rule in rules if rule.key.replace(".", "__") not in page.context["form"].fields]
        assert missing == [], f"with {needed}"


# One of two values, and the law of the region takes the other.
@pytest.mark.parametrize("key", DECLARED)
def test_every_rule_is_read_and_drafted_over_the_api(key: str, tenant_a: TenantRef) -> None:
    rule = REGISTRY[key]
    key_of_house = caller(tenant_a, "rulesets.view_settings", "rulesets.change_settings")
    told = key_of_house.get(f"rulesets/rules/{key}")
    assert told.status_code == 200 and json.loads(told.content)["key"] == key
    changes = {one: value for one, value in conditions_of(rule).items() if value != REGISTRY[one].default}
    before = key_of_house.get("rulesets/draft")
    answer = key_of_house.patch("rulesets/draft", {"changes": changes | {key: another(rule)}}, before.headers["ETag"])
    if key in FORCED:
        assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "rulesets.out_of_bounds")
        return
    assert answer.status_code == 200, answer.content
    draft = current_draft()
    assert draft is not None and key in draft.values

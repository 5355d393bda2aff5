"""The built-in roles against the commands that exist."""

import pytest

from shared_apps.accounts.actors import known_permissions
from shared_apps.foundation.permissions import expand
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.decisions.built_in_roles import BUILT_IN


@pytest.fixture
def by_code(tenant_a: TenantRef) -> dict[str, frozenset[str]]:
    return {role.code: expand(role.permissions, known_permissions()) for role in BUILT_IN}


def test_a_company_administrator_may_give_every_role_of_a_company(by_code: dict[str, frozenset[str]]) -> None:
    for role in BUILT_IN:
        if role.side == "company":
            assert by_code[role.code] <= by_code["company_admin"], role.code


def test_no_role_of_a_company_reaches_what_is_the_marketplaces_alone(by_code: dict[str, frozenset[str]]) -> None:
    alone = {
        "identity.manage_owners",
        "orders.agree_price",
        "parties.add_company",
        "parties.suspend_company",
        "parties.reactivate_company",
        "rulesets.change_settings",
    }
    for role in BUILT_IN:
        if role.side == "company":
            assert not by_code[role.code] & alone, role.code


def test_an_administrator_differs_from_an_owner_by_the_owners_alone(by_code: dict[str, frozenset[str]]) -> None:
    assert by_code["owner"] - by_code["admin"] == {"identity.manage_owners"}


def test_an_auditor_only_sees_and_takes_evidence(by_code: dict[str, frozenset[str]]) -> None:
    acts = {code for code in by_code["auditor"] if not code.split(".")[1].startswith("view_")}
    assert acts == {"evidence.ask_pack", "evidence.take_pack"}


def test_every_plain_code_of_a_role_exists(by_code: dict[str, frozenset[str]]) -> None:
    plain = {code for role in BUILT_IN for code in role.permissions if "*" not in code and not code.startswith("-")}
    assert plain - known_permissions() == set()

"""The rules in force and their versions through the API."""

import pytest

from shared_apps.commands import run
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import values
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.api import Caller, caller, problem
from tests.fixtures.people import SYSTEM, company


@pytest.fixture
def api(tenant_a: TenantRef) -> Caller:
    forget()
    return caller(tenant_a, "rulesets.view_settings")


def test_the_rules_in_force_say_which_level_set_them(api: Caller) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"branding.accent": "#0c5a60"}))
    found = api.get("rulesets/effective").json()
    rules = {rule["key"]: rule for rule in found["rules"]}
    assert {key: rule["value"] for key, rule in rules.items()} == values()
    accent = rules["branding.accent"]
    assert (found["version"], accent["value"], accent["level"]) == (2, "#0c5a60", "tenant")
    assert accent["chain"][-1] == {"level": "tenant", "value": "#0c5a60"}
    assert accent["chain"][0]["level"] == "platform"


def test_versions_say_what_they_changed(api: Caller) -> None:
    for number, colour in enumerate(("#0c5a60", "#112233"), start=2):
        run(change_settings, SYSTEM, ChangeSettings(changes={"branding.accent": colour}, note=f"no {number}"))
    rows = api.get("rulesets").json()["data"]
    assert [row["number"] for row in rows] == [3, 2, 1]
    assert rows[0]["changes"] == [{"key": "branding.accent", "before": "#0c5a60", "after": "#112233"}]
    assert api.get(f"rulesets/{rows[1]['id']}").json() == rows[1]
    page = api.get("rulesets?limit=1").json()
    onward = api.get(f"rulesets?limit=1&cursor={page['next_cursor']}").json()["data"]
    assert (page["data"], onward) == (rows[:1], rows[1:2])


def test_a_company_is_told_the_rules_but_not_their_history(api: Caller, tenant_a: TenantRef) -> None:
    inside = caller(tenant_a, "rulesets.view_settings", company_id=company())
    assert inside.get("rulesets/effective").status_code == 200
    assert inside.get("rulesets").json()["data"] == []
    [first] = api.get("rulesets").json()["data"]
    answer = inside.get(f"rulesets/{first['id']}")
    assert (answer.status_code, problem(answer)["code"]) == (404, "rulesets.version_unknown")


def test_without_the_permission_nothing_is_told(api: Caller, tenant_a: TenantRef) -> None:
    assert caller(tenant_a, "parties.view_company").get("rulesets/effective").status_code == 403

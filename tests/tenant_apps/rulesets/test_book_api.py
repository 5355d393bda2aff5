"""The rule book through the API: draft with ETag, publication, approval by another person's key, files, schemas."""

from datetime import timedelta
from typing import Any

import pytest

from shared_apps.accounts.commands.api_keys import CreateApiKey, create_api_key
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries import values
from tests.fixtures.api import Caller, caller, host_of, problem
from tests.fixtures.people import Person, company, person

pytestmark = pytest.mark.usefixtures("mode")
ALL = ("rulesets.view_settings", "rulesets.change_settings", "rulesets.publish_draft", "rulesets.approve_draft")


@pytest.fixture
def api(tenant_a: TenantRef) -> Caller:
    return caller(tenant_a, *ALL)


def key_of(who: Person, ref: TenantRef) -> Caller:
    """A key that this person made: their eyes are behind it."""
    from django.test import Client

    maker = Actor(kind="user", id=str(who.id), user_id=who.id, permissions=frozenset((*ALL, "accounts.create_api_key")),
                  fresh_factor=True)  # fmt: skip
    made = run(
        create_api_key,
        maker,
        CreateApiKey(name=f"of {who.email}", permissions=list(ALL), is_unattended=True, networks=["127.0.0.0/8"]),
    )
    return Caller(made.secret, host_of(ref), Client())


def edit(api: Caller, **body: Any) -> Any:
    return api.patch("rulesets/draft", body, api.get("rulesets/draft").headers["ETag"])


def test_a_draft_is_edited_with_its_etag_and_published_once(api: Caller) -> None:
    empty = api.get("rulesets/draft")
    assert (empty.json()["state"], empty.json()["edition"]) == ("none", 0)
    made = api.patch("rulesets/draft", {"changes": {"general.tagline": "by api"}}, empty.headers["ETag"])
    assert made.status_code == 200, made.content
    assert made.json()["changes"][0]["after"] == "by api"
    stale = api.patch("rulesets/draft", {"changes": {"general.tagline": "x"}}, empty.headers["ETag"])
    assert (stale.status_code, problem(stale)["code"]) == (412, "api.changed_meanwhile")
    body = {"edition": made.json()["edition"], "note": "api"}
    first = api.post("rulesets/draft:publish", body, key="once")
    again = api.post("rulesets/draft:publish", body, key="once")
    assert (first.status_code, first.json()["number"], again.json()) == (200, 2, first.json())
    assert RulesetVersion.objects.count() == 2
    assert values()["general.tagline"] == "by api"
    newest = api.get("rulesets").json()["data"][0]
    assert (newest["number"], newest["note"], newest["cancelled_at"]) == (2, "api", None)


def test_refusals_name_field_reason_and_remedy(api: Caller) -> None:
    found = problem(edit(api, changes={"test_mode.window": 99_999}))
    assert (found["status"], found["code"], found["field"]) == (422, "rulesets.bad_value", "test_mode.window")
    assert problem(edit(api, changes={"no.such": 1}))["code"] == "rulesets.unknown_rule"
    assert api.post("rulesets/draft:publish", {"edition": 1}).status_code == 409
    assert api.post("rulesets:cancel", {"number": 77}).status_code == 404


def test_the_person_behind_a_key_counts_as_the_pair_of_eyes(tenant_a: TenantRef) -> None:
    anna, bo = person("rules_manager", "anna@house.example"), person("rules_manager", "bo@house.example")
    one, also_anna, other = key_of(anna, tenant_a), key_of(anna, tenant_a), key_of(bo, tenant_a)
    edition = edit(one, changes={"test_mode.secret": False}).json()["edition"]
    assert one.post("rulesets/draft:publish", {"edition": edition}).json()["state"] == "submitted"
    refused = also_anna.post("rulesets/draft:approve", {"edition": edition})
    assert (refused.status_code, problem(refused)["code"]) == (403, "rulesets.own_draft")
    back = other.post("rulesets/draft:reject", {"edition": edition, "reason": "later"})
    assert back.json()["state"] == "rejected"
    edition = one.get("rulesets/draft").json()["edition"]
    one.post("rulesets/draft:publish", {"edition": edition})
    assert other.post("rulesets/draft:approve", {"edition": edition}).json()["number"] == 2
    assert values()["test_mode.secret"] is False


def test_a_rule_is_explained_with_its_chain(api: Caller) -> None:
    found = api.get("rulesets/rules/general.payment_days").json()
    assert found["chain"][0] == {"level": "platform", "source": "Kontor", "value": 30, "outcome": "set"}
    assert (found["level"], found["source"].rsplit(" ", 1)[0]) == ("preset", "brokered_exchange")
    assert problem(api.get("rulesets/rules/no.such"))["code"] == "rulesets.no_rule"


def test_schema_book_and_import(api: Caller) -> None:
    schema = api.get("rulesets/schemas/test_mode").json()["schema"]
    assert schema["properties"]["window"] | {} == schema["properties"]["window"]
    assert (schema["properties"]["window"]["minimum"], schema["properties"]["window"]["maximum"]) == (0, 86_400)
    assert api.get("rulesets/schemas/nothing").status_code == 404
    book = api.get("rulesets/book").json()
    edition = edit(api, changes={"general.tagline": "gone"}).json()["edition"]
    assert api.post("rulesets/draft:discard", {"edition": edition}).status_code == 200
    edition = edit(api, changes={"general.tagline": "two"}).json()["edition"]
    api.post("rulesets/draft:publish", {"edition": edition})
    back = api.post("rulesets:import", {"book": book})
    assert (back.status_code, back.json()["changed"], back.json()["left_out"]) == (201, ["general.tagline"], [])
    assert problem(api.post("rulesets:import", {"book": book | {"hash": "x"}}))["field"] == "book"
    assert api.get("rulesets/differences/1/2").json()["data"] == [
        {"key": "general.tagline", "before": "", "after": "two"}
    ]
    assert api.get("rulesets/differences/1/99").status_code == 404


def test_a_date_is_kept_and_can_be_cancelled(api: Caller) -> None:
    edition = edit(api, changes={"test_mode.window": 60}).json()["edition"]
    at = (clock.now(scope.alias()) + timedelta(days=3)).isoformat()
    assert api.post("rulesets/draft:publish", {"edition": edition, "effective_from": at}).json()["number"] == 2
    assert values()["test_mode.window"] == 300
    assert api.post("rulesets:cancel", {"number": 2, "reason": "no"}).json() == {"number": 2, "carried": []}
    restored = api.post("rulesets:restore", {"number": 1})
    assert (restored.status_code, restored.json()["draft_id"]) == (201, None)
    assert api.post("rulesets:load-preset", {"kind": "own_operation"}).status_code == 201


def test_keys_of_companies_and_keys_without_permission_get_nothing(tenant_a: TenantRef) -> None:
    inside = caller(tenant_a, *ALL, company_id=company())
    for path in ("rulesets/draft", "rulesets/book"):
        assert problem(inside.get(path))["code"] == "rulesets.house_only", path
    assert problem(inside.get("rulesets/differences/1/1"))["code"] == "rulesets.version_unknown"
    assert problem(inside.post("rulesets:load-preset", {"kind": "own_operation"}))["code"] == "rulesets.house_only"
    reader = caller(tenant_a, "rulesets.view_settings")
    assert reader.post("rulesets:load-preset", {"kind": "own_operation"}).status_code == 403
    assert caller(tenant_a, "parties.view_company").get("rulesets/book").status_code == 403

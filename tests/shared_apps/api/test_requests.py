"""What every endpoint promises, shown on companies: keys, strict bodies, repeats, edits, pages, limits, problems."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.accounts.commands.api_keys import RevokeApiKey, revoke_api_key
from shared_apps.accounts.models import ApiKey
from shared_apps.api import paging
from shared_apps.api.throttling import WINDOW_S
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Invalid
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.models import Company
from tests.fixtures.api import Caller, caller, host_of, problem

ALL = ("parties.view_company", "parties.add_company", "parties.change_company")
BODY = {"name": "Nordhavn Steel", "country": "DK", "code": "NHS-1"}


@pytest.fixture
def api(tenant_a: TenantRef) -> Caller:
    return caller(tenant_a, *ALL)


def test_a_company_is_made_and_read_back(api: Caller) -> None:
    made = api.post("companies", BODY)
    assert made.status_code == 201
    read = api.get(made.headers["Location"].removeprefix("/api/v1/"))
    assert read.json()["name"] == "Nordhavn Steel"
    assert read.json()["id"] == made.json()["company_id"]


def test_without_a_key_nothing_opens(tenant_a: TenantRef) -> None:
    answer = Client().get("/api/v1/companies", headers={"Host": host_of(tenant_a)})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert problem(answer)["code"] == "api.key_missing"


@pytest.mark.parametrize("token", ["kk_00000000_nothing", "", "kk_", "sesame", "kk_\xe9"])
def test_an_unknown_key_is_refused(tenant_a: TenantRef, token: str) -> None:
    stranger = Caller(token, host_of(tenant_a), Client())
    assert stranger.get("companies").status_code == 401


def test_a_key_of_another_marketplace_is_unknown_here(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    mine = caller(tenant_a, *ALL)
    there = Caller(mine.secret, host_of(tenant_b), Client())
    assert problem(there.get("companies"))["code"] == "api.key_invalid"


def test_a_revoked_key_stops_at_once(api: Caller, tenant_a: TenantRef) -> None:
    assert api.get("companies").status_code == 200
    run(revoke_api_key, Actor.system("tests"), RevokeApiKey(key_id=ApiKey.objects.get().id))
    assert api.get("companies").status_code == 401


def test_an_expired_key_is_refused(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, *ALL, expires_at=timezone.now() + timedelta(hours=1))
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert api.get("companies").status_code == 401


def test_a_read_without_its_permission_is_refused(tenant_a: TenantRef) -> None:
    found = problem(caller(tenant_a, "parties.add_company").get("companies"))
    assert (found["status"], found["facts"]) == (403, {"permission": "parties.view_company"})


def test_a_command_without_its_permission_leaves_an_audit_row_and_nothing_else(tenant_a: TenantRef) -> None:
    before = Company.objects.count()
    answer = caller(tenant_a, "parties.view_company").post("companies", BODY, X_Request_Id="seen-42")
    assert problem(answer)["code"] == "commands.not_allowed"
    assert Company.objects.count() == before
    row = AuditRecord.objects.get(action="parties.add_company")
    assert (row.outcome, row.request_id) == ("refused", "seen-42")


def test_a_post_without_an_idempotency_key_is_malformed(api: Caller) -> None:
    found = problem(api.post("companies", BODY, key=""))
    assert (found["status"], found["field"]) == (400, "Idempotency-Key")
    assert found["remedy"]


def test_a_repeated_post_gives_the_same_answer_and_one_company(api: Caller) -> None:
    first, second = api.post("companies", BODY, key="once"), api.post("companies", BODY, key="once")
    assert first.content == second.content
    assert Company.objects.filter(code="NHS-1").count() == 1


def test_the_same_key_with_another_body_is_refused(api: Caller) -> None:
    api.post("companies", BODY, key="once")
    answer = api.post("companies", {**BODY, "code": "NHS-2"}, key="once")
    assert (answer.status_code, problem(answer)["code"]) == (422, "commands.idempotency_mismatch")
    assert not Company.objects.filter(code="NHS-2").exists()


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, None),
        (b"[]", 422, None),
        (b'{"name": 1, "country": "DK"}', 422, "name"),
        (b'{"country": "DK"}', 422, "name"),
        (b'{"name": "X", "country": "DK", "colour": "red"}', 422, "colour"),
        (b'{"name": "X", "country": "Denmark"}', 422, "country"),
        (b'{"name": "\xff", "country": "DK"}', 400, None),
        (b"[" * 100_000, 422, None),
    ],
)
def test_a_bad_body_is_refused_and_nothing_is_written(api: Caller, body: bytes, status: int, field: str | None) -> None:
    before = Company.objects.count()
    answer = api.post("companies", body)
    found = problem(answer)
    assert (answer.status_code, found.get("field")) == (status, field)
    assert found["remedy"] and found["detail"]
    assert Company.objects.count() == before


def test_a_body_that_is_not_json_is_refused_by_its_type(api: Caller) -> None:
    answer = api.client.post(
        "/api/v1/companies",
        {"name": "X"},
        headers={"Host": api.host, "Authorization": f"Bearer {api.secret}", "Idempotency-Key": "1"},
    )
    assert (answer.status_code, problem(answer)["code"]) == (415, "api.media_type")


def test_an_edit_needs_the_state_that_was_read(api: Caller) -> None:
    path = f"companies/{api.post('companies', BODY).json()['company_id']}"
    tag = api.get(path).headers["ETag"]
    assert api.patch(path, {"name": "Nordhavn Steel A/S"}, "").status_code == 428
    done = api.patch(path, {"name": "Nordhavn Steel A/S"}, tag)
    assert (done.status_code, done.json()["name"]) == (200, "Nordhavn Steel A/S")
    late = api.patch(path, {"name": "Too Late"}, tag)
    assert (late.status_code, problem(late)["code"]) == (412, "api.changed_meanwhile")
    assert Company.objects.get(code="NHS-1").name == "Nordhavn Steel A/S"
    assert api.get(path).headers["ETag"] == done.headers["ETag"]


def test_a_field_of_the_address_may_not_stand_in_the_body(api: Caller) -> None:
    made = api.post("companies", BODY).json()["company_id"]
    tag = api.get(f"companies/{made}").headers["ETag"]
    answer = api.patch(f"companies/{made}", {"company_id": made, "name": "X"}, tag)
    assert problem(answer)["field"] == "company_id"


def test_an_unchanged_thing_is_not_sent_again(api: Caller) -> None:
    path = f"companies/{api.post('companies', BODY).json()['company_id']}"
    tag = api.get(path).headers["ETag"]
    again = api.get(path, If_None_Match=tag)
    assert (again.status_code, again.content) == (304, b"")


def test_pages_follow_each_other_without_gaps(api: Caller) -> None:
    made = [api.post("companies", {**BODY, "code": f"P-{n}"}).json()["company_id"] for n in range(5)]
    page = api.get("companies?limit=2").json()
    api.post("companies", {**BODY, "code": "P-new"})
    seen = [row["id"] for row in page["data"]]
    while page["next_cursor"]:
        page = api.get(f"companies?limit=2&cursor={page['next_cursor']}").json()
        seen += [row["id"] for row in page["data"]]
    assert seen[:5] == made[::-1]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=made-up", "colour=red", "can_buy=maybe"])
def test_a_bad_parameter_is_named(api: Caller, query: str) -> None:
    answer = api.get(f"companies?{query}")
    assert answer.status_code in (400, 422)
    assert problem(answer)["field"] == query.split("=")[0]


def test_a_cursor_works_only_where_it_was_made(api: Caller, tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    for n in range(3):
        api.post("companies", {**BODY, "code": f"P-{n}"})
    cursor = api.get("companies?limit=1").json()["next_cursor"]
    tampered = cursor[:-2] + ("aa" if not cursor.endswith("aa") else "bb")
    assert problem(api.get(f"companies?cursor={tampered}"))["code"] == "api.bad_cursor"
    auditor = caller(tenant_a, "audit.view_record")
    assert problem(auditor.get(f"audit?cursor={cursor}"))["code"] == "api.bad_cursor"


def test_a_cursor_of_one_marketplace_is_refused_by_another(tenant_a: TenantRef, tenant_b: TenantRef) -> None:
    cursor = paging._seal(["0197b8c4-6a10-7c3e-9f52-3d1c8a54e001"], "/api/v1/companies")
    assert paging._open(cursor, "/api/v1/companies", 1)
    token = scope._scope.set(tenant_b)
    try:
        with pytest.raises(Invalid):
            paging._open(cursor, "/api/v1/companies", 1)
    finally:
        scope._scope.reset(token)


def test_the_quota_is_announced_and_kept(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, *ALL, rate_per_minute=3)
    while time.time() % WINDOW_S > WINDOW_S - 5:
        time.sleep(0.5)  # a window that ends between the requests would begin anew
    left = [api.get("companies").headers["RateLimit"] for _ in range(3)]
    assert [text.split(";")[1] for text in left] == ["r=2", "r=1", "r=0"]
    over = api.get("companies")
    assert (over.status_code, problem(over)["code"]) == (429, "api.rate_limit")
    assert over.headers["RateLimit-Policy"] == '"key";q=3;w=60'
    assert 1 <= int(over.headers["Retry-After"]) <= 60


def test_keys_do_not_share_a_quota(tenant_a: TenantRef) -> None:
    one, other = caller(tenant_a, *ALL, rate_per_minute=1), caller(tenant_a, *ALL, rate_per_minute=1)
    one.get("companies")
    assert other.get("companies").status_code == 200


def test_an_unknown_address_is_a_problem_and_not_a_page(api: Caller) -> None:
    answer = api.get("teapots")
    assert (answer.status_code, problem(answer)["code"]) == (404, "api.not_found")


def test_a_method_that_does_not_exist_is_refused(api: Caller) -> None:
    answer = api.send("DELETE", "companies")
    assert (answer.status_code, problem(answer)["code"]) == (405, "api.method_not_allowed")


def test_every_answer_carries_its_request_number(api: Caller) -> None:
    given = api.get("companies", X_Request_Id="abc-1")
    made = api.get("companies", X_Request_Id="two words\tand a tab")
    assert given.headers["X-Request-Id"] == "abc-1"
    assert len(made.headers["X-Request-Id"]) == 36


def test_health_needs_no_key(tenant_a: TenantRef) -> None:
    answer = Client().get("/api/v1/health", headers={"Host": host_of(tenant_a)})
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_the_audit_trail_shows_the_act_with_its_request(tenant_a: TenantRef) -> None:
    api = caller(tenant_a, *ALL, "audit.view_record")
    api.post("companies", BODY, X_Request_Id="act-7")
    rows = api.get("audit?action=parties.add_company").json()["data"]
    assert [(row["request_id"], row["actor_kind"], row["outcome"]) for row in rows] == [("act-7", "api_key", "done")]


def test_a_company_key_sees_its_own_company_only(api: Caller, tenant_a: TenantRef) -> None:
    mine = api.post("companies", BODY).json()["company_id"]
    other = api.post("companies", {**BODY, "code": "NHS-9"}).json()["company_id"]
    own = caller(tenant_a, *ALL, company_id=mine)
    assert [row["id"] for row in own.get("companies").json()["data"]] == [mine]
    assert own.get(f"companies/{other}").status_code == 404

"""A directory brings people, gives them roles and takes them; what it may not, and what it cannot read."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from shared_apps.accounts import actors
from shared_apps.accounts.models import MailChange, SignInSession, User
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Invalid, NotAllowed
from shared_apps.tenancy import policy
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import EndMembership, end_membership
from tenant_apps.identity.models import Membership, Role
from tenant_apps.provisioning.commands import (
    ConnectDirectory,
    CreatePerson,
    LinkPerson,
    RotateDirectory,
    connect_directory,
    create_person,
    link_person,
    rotate_directory,
)
from tenant_apps.provisioning.commands.forget_membership import ForgetMembership, forget_membership
from tenant_apps.provisioning.models import Call, Connection, Person
from tests.fixtures.people import SYSTEM, company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]
KIND = "application/scim+json"


class Directory:
    """A connected directory and how it asks."""

    def __init__(self, browser: Client, secret: str) -> None:
        self.browser, self.secret = browser, secret

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        more = {"authorization": f"Bearer {self.secret}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.browser.generic(
            method, f"/scim/v2/{path}", b"" if body is None else _json(body), content_type=KIND, headers=more
        )

    def bring(self, name: str, **more: Any) -> Any:
        return self.ask("POST", "Users", {**user(name), **more})

    def patch(self, path: str, *operations: Any) -> Any:
        return self.ask("PATCH", path, {"Operations": list(operations)})


def _json(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def user(name: str) -> dict[str, Any]:
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name, "externalId": f"x-{name}",
        "name": {"givenName": name.title(), "familyName": "Holt"},
        "emails": [{"value": f"{name}@tarn.example", "type": "work", "primary": True}],
    }  # fmt: skip


def actor_of(who: Any) -> Actor:
    standing = actors.standing_of(User.objects.get(pk=who.id), str(who.company_id or "marketplace"))
    return Actor(
        kind="user", id=str(who.id), user_id=who.id, company_id=who.company_id, permissions=standing.permissions,
        fresh_factor=True, narrowed=standing.narrowed,
    )  # fmt: skip


@pytest.fixture
def admin(tenant_a: TenantRef) -> Any:
    return person("company_admin", company_id=company())


@pytest.fixture
def directory(tenant_a: TenantRef, client_of: ClientOf, admin: Any) -> Directory:
    made = run(connect_directory, actor_of(admin), ConnectDirectory(name="Entra", default_role="buyer"))
    return Directory(client_of(tenant_a), made.secret)


def roles_of(user_id: Any) -> set[str]:
    rows = Membership.objects.running().filter(user_id=user_id)
    return set(rows.values_list("role__code", flat=True))


def test_a_person_is_brought_changed_made_inactive_and_removed(directory: Directory, client_of: ClientOf) -> None:
    answer = directory.bring("lin")
    told = answer.json()
    assert answer.status_code == 201, answer.content
    assert (answer["Content-Type"], answer["ETag"]) == (KIND, told["meta"]["version"])
    assert answer["Location"] == told["meta"]["location"]
    assert (told["userName"], told["active"], told["externalId"], told["displayName"]) == (
        "lin",
        True,
        "x-lin",
        "Lin Holt",
    )
    who = User.objects.get(email="lin@tarn.example")
    assert (roles_of(who.pk), who.has_usable_password()) == ({"buyer"}, False)
    assert directory.bring("lin").json()["scimType"] == "uniqueness"
    again = directory.ask("GET", f"Users/{told['id']}", if_none_match=told["meta"]["version"])
    assert again.status_code == 304
    # A name and a language follow; an old version is refused.
    changed = {**user("lin"), "displayName": "Lin Wei", "name": None, "preferredLanguage": "zh-CN"}
    put = directory.ask("PUT", f"Users/{told['id']}", changed, if_match=told["meta"]["version"])
    assert (put.status_code, put.json()["displayName"], put.json()["preferredLanguage"]) == (200, "Lin Wei", "zh-hans")
    assert directory.ask("PUT", f"Users/{told['id']}", changed, if_match=told["meta"]["version"]).status_code == 412
    # Inactive: no role, no browser.
    SignInSession.objects.create(
        user=who, session_key="s", created_at=datetime.now(UTC), last_seen_at=datetime.now(UTC),
        confirmed_at=datetime.now(UTC),
    )  # fmt: skip
    off = directory.patch(f"Users/{told['id']}", {"op": "Replace", "path": "active", "value": "False"})
    assert (off.status_code, off.json()["active"]) == (200, False)
    assert (roles_of(who.pk), SignInSession.objects.filter(user=who).count()) == (set(), 0)
    directory.patch(f"Users/{told['id']}", {"op": "replace", "value": {"active": True}})
    assert roles_of(who.pk) == {"buyer"}
    assert directory.ask("DELETE", f"Users/{told['id']}").status_code == 204
    assert directory.ask("GET", f"Users/{told['id']}").status_code == 404
    assert (roles_of(who.pk), User.objects.filter(pk=who.pk).exists()) == (set(), True)
    assert Membership.objects.filter(user_id=who.pk).count() == 2, "the history stays"
    acts = AuditRecord.objects.filter(action__startswith="provisioning.", actor_kind="api_key")
    assert acts.count() == 5
    assert "tarn.example" not in str(list(acts.values_list("facts", flat=True)))
    assert directory.bring("lin").status_code == 201, "and may come back"


def test_people_are_found_and_paged(directory: Directory) -> None:
    ids = [directory.bring(name).json()["id"] for name in ("ann", "bo", "cy")]
    for text, wanted in {
        'userName eq "BO"': [ids[1]], 'emails.value eq "cy@tarn.example"': [ids[2]], 'externalId eq "x-ann"': [ids[0]],
        "active eq true": ids, f'id eq "{ids[0]}"': [ids[0]], 'not (userName eq "ann")': ids[1:],
        'userName eq "ann" or externalId eq "x-cy"': [ids[0], ids[2]],
        'emails[type eq "work" and value eq "bo@tarn.example"]': [ids[1]],
        'meta.lastModified gt "2020-01-01T00:00:00Z"': ids, 'userName eq "nobody"': [],
    }.items():  # fmt: skip
        found = directory.ask("GET", f"Users?filter={text.replace(' ', '%20')}").json()
        assert [one["id"] for one in found["Resources"]] == wanted, text
    page = directory.ask("GET", "Users?startIndex=2&count=1").json()
    assert (page["totalResults"], page["startIndex"], [one["id"] for one in page["Resources"]]) == (3, 2, [ids[1]])
    assert directory.ask("GET", "Users?count=0").json()["Resources"] == []
    for bad in ('userName co "a"', "userName eq", 'password eq "x"', "active gt true", 'meta.created gt "soon"'):
        answer = directory.ask("GET", f"Users?filter={bad.replace(' ', '%20')}")
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter"), bad


def test_groups_are_roles_that_the_maker_may_give(directory: Directory, admin: Any) -> None:
    lin = directory.bring("lin").json()
    who = User.objects.get(email="lin@tarn.example")
    groups = {one["displayName"]: one for one in directory.ask("GET", "Groups").json()["Resources"]}
    assert {"Buyer", "Seller"} <= groups.keys()
    assert not {"Owner", "Administrator"} & groups.keys()
    seller = f"Groups/{groups['Seller']['id']}"
    added = directory.patch(seller, {"op": "add", "path": "members", "value": [{"value": lin["id"]}]})
    assert ([one["value"] for one in added.json()["members"]], roles_of(who.pk)) == ([lin["id"]], {"buyer", "supplier"})
    shown = directory.ask("GET", f"Users/{lin['id']}").json()["groups"]
    assert {one["display"] for one in shown} == {"Buyer", "Seller"}
    by_name = directory.ask("GET", 'Groups?filter=displayName%20eq%20"seller"').json()
    assert by_name["totalResults"] == 1
    # While inactive the wish is kept, and holds again afterwards.
    directory.patch(f"Users/{lin['id']}", {"op": "replace", "path": "active", "value": False})
    assert roles_of(who.pk) == set()
    directory.patch(f"Users/{lin['id']}", {"op": "replace", "path": "active", "value": True})
    assert roles_of(who.pk) == {"buyer", "supplier"}
    gone = directory.patch(seller, {"op": "remove", "path": f'members[value eq "{lin["id"]}"]'})
    assert (gone.json()["members"], roles_of(who.pk)) == ([], {"buyer"})
    buyer = f"Groups/{groups['Buyer']['id']}"
    answer = directory.ask("PUT", buyer, {"displayName": "Buyer", "members": []})
    assert (answer.status_code, answer.json()["scimType"]) == (409, "mutability")
    assert directory.ask("POST", "Groups", {"displayName": "Mine"}).status_code == 501
    stranger = directory.patch(seller, {"op": "add", "path": "members", "value": [{"value": str(UUID(int=7))}]})
    assert (stranger.status_code, stranger.json()["scimType"]) == (400, "invalidValue")


def test_never_more_than_the_maker_may_give_at_that_moment(
    directory: Directory, admin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert directory.bring("ann").status_code == 201
    value = policy.value
    four = {"access.four_eyes_grants"}
    monkeypatch.setattr(policy, "value", lambda key, *more: True if key in four else value(key, *more))
    lin = User.objects.get(email="ann@tarn.example")
    role = Role.objects.get(code="company_admin")
    ann = Person.objects.get(user_id=lin.pk)
    answer = directory.patch(f"Groups/{role.pk}", {"op": "add", "path": "members", "value": [{"value": str(ann.pk)}]})
    assert (answer.status_code, roles_of(lin.pk)) == (409, {"buyer"}), "risky rights need two people"
    assert Call.objects.latest("id").problem == "identity.second_person_needed"
    Membership.objects.filter(pk=admin.membership_id).update(until=datetime.now(UTC))
    assert directory.bring("bo").status_code == 401, "without its maker it is nothing"


def test_only_people_it_brought_or_was_given(directory: Directory, admin: Any) -> None:
    by_hand = person("buyer", "hand@tarn.example", company_id=admin.company_id)
    answer = directory.bring("hand")
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")
    assert directory.ask("GET", "Users").json()["totalResults"] == 0
    connection = Connection.objects.get()
    assert by_hand.membership_id is not None
    linked = run(
        link_person, actor_of(admin), LinkPerson(connection_id=connection.pk, membership_id=by_hand.membership_id)
    )
    # A name and an address that it did not bring stay the person's own.
    other = {**user("hand"), "displayName": "X", "name": None}
    assert directory.ask("PUT", f"Users/{linked.person_id}", other).json()["displayName"] == "Buyer"
    moved = {**user("hand"), "emails": [{"value": "new@tarn.example"}]}
    refused = directory.ask("PUT", f"Users/{linked.person_id}", moved)
    assert (refused.status_code, refused.json()["scimType"]) == (409, "mutability")
    directory.patch(f"Users/{linked.person_id}", {"op": "replace", "path": "active", "value": False})
    assert roles_of(by_hand.id) == set()


def test_an_address_follows_for_people_of_this_directory_alone(directory: Directory) -> None:
    lin = directory.bring("lin").json()
    moved = directory.patch(
        f"Users/{lin['id']}", {"op": "replace", "path": 'emails[type eq "work"].value', "value": "wei@tarn.example"}
    )
    assert (moved.status_code, moved.json()["emails"][0]["value"]) == (200, "wei@tarn.example")
    assert MailChange.objects.get().confirmed_at is not None
    who = User.objects.get(email="wei@tarn.example")
    person("warehouse", "wei@tarn.example", company_id=company("Elsewhere Ltd"), password="")
    again = directory.patch(
        f"Users/{lin['id']}", {"op": "replace", "path": 'emails[type eq "work"].value', "value": "lin@tarn.example"}
    )
    assert again.status_code == 409, "somebody of another company, too"
    assert User.objects.get(pk=who.pk).email == "wei@tarn.example"


def test_a_role_taken_here_is_gone_there(directory: Directory) -> None:
    lin = directory.bring("lin").json()
    row = Person.objects.get()
    membership = UUID(row.given["buyer"])
    run(end_membership, SYSTEM, EndMembership(membership_id=membership))
    run(forget_membership, SYSTEM, ForgetMembership(membership_id=membership, user_id=row.user_id))
    shown = directory.ask("GET", f"Users/{lin['id']}").json()
    assert (shown["active"], shown["groups"]) == (False, [])


def test_a_secret_of_another_marketplace_is_nothing_and_two_overlap(
    directory: Directory, tenant_b: TenantRef, client_of: ClientOf, admin: Any
) -> None:
    assert Directory(client_of(tenant_b), directory.secret).ask("GET", "Users").status_code == 401
    assert Directory(directory.browser, "kd_nothing").ask("GET", "Users")["WWW-Authenticate"].startswith("Bearer")
    connection = Connection.objects.get()
    new = run(rotate_directory, actor_of(admin), RotateDirectory(connection_id=connection.pk, overlap_hours=2))
    fresh = Directory(directory.browser, new.secret)
    assert [one.ask("GET", "Users").status_code for one in (directory, fresh)] == [200, 200]
    Connection.objects.update(old_until=datetime.now(UTC))
    assert [one.ask("GET", "Users").status_code for one in (directory, fresh)] == [401, 200]
    assert directory.secret not in str(list(Connection.objects.values()))


def test_odd_requests_get_an_error_of_scim(directory: Directory) -> None:
    for method, path, body, status in [
        ("POST", "Users", b"{", 400), ("POST", "Users", b"[]", 400), ("POST", "Users", b"\xff", 400),
        ("POST", "Users", {"userName": {"a": 1}}, 400), ("POST", "Users", {**user("a"), "emails": [[7]]}, 400),
        ("POST", "Users", {**user("a"), "emails": [{"value": "no address"}]}, 400), ("PUT", "Users/7", {}, 404),
        ("PATCH", f"Users/{UUID(int=3)}", {"Operations": []}, 404), ("PATCH", "Users/x", {"Operations": 3}, 404),
        ("POST", "Bulk", {"Operations": []}, 501), ("GET", "Nowhere", None, 404), ("GET", "Users?count=x", None, 400),
        ("PUT", "Users", {}, 501), ("GET", "Schemas/x", None, 404),
    ]:  # fmt: skip
        answer = directory.ask(method, path, body)
        assert (answer.status_code, answer.json()["schemas"]) == (
            status, ["urn:ietf:params:scim:api:messages:2.0:Error"],
        ), (method, path, answer.content)  # fmt: skip
    assert directory.ask("GET", "ServiceProviderConfig").json()["bulk"]["supported"] is False
    assert {one["id"] for one in directory.ask("GET", "ResourceTypes").json()["Resources"]} == {"User", "Group"}
    assert directory.ask("GET", "Schemas").json()["totalResults"] == 2
    assert Call.objects.filter(status=400, problem="provisioning.malformed").exists()
    assert not Call.objects.filter(resource_id__contains="@").exists()


def test_nobody_but_a_connection_runs_its_acts_and_no_role_beyond_ones_own_is_its_default(admin: Any) -> None:
    actor = actor_of(person("owner", totp=True))
    with pytest.raises(NotAllowed):
        run(create_person, actor, CreatePerson(resource=user("x")))
    with pytest.raises(Invalid) as refused:
        run(connect_directory, actor_of(admin), ConnectDirectory(name="E", default_role="owner"))
    assert refused.value.code == "provisioning.role_not_givable"


def test_a_directory_is_connected_watched_and_ended_on_pages(
    tenant_a: TenantRef, client_of: ClientOf, admin: Any
) -> None:
    browser = signed_in(client_of(tenant_a), admin)
    assert "No directory is connected" in browser.get("/directories/").content.decode()
    page = browser.post("/directories/new/", {"name": "Okta", "default_role": "buyer"}).content.decode()
    secret = page.split("kd_", 1)[1].split('"', 1)[0].split("<", 1)[0]
    row = Connection.objects.get()
    asked = Directory(client_of(tenant_a), f"kd_{secret}")
    asked.bring("lin")
    shown = browser.get(f"/directories/{row.pk}/").content.decode()
    assert "Lin Holt" in shown
    assert "POST Users" in shown
    hand = person("buyer", "hand@tarn.example", company_id=admin.company_id)
    browser.post(f"/directories/{row.pk}/link/", {"membership_id": str(hand.membership_id)})
    assert Person.objects.filter(user_id=hand.id).exists()
    assert "kd_" in browser.post(f"/directories/{row.pk}/rotate/").content.decode()
    browser.post(f"/directories/{row.pk}/end/")
    row.refresh_from_db()
    assert row.ended_at is not None
    assert asked.ask("GET", "Users").status_code == 401

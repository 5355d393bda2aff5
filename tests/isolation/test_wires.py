"""What travels between processes and people: tasks, jobs, subscribers, signatures, cache keys, keys of files.

Each registry is compared with what this file knows, so that a new task or a new signature must be thought about here.
"""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from django.core.cache import cache

from config.celery import app
from shared_apps.accounts.links import find, mint
from shared_apps.accounts.models import User
from shared_apps.api import paging
from shared_apps.egress.objects import NoObject, is_link_valid, object_store
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import Invalid
from shared_apps.outbox import jobs, subscriptions
from shared_apps.tenancy import keys, scope
from shared_apps.tenancy.errors import NoTenant
from shared_apps.tenancy.tasks import TenantTask
from tests.isolation.world import Place, World

ROOT = Path(__file__).resolve().parents[2]
# Tasks that belong to no marketplace, and why that is safe.
PLATFORM_TASKS = {
    "outbox.look_control": "enters the control plane by itself",
    "outbox.sweep": "enters one marketplace after the other by itself",
    "outbox.check_invariants": "enters one marketplace after the other by itself",
    "outbox.tick": "enters one marketplace after the other by itself",
    "outbox.owe_cleaning": "enters one marketplace after the other by itself",
    "tenants.take_in": "reads the control inbox",
    "tenants.perform_owed": "opens marketplaces of this region",
}
# Purposes of keys and signatures, and where each is tried below.
PURPOSES = {
    "session": "test_pages: a cookie of another marketplace is no cookie",
    "one-time-link": "here",
    "api-cursor": "here",
    "object-link": "here",
    "audit-state": "here, by its key",
    "recovery-code": "here, by its key",
    "pending-sign-in": "here, by its key",
    "password": "here, by its key",
    "mail-change": "here, by its key",
    "federation-proof": "here, by its key",
    "sign-up": "test_console: a token of a marketplace opens nothing",
    "console-marketplaces": "here, by its key",
    "thread-guest-link": "here, and in test_guests: a forged link opens nothing",
    "thread-guest-browser": "here, and in test_guests: a cookie of another request is none",
    "thread-guest-digest": "here, by its key",
    "room-ticket": "test_streams: a ticket opens at no other address",
}


def own_tasks() -> dict[str, Any]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


TASKS = own_tasks()


@pytest.mark.parametrize("name", sorted(TASKS))
def test_a_task_without_its_marketplace_is_refused(name: str, world: World) -> None:
    task = TASKS[name]
    assert isinstance(task, TenantTask), f"{name} is not a TenantTask"
    if not task.tenant_required:
        assert name in PLATFORM_TASKS, f"teach the isolation test about the platform task {name}"
        return
    with pytest.raises(NoTenant):
        task.apply_async()
    with pytest.raises(NoTenant):
        super(TenantTask, task).apply_async(throw=True)


def test_no_declared_platform_task_is_gone() -> None:
    assert {name for name, task in TASKS.items() if not task.tenant_required} == set(PLATFORM_TASKS)


def test_jobs_and_subscribers_have_no_work_outside_a_scope(world: World) -> None:
    """They are found by the tables of the scope; without one there is nothing to look into."""
    assert jobs.REGISTRY and subscriptions._by_event
    with pytest.raises(NoTenant):
        jobs.run_due()
    with pytest.raises(NoTenant):
        list(jobs.Job.objects.all())


@pytest.mark.parametrize("kind", sorted(jobs.REGISTRY))
def test_a_job_with_ids_of_another_marketplace_does_nothing(kind: str, world: World) -> None:
    ids = {name: str(value) for name, value in world.a.one.ids.items()}
    payload = {f"{name}_id": value for name, value in ids.items()} | {
        "user_id": str(world.a.visitors["one_buyer"].who.id),
        "sign_up_id": ids["nothing"], "purpose": "added", "email": "x@example.com", "invited_by": "",
    }  # fmt: skip
    from django.core import mail

    with scope.enter(scope.CONTROL if kind.startswith("tenants.") else world.b.ref):
        title = f"foreign {kind}"
        jobs.enqueue(kind, title, payload, at=clock.now(scope.alias()))
        row = jobs.Job.objects.get(title=title)
        jobs._run(row)
        row.refresh_from_db()
    sent = [str(letter.message()) for letter in mail.outbox]
    assert not any(world.a.word in text.upper() for text in sent), f"{kind} sent words of another marketplace"
    assert world.a.word not in str(row.result).upper(), f"{kind} answered with words of another marketplace"


# -- signatures -------------------------------------------------------------------------------------------------------


def purposes() -> Iterator[tuple[str, str]]:
    """(file, purpose) of every call of `signer` and `tenant_key` in the product; a name is looked up in its module."""
    for floor in ("shared_apps", "tenant_apps", "tenants"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            constants = {
                target.id: node.value.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
                for target in node.targets
                if isinstance(target, ast.Name)
            } | _imported(tree)
            for node in ast.walk(tree):
                if not isinstance(node, ast.Call) or getattr(node.func, "attr", "") not in ("signer", "tenant_key"):
                    continue
                said = node.args[0]
                name = said.value if isinstance(said, ast.Constant) else constants.get(getattr(said, "id", ""), "")
                yield str(path.relative_to(ROOT)), str(name) or f"<{ast.unparse(said)}>"


def _imported(tree: ast.Module) -> dict[str, object]:
    """Values of names in capitals that a module takes from another of ours."""
    return {
        alias.asname or alias.name: getattr(import_module(node.module), alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("shared_apps.", "tenant_apps."))
        for alias in node.names
        if alias.name.isupper() and node.module
    }


def test_every_purpose_of_a_signature_is_known() -> None:
    # A user's own signatures take the purpose from their caller: the session's hash and links to reset a password.
    passed_on = {("shared_apps/accounts/models.py", "<purpose>")}
    unknown = {pair for pair in purposes() if pair[1] not in PURPOSES} - passed_on
    assert unknown == set(), f"teach the isolation test about {unknown} (tests/isolation/test_wires.py)"


def test_nothing_is_signed_past_the_scope() -> None:
    """Django's own signers use one key for all marketplaces."""
    found = []
    for floor in ("shared_apps", "tenant_apps", "tenants", "config"):
        for path in (ROOT / floor).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            direct = ("signing.dumps(", "signing.loads(", "signing.Signer(", "get_signed_cookie", "set_signed_cookie")
            found += [f"{path.relative_to(ROOT)}: {word}" for word in direct if word in text]
            if "TimestampSigner(" in text and path.name != "keys.py":
                found.append(f"{path.relative_to(ROOT)}: TimestampSigner")
    assert found == []


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_a_key_is_of_one_scope_and_one_purpose(purpose: str, world: World) -> None:
    made = set()
    for ref in (world.a.ref, world.b.ref, world.c.ref, scope.CONTROL):
        with scope.enter(ref):
            made.add(keys.tenant_key(purpose))
            made.add(keys.tenant_key("another"))
            sealed = keys.signer(purpose).sign("x")
        with scope.enter(world.b.ref if ref is not world.b.ref else world.a.ref), pytest.raises(signing.BadSignature):
            keys.signer(purpose).unsign(sealed)
    assert len(made) == 8


def test_a_link_of_a_mail_opens_only_where_it_was_sent(world: World) -> None:
    who = world.a.visitors["one_buyer"].who
    with scope.enter(world.a.ref):
        now = clock.now(scope.alias())
        token = mint(User.objects.get(pk=who.id), "reset", now)
        assert find(token, now) is not None
    assert world.a.browser().get(f"/sign-in/link/{token}/").status_code == 200
    for place in (world.b, world.c):
        with scope.enter(place.ref):
            assert find(token, now) is None
        answer = place.browser().get(f"/sign-in/link/{token}/")
        assert answer.status_code == 410, "a one-time link opened in another marketplace"
        assert world.a.word not in answer.content.decode().upper()


def test_a_cursor_continues_only_its_own_list_of_its_own_marketplace(world: World) -> None:
    with scope.enter(world.a.ref):
        cursor = paging._seal([world.a.one.ids["order"]], "/api/v1/orders")
        assert paging._open(cursor, "/api/v1/orders", 1)
        with pytest.raises(Invalid):
            paging._open(cursor, "/api/v1/invoices", 1)
    with scope.enter(world.b.ref), pytest.raises(Invalid):
        paging._open(cursor, "/api/v1/orders", 1)
    secret = world.b.visitors["owner"].secret
    answer = world.b.browser().get("/api/v1/orders", {"cursor": cursor}, headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 422, "a cursor of another marketplace was followed"


def _link(place: Place) -> str:
    with scope.enter(place.ref):
        store = object_store()
        return store.link(place.one.files[0], 60)


def test_a_link_to_a_file_opens_only_in_its_marketplace(world: World) -> None:
    link = _link(world.a)
    assert world.a.browser().get(link).status_code == 200
    for place in (world.b, world.c):
        assert place.browser().get(link).status_code == 404, "a link to a file opened in another marketplace"
    other = link.replace(world.a.one.files[0], world.b.one.files[0])
    assert world.a.browser().get(other).status_code == 404, "a link to one file opened another"
    with scope.enter(world.b.ref):
        assert not is_link_valid(world.a.one.files[0], "9999999999", "0" * 64)


def test_a_file_is_found_only_in_its_marketplace(world: World) -> None:
    key = world.a.one.files[0]
    for ref in (world.b.ref, world.c.ref, scope.CONTROL):
        with scope.enter(ref):
            assert not object_store().exists(key)
            with pytest.raises(NoObject):
                object_store().get(key)


@pytest.mark.parametrize("key", ["../x", "a/../../x", "/etc/passwd", "a//b", ".hidden", "a/.", "a\x00b", ""])
def test_no_key_climbs_out(key: str, world: World) -> None:
    with scope.enter(world.a.ref), pytest.raises((ValueError, KeyError)):
        object_store().get(key)


# -- cache ------------------------------------------------------------------------------------------------------------


def test_cache_keys_name_their_scope(world: World) -> None:
    made: set[str] = set()
    for place in (world.a, world.b, world.c):
        with scope.enter(place.ref):
            made.add(keys.cache_key("same", "", 1))
            cache.set("same", place.letter)
    for place in (world.a, world.b, world.c):
        with scope.enter(place.ref):
            assert cache.get("same") == place.letter
    with pytest.raises(NoTenant):
        cache.get("same")
    assert len(made) == 3

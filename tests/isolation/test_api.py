"""Every operation of API v1, called with no key, a key of another marketplace, of another company, without rights."""

import random
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from shared_apps.accounts.web.access import PUBLIC
from shared_apps.api.operations import Batch, Edit, Listing, Operation, Read, Write, has_effect
from shared_apps.tenancy import scope
from tests.isolation import tables
from tests.isolation.addresses import FOR_ALL_MEMBERS, NOT_IDS, Address, text_of, walk
from tests.isolation.inputs import body_of
from tests.isolation.test_commands import MAKES_ANEW, NEEDS_A_STATE
from tests.isolation.world import Place, World
from tests.numbers import shows

# A key notes when it was last used.
KEYS = frozenset({"accounts_apikey"})


@dataclass(frozen=True)
class Call:
    """One operation of one address."""

    address: Address
    method: str
    operation: Operation

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.address.route}"

    def send(self, place: Place, target: Place, secret: str = "") -> HttpResponseBase:
        """Call it at the host of `place` with the ids of `target`."""
        headers = {"host": place.host}
        if secret:
            headers["authorization"] = f"Bearer {secret}"
        if has_effect(self.operation):
            headers["idempotency-key"] = str(uuid4())
        body = self.body(target)
        if isinstance(self.operation, Edit):
            headers["if-match"] = self._etag(target)
        return Client().generic(
            self.method.upper(), self.address.path(target), _json(body), content_type="application/json",
            headers=headers,
        )  # fmt: skip

    def body(self, target: Place) -> Any:
        if isinstance(self.operation, Batch):
            return {self.operation.name: [body_of(self.operation.command, target, set())]}
        if isinstance(self.operation, Write | Edit):
            return body_of(self.operation.command, target, set(self.operation.path.values()))
        return None

    def _etag(self, target: Place) -> str:
        """The present ETag: even somebody who got hold of it must be refused."""
        headers = {"host": target.host, "authorization": f"Bearer {target.visitors['owner'].secret}"}
        return Client().get(self.address.path(target), headers=headers).headers["ETag"]


def _json(body: Any) -> bytes:
    import json

    return b"" if body is None else json.dumps(body).encode()


def calls() -> list[Call]:
    found = []
    for address in walk("config.urls_tenant"):
        declared = getattr(getattr(address.view, "cls", None), "address", None)
        if address.is_api and declared is not None:
            found += [Call(address, method, one) for method, one in declared.operations.items()]
    return found


CALLS = calls()
KEYED = [one for one in CALLS if one.address.access != PUBLIC]
every_call = pytest.mark.parametrize("call", KEYED, ids=str)


def is_new(call: Call) -> bool:
    return isinstance(call.operation, Write | Edit) and call.operation.command.code in MAKES_ANEW


def gives_list(call: Call) -> bool:
    return isinstance(call.operation, Listing) or not set(call.address.parts) - NOT_IDS


def test_nothing_of_the_api_is_unknown() -> None:
    plain = {"api/v1/openapi.json", "api/v1/"} | {f"api/v1/oauth/{one}" for one in ("token", "revoke", "introspect")}
    missed = [
        one.route
        for one in walk("config.urls_tenant")
        if one.is_api and one.route not in plain and one.route not in {call.address.route for call in CALLS}
    ]
    assert missed == [], f"teach the isolation test about {missed}"


@every_call
def test_without_a_key_it_is_refused(call: Call, world: World) -> None:
    assert call.send(world.a, world.a).status_code == 401, f"{call} answered without a key"


@every_call
def test_a_key_of_another_marketplace_is_no_key(call: Call, world: World) -> None:
    answer = call.send(world.b, world.b, world.a.visitors["owner"].secret)
    assert answer.status_code == 401, f"{call} took a key of another marketplace"
    assert world.b.word not in text_of(answer).upper(), f"{call} shows words to a foreign key"


@every_call
def test_a_key_without_the_permission_is_forbidden(call: Call, world: World) -> None:
    answer = call.send(world.a, world.a, world.a.visitors["nobody"].secret)
    if isinstance(call.operation, Batch):
        assert _verdicts(answer) == {403}, f"{call} let a key without permission"
    else:
        assert answer.status_code == 403, f"{call} answered a key without permission with {answer.status_code}"
    assert "PRIVATE" not in text_of(answer), f"{call} shows private words to a key without permission"


@pytest.mark.parametrize("call", [one for one in KEYED if isinstance(one.operation, Read | Listing)], ids=str)
def test_reading_shows_the_own_marketplace_and_writes_nothing(call: Call, world: World) -> None:
    with scope.enter(world.a.ref):
        before = tables.fingerprint()
    answer = call.send(world.a, world.a, world.a.visitors["owner"].secret)
    assert answer.status_code == 200, f"{call} does not answer its owner: {text_of(answer)[-400:]}"
    text = text_of(answer).upper()
    assert world.b.word not in text and world.c.word not in text, f"{call} shows words of another marketplace"
    with scope.enter(world.a.ref):
        assert tables.changed(before, but=KEYS) == [], f"{call} wrote"


@every_call
def test_ids_of_another_marketplace_name_nothing(call: Call, world: World) -> None:
    with scope.enter(world.b.ref):
        before = tables.fingerprint()
    answer = call.send(world.b, world.a, world.b.visitors["owner"].secret)
    assert world.a.word not in text_of(answer).upper(), f"{call} shows words of another marketplace"
    if is_new(call) or (gives_list(call) and isinstance(call.operation, Read | Listing)):
        return
    _assert_refused(call, answer)
    with scope.enter(world.b.ref):
        assert tables.changed(before, but=KEYS) == [], f"{call} wrote for ids of another marketplace"


@every_call
def test_another_company_gets_nothing(call: Call, world: World) -> None:
    """The key carries every permission there is; only the company is another. Its seller's or its buyer's, by the
    printed seed; the matrix asks both (`make bench NAME=authz`)."""
    name = random.choice(("two_seller", "two_buyer"))
    with scope.enter(world.a.ref):
        before = tables.fingerprint()
    answer = call.send(world.a, world.a, world.a.visitors[name].secret)
    if isinstance(call.operation, Read | Listing):
        text = text_of(answer).upper()
        assert world.a.one.secret not in text, f"{call} shows {name} what belongs to two others"
        assert not shows(text, "31.415"), f"{call} shows {name} a price agreed between two others"
        if call.address.parts and call.address.route not in FOR_ALL_MEMBERS:
            assert answer.status_code == 404, f"{call} answered {name} with {answer.status_code}"
    elif not is_new(call):
        _assert_refused(call, answer)
        with scope.enter(world.a.ref):
            assert tables.changed(before, but=KEYS) == [], f"{call} let {name} write"


@pytest.mark.parametrize("call", [one for one in KEYED if not isinstance(one.operation, Read | Listing)], ids=str)
def test_the_call_is_one_that_works(call: Call, world: World) -> None:
    """With the key of the marketplace itself; otherwise the refusals above would prove nothing. Reading is above."""
    if isinstance(call.operation, Write) and call.operation.command.code in NEEDS_A_STATE:
        pytest.skip(NEEDS_A_STATE[call.operation.command.code])
    answer = call.send(world.a, world.a, world.a.visitors["owner"].secret)
    if isinstance(call.operation, Batch):
        assert _verdicts(answer) == {201}, f"{call}: {text_of(answer)[-400:]}"
    else:
        assert answer.status_code < 300, f"{call}: {text_of(answer)[-400:]}"


def _assert_refused(call: Call, answer: HttpResponseBase) -> None:
    if isinstance(call.operation, Batch):
        assert all(400 <= status < 500 for status in _verdicts(answer)), f"{call} accepted foreign ids"
    else:
        assert 400 <= answer.status_code < 500, f"{call} answered {answer.status_code} for foreign ids"


def _verdicts(answer: HttpResponseBase) -> set[int]:
    import json

    return {one["status"] for one in json.loads(answer.content)["data"]}  # type: ignore[attr-defined]

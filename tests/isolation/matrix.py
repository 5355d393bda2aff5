"""Who may do what where: every endpoint x 13 roles x 6 targets, and what the answer must be.

`security/authz_matrix.yaml` declares for each endpoint its class and who may use it at all; an endpoint, or a right,
that is not as declared fails a test. What a cell must answer follows from class, role and target by `expected`, and not
from the code that answers. `bench/authz.py` asks every cell; a changing sample of them is asked in each run
of the tests. Tasks, lane and streams have no address that a browser could ask: they stand there with the tests that
prove them.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import yaml
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from shared_apps.accounts.actors import SELF, known_permissions
from shared_apps.accounts.models import SignInSession
from shared_apps.accounts.web.access import PUBLIC, SIGNED_IN
from shared_apps.api.operations import Batch, Edit, Listing, Read, has_effect
from shared_apps.foundation.permissions import LOOKED_AT, can_be_narrowed
from shared_apps.operators.decisions.built_in_roles import BUILT_IN as OPERATOR_ROLES
from shared_apps.tenancy import scope
from tenant_apps.identity.decisions.built_in_roles import BUILT_IN, COMPANY_CEILING
from tenant_apps.identity.grants import expanded, role_permissions
from tests.isolation.addresses import FOR_ALL_MEMBERS, NOT_IDS, Address, text_of, walk
from tests.isolation.test_api import CALLS, Call, is_new
from tests.isolation.test_pages import BACK_TO_LIST, is_sign_in
from tests.isolation.world import COOKIE, Pair, Place, World

FILE = Path(__file__).resolve().parents[2] / "security" / "authz_matrix.yaml"
COMPANY_ROLES = ("buyer", "approver", "seller", "warehouse", "finance")
HOUSE_ROLES = ("auditor", "admin")
KEYS = ("key_read", "key_write")
PLATFORM = ("support", "operator")
ROLES = ("anonymous", *COMPANY_ROLES, *HOUSE_ROLES, *PLATFORM, *KEYS, "expired")
TARGETS = ("own", "other_team", "other_company", "other_tenant", "other_host", "missing")
# The role of the marketplace behind each; an approver's is one that its company made.
BUILT_IN_OF = {"buyer": "buyer", "seller": "supplier", "warehouse": "warehouse", "finance": "finance"} | {
    one: one for one in HOUSE_ROLES
}
APPROVER = ("*.view_*", "approvals.decide_request", "approvals.delegate", "orders.*_order_draft")
PLATFORM_OF = {"support": "support", "operator": "platform_admin"}
SEAT = {"seller": "seller", "warehouse": "seller"}
# Endpoints that are no address, and the tests that ask them in the same way.
WIRES = {
    "task": "tests/isolation/test_wires.py::test_a_task_without_its_marketplace_is_refused",
    "lane": "tests/isolation/test_lane.py::test_a_key_of_another_marketplace_is_no_key",
    "stream": "tests/isolation/test_streams.py::test_a_room_is_heard_in_its_own_marketplace_by_its_own_audience",
}
# Lists that are also given as files.
FILES = (
    "orders/", "orders/returns/", "invoices/", "books/", "market/", "deals/", "events/", "deposits/", "shipments/",
    "stock/", "stock/movements/", "stock/warehouses/", "payments/", "catalogue/",
)  # fmt: skip
# Things that everybody of the marketplace reads in a list, though only some may change them.
KNOWN_TO_ALL = frozenset({"requirement_id"})
# A secret of its own is the right to these, whoever asks.
BY_SECRET = frozenset({"files/<path:key>", "documents/logo/<uuid:document_id>/"})


@dataclass(frozen=True)
class Endpoint:
    """One page or one operation. `permissions`: one of them is needed; empty for everybody who is signed in."""

    name: str
    kind: str
    permissions: tuple[str, ...]
    address: Address
    call: Call | None = None

    @property
    def names_object(self) -> bool:
        return bool(set(self.address.parts) - NOT_IDS)

    @property
    def is_for_all(self) -> bool:
        return (
            self.address.route in FOR_ALL_MEMBERS
            or bool(KNOWN_TO_ALL & set(self.address.parts))
            or (self.call is not None and is_new(self.call))
        )


@dataclass(frozen=True)
class Cell:
    endpoint: Endpoint
    role: str
    target: str

    def __str__(self) -> str:
        return f"{self.endpoint.name} as {self.role}, {self.target}"


@cache
def endpoints() -> tuple[Endpoint, ...]:
    """All there are, by walking both hosts."""
    found = []
    for host, urlconf in (("page", "config.urls_tenant"), ("console", "config.urls_public")):
        for one in walk(urlconf):
            if one.is_api:
                continue
            if one.is_directory:
                found.append(Endpoint(f"scim /{one.route}", "scim", (one.access,), one))
                continue
            access = one.access
            kind = f"{host}_{access}" if access in (PUBLIC, SIGNED_IN) else host
            needed = () if access in (PUBLIC, SIGNED_IN) else tuple(access.split("|"))
            found.append(Endpoint(f"{host} /{one.route}", kind, needed, one))
    for call in CALLS:
        public = call.address.access == PUBLIC
        found.append(Endpoint(f"api {call}", "api_public" if public else "api", _needed(call), call.address, call))
    called = {call.address.route for call in CALLS}
    plain = [one for one in walk("config.urls_tenant") if one.is_api and one.route not in called]
    found += [Endpoint(f"api GET {one.route}", f"api_{one.access}", (), one) for one in plain]
    return tuple(found)


def _needed(call: Call) -> tuple[str, ...]:
    operation = call.operation
    if isinstance(operation, Read | Listing):
        return (operation.permission,)
    return (operation.command.permission,)


@cache
def rights() -> Mapping[str, frozenset[str]]:
    """What each role holds by what roles say; of those of the platform, in the control plane."""
    known = known_permissions()
    patterns = {one.code: one.permissions for one in BUILT_IN}
    found = {role: role_permissions(tuple(patterns[code]), False, known) for role, code in BUILT_IN_OF.items()}
    ceiling = expanded(COMPANY_CEILING, known)
    found["approver"] = role_permissions(APPROVER, True, known)
    found["key_write"] = ceiling
    found["key_read"] = frozenset(code for code in ceiling if ".view_" in code)
    with scope.enter(scope.CONTROL):
        there = known_permissions()
    platform = {one.code: one.permissions for one in OPERATOR_ROLES}
    found |= {role: expanded(tuple(platform[code]), there) for role, code in PLATFORM_OF.items()}
    for role in (*COMPANY_ROLES, *HOUSE_ROLES, *PLATFORM):
        found[role] |= {SELF}
    return found


def declared() -> Mapping[str, Any]:
    """What the file says: endpoint to class and who may."""
    found: Mapping[str, Any] = yaml.safe_load(FILE.read_text())["endpoints"]
    return found


def present() -> dict[str, Any]:
    """The same from the product as it is now."""
    return {one.name: {"class": one.kind, "who": _who(one)} for one in endpoints()}


def _who(one: Endpoint) -> str:
    """Those who may use it at all, as one line; `all` needs no right, `members` a sign-in."""
    if one.kind.endswith(PUBLIC):
        return "all"
    if one.kind == "scim":
        return "nobody"
    if not one.permissions and one.call is None:
        return "members"
    roles = PLATFORM if one.kind.startswith("console") else (*COMPANY_ROLES, *HOUSE_ROLES, *KEYS)
    return " ".join(role for role in roles if rights()[role] & set(one.permissions)) or "nobody"


HEADER = """\
# Who may use which endpoint: written by `make bench NAME=authz ARGS=--write`, read in review, held in every test run
# (tests/isolation/test_matrix.py). A line that changes is a right that changes.
#
# class: page, console and api need a right; *_signed_in a sign-in; *_public nothing; scim the secret of a directory.
# who: roles that hold the right (tests/isolation/matrix.py says which roles they are); `all`, `members` and `nobody`
# speak for themselves.
# anonymous and expired hold nothing; support and operator hold nothing in a marketplace. The platform's support
# session, once there is one, is a role of its own here.
"""


def write() -> None:
    """Write the file from the product."""
    lines = [f"  {json.dumps(name)}: {{class: {one['class']}, who: {one['who']}}}" for name, one in present().items()]
    wires = [f"  {kind}: {test}" for kind, test in WIRES.items()]
    FILE.write_text(HEADER + "\n".join(["endpoints:", *sorted(lines), "proved_elsewhere:", *wires, ""]))


def cells() -> Iterator[Cell]:
    """Every cell. Those whose target means the same as another one of the row are told by `same_as`."""
    for one in endpoints():
        for role in ROLES:
            for target in TARGETS:
                yield Cell(one, role, target)


def same_as(cell: Cell) -> str:
    """The target that asks the very same of this endpoint and role, or the own one of the cell."""
    one, role, target = cell.endpoint, cell.role, cell.target
    if one.kind.startswith("console"):
        return "own" if target in ("other_team", "other_company", "other_host") else target
    if target == "other_team" and role not in COMPANY_ROLES:
        return "own"
    if not one.names_object and target in ("other_company", "other_tenant", "missing") and one.call is None:
        return "own"
    if target == "other_company" and role in ("anonymous", "expired", *PLATFORM):
        return "own"
    return target


@dataclass
class Stage:
    """The world with somebody of every role in marketplace a, and an address for each target."""

    world: World
    cookies: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    platform: dict[str, str] = field(default_factory=dict)

    def place(self, target: str) -> Place:
        """Whose ids stand in the address."""
        a, b = self.world.a, self.world.b
        return {"other_tenant": b, "missing": nowhere(a)}.get(target, a)

    def stay(self) -> None:
        """Everybody has just done something: what cells do is undone, so a long run would look idle."""
        for ref in (self.world.a.ref, scope.CONTROL):
            with scope.enter(ref):
                SignInSession.objects.update(last_seen_at=timezone.now(), confirmed_at=timezone.now())

    def who(self, cell: Cell) -> str:
        """Which of the people asks."""
        if cell.target == "other_team":
            return f"{cell.role}:team"
        if cell.target == "other_company" and cell.role in (*COMPANY_ROLES, *KEYS):
            return f"{cell.role}:two"
        return cell.role

    def file(self, who: str, route: str) -> HttpResponseBase:
        """A list as a file for a spreadsheet, for somebody of marketplace a."""
        client = Client(headers={"host": self.world.a.host})
        client.cookies[COOKIE] = self.cookies[who]
        return client.get(f"/{route}?export=csv")

    def said(self, cell: Cell) -> str:
        """What is sent to an operation, as JSON."""
        call = cell.endpoint.call
        return json.dumps(call.body(self.place(cell.target))) if call is not None else ""

    def ask(self, cell: Cell) -> tuple[HttpResponseBase, float]:
        """The answer and how long it took, in seconds; whatever was written is undone."""
        host = self.world.b if cell.target == "other_host" else self.world.a
        one, who, ids = cell.endpoint, self.who(cell), self.place(cell.target)
        with _undone(self.world):
            if one.call is not None:
                began = time.perf_counter()
                answer = _send(one.call, host, ids, self.secrets.get(who, ""))
                return answer, time.perf_counter() - began
            name = "localhost" if one.kind.startswith("console") else host.host
            client = Client(headers={"host": name})
            if cookie := (self.platform if cell.role in PLATFORM else self.cookies).get(who):
                client.cookies[COOKIE] = cookie
            path = one.address.path(ids)
            began = time.perf_counter()
            answer = client.get(path)
            if answer.status_code == 405:
                answer = client.post(path)
            return answer, time.perf_counter() - began


class _undone:
    """Transactions that never commit on the databases of the marketplaces that are asked and of the platform."""

    def __init__(self, world: World) -> None:
        self.blocks = [transaction.atomic(using=alias) for alias in {world.a.ref.alias, world.b.ref.alias, "control"}]
        for block in self.blocks:
            # As the transaction of a test: a request enters its own scope inside.
            block._from_testcase = True  # type: ignore[attr-defined]

    def __enter__(self) -> None:
        for block in self.blocks:
            block.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        for block in reversed(self.blocks):
            transaction.set_rollback(True, using=block.using)
            block.__exit__(None, None, None)


def _send(call: Call, host: Place, ids: Place, secret: str) -> HttpResponseBase:
    headers = {"host": host.host}
    if has_effect(call.operation):
        headers["idempotency-key"] = str(uuid4())
    if secret:
        headers["authorization"] = f"Bearer {secret}"
    if isinstance(call.operation, Edit):
        # The present ETag: even somebody who got hold of it must be refused.
        headers["if-match"] = '"none"' if isinstance(ids.ids, _Anything) else call._etag(ids)
    body = call.body(ids)
    return Client().generic(
        call.method.upper(), call.address.path(ids), b"" if body is None else json.dumps(body).encode(),
        content_type="application/json", headers=headers,
    )  # fmt: skip


class _Anything(dict[str, Any]):
    """Says the same made-up id to every question."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer

    def __missing__(self, key: str) -> Any:
        return self.answer


def nowhere(place: Place) -> Place:
    """A place whose ids name nothing, at the host of `place`."""
    nothing = UUID("01900000-0000-7000-8000-00000000dead")
    pair = Pair("NOTHING", nothing, nothing, _Anything(nothing), "", ["documents/none"])
    someone = next(iter(place.visitors.values()))
    fake = type(someone)(type(someone.who)(nothing, "nobody@example.com"), "", "", nothing)
    return Place(place.letter, place.ref, pair, pair, _Anything(fake), _Anything(nothing), _Anything("nothing"))


def expected(cell: Cell, answer: HttpResponseBase, who: str) -> str:
    """Empty when the answer is what it must be, else what is wrong. `who` is what the file says of the endpoint."""
    one, role, target, status = cell.endpoint, cell.role, cell.target, answer.status_code
    if status >= 500:
        return f"failed with {status}"
    if one.kind.endswith(PUBLIC):
        return ""
    if one.kind == "scim":
        return "" if status == 401 else f"said {status} to who has no secret of a directory"
    has_part = role in who.split() or (who == "members" and _is_member(cell))
    if one.kind.startswith("api"):
        return _expected_api(cell, answer, has_part=has_part)
    if not _is_member(cell):
        return "" if is_sign_in(answer) else f"did not send to sign-in but said {status}"
    if one.permissions and not has_part:
        return "" if status == 403 else f"said {status} without the right"
    if target == "other_team" and role in COMPANY_ROLES and one.permissions:
        return _expected_in_team(cell, status)
    if is_sign_in(answer):
        return "sent somebody with the right to sign-in"
    if must_be_nothing(cell):
        allowed = (302, 403, 404, 405) if one.address.route in BACK_TO_LIST else (403, 404, 405)
        return "" if status in allowed else f"said {status} for what is not there for them"
    return ""


def _is_member(cell: Cell) -> bool:
    """Whether who asks is signed in at the host that is asked."""
    if cell.endpoint.kind.startswith("console"):
        return cell.role in PLATFORM
    return cell.role in (*COMPANY_ROLES, *HOUSE_ROLES) and cell.target != "other_host"


def must_be_nothing(cell: Cell) -> bool:
    """Whether the ids name nothing that this role may know of."""
    if not cell.endpoint.names_object or (cell.endpoint.is_for_all and cell.target == "other_company"):
        return False
    if cell.target == "other_company":
        return cell.role not in HOUSE_ROLES
    return cell.target in ("other_tenant", "missing") and not cell.endpoint.kind.startswith("console")


def _expected_in_team(cell: Cell, status: int) -> str:
    """Of somebody who reaches things of another team alone."""
    held = [code for code in cell.endpoint.permissions if code in rights()[cell.role]]
    within = [code for code in held if can_be_narrowed(code, frozenset({"people"}))]
    if not within:
        return "" if status == 403 else f"said {status} where the bound has no meaning"
    looks = all("people" in LOOKED_AT.get(code, ()) for code in within)
    if looks and cell.endpoint.names_object and cell.endpoint.address.route not in FOR_ALL_MEMBERS:
        return "" if status in (403, 404, 405) else f"said {status} for a thing of another team"
    return "" if status != 401 else "asked somebody with the right to sign in"


def _expected_api(cell: Cell, answer: HttpResponseBase, *, has_part: bool) -> str:
    one, role, status = cell.endpoint, cell.role, answer.status_code
    if role in ("anonymous", "expired", *PLATFORM) or cell.target == "other_host":
        return "" if status == 401 else f"said {status} without a key that counts here"
    if one.call is None:
        return ""
    if isinstance(one.call.operation, Batch) and status < 300:
        verdicts = {verdict["status"] for verdict in json.loads(answer.content)["data"]}  # type: ignore[attr-defined]
        status = max(verdicts) if len(verdicts) == 1 else 0
    if not has_part:
        return "" if status == 403 else f"said {status} without the right"
    if cell.target == "other_team" and role in COMPANY_ROLES:
        return _expected_in_team(cell, status)
    if status == 401:
        return "did not know a key that counts"
    if must_be_nothing(cell):
        allowed = (404,) if isinstance(one.call.operation, Read | Listing) else (403, 404, 409, 412, 422)
        return "" if status in allowed else f"said {status} for what is not there for them"
    return ""


_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_CHANGING = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'nonce-?="?[^"; ]*'),
    re.compile(r"'nonce-[^']*'"),
    re.compile(r'"(request_id|instance)":"[^"]*"'),
    re.compile(r"(csrftoken|X-Request-Id)[^,}]*"),
    re.compile(r"\d+ (ms|seconds?)"),
    # Messages of an earlier answer: its session is in the cache, which no transaction takes back.
    re.compile(r'aria-live="polite">.*?<template id="k-toast"', re.DOTALL),
)


def body_told(answer: HttpResponseBase) -> str:
    """Status and body without what is different in every answer: ids, request ids, tokens."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined, arg-type]
    text = _UUID.sub("ID", body.decode("utf-8", "replace"))
    for pattern in _CHANGING:
        text = pattern.sub("", text)
    return f"{answer.status_code} {text}"


def leaks(cell: Cell, answer: HttpResponseBase, world: World, said: str = "") -> list[str]:
    """Canaries in an answer that whoever asked must not see. `said` is what they sent: their own words are no leak."""
    text = text_of(answer).upper()
    for word in sorted(set(re.findall(r'[^":]{8,}', said.upper())), key=len, reverse=True):
        text = text.replace(word, "")
    foreign = [world.b.word, world.c.word]
    if cell.target == "other_company" and cell.role in (*COMPANY_ROLES, *KEYS):
        foreign.append(world.a.one.secret)
    if cell.role in ("anonymous", "expired") or cell.target == "other_host":
        foreign += [world.a.word]
    if cell.target == "other_tenant":
        foreign = [world.b.word, world.c.word]
    return [word for word in foreign if word in text]

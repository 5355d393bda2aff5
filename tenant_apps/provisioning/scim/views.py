"""The addresses of SCIM. Each parses, runs one command or one query in the name of the connection, and answers.

The host decides the marketplace, and the secret is looked up there alone. Every request is noted with what came of it.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import msgspec
import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from shared_apps.api.throttling import announce, count
from shared_apps.audit.record import request_id
from shared_apps.commands import Context, run
from shared_apps.egress import gate
from shared_apps.foundation import clock
from shared_apps.foundation.ids import is_uuid
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import addresses, scope
from tenant_apps.identity.types import RoleFacts
from tenant_apps.provisioning import errors
from tenant_apps.provisioning.commands import (
    ChangeGroup,
    ChangePerson,
    CreatePerson,
    RemovePerson,
    change_group,
    change_person,
    create_person,
    remove_person,
)
from tenant_apps.provisioning.keeping import groups_of
from tenant_apps.provisioning.models import Call, Person
from tenant_apps.provisioning.permissions import PROVISION
from tenant_apps.provisioning.queries.connections import InUse, in_use
from tenant_apps.provisioning.queries.resources import (
    group_resource,
    groups_matching,
    members_by_role,
    people_matching,
    users_of,
)
from tenant_apps.provisioning.scim import answers, described

log = structlog.get_logger(__name__)
RATE_PER_MINUTE = 600
BODY_MOST = 1_000_000
TYPES = frozenset({"", "application/scim+json", "application/json"})
View = Callable[..., HttpResponse]


def scim(resource: str, *methods: str) -> Callable[[View], View]:
    """A view for who comes with the secret of a connection; its answer is noted."""

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, **path: Any) -> HttpResponse:
            # Programs read the answers: always in one language.
            with override("en"):
                return _guarded(view, request, resource, methods, path)

        guarded.kontor_access = PROVISION  # type: ignore[attr-defined]
        return guarded

    return wrap


def _guarded(
    view: View, request: HttpRequest, resource: str, methods: tuple[str, ...], path: dict[str, Any]
) -> HttpResponse:
    found = _found(request)
    if found is None:
        response = answers.error(401, "The secret is unknown here, over, or not sent as a bearer token.")
        response["WWW-Authenticate"] = 'Bearer realm="Kontor SCIM"'
        return response
    quota = count(f"directory:{found.connection.pk}", RATE_PER_MINUTE, time.time())
    request.actor = found.actor  # type: ignore[attr-defined]
    gate.watch(gate.Viewer(company_id=found.actor.company_id))
    if quota.left < 0:
        response = answers.error(429, "Too many requests in this minute.")
        response["Retry-After"] = str(quota.reset_s)
    elif request.method not in methods:
        response = _method(request, methods)
    else:
        response = _served(view, request, found, path)
    announce(response, quota)
    _note(found, request, resource, path, response)
    return response


def _served(view: View, request: HttpRequest, found: InUse, path: dict[str, Any]) -> HttpResponse:
    try:
        return view(request, found, **path)
    except Refusal as refusal:
        return answers.refused(refusal)
    except OperationalError as error:
        log.warning("scim.database_busy", path=request.path, error=str(error))
        response = answers.error(503, "The marketplace cannot take this right now; nothing was written.")
        response["Retry-After"] = "1"
        return response


def _found(request: HttpRequest) -> InUse | None:
    kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return in_use(secret) if kind.lower() == "bearer" else None


def _method(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """Not offered, and said so: 501 for what SCIM knows and this service does not do, 405 for the rest."""
    known = {"GET", "POST", "PUT", "PATCH", "DELETE"}
    if request.method in known:
        response = answers.error(501, "This is not offered here; ServiceProviderConfig and Schemas say what is.")
    else:
        response = answers.error(405, "SCIM does not know this method.")
    response["Allow"] = ", ".join(methods)
    return response


def _note(found: InUse, request: HttpRequest, resource: str, path: dict[str, Any], response: HttpResponse) -> None:
    """Book-keeping, not an act: no command, no audit. Filters and bodies stay out of it, they name people."""
    Call.objects.create(
        connection=found.connection,
        at=timezone.now(),
        method=str(request.method)[:8],
        resource=resource,
        resource_id=str(next(iter(path.values()), ""))[:40] if resource in ("Users", "Groups") else "",
        status=response.status_code,
        problem=str(getattr(response, "kontor_problem", ""))[:80],
        request_id=request_id.get()[:64],
    )


# -- what is offered ---------------------------------------------------------------------------------------------------


@scim("Config", "GET")
def config(request: HttpRequest, found: InUse) -> HttpResponse:
    """What of SCIM is offered."""
    return answers.answer(answers.absolute(described.CONFIG, _base()))


@scim("ResourceTypes", "GET")
def resource_types(request: HttpRequest, found: InUse, name: str = "") -> HttpResponse:
    """Users and Groups."""
    return _described(described.TYPES, name)


@scim("Schemas", "GET")
def schemas(request: HttpRequest, found: InUse, name: str = "") -> HttpResponse:
    """Which attributes are kept."""
    return _described(described.SCHEMAS, name)


def _described(rows: list[dict[str, Any]], name: str) -> HttpResponse:
    if not name:
        return answers.listed(rows, len(rows), 1, _base())
    one = next((one for one in rows if one["id"] == name), None)
    return answers.answer(answers.absolute(one, _base())) if one else answers.error(404, "There is no such thing.")


# -- people ------------------------------------------------------------------------------------------------------------


@scim("Users", "GET", "POST")
def users(request: HttpRequest, found: InUse) -> HttpResponse:
    """Those the directory brought; bring one more."""
    if request.method == "POST":
        made = run(create_person, found.actor, CreatePerson(resource=_body(request)))
        return _user(found, made.person_id, 201)
    rows = people_matching(found.connection, request.GET.get("filter", ""))
    start, size = _page(request)
    page = list(rows[start - 1 : start - 1 + size]) if size else []
    return answers.listed(users_of(page, _groups(found)), rows.count(), start, _base())


@scim("Users", "GET", "PUT", "PATCH", "DELETE")
def user(request: HttpRequest, found: InUse, person_id: str) -> HttpResponse:
    """One of them."""
    key, if_match = _id(person_id, errors.person_unknown), request.headers.get("If-Match", "")
    if request.method == "DELETE":
        run(remove_person, found.actor, RemovePerson(person_id=key, if_match=if_match))
        return HttpResponse(status=204)
    if request.method == "PUT":
        data = ChangePerson(person_id=key, resource=_body(request), if_match=if_match)
        run(change_person, found.actor, data)
    if request.method == "PATCH":
        data = ChangePerson(person_id=key, operations=_operations(request), if_match=if_match)
        run(change_person, found.actor, data)
    return _user(found, key, 200, request)


def _user(found: InUse, person_id: UUID, status: int, request: HttpRequest | None = None) -> HttpResponse:
    rows = list(Person.objects.filter(connection=found.connection, removed_at__isnull=True, pk=person_id))
    if not rows:
        raise errors.person_unknown()
    return _one(users_of(rows, _groups(found))[0], status, request)


# -- groups ------------------------------------------------------------------------------------------------------------


@scim("Groups", "GET")
def groups(request: HttpRequest, found: InUse) -> HttpResponse:
    """The roles the directory may give."""
    rows = groups_matching(found.connection, _groups(found).values(), request.GET.get("filter", ""))
    start, size = _page(request)
    told = [group_resource(role, ids) for role, ids in rows[start - 1 : start - 1 + size]]
    if "members" in request.GET.get("excludedAttributes", ""):
        told = [{name: value for name, value in one.items() if name != "members"} for one in told]
    return answers.listed(told, len(rows), start, _base())


@scim("Groups", "GET", "PUT", "PATCH")
def group(request: HttpRequest, found: InUse, role_id: str) -> HttpResponse:
    """One of them, with those the directory gave it to."""
    key, if_match = _id(role_id, errors.group_unknown), request.headers.get("If-Match", "")
    if request.method == "PUT":
        run(change_group, found.actor, ChangeGroup(role_id=key, resource=_body(request), if_match=if_match))
    if request.method == "PATCH":
        run(change_group, found.actor, ChangeGroup(role_id=key, operations=_operations(request), if_match=if_match))
    role = next((one for one in _groups(found).values() if one.id == key), None)
    if role is None:
        raise errors.group_unknown()
    return _one(group_resource(role, members_by_role(found.connection, role.code)), 200, request)


@scim("Other", "GET", "POST", "PUT", "PATCH", "DELETE")
def nothing_here(request: HttpRequest, found: InUse, rest: str = "") -> HttpResponse:
    """No other endpoint is offered: Bulk, Me and search by POST are not."""
    if rest.split("/", 1)[0] in ("Bulk", "Me", ".search"):
        return answers.error(501, "This is not offered here; ServiceProviderConfig says what is.")
    return answers.error(404, "There is nothing at this address.")


# -- reading requests --------------------------------------------------------------------------------------------------


def _one(told: dict[str, Any], status: int, request: HttpRequest | None) -> HttpResponse:
    known = request.headers.get("If-None-Match", "") if request is not None and request.method == "GET" else ""
    if known and told["meta"]["version"] in [one.strip() for one in known.split(",")]:
        response = HttpResponse(status=304)
        response["ETag"] = told["meta"]["version"]
        return response
    return answers.resource(told, _base(), status)


def _groups(found: InUse) -> dict[str, RoleFacts]:
    ctx = Context(actor=found.actor, now=clock.now(scope.alias()), using=scope.alias())
    return groups_of(ctx, found.connection)


def _base() -> str:
    return addresses.base_url(scope.current())


def _id(text: str, unknown: Callable[[], Refusal]) -> UUID:
    if not is_uuid(text):
        raise unknown()
    return UUID(text)


def _body(request: HttpRequest) -> dict[str, Any]:
    if request.content_type not in TYPES:
        raise errors.malformed("invalidSyntax", "The body must be application/scim+json.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_MOST:
        raise errors.malformed("tooMany", "The body is too large.")
    try:
        found = msgspec.json.decode(request.body)
    except (ValueError, RecursionError) as error:
        raise errors.malformed("invalidSyntax", "The body is no JSON.") from error
    if not isinstance(found, dict):
        raise errors.malformed("invalidSyntax", "The body is an object.")
    return found


def _operations(request: HttpRequest) -> list[Any]:
    body = {name.lower(): value for name, value in _body(request).items()}
    rows = body.get("operations")
    if not isinstance(rows, list):
        raise errors.malformed("invalidSyntax", "Operations is a list.")
    return rows


def _page(request: HttpRequest) -> tuple[int, int]:
    """Where a page begins, counted from 1, and how long it is; what is below is taken as the least (RFC 7644)."""
    start, size = _number(request, "startIndex", 1), _number(request, "count", described.MOST)
    return min(max(1, start), 1_000_000_000), min(max(0, size), described.MOST)


def _number(request: HttpRequest, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    try:
        return int(text[:12])
    except ValueError as error:
        raise errors.malformed("invalidValue", f"{name} is a number.", name) from error

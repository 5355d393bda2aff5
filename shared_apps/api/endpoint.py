"""The one view class of the API: parse, call one command or one read, answer.

Built per path by `endpoint(...)` from operations declared as data. It neither saves nor decides.
"""

import hashlib
from typing import Any, ClassVar, cast

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.views import APIView

from shared_apps.api import bodies, masking, paging, problems, throttling
from shared_apps.api.operations import METHODS, Address, Batch, Edit, Listing, Operation, Read, Write
from shared_apps.commands import run
from shared_apps.commands.many import run_many
from shared_apps.foundation import masks
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.permissions import declare
from shared_apps.foundation.refusals import Invalid, NotAllowed, Refusal
from shared_apps.tenancy import scope

ADDRESSES: list[Address] = []


class Endpoint(APIView):
    """Serves the operations of one address."""

    address: ClassVar[Address]
    kontor_access: ClassVar[str] = "api_key"

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Always JSON: an Accept header that asks for something else gets JSON rather than a refusal."""
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    def serve(self, request: Request, **path: Any) -> HttpResponse:
        operation = self.address.operations.get(str(request.method).lower().replace("head", "get"))
        if operation is None:
            raise MethodNotAllowed(str(request.method))
        with masks.under(masking.hidden_from(_actor(request), operation)):
            try:
                return self._served(request, operation, path)
            except Refusal as refusal:
                # Said here, where it is known what its words may not tell.
                return problems.answer(problems.of_refusal(refusal, request.path))

    def _served(self, request: Request, operation: Operation, path: dict[str, Any]) -> HttpResponse:
        if isinstance(operation, Listing):
            return _list(request, operation, path)
        if isinstance(operation, Read):
            return _read(request, operation, path)
        if isinstance(operation, Write):
            return _write(request, operation, path)
        if isinstance(operation, Edit):
            return _edit(request, operation, path)
        return _batch(request, operation)

    def finalize_response(
        self, request: Request | HttpRequest, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Any:
        quota = getattr(getattr(request, "_request", request), "kontor_quota", None)
        if quota is not None:
            throttling.announce(response, quota)
        response.headers.setdefault("Cache-Control", "no-store")
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]


def endpoint(tag: str, *, public: bool = False, **operations: Operation) -> Any:
    """The view of one path: `endpoint("items", get=Listing(...), post=Write(...))`. `public` asks for no key."""
    for operation in operations.values():
        if isinstance(operation, Read | Listing) and operation.permission:
            declare(operation.permission, "")
    address = Address(tag, operations)
    ADDRESSES.append(address)
    handlers = {method: Endpoint.serve for method in METHODS if method in operations}
    open_to_all = {"is_public": True, "authentication_classes": (), "kontor_access": "public"} if public else {}
    made = type("Endpoint", (Endpoint,), {"address": address, "__doc__": None, **handlers, **open_to_all})
    view = made.as_view()  # type: ignore[attr-defined]
    view.kontor_access = made.kontor_access  # type: ignore[attr-defined]
    return view


def _actor(request: Request) -> Actor:
    """The actor the key resolved to; the authentication class puts it where others put a user."""
    return cast(Actor, request.user)


def _may_read(actor: Actor, permission: str) -> None:
    if not actor.may(permission):
        raise NotAllowed(
            "api.not_allowed",
            _("This API key may not read this."),
            remedy=_("Ask an administrator for a key that carries the permission."),
            facts={"permission": permission},
        )


def _json(value: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(masking.encoded(value), status=status, content_type="application/json")


def _list(request: Request, operation: Listing, path: dict[str, Any]) -> HttpResponse:
    actor: Actor = _actor(request)
    _may_read(actor, operation.permission)
    query = request._request.GET
    limit = paging.read_limit(query.get("limit"))
    for one in operation.filters:
        if one.name in query and masks.hides(masks.kind_of(one.name)):
            raise Invalid(
                "api.field_is_hidden", _("Nothing can be searched by what the role behind this key hides."),
                field=one.name, remedy=_("Leave this filter out."),
            )  # fmt: skip
    rows = operation.rows(actor, bodies.filters(query, operation.filters), **path)
    page = paging.cut(rows, request.path, cursor=query.get("cursor"), limit=limit, key=operation.key)
    records = operation.make(page.rows, actor) if operation.for_actor else operation.make(page.rows)
    response = _json({"data": list(records), "next_cursor": page.next_cursor or None})
    if page.next_cursor:
        onward = query.copy()
        onward["cursor"] = page.next_cursor
        response["Link"] = f'<{request.path}?{onward.urlencode()}>; rel="next"'
    return response


def _etag(record: msgspec.Struct) -> str:
    return f'"{hashlib.sha256(masking.encoded(record)).hexdigest()[:32]}"'


def _read(request: Request, operation: Read, path: dict[str, Any]) -> HttpResponse:
    if operation.permission:
        _may_read(_actor(request), operation.permission)
    record = operation.get(_actor(request), **path)
    tag = _etag(record)
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = _json(record)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _fixed(path: dict[str, Any], names: Any) -> dict[str, Any]:
    return {names[part]: value for part, value in path.items() if part in names}


def _write(request: Request, operation: Write, path: dict[str, Any]) -> HttpResponse:
    key = bodies.idempotency_key(request)
    data = bodies.command_input(bodies.raw(request), operation.command.input, _fixed(path, operation.path))
    result = run(operation.command, _actor(request), data, idempotency_key=key)
    response = _json(result, operation.status)
    if operation.locate is not None:
        response["Location"] = f"/api/v1/{operation.locate(result)}"
    return response


def _edit(request: Request, operation: Edit, path: dict[str, Any]) -> HttpResponse:
    expected = request.headers.get("If-Match", "")
    if not expected:
        raise Refusal(
            "api.if_match_missing", _("A change needs the ETag of the state you read."),
            field="If-Match", remedy=_("Read it again and send its ETag in If-Match."), status=428,
        )  # fmt: skip
    _may_read(_actor(request), operation.read.permission)
    data = bodies.command_input(bodies.raw(request), operation.command.input, _fixed(path, operation.path))
    if not (operation.command.public or _actor(request).may(operation.command.permission)):
        # Refuses, and says so in the log, whatever the address names and whatever state it is in.
        run(operation.command, _actor(request), data)
    refusal: Refusal | None = None
    using = scope.alias()
    with transaction.atomic(using=using):
        # Serialises edits of this thing through the API, so that two with the same ETag cannot both pass.
        with transaction.get_connection(using).cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{scope.key()}{request.path}"])
        if _etag(operation.read.get(_actor(request), **path)) != expected:
            raise Refusal(
                "api.changed_meanwhile", _("It was changed since you read it; nothing was written."),
                field="If-Match", remedy=_("Read it again, compare, and send the change anew."), status=412,
            )  # fmt: skip
        try:
            run(
                operation.command, _actor(request), data, idempotency_key=request.headers.get(bodies.KEY_HEADER) or None
            )
        except Refusal as error:  # kept until after the commit: a denial leaves its audit row
            refusal = error
    if refusal is not None:
        raise refusal
    record = operation.read.get(_actor(request), **path)
    response = _json(record)
    response["ETag"] = _etag(record)
    return response


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What became of one element of a batch: its result, or the problem."""

    index: int
    status: int
    result: Any = None
    problem: problems.Problem | None = None


class Verdicts(msgspec.Struct, frozen=True):
    """One verdict for each element, in their order."""

    data: list[Verdict]
    accepted: int
    refused: int


def _batch(request: Request, operation: Batch) -> HttpResponse:
    key = bodies.idempotency_key(request)
    parts = bodies.elements(bodies.raw(request), operation.name, operation.most)
    found: dict[int, Verdict] = {}
    asked: dict[int, tuple[Any, str]] = {}
    for index, part in enumerate(parts):
        try:
            asked[index] = bodies.command_input(bytes(part), operation.command.input, {}), f"{key}/{index}"
        except Refusal as refusal:
            found[index] = _verdict(request, index, refusal)
    answers = run_many(operation.command, _actor(request), list(asked.values()))
    found |= {index: _verdict(request, index, one) for index, one in zip(asked, answers, strict=True)}
    accepted = sum(1 for one in found.values() if one.problem is None)
    return _json(Verdicts([found[index] for index in range(len(parts))], accepted, len(found) - accepted))


def _verdict(request: Request, index: int, one: Any) -> Verdict:
    if isinstance(one, Refusal):
        return Verdict(index=index, status=one.status, problem=problems.of_refusal(one, request.path))
    return Verdict(index=index, status=201, result=one)

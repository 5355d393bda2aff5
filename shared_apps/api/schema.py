"""OpenAPI 3.1 from the same declarations that serve the requests, and from the commands' own structs.

drf-spectacular walks the addresses; bodies and answers come from msgspec, because no serializer exists that could
disagree with what the command really takes.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, cast

import msgspec
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from shared_apps.api import masking, paging, problems
from shared_apps.api.bodies import KEY_HEADER
from shared_apps.api.endpoint import ADDRESSES, Endpoint, Verdict, Verdicts
from shared_apps.api.operations import Batch, Edit, Filter, Listing, Operation, Read, Write, has_effect
from shared_apps.commands.cleaning import PROMISED_DAYS

JSON = "application/json"
_REF = "#/components/schemas/{name}"
_NAMED = re.compile(r'"#/components/schemas/([^"]+)"')
_KEY_TEXT = f"Any text of up to 255 characters; the same for a repetition. Remembered for {PROMISED_DAYS} days."
_FILTER_SCHEMAS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
_REASONS = {
    "400": "The request is malformed, or an idempotency key is missing.",
    "401": "No API key, or none that is valid here.",
    "403": "The key lacks the permission.",
    "404": "There is no such thing, or not for this key.",
    "409": "The state of the marketplace says no.",
    "412": "It was changed since it was read.",
    "422": "The input cannot be right; `field` names the value.",
    "428": "If-Match is missing.",
    "429": "The key has used up its requests for this minute.",
    "503": "The marketplace cannot answer right now.",
}


def types_of(operation: Operation) -> list[Any]:
    """Every struct an operation takes or gives."""
    if isinstance(operation, Read | Listing):
        return [operation.record]
    if isinstance(operation, Edit):
        return [operation.command.input, operation.read.record]
    return [operation.command.input, operation.command.result]


@lru_cache(maxsize=1)
def _all_schemas() -> tuple[dict[Any, dict[str, Any]], dict[str, Any]]:
    """Schema per struct, and the components they refer to; names stay unique because all are named at once."""
    kinds: list[Any] = [problems.Problem, Verdict, Verdicts]
    for address in ADDRESSES:
        for operation in address.operations.values():
            kinds += [kind for kind in types_of(operation) if kind not in kinds]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    by_kind = dict(zip(kinds, schemas, strict=True))
    answers = _reached([by_kind[kind] for kind in _answers()], components) - _reached(
        [by_kind[kind] for kind in _asks()], components
    )
    found = masking.with_blanks({name: _typed(schema) for name, schema in components.items()}, answers)
    return by_kind, found


def _answers() -> list[Any]:
    """Structs that answers are."""
    operations = [one for address in ADDRESSES for one in address.operations.values()]
    reads = [one.record for one in operations if isinstance(one, Read | Listing)]
    reads += [one.read.record for one in operations if isinstance(one, Edit)]
    return reads + [one.command.result for one in operations if isinstance(one, Write | Batch)]


def _asks() -> list[Any]:
    """Structs that bodies are: what is asked for has no blanks."""
    operations = [one for address in ADDRESSES for one in address.operations.values()]
    return [one.command.input for one in operations if isinstance(one, Write | Batch | Edit)]


def _reached(schemas: Iterable[Any], components: Mapping[str, Any]) -> set[str]:
    """Names of the components that schemas refer to, also by way of others."""
    found: set[str] = set()
    waiting = [json.dumps(one) for one in schemas]
    while waiting:
        for name in set(_NAMED.findall(waiting.pop())) - found:
            found.add(name)
            waiting.append(json.dumps(components[name]))
    return found


def _typed(schema: Any) -> Any:
    """Say of enumerations of words that they are text: generators of client code want a type."""
    if isinstance(schema, list):
        return [_typed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _typed(one) for name, one in schema.items()}
    if "type" not in found and found.get("enum") and all(isinstance(one, str) for one in found["enum"]):
        found["type"] = "string"
    return found


def schema_of(kind: Any) -> dict[str, Any]:
    """`$ref` (or inline schema) of a struct."""
    return _all_schemas()[0][kind]


def _component(reference: dict[str, Any]) -> dict[str, Any]:
    name = reference.get("$ref", "").rsplit("/", 1)[-1]
    found: dict[str, Any] = _all_schemas()[1].get(name, reference)
    return found


def _body_of(operation: Write | Edit) -> dict[str, Any]:
    """The command's input without what stands in the address."""
    reference = schema_of(operation.command.input)
    fixed = set(operation.path.values())
    if not fixed:
        return reference
    whole = _component(reference)
    kept = {name: schema for name, schema in whole.get("properties", {}).items() if name not in fixed}
    required = [name for name in whole.get("required", []) if name in kept]
    return {**whole, "properties": kept, "required": required, "title": f"{whole.get('title', '')}Body"}


class KontorSchema(AutoSchema):
    """Describes one method of one `Endpoint`."""

    @property
    def operation(self) -> Operation:
        found: Operation = cast(Endpoint, self.view).address.operations[self.method.lower()]
        return found

    def is_excluded(self) -> bool:
        return not isinstance(self.view, Endpoint)

    def get_operation_id(self) -> str:
        parts = self.path.removeprefix("/api/v1/").replace(":", "/").replace("-", "_").split("/")
        words = ["one" if part.startswith("{") else part for part in parts if part]
        if isinstance(self.operation, Write | Edit | Batch):
            return self.operation.command.code.replace(".", "_") + (
                "_batch" if isinstance(self.operation, Batch) else ""
            )
        return "_".join(["list" if isinstance(self.operation, Listing) else "get", *words])

    def get_tags(self) -> list[str]:
        return [cast(Endpoint, self.view).address.tag]

    def get_summary(self) -> str:
        if self.operation.summary or isinstance(self.operation, Read | Listing):
            return self.operation.summary
        return str(self.operation.command.summary)

    def get_description(self) -> str:  # type: ignore[override]
        if isinstance(self.operation, Read) and not self.operation.permission:
            return "Needs no key."
        if isinstance(self.operation, Read | Listing):
            return f"Needs `{self.operation.permission}`."
        command = self.operation.command
        return f"Runs `{command.code}`; needs `{command.permission}`."

    def get_override_parameters(self) -> list[Any]:
        return []

    def _get_serializer(self) -> None:
        return None

    def _get_parameters(self) -> list[dict[str, Any]]:
        found = super()._get_parameters()
        operation = self.operation
        if has_effect(operation):
            found.append(_header(KEY_HEADER, _KEY_TEXT, True))
        if isinstance(operation, Edit):
            found.append(_header("If-Match", "ETag of the state that was read.", True))
            found.append(_header(KEY_HEADER, "Optional here: If-Match already prevents a second effect.", False))
        if isinstance(operation, Read):
            found.append(
                _header("If-None-Match", "ETag of the state that is known; 304 when it is still the same.", False)
            )
        if isinstance(operation, Listing):
            found += [_query(one) for one in operation.filters]
            found.append({
                "name": "cursor", "in": "query", "schema": {"type": "string"},
                "description": "`next_cursor` of the page before.",
            })  # fmt: skip
            found.append({
                "name": "limit", "in": "query", "description": "Rows in a page.",
                "schema": {"type": "integer", "minimum": 1, "maximum": paging.LARGEST, "default": paging.DEFAULT},
            })  # fmt: skip
        return found

    def _get_request_body(self, direction: str = "request") -> dict[str, Any] | None:
        operation = self.operation
        if isinstance(operation, Write | Edit):
            return {"content": {JSON: {"schema": _body_of(operation)}}, "required": True}
        if isinstance(operation, Batch):
            listed = {"type": "array", "items": schema_of(operation.command.input), "minItems": 1}
            schema = {
                "type": "object", "required": [operation.name], "additionalProperties": False,
                "properties": {operation.name: {**listed, "maxItems": operation.most}},
            }  # fmt: skip
            return {"content": {JSON: {"schema": schema}}, "required": True}
        return None

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        self._register_components()
        operation = self.operation
        if isinstance(operation, Listing):
            schema: dict[str, Any] = {
                "type": "object", "required": ["data", "next_cursor"],
                "properties": {
                    "data": {"type": "array", "items": schema_of(operation.record)},
                    "next_cursor": {"type": ["string", "null"]},
                },
            }  # fmt: skip
            found = {"200": _answer("One page, newest first.", schema)}
        elif isinstance(operation, Read):
            found = {"200": _answer("As it is now.", schema_of(operation.record))}
        elif isinstance(operation, Edit):
            found = {"200": _answer("As it is after the change.", schema_of(operation.read.record))}
        elif isinstance(operation, Batch):
            found = {"200": _answer("A verdict for each element, in their order.", schema_of(Verdicts))}
        else:
            found = {str(operation.status): _answer("Done and committed.", schema_of(operation.command.result))}
        return found | {code: _refused(code) for code in self._refusals()}

    def _refusals(self) -> list[str]:
        if getattr(self.view, "is_public", False):
            return ["503"]
        codes = ["400", "401", "403", "422", "429"]
        # Bodies name things too.
        if "{" in self.path or isinstance(self.operation, Write):
            codes.append("404")
        if isinstance(self.operation, Write | Edit):
            codes.append("409")
        if isinstance(self.operation, Edit):
            codes += ["412", "428"]
        return sorted(codes)

    def _register_components(self) -> None:
        for name, schema in _all_schemas()[1].items():
            self.registry.register_on_missing(
                ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name)
            )


def _header(name: str, text: str, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "description": text, "schema": {"type": "string"}}


def _query(one: Filter) -> dict[str, Any]:
    schema = dict(_FILTER_SCHEMAS[one.kind])
    if one.choices:
        schema["enum"] = list(one.choices)
    return {"name": one.name, "in": "query", "schema": schema, "description": one.help}


def _answer(text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {JSON: {"schema": schema}}}


def _refused(code: str) -> dict[str, Any]:
    content = {problems.CONTENT_TYPE: {"schema": schema_of(problems.Problem)}}
    return {"description": _REASONS[code], "content": content}


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a key, or a token of a client, is sent, in the words of OpenAPI: either is enough."""

    target_class = "shared_apps.api.authentication.ApiKeyAuthentication"
    name = ["apiKey", "clientCredentials"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        return [{one: []} for one in self.name]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, Any]]:
        return [
            {
                "type": "http",
                "scheme": "bearer",
                "description": "An API key of this marketplace, `kk_…`, made under My account, API keys.",
            },
            {
                "type": "oauth2",
                "description": (
                    "A token, `kt_…`, that a client of OAuth 2.0, made under My account, API keys, Clients, got with "
                    "its id and secret. Its scopes are permissions; it lasts fifteen minutes at most."
                ),
                "flows": {"clientCredentials": {"tokenUrl": "/api/v1/oauth/token", "scopes": {}}},
            },
        ]

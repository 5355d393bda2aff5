"""Turn the OpenAPI document into what the reference page shows. Pure: document in, dataclasses out."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared_apps.commands.cleaning import PROMISED_DAYS

METHODS = ("get", "post", "patch", "delete")
TONES = {"get": "info", "post": "good", "patch": "warn", "delete": "bad"}
DEPTH = 5


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a body, with its place in the nesting."""

    name: str
    kind: str
    required: bool
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    place: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    text: str
    refused: bool


@dataclass(frozen=True, slots=True)
class OperationEntry:
    id: str
    method: str
    tone: str
    path: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...]
    body_text: str
    body: tuple[FieldLine, ...]
    result: tuple[FieldLine, ...]
    answers: tuple[Answer, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    operations: tuple[OperationEntry, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    base: str
    version: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        return sum(len(group.operations) for group in self.groups)

    @property
    def remembered_days(self) -> int:
        """How long an idempotency key is known."""
        return PROMISED_DAYS


def describe(document: Mapping[str, Any], base: str) -> Reference:
    """Group the operations by tag, in the order of the document."""
    components = document.get("components", {}).get("schemas", {})
    groups: dict[str, list[OperationEntry]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                found = methods[method]
                entry = _operation(path, method, found, components, base)
                groups.setdefault(found["tags"][0], []).append(entry)
    return Reference(
        base,
        document["info"]["version"],
        tuple(Group(name, tuple(entries)) for name, entries in sorted(groups.items())),
    )


def _operation(
    path: str, method: str, found: Mapping[str, Any], components: Mapping[str, Any], base: str
) -> OperationEntry:
    body = _schema(found.get("requestBody", {}))
    result = next((_schema(a) for code, a in found["responses"].items() if code.startswith("2")), {})
    return OperationEntry(
        id=found["operationId"],
        method=method.upper(),
        tone=TONES[method],
        path=path,
        summary=found.get("summary", ""),
        text=found.get("description", "").replace("`", ""),
        parameters=tuple(_parameter(one, components) for one in found.get("parameters", ())),
        body_text=str(_resolve(body, components).get("description", "")).replace("`", ""),
        body=tuple(_fields(body, components, 0)),
        result=tuple(_fields(result, components, 0)),
        answers=tuple(
            Answer(c, a["description"].replace("`", ""), not c.startswith("2")) for c, a in found["responses"].items()
        ),
        example=_example(path, method, found, body, components, base),
    )


def _schema(holder: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return found


def _parameter(one: Mapping[str, Any], components: Mapping[str, Any]) -> Parameter:
    return Parameter(
        one["name"], one["in"], _kind(one.get("schema", {}), components), bool(one.get("required")),
        one.get("description", "").replace("`", ""),
    )  # fmt: skip


def _resolve(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if reference:
        found: Mapping[str, Any] = components.get(reference.rsplit("/", 1)[-1], {})
        return found
    return schema


def _kind(schema: Mapping[str, Any], components: Mapping[str, Any]) -> str:
    """A short word for a schema: `uuid`, `list of OrderLineIn`, `text or null`."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return " or ".join(_kind(one, components) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    kind = schema.get("type")
    if isinstance(kind, list):
        return " or ".join(str(one) for one in kind)
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}), components)}"
    return str(schema.get("format") or kind or "any")


def _inner(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object behind a field: through references, lists and optional values."""
    if schema.get("type") == "array":
        return _inner(schema.get("items", {}), components)
    for one in schema.get("anyOf", ()):
        if "$ref" in one or one.get("type") in ("object", "array"):
            return _inner(one, components)
    return _resolve(schema, components)


def _fields(schema: Mapping[str, Any], components: Mapping[str, Any], level: int) -> Iterator[FieldLine]:
    whole = _inner(schema, components)
    required = set(whole.get("required", ()))
    for name, one in whole.get("properties", {}).items():
        text = one.get("description") or _resolve(one, components).get("description", "")
        yield FieldLine(
            name, _kind(one, components), name in required, str(text).split("\n")[0].replace("`", ""), level
        )
        if level < DEPTH:
            yield from _fields(one, components, level + 1)


def _sample(schema: Mapping[str, Any], components: Mapping[str, Any], name: str = "", depth: int = 0) -> Any:
    if "anyOf" in schema:
        return _sample(schema["anyOf"][0], components, name, depth)
    whole = _resolve(schema, components)
    if "enum" in whole:
        return whole["enum"][0]
    kind = whole.get("type")
    if kind == "array":
        return [_sample(whole.get("items", {}), components, name, depth + 1)]
    if kind == "object" and depth <= DEPTH:
        needed = set(whole.get("required", ()))
        return {n: _sample(s, components, n, depth + 1) for n, s in whole.get("properties", {}).items() if n in needed}
    if kind in ("integer", "number"):
        return whole.get("default", 1)
    if kind == "boolean":
        return whole.get("default", True)
    by_name = {"currency": "EUR", "amount": "12.30", "value": "5", "unit": "KGM", "country": "SE"}
    by_format = {
        "uuid": "0197b8c4-6a10-7c3e-9f52-3d1c8a54e001",
        "date-time": "2026-03-02T09:30:00Z",
        "date": "2026-03-02",
        "decimal": "1.5",
    }
    return by_name.get(name) or by_format.get(whole.get("format", "")) or (name or "text").replace("_", "-")


def _example(
    path: str, method: str, found: Mapping[str, Any], body: Mapping[str, Any], components: Mapping[str, Any], base: str
) -> str:
    """A curl command with the required fields only."""
    lines = [f"curl {base}{path}"]
    if method != "get":
        lines[0] = f"curl -X {method.upper()} {base}{path}"
    if found.get("security") != [{}]:
        lines.append('-H "Authorization: Bearer $KONTOR_KEY"')
    for one in found.get("parameters", ()):
        if one["in"] == "header" and one.get("required"):
            lines.append(
                f'-H "{one["name"]}: $(uuidgen)"' if one["name"] == "Idempotency-Key" else f'-H "{one["name"]}: $ETAG"'
            )
    if body:
        text = json.dumps(_sample(body, components), indent=1, ensure_ascii=False)
        lines += ['-H "Content-Type: application/json"', f"--data '{text}'"]
    return " \\\n  ".join(lines)

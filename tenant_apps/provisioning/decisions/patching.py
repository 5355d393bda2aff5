"""What the operations of a PATCH (RFC 7644, 3.5.2) make of a resource, as plain JSON values.

Known attributes alone are changed. Others that directories send along, such as a title or a manager, are let pass and
not kept; a path that cannot be read is refused.
"""

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from tenant_apps.provisioning.decisions import filters

MOST_OPERATIONS = 1000
_PATH = re.compile(r"(?:urn:[\w:.-]+:(?=[A-Za-z$]))?([A-Za-z$][\w$-]*)(?:\[(.+)\])?(?:\.([A-Za-z$][\w$-]*))?")


class BadPatch(ValueError):
    """`scim_type` is the word of the standard for what is wrong."""

    def __init__(self, scim_type: str, text: str) -> None:
        super().__init__(text)
        self.scim_type = scim_type


def patched(resource: dict[str, Any], operations: Sequence[Any]) -> dict[str, Any]:
    """The resource after all operations, in their order; BadPatch for one that cannot be done."""
    if not 1 <= len(operations) <= MOST_OPERATIONS:
        raise BadPatch("invalidSyntax", f"A patch has 1 to {MOST_OPERATIONS} operations.")
    found = deepcopy(resource)
    for one in operations:
        if not isinstance(one, dict):
            raise BadPatch("invalidSyntax", "An operation is an object.")
        fields = {str(name).lower(): value for name, value in one.items()}
        verb, path = fields.get("op"), fields.get("path")
        if not isinstance(verb, str) or verb.lower() not in ("add", "replace", "remove"):
            raise BadPatch("invalidSyntax", "op is one of add, replace and remove.")
        if path is not None and not isinstance(path, str):
            raise BadPatch("invalidPath", "A path is a text.")
        _operate(found, verb.lower(), path or "", fields.get("value"))
    return found


def _operate(resource: dict[str, Any], verb: str, path: str, value: Any) -> None:
    if path:
        _at(resource, verb, path, value)
    elif verb == "remove":
        raise BadPatch("noTarget", "A removal needs a path.")
    elif not isinstance(value, dict):
        raise BadPatch("invalidValue", "Without a path the value is an object.")
    else:
        for name, inner in value.items():
            _at(resource, verb, str(name), inner)


def _at(resource: dict[str, Any], verb: str, path: str, value: Any) -> None:
    match = _PATH.fullmatch(path)
    if match is None:
        if path.lower().startswith("urn:"):
            return  # a whole extension, none of which is kept
        raise BadPatch("invalidPath", "The path cannot be read.")
    name, chosen, part = match[1].lower(), match[2], match[3]
    key = next((one for one in resource if one.lower() == name), "")
    if not key:
        return
    if isinstance(resource[key], list):
        resource[key] = _of_list(resource[key], verb, chosen, part, value)
    elif chosen is not None:
        raise BadPatch("invalidPath", "Only attributes with several values take a filter.")
    elif part is not None:
        _of_object(resource, key, verb, part, value)
    elif isinstance(resource[key], dict) and verb != "remove":
        if not isinstance(value, dict):
            raise BadPatch("invalidValue", f"{key} is an object.")
        for inner, given in value.items():
            _of_object(resource, key, verb, str(inner), given)
    elif isinstance(value, list):
        raise BadPatch("invalidValue", f"{key} has one value.")
    else:
        resource[key] = {} if verb == "remove" and isinstance(resource[key], dict) else _given(verb, value)


def _of_object(resource: dict[str, Any], key: str, verb: str, part: str, value: Any) -> None:
    if not isinstance(resource[key], dict):
        raise BadPatch("invalidPath", f"{key} has no parts.")
    name = next((one for one in resource[key] if one.lower() == part.lower()), part)
    resource[key][name] = _given(verb, value)


def _given(verb: str, value: Any) -> Any:
    return None if verb == "remove" else value


def _of_list(rows: list[Any], verb: str, chosen: str | None, part: str | None, value: Any) -> list[Any]:
    if chosen is None and part is None:
        return _whole(rows, verb, value)
    tree = None
    if chosen is not None:
        try:
            tree = filters.parse(chosen)
        except filters.BadFilter as error:
            raise BadPatch("invalidFilter", str(error)) from error
    hit = [one for one in rows if isinstance(one, dict) and (tree is None or _means(tree, one))]
    if verb == "remove":
        if part is None:
            return [one for one in rows if one not in hit]
        return [{k: v for k, v in one.items() if k.lower() != part.lower()} if one in hit else one for one in rows]
    if not hit:
        if verb == "replace" or tree is None:
            raise BadPatch("noTarget", "The filter of the path means nothing that is there.")
        hit = [_from(tree)]
        rows = [*rows, *hit]
    return [_with(one, part, value) if one in hit else one for one in rows]


def _whole(rows: list[Any], verb: str, value: Any) -> list[Any]:
    given = [] if value is None else (value if isinstance(value, list) else [value])
    given = [one if isinstance(one, dict) else {"value": one} for one in given]
    if verb == "replace":
        return given
    if verb == "remove":
        # Some directories name what goes in the value, without a filter in the path.
        gone = [one.get("value") for one in given]
        return [one for one in rows if given and one.get("value") not in gone]
    known = [one.get("value") for one in rows]
    return [*rows, *(one for one in given if one.get("value") not in known)]


def _with(row: dict[str, Any], part: str | None, value: Any) -> dict[str, Any]:
    if part is not None:
        return {**row, part: value}
    if not isinstance(value, dict):
        raise BadPatch("invalidValue", "The value is an object.")
    return {**row, **value}


def _means(tree: filters.Tree, row: dict[str, Any]) -> bool:
    told = {name.lower(): value for name, value in row.items()}
    try:
        return filters.holds(tree, lambda name: [told.get(name)])
    except filters.BadFilter as error:
        raise BadPatch("invalidFilter", str(error)) from error


def _from(tree: filters.Tree) -> dict[str, Any]:
    """The value that a filter such as `type eq "work"` describes, to be added where there is none yet."""
    if isinstance(tree, filters.Compare) and tree.operator == "eq":
        return {tree.attribute: tree.value}
    raise BadPatch("noTarget", "The filter of the path means nothing that is there.")

"""People and roles as resources of SCIM (RFC 7643)."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from shared_apps.accounts.queries.people import Person as Account
from shared_apps.accounts.queries.people import list_people
from shared_apps.foundation.ids import is_uuid
from tenant_apps.identity.queries import running_among
from tenant_apps.identity.types import RoleFacts
from tenant_apps.provisioning import errors
from tenant_apps.provisioning.decisions import filters
from tenant_apps.provisioning.decisions.filters import BadFilter, Compare, Joined, Negated, Tree
from tenant_apps.provisioning.decisions.reading import parts_of
from tenant_apps.provisioning.models import Connection, Person

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
BASE = "/scim/v2"


def etag_of(resource: Mapping[str, Any]) -> str:
    """The version of a resource: the same for the same content."""
    told = {name: value for name, value in resource.items() if name != "meta"}
    return f'W/"{hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()[:32]}"'


def user_resource(
    person: Person, who: Account, groups: Mapping[str, RoleFacts], running: Mapping[str, UUID]
) -> dict[str, Any]:
    """A User. `groups` are the roles that the directory may give; `running` what it gave and still holds."""
    told: dict[str, Any] = {
        "schemas": [USER],
        "id": str(person.pk),
        **({"externalId": person.external_id} if person.external_id else {}),
        "userName": person.user_name,
        "name": {**_named(who.name), "formatted": who.name},
        "displayName": who.name,
        "preferredLanguage": who.language,
        "active": person.is_active,
        "emails": [{"value": who.email, "type": "work", "primary": True}],
        "groups": [
            {"value": str(groups[code].id), "$ref": f"{BASE}/Groups/{groups[code].id}", "display": groups[code].name}
            for code in sorted(running)
            if code in groups
        ],
    }
    return _with_meta(told, "User", f"Users/{person.pk}", person.made_at, person.changed_at)


def group_resource(role: RoleFacts, members: Sequence[UUID]) -> dict[str, Any]:
    """A Group."""
    told: dict[str, Any] = {
        "schemas": [GROUP],
        "id": str(role.id),
        "displayName": role.name,
        "members": [{"value": str(one), "$ref": f"{BASE}/Users/{one}", "type": "User"} for one in members],
    }
    return _with_meta(told, "Group", f"Groups/{role.id}", None, None)


def editable(person: Person, who: Account) -> dict[str, Any]:
    """What a PATCH works on: the attributes that are kept, and no others."""
    return {
        "userName": person.user_name,
        "externalId": person.external_id,
        "name": _named(who.name),
        "displayName": who.name,
        "preferredLanguage": who.language,
        "locale": None,
        "active": person.is_active,
        "emails": [{"value": who.email, "type": "work", "primary": True}],
    }


def users_of(rows: Sequence[Person], groups: Mapping[str, RoleFacts]) -> list[dict[str, Any]]:
    """Users for rows, some queries for all of them."""
    known = list_people({row.user_id for row in rows})
    running = running_among(UUID(one) for row in rows for one in row.given.values())
    return [
        user_resource(
            row,
            known[row.user_id],
            groups,
            {code: UUID(one) for code, one in row.given.items() if UUID(one) in running},
        )
        for row in rows
    ]


def members_by_role(connection: Connection, code: str) -> list[UUID]:
    """Whom of this directory a role is given to now, by their ids in it."""
    rows = Person.objects.filter(connection=connection, removed_at__isnull=True, given__has_key=code).order_by("id")
    given = {row.pk: UUID(row.given[code]) for row in rows}
    running = running_among(given.values())
    return [pk for pk, membership in given.items() if membership in running]


def people_matching(connection: Connection, text: str) -> QuerySet[Person]:
    """The people of a directory that a filter means, in the order of their ids; all of them without one."""
    rows = Person.objects.filter(connection=connection, removed_at__isnull=True)
    if text:
        rows = rows.filter(_asked(_parsed(text)))
    return rows.order_by("id")


def groups_matching(
    connection: Connection, groups: Iterable[RoleFacts], text: str
) -> list[tuple[RoleFacts, list[UUID]]]:
    """The groups that a filter means, each with its members."""
    found = [(one, members_by_role(connection, one.code)) for one in groups]
    if not text:
        return found
    tree = _parsed(text)
    try:
        return [(role, ids) for role, ids in found if filters.holds(tree, lambda name, r=role, m=ids: _of(name, r, m))]  # type: ignore[misc]
    except BadFilter as error:
        raise errors.malformed("invalidFilter", str(error)) from error


def _of(name: str, role: RoleFacts, members: Sequence[UUID]) -> list[Any]:
    if name in ("members", "members.value"):
        return [str(one) for one in members]
    if name == "externalid":
        return []
    known = {"id": str(role.id), "displayname": role.name}
    if name not in known:
        raise BadFilter("Groups are filtered by id, displayName and members.")
    return [known[name]]


def _parsed(text: str) -> Tree:
    try:
        return filters.parse(text)
    except BadFilter as error:
        raise errors.malformed("invalidFilter", str(error)) from error


def _asked(tree: Tree) -> Q:
    try:
        return _q(tree)
    except BadFilter as error:
        raise errors.malformed("invalidFilter", str(error)) from error


def _q(tree: Tree) -> Q:
    if isinstance(tree, Negated):
        return ~_q(tree.inner)
    if isinstance(tree, Joined):
        left, right = _q(tree.left), _q(tree.right)
        return left & right if tree.word == "and" else left | right
    return _compared(tree)


_TEXTS = {"username": "user_name", "externalid": "external_id", "emails": "user__email", "emails.value": "user__email"}
_TIMES = {"meta.created": "made_at", "meta.lastmodified": "changed_at"}


def _compared(one: Compare) -> Q:
    if one.attribute == "id":
        same = Q(pk=one.value) if is_uuid(str(one.value)) else Q(pk__isnull=True)
        return _either(one, same, Q(pk__isnull=False))
    if one.attribute == "active":
        if one.operator != "pr" and not isinstance(one.value, bool):
            raise BadFilter("active is true or false.")
        return _either(one, Q(is_active=bool(one.value)), Q(pk__isnull=False))
    if one.attribute == "emails.type":
        return _either(one, Q(pk__isnull=str(one.value).lower() != "work"), Q(pk__isnull=False))
    if one.attribute == "emails.primary":
        return _either(one, Q(pk__isnull=one.value is not True), Q(pk__isnull=False))
    if (column := _TEXTS.get(one.attribute)) is not None:
        there = Q(external_index__isnull=False) if column == "external_id" else Q(pk__isnull=False)
        return _either(one, Q(**{column: str(one.value)}), there)
    if (column := _TIMES.get(one.attribute)) is not None and one.operator in ("eq", "gt", "ge", "lt", "le"):
        lookup = {"eq": "", "gt": "__gt", "ge": "__gte", "lt": "__lt", "le": "__lte"}[one.operator]
        return Q(**{f"{column}{lookup}": filters.moment_of(one.value)})
    raise BadFilter(
        "People are filtered by id, userName, externalId, emails and active with eq, ne and pr, and by meta.created "
        "and meta.lastModified with eq, gt, ge, lt and le."
    )


def _either(one: Compare, same: Q, there: Q) -> Q:
    """What is encrypted can be asked for as a whole alone: equal, not equal, there."""
    if one.operator == "pr":
        return there
    if one.operator not in ("eq", "ne"):
        raise BadFilter(f"{one.operator} cannot be asked of {one.attribute}.")
    return same if one.operator == "eq" else ~same


def _named(name: str) -> dict[str, str]:
    given, family = parts_of(name)
    return {"givenName": given, "familyName": family}


def _with_meta(
    told: dict[str, Any], kind: str, place: str, made_at: datetime | None, changed_at: datetime | None
) -> dict[str, Any]:
    times = {
        **({"created": made_at.isoformat()} if made_at else {}),
        **({"lastModified": changed_at.isoformat()} if changed_at else {}),
    }
    version = etag_of(told)
    return {**told, "meta": {"resourceType": kind, "location": f"{BASE}/{place}", "version": version, **times}}

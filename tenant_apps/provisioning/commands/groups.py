"""Groups: a role of the place the directory brings people to, with those it brought as members."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.provisioning import errors
from tenant_apps.provisioning.decisions.patching import BadPatch, patched
from tenant_apps.provisioning.decisions.reading import BadResource, members_of
from tenant_apps.provisioning.keeping import groups_of, own_directory, settle, touched
from tenant_apps.provisioning.models import Connection, Person
from tenant_apps.provisioning.permissions import PROVISION
from tenant_apps.provisioning.queries.resources import etag_of, group_resource, members_by_role


class ChangeGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All `members` that it is to have, or `operations` of a PATCH on it. `if_match`: the state read, or empty."""

    role_id: UUID
    resource: dict[str, Any] | None = None
    operations: list[Any] | None = None
    if_match: str = ""


class GroupChanged(msgspec.Struct, frozen=True, kw_only=True):
    role_id: UUID


@command(
    "provisioning.change_group",
    input=ChangeGroup,
    permission=PROVISION,
    needs_fresh_factor=True,
    risk="high",
)
def change_group(ctx: Context, data: ChangeGroup) -> GroupChanged:
    """Gives a role to people the directory brought, and takes it; all together or not at all."""
    connection = own_directory(ctx)
    roles = groups_of(ctx, connection)
    role = next((one for one in roles.values() if one.id == data.role_id), None)
    if role is None:
        raise errors.group_unknown()
    has = members_by_role(connection, role.code)
    if data.if_match and data.if_match.strip() != "*":
        now = etag_of(group_resource(role, has))
        if now not in [one.strip() for one in data.if_match.split(",")]:
            raise errors.changed_meanwhile()
    before = {str(one) for one in has}
    try:
        told = data.resource or {}
        if data.operations is not None:
            shown = {"displayName": role.name, "externalId": None, "members": [{"value": one} for one in before]}
            told = patched(shown, data.operations)
        wanted = set(members_of(told))
    except BadPatch as error:
        raise errors.malformed(error.scim_type, str(error)) from error
    except BadResource as error:
        raise errors.malformed("invalidValue", str(error), error.field) from error
    if told.get("displayName") not in (None, role.name):
        raise errors.malformed("mutability", "The name of a group is the name of its role.", "displayName")
    if role.code == connection.default_role and before - wanted:
        raise errors.default_group()
    people = _locked(connection, before ^ wanted)
    for person in people:
        is_wanted = str(person.pk) in wanted
        person.roles = sorted({*person.roles, role.code} if is_wanted else set(person.roles) - {role.code})
        settle(ctx, connection, person)
        touched(person, ctx.now)
    ctx.audit(
        target="provisioning.group",
        target_id=role.id,
        facts={"role": role.code, "given": len(wanted - before), "taken": len(before - wanted)},
    )
    return GroupChanged(role_id=role.id)


def _locked(connection: Connection, ids: set[str]) -> list[Person]:
    """Those of the directory, in the order of their ids; refused when one is not."""
    try:
        asked = [UUID(one) for one in ids]
    except ValueError as error:
        raise errors.malformed("invalidValue", "A member is named by the id of a User.", "members") from error
    rows = Person.objects.select_for_update().filter(connection=connection, removed_at__isnull=True, pk__in=asked)
    found = list(rows.order_by("id"))
    if len(found) != len(ids):
        raise errors.malformed("invalidValue", "A member is nobody whom this directory brought.", "members")
    return found

"""People as a directory brings, changes and takes them."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.accounts.commands import CorrectMail, CorrectProfile, CreateUser, correct_mail, create_user
from shared_apps.accounts.commands.profile import correct_profile
from shared_apps.accounts.queries.people import list_people
from shared_apps.commands import Context, command
from tenant_apps.identity.queries import seats_beside
from tenant_apps.provisioning import errors
from tenant_apps.provisioning.decisions.patching import BadPatch, patched
from tenant_apps.provisioning.decisions.reading import BadResource, Wish, wish_of
from tenant_apps.provisioning.keeping import groups_of, locked_person, own_directory, running_of, settle, touched
from tenant_apps.provisioning.models import Connection, Person
from tenant_apps.provisioning.permissions import PROVISION
from tenant_apps.provisioning.queries.resources import editable, etag_of, user_resource


class CreatePerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`resource` is a User of RFC 7643."""

    resource: dict[str, Any]


class ChangePerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The whole `resource`, or `operations` of a PATCH on it. `if_match`: the state that was read, or empty."""

    person_id: UUID
    resource: dict[str, Any] | None = None
    operations: list[Any] | None = None
    if_match: str = ""


class RemovePerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    person_id: UUID
    if_match: str = ""


class PersonKept(msgspec.Struct, frozen=True, kw_only=True):
    person_id: UUID


@command(
    "provisioning.create_person",
    input=CreatePerson,
    permission=PROVISION,
    needs_fresh_factor=True,
    risk="high",
)
def create_person(ctx: Context, data: CreatePerson) -> PersonKept:
    """Brings a person: known by their address or new, with the default role and without a password."""
    connection = own_directory(ctx)
    wish = _wish(data.resource)
    _is_free(connection, wish, None)
    made = ctx.call(create_user, CreateUser(email=wish.email, name=wish.name, language=wish.language or "en"))
    if Person.objects.filter(connection=connection, user_id=made.user_id, removed_at__isnull=True).exists():
        raise errors.taken("emails")
    person = Person(
        connection=connection,
        user_id=made.user_id,
        external_id=wish.external_id or None,
        user_name=wish.user_name,
        is_active=wish.is_active,
        is_ours=made.created,
        made_at=ctx.now,
        changed_at=ctx.now,
    )
    settle(ctx, connection, person, tells=True)
    person.save(force_insert=True)
    _noted(ctx, person)
    return PersonKept(person_id=person.pk)


@command(
    "provisioning.change_person",
    input=ChangePerson,
    permission=PROVISION,
    needs_fresh_factor=True,
    risk="high",
)
def change_person(ctx: Context, data: ChangePerson) -> PersonKept:
    """Makes a person what the directory says they are; an inactive one loses the roles it gave, and all browsers."""
    connection = own_directory(ctx)
    person = locked_person(connection, data.person_id)
    _is_unchanged(ctx, connection, person, data.if_match)
    before = editable(person, list_people({person.user_id})[person.user_id])
    resource = data.resource or {}
    if data.operations is not None:
        resource = _patched(before, data.operations)
    wish = _wish(resource)
    _is_free(connection, wish, person.pk)
    person.user_name, person.external_id, person.is_active = wish.user_name, wish.external_id or None, wish.is_active
    _name_and_address(ctx, person, wish)
    settle(ctx, connection, person, tells=not person.given)
    touched(person, ctx.now)
    _noted(ctx, person)
    return PersonKept(person_id=person.pk)


@command(
    "provisioning.remove_person",
    input=RemovePerson,
    permission=PROVISION,
    needs_fresh_factor=True,
    risk="high",
)
def remove_person(ctx: Context, data: RemovePerson) -> PersonKept:
    """Takes a person: the roles it gave end, the history stays."""
    connection = own_directory(ctx)
    person = locked_person(connection, data.person_id)
    _is_unchanged(ctx, connection, person, data.if_match)
    person.is_active, person.removed_at = False, ctx.now
    settle(ctx, connection, person)
    touched(person, ctx.now)
    _noted(ctx, person)
    return PersonKept(person_id=person.pk)


def _wish(resource: dict[str, Any]) -> Wish:
    try:
        return wish_of(resource)
    except BadResource as error:
        raise errors.malformed("invalidValue", str(error), error.field) from error


def _patched(before: dict[str, Any], operations: list[Any]) -> dict[str, Any]:
    try:
        after = patched(before, operations)
    except BadPatch as error:
        raise errors.malformed(error.scim_type, str(error)) from error
    if after["displayName"] != before["displayName"] and after["name"] == before["name"]:
        # One name is kept: who changes what is shown means it.
        after["name"] = None
    return after


def _is_free(connection: Connection, wish: Wish, mine: UUID | None) -> None:
    others = Person.objects.filter(connection=connection, removed_at__isnull=True)
    if mine is not None:
        others = others.exclude(pk=mine)
    if others.filter(user_name=wish.user_name).exists():
        raise errors.taken("userName")
    if wish.external_id and others.filter(external_id=wish.external_id).exists():
        raise errors.taken("externalId")


def _is_unchanged(ctx: Context, connection: Connection, person: Person, if_match: str) -> None:
    if not if_match or if_match.strip() == "*":
        return
    who = list_people({person.user_id})[person.user_id]
    now = user_resource(person, who, groups_of(ctx, connection), running_of(person))
    if etag_of(now) not in [one.strip() for one in if_match.split(",")]:
        raise errors.changed_meanwhile()


def _name_and_address(ctx: Context, person: Person, wish: Wish) -> None:
    """Only of those who are known here through this directory alone; others keep their name as they write it."""
    who = list_people({person.user_id})[person.user_id]
    given = [UUID(one) for one in person.given.values()]
    ours = person.is_ours and seats_beside(person.user_id, given) == 0
    if ours and (wish.name != who.name or (wish.language and wish.language != who.language)):
        data = CorrectProfile(user_id=person.user_id, name=wish.name, language=wish.language or None)
        ctx.call(correct_profile, data)
    if wish.email.strip().lower() != who.email:
        if not ours:
            raise errors.not_ours("emails")
        ctx.call(correct_mail, CorrectMail(user_id=person.user_id, email=wish.email))


def _noted(ctx: Context, person: Person) -> None:
    ctx.audit(
        target="provisioning.person",
        target_id=person.pk,
        facts={
            "user_id": str(person.user_id), "active": person.is_active, "roles": sorted(person.given),
            "connection_id": str(person.connection_id),
        },
    )  # fmt: skip

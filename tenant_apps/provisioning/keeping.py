"""What every act of a directory shares: whose it is, and making roles what the directory wants them to be."""

from datetime import datetime
from uuid import UUID

from shared_apps.accounts.commands import EndSessionsOf, end_sessions_of
from shared_apps.accounts.queries.people import list_people
from shared_apps.commands import Context
from shared_apps.foundation.ids import is_uuid
from shared_apps.foundation.refusals import Conflict
from tenant_apps.identity.commands import BringPerson, EndMembership, InvitePerson, bring_person, end_membership
from tenant_apps.identity.queries import givable_roles, running_among
from tenant_apps.identity.types import RoleFacts
from tenant_apps.provisioning import errors
from tenant_apps.provisioning.models import Connection, Person


def own_directory(ctx: Context) -> Connection:
    """The connection that acts, locked, so that what comes over it takes turns; refused for everybody else."""
    if ctx.actor.kind != "api_key" or not is_uuid(ctx.actor.id):
        raise errors.no_connection()
    rows = Connection.objects.select_for_update(of=("self",))
    row = rows.filter(pk=ctx.actor.id, ended_at__isnull=True, expires_at__gt=ctx.now).first()
    if row is None:
        raise errors.no_connection()
    return row


def locked_person(connection: Connection, person_id: UUID) -> Person:
    """Somebody this directory brought, or was given; NotFound for all others."""
    rows = Person.objects.select_for_update().filter(connection=connection, removed_at__isnull=True)
    row = rows.filter(pk=person_id).first()
    if row is None:
        raise errors.person_unknown()
    return row


def groups_of(ctx: Context, connection: Connection) -> dict[str, RoleFacts]:
    """The roles the directory may give, by code."""
    return {one.code: one for one in givable_roles(ctx.actor, connection.company_id)}


def running_of(person: Person) -> dict[str, UUID]:
    """The memberships the directory gave that nobody has ended, by the code of their role."""
    given = {code: UUID(one) for code, one in person.given.items()}
    running = running_among(given.values())
    return {code: one for code, one in given.items() if one in running}


def settle(ctx: Context, connection: Connection, person: Person, *, tells: bool = False) -> None:
    """Give and take roles until they are those that are wanted; without any, all browsers are signed out."""
    has = running_of(person)
    wanted = {connection.default_role, *person.roles} if person.is_active and person.removed_at is None else set()
    for code in sorted(has.keys() - wanted):
        ctx.call(end_membership, EndMembership(membership_id=has.pop(code)))
    missing = sorted(wanted - has.keys(), key=lambda code: (code != connection.default_role, code))
    who = list_people({person.user_id})[person.user_id] if missing else None
    for code in missing:
        assert who is not None
        invited = InvitePerson(
            email=who.email, name=who.name, role=code, company_id=connection.company_id, language=who.language,
            reason=connection.name,
        )  # fmt: skip
        try:
            made = ctx.call(bring_person, BringPerson(person=invited, tells=tells))
        except Conflict as refusal:
            if refusal.code == "identity.already_member":
                raise errors.here_already() from refusal
            raise
        has[code], tells = made.membership_id, False
    if not has:
        ctx.call(end_sessions_of, EndSessionsOf(user_id=person.user_id))
    person.given = {code: str(one) for code, one in has.items()}


def touched(person: Person, now: datetime) -> None:
    """Keep what has changed."""
    person.version += 1
    person.changed_at = now
    person.save(
        update_fields=[
            "external_id", "external_index", "user_name", "user_name_index", "is_active", "roles", "given", "version",
            "changed_at", "removed_at",
        ]
    )  # fmt: skip

"""Connect a directory, put a new secret in the place of the old one, link people to it, end it.

Never run `connect_directory` or `rotate_directory` with an idempotency key: the kept answer would hold the secret.
"""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.machine_rights import checked_networks, checked_overlap, expiry
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict
from tenant_apps.identity.queries import find_member, givable_roles
from tenant_apps.parties.errors import company_unknown
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.provisioning import errors
from tenant_apps.provisioning.events import ConnectionEnded, ConnectionMade
from tenant_apps.provisioning.models import Connection, Person
from tenant_apps.provisioning.permissions import MANAGE_CONNECTION

PREFIX = "kd_"


class ConnectDirectory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`company_id` is honoured for the marketplace's own people; without one it brings people of the marketplace."""

    name: str
    default_role: str
    company_id: UUID | None = None
    networks: list[str] = []
    expires_at: datetime | None = None


class RotateDirectory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The old secret counts on for `overlap_hours`."""

    connection_id: UUID
    overlap_hours: int = 24


class EndDirectory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    connection_id: UUID


class LinkPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    connection_id: UUID
    membership_id: UUID


class DirectoryConnected(msgspec.Struct, frozen=True, kw_only=True):
    """`secret` can be seen this once only."""

    connection_id: UUID
    secret: str


class DirectoryEnded(msgspec.Struct, frozen=True, kw_only=True):
    connection_id: UUID


class PersonLinked(msgspec.Struct, frozen=True, kw_only=True):
    person_id: UUID


@command(
    "provisioning.connect_directory",
    input=ConnectDirectory,
    permission=MANAGE_CONNECTION,
    needs_fresh_factor=True,
    risk="high",
    idempotent=False,
)
def connect_directory(ctx: Context, data: ConnectDirectory) -> DirectoryConnected:
    """Connects a directory that brings people into a company or the marketplace; its secret is shown once."""
    name = " ".join(data.name.split())
    if not 1 <= len(name) <= 80:
        raise errors.bad_name()
    company_id = data.company_id if ctx.actor.company_id is None else ctx.actor.company_id
    if company_id is not None and company_id not in list_by_ids([company_id]):
        raise company_unknown(company_id)
    maker = ctx.actor.user_id
    if maker is None:
        raise errors.no_connection()
    if data.default_role not in {one.code for one in givable_roles(ctx.actor, company_id)}:
        raise errors.role_not_givable(data.default_role)
    secret, prefix = _new_secret()
    row = Connection.objects.create(
        name=name,
        company_id=company_id,
        default_role=data.default_role,
        prefix=prefix,
        secret_hash=hash_of(secret),
        networks=checked_networks(data.networks),
        made_by_id=maker,
        made_at=ctx.now,
        expires_at=expiry(ctx, data.expires_at),
    )
    ctx.emit(ConnectionMade(connection_id=row.pk, company_id=company_id))
    ctx.audit(target="provisioning.connection", target_id=row.pk, facts={"role": row.default_role})
    return DirectoryConnected(connection_id=row.pk, secret=secret)


@command(
    "provisioning.rotate_directory",
    input=RotateDirectory,
    permission=MANAGE_CONNECTION,
    needs_fresh_factor=True,
    risk="high",
    idempotent=False,
)
def rotate_directory(ctx: Context, data: RotateDirectory) -> DirectoryConnected:
    """Puts a new secret in the place of the old one; both count for some hours. Whoever does it answers for it now."""
    overlap = checked_overlap(data.overlap_hours)
    row = own_connection(ctx, data.connection_id)
    if row.expires_at <= ctx.now:
        raise Conflict(
            "provisioning.connection_over",
            _("This connection has expired."),
            field="connection_id",
            remedy=_("Connect the directory anew."),
        )
    if ctx.actor.user_id is not None:
        if row.default_role not in {one.code for one in givable_roles(ctx.actor, row.company_id)}:
            raise errors.role_not_givable(row.default_role)
        row.made_by_id = ctx.actor.user_id
    secret, prefix = _new_secret()
    row.old_hash, row.old_until = row.secret_hash, ctx.now + overlap
    row.secret_hash, row.prefix, row.expires_at = hash_of(secret), prefix, expiry(ctx, None)
    row.save(update_fields=["old_hash", "old_until", "secret_hash", "prefix", "expires_at", "made_by"])
    ctx.audit(target="provisioning.connection", target_id=row.pk, facts={"until": row.old_until.isoformat()})
    return DirectoryConnected(connection_id=row.pk, secret=secret)


@command(
    "provisioning.end_directory",
    input=EndDirectory,
    permission=MANAGE_CONNECTION,
    needs_fresh_factor=True,
    risk="high",
)
def end_directory(ctx: Context, data: EndDirectory) -> DirectoryEnded:
    """Ends a connection at once. Those it brought keep their roles until somebody takes them."""
    row = own_connection(ctx, data.connection_id)
    row.ended_at = ctx.now
    row.save(update_fields=["ended_at"])
    ctx.emit(ConnectionEnded(connection_id=row.pk, company_id=row.company_id))
    ctx.audit(target="provisioning.connection", target_id=row.pk)
    return DirectoryEnded(connection_id=row.pk)


@command(
    "provisioning.link_person",
    input=LinkPerson,
    permission=MANAGE_CONNECTION,
    needs_fresh_factor=True,
    risk="high",
)
def link_person(ctx: Context, data: LinkPerson) -> PersonLinked:
    """Lets a directory look after somebody who has a role already: it may take that role and give others."""
    row = own_connection(ctx, data.connection_id)
    member = find_member(ctx.actor, data.membership_id)
    if member.company_id != row.company_id or member.is_lent:
        raise errors.person_unknown()
    if member.role_code not in {one.code for one in givable_roles(ctx.actor, row.company_id)}:
        raise errors.role_not_givable(member.role_code)
    if Person.objects.filter(user_id=member.user_id, removed_at__isnull=True).exists():
        raise errors.linked_already()
    made = Person.objects.create(
        connection=row,
        user_id=member.user_id,
        user_name=member.email,
        given={member.role_code: str(member.membership_id)},
        roles=[member.role_code] if member.role_code != row.default_role else [],
        made_at=ctx.now,
        changed_at=ctx.now,
    )
    ctx.audit(target="provisioning.person", target_id=made.pk, facts={"user_id": str(member.user_id)})
    return PersonLinked(person_id=made.pk)


def own_connection(ctx: Context, connection_id: UUID) -> Connection:
    """A running connection of the actor's company, locked; the marketplace's people may touch all."""
    rows = Connection.objects.all() if ctx.actor.kind == "system" else Connection.objects.visible_to(ctx.actor)
    row = rows.select_for_update().filter(pk=connection_id, ended_at__isnull=True).first()
    if row is None:
        raise errors.connection_unknown()
    return row


def hash_of(secret: str) -> str:
    """What is stored of a secret. Plain SHA-256: it has 256 random bits, guessing does not get easier."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _new_secret() -> tuple[str, str]:
    prefix = secrets.token_hex(4)
    return f"{PREFIX}{prefix}_{secrets.token_urlsafe(32)}", prefix

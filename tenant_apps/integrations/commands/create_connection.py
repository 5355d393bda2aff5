"""Connect one of a company's systems."""

import re
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shared_apps.commands import Context, command
from shared_apps.foundation.ids import uuid7
from tenant_apps.integrations import errors
from tenant_apps.integrations.commands.schedule import owe_nightly, owe_pull
from tenant_apps.integrations.connectors.kinds import KINDS, BadSettings, Kind, read_settings
from tenant_apps.integrations.models import Connection
from tenant_apps.integrations.types import WINNERS
from tenant_apps.parties.queries import list_by_ids


class CreateConnection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`connector` is push, reference or file; `settings` are those of the connector. The secret is not shown again."""

    code: str
    name: str
    connector: str
    settings: dict[str, str | int | bool] = {}
    secret: str = ""
    company_id: UUID | None = None


class ConnectionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    connection_id: UUID
    code: str
    state: str


@command("integrations.create_connection", input=CreateConnection)
def create_connection(ctx: Context, data: CreateConnection) -> ConnectionAnswer:
    """Connect a system of the company: one that sends by itself, one that is asked, or one that leaves files."""
    company_id = data.company_id or ctx.actor.company_id
    if company_id is None or company_id not in list_by_ids([company_id]):
        raise errors.bad("company_id", _("Name the company whose system it is."))
    if ctx.actor.company_id not in (None, company_id):
        raise errors.connection_unknown("company_id")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", data.code):
        raise errors.bad("code", _("1 to 20 letters, digits, dots or dashes are needed."))
    if data.connector not in KINDS:
        raise errors.bad("connector", _("One of %(kinds)s is needed.") % {"kinds": ", ".join(KINDS)})
    kind = KINDS[data.connector]
    row = Connection(
        id=uuid7(),
        company_id=company_id,
        code=data.code,
        name=read_name(data.name),
        connector=kind.code,
        settings=settings_of(kind, dict(data.settings)),
        secret=read_secret(kind, data.secret),
        created_at=ctx.now,
    )
    try:
        with transaction.atomic(using=ctx.using):
            row.save(force_insert=True)
    except IntegrityError as error:
        raise errors.code_taken(data.code) from error
    owe_pull(ctx, row, at=ctx.now)
    owe_nightly(ctx, row)
    ctx.audit(target="integrations.connection", target_id=row.pk, facts={"code": row.code, "connector": row.connector})
    return ConnectionAnswer(connection_id=row.pk, code=row.code, state=row.state)


def read_name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= 80:
        raise errors.bad("name", _("1 to 80 characters are needed."))
    return name


def settings_of(kind: Kind, told: dict[str, str | int | bool]) -> dict[str, object]:
    try:
        found: dict[str, object] = msgspec.to_builtins(read_settings(kind, told))
    except BadSettings as error:
        raise errors.bad(f"settings.{error.args[0]}", str(error.args[1])) from error
    return found


def read_secret(kind: Kind, secret: str) -> str | None:
    if not kind.has_secret:
        return None
    if not 1 <= len(secret) <= 400 or not secret.isascii() or not secret.isprintable():
        raise errors.bad("secret", _("1 to 400 printable characters are needed."))
    return secret


def read_winners(told: dict[str, str]) -> dict[str, str]:
    """Who wins per field, each one of those on offer."""
    for field, winner in told.items():
        if field not in WINNERS:
            raise errors.bad("winners", _("There is no field %(field)s.") % {"field": field})
        if winner not in WINNERS[field]:
            raise errors.bad("winners", _("One of %(kinds)s is needed.") % {"kinds": ", ".join(WINNERS[field])})
    return dict(told)

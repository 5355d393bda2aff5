"""Passkeys: add, name, remove."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts import factors, passkeys, sessions
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands.factors import note_new_factor
from shared_apps.accounts.errors import kind_not_taken, wrong_passkey
from shared_apps.accounts.events import FactorRemoved
from shared_apps.accounts.models import Passkey, User
from shared_apps.accounts.own import own_user
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound

PASSKEYS_MOST = 20


class AddPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`answer` to the options for a new one; `session_key` of the browser that stays signed in."""

    passkey_name: str
    answer: passkeys.Answer
    session_key: str


class PasskeyAdded(msgspec.Struct, frozen=True, kw_only=True):
    """`codes` are the recovery codes; empty when the person has some already."""

    passkey_id: UUID
    codes: list[str]


class NamePasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    passkey_id: UUID
    passkey_name: str


class PasskeyNamed(msgspec.Struct, frozen=True, kw_only=True):
    passkey_id: UUID


class RemovePasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`session_key` of the browser that stays signed in."""

    passkey_id: UUID
    session_key: str


class PasskeyRemoved(msgspec.Struct, frozen=True, kw_only=True):
    """`left` is how many authenticators and passkeys the person still has."""

    left: int


@command("accounts.add_passkey", input=AddPasskey, permission=SELF, needs_fresh_factor=True, idempotent=False)
def add_passkey(ctx: Context, data: AddPasskey) -> PasskeyAdded:
    """Adds a passkey; the first factor brings recovery codes, shown once. Signs all other browsers out."""
    name = _checked_name(data.passkey_name)
    user = own_user(ctx.actor, under_lock=True)
    if not factors.counts("passkey"):
        raise kind_not_taken("passkey")
    if len(factors.passkeys_of(user)) >= PASSKEYS_MOST:
        raise Conflict(
            "accounts.too_many_passkeys",
            _("You have %(most)s passkeys already.") % {"most": PASSKEYS_MOST},
            remedy=_("Remove one that you no longer use."),
        )
    made = passkeys.read_new(data.answer)
    if made is None or Passkey.objects.filter(credential_hash=passkeys.hash_of(made.credential_id)).exists():
        raise wrong_passkey()
    row = Passkey.objects.create(
        user=user,
        name=name,
        confirmed=True,
        rp_id=data.answer.host,
        credential_id=made.credential_id,
        credential_hash=passkeys.hash_of(made.credential_id),
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=list(made.transports),
        is_synced=made.is_synced,
        created_at=ctx.now,
    )
    codes = note_new_factor(ctx, user, "passkey", data.session_key)
    ctx.audit(target="accounts.passkey", target_id=row.pk, facts={"host": row.rp_id})
    return PasskeyAdded(passkey_id=row.pk, codes=codes)


@command("accounts.name_passkey", input=NamePasskey, permission=SELF)
def name_passkey(ctx: Context, data: NamePasskey) -> PasskeyNamed:
    """Gives an own passkey another name."""
    name = _checked_name(data.passkey_name)
    row = _own(own_user(ctx.actor), data.passkey_id)
    row.name = name
    row.save(update_fields=["name"])
    ctx.audit(target="accounts.passkey", target_id=row.pk)
    return PasskeyNamed(passkey_id=row.pk)


@command(
    "accounts.remove_passkey", input=RemovePasskey, permission=SELF, needs_fresh_factor=True, risk="high",
    idempotent=False,
)  # fmt: skip
def remove_passkey(ctx: Context, data: RemovePasskey) -> PasskeyRemoved:
    """Removes a passkey, and the recovery codes with the last factor; signs all other browsers out."""
    user = own_user(ctx.actor, under_lock=True)
    row = _own(user, data.passkey_id)
    passkey_id = row.pk
    row.delete()
    left = factors.forget_if_last(user)
    sessions.end_all(user, but=data.session_key)
    ctx.emit(FactorRemoved(user_id=user.pk, factor="passkey", left=left))
    ctx.audit(target="accounts.passkey", target_id=passkey_id, facts={"left": left})
    return PasskeyRemoved(left=left)


def _own(user: User, passkey_id: UUID) -> Passkey:
    row = Passkey.objects.select_for_update().filter(pk=passkey_id, user=user).first()
    if row is None:
        raise NotFound(
            "accounts.no_such_passkey", _("There is no such passkey."), remedy=_("It may be removed already.")
        )
    return row


def _checked_name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= 64:
        raise Invalid(
            "accounts.bad_passkey_name",
            _("A passkey needs a name of 1 to 64 characters."),
            field="passkey_name",
            remedy=_("Name the device it is kept on."),
        )
    return name

"""Register the public key with which a person can open bids, and retire it."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.trading.engines.vault import errors
from tenant_apps.trading.engines.vault.decisions.sealing import fingerprint, is_public_key
from tenant_apps.trading.engines.vault.models import OpenerKey, TenderOfficer


class RegisterKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`public_key` is an RSA key of 3072 bits: SubjectPublicKeyInfo, DER, base64."""

    public_key: str


class KeyRegistered(msgspec.Struct, frozen=True, kw_only=True):
    key_id: UUID
    fingerprint: str


class RetireKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    key_id: UUID


class KeyRetired(msgspec.Struct, frozen=True, kw_only=True):
    key_id: UUID


@command("vault.register_key", input=RegisterKey)
def register_key(ctx: Context, data: RegisterKey) -> KeyRegistered:
    """Register a public key of one's own for opening bids; a key before it is retired, and still opens old tenders.

    The private key stays with the person: Kontor never has it.
    """
    if ctx.actor.kind not in ("user", "api_key"):
        raise errors.person_needed()
    if not is_public_key(data.public_key):
        raise errors.bad_key("public_key")
    mark = fingerprint(data.public_key)
    if OpenerKey.objects.filter(fingerprint=mark).exists():
        raise errors.key_taken()
    OpenerKey.objects.filter(person=ctx.actor.id, retired_at__isnull=True).update(retired_at=ctx.now)
    row = OpenerKey.objects.create(
        person=ctx.actor.id, name=(ctx.actor.display or ctx.actor.id)[:200], company_id=ctx.actor.company_id,
        public_key=data.public_key, fingerprint=mark, created_at=ctx.now,
    )  # fmt: skip
    ctx.audit(target="vault.opener_key", target_id=row.pk, facts={"fingerprint": mark})
    return KeyRegistered(key_id=row.pk, fingerprint=mark)


@command("vault.retire_key", input=RetireKey)
def retire_key(ctx: Context, data: RetireKey) -> KeyRetired:
    """Retire a key: no new tender can name it. Refused while a tender that is not over needs it."""
    row = OpenerKey.objects.visible_to(ctx.actor).filter(pk=data.key_id, retired_at__isnull=True).first()
    if row is None or (row.person != ctx.actor.id and ctx.actor.company_id not in (None, row.company_id)):
        raise errors.key_unknown("key_id")
    ctx.require("vault.retire_key", row.company_id)
    needed = TenderOfficer.objects.filter(
        part="opener", fingerprint=row.fingerprint, lot__trading_event__final_state=""
    ).select_related("lot__trading_event")
    first = needed.first()
    if first is not None:
        raise errors.key_in_use(first.lot.trading_event.number)
    row.retired_at = ctx.now
    row.save(update_fields=["retired_at"])
    ctx.audit(target="vault.opener_key", target_id=row.pk, facts={"fingerprint": row.fingerprint})
    return KeyRetired(key_id=row.pk)

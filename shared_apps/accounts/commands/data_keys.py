"""Rotate the data keys of a marketplace, make one person unreadable, make everything unreadable."""

from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.accounts import factors, names, reencryption, sessions
from shared_apps.accounts.models import ApiKey, OneTimeLink, User
from shared_apps.commands import Context, command
from shared_apps.crypto import keys, objections
from shared_apps.foundation.refusals import Conflict, NotAllowed, NotFound
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope


class RotateDataKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Nothing to say: all keys of the scope that can be rotated are."""


class DataKeysRotated(msgspec.Struct, frozen=True, kw_only=True):
    job_id: UUID


class ShredPerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID


class PersonShredded(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID


class DestroyDataKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`destruction_id`: the request in the control plane that two operators agreed to."""

    destruction_id: UUID


class DataKeysDestroyed(msgspec.Struct, frozen=True, kw_only=True):
    destroyed: int


@command("accounts.rotate_data_keys", input=RotateDataKeys, needs_fresh_factor=True, risk="high")
def rotate_data_keys(ctx: Context, data: RotateDataKeys) -> DataKeysRotated:
    """Makes new keys at once; what the old ones encrypted is encrypted anew in the background, then they go.

    The index key stays: what it blinds could be found by nobody while it changes.
    """
    if not ctx.actor.is_marketplace:
        raise NotAllowed("accounts.only_the_marketplace", _("You may not do this."))
    made = [keys.rotate(purpose) for purpose in (keys.WRAP, keys.FIELD)]
    job_id = jobs.enqueue(reencryption.KIND, reencryption.TITLE, {}, at=ctx.now, asked_by=ctx.actor.display)
    ctx.audit(target="crypto.data_key", target_id=made[-1], facts={"job": str(job_id)})
    return DataKeysRotated(job_id=job_id)


@command("accounts.shred_person", input=ShredPerson, system_only=True, risk="high")
def shred_person(ctx: Context, data: ShredPerson) -> PersonShredded:
    """Destroys a person's key: their name and mail address are unreadable everywhere, in old copies too.

    They are signed out and cannot sign in: passkeys, authenticator, codes and links are gone, keys they made are
    revoked. What they did stays, under an id that names nobody.
    """
    user = User.objects.select_for_update().filter(pk=data.user_id).first()
    if user is None:
        raise NotFound("accounts.no_such_user", _("There is no such person."))
    sessions.end_all(user)
    factors.forget_all(user)
    OneTimeLink.objects.filter(user=user).delete()
    # Keys they made for other systems may do nothing any more; they are seen to be over, too.
    ApiKey.objects.filter(created_by=user, revoked_at__isnull=True).update(revoked_at=ctx.now)
    # The blind index alone would still tell whether an address is this one.
    User.objects.filter(pk=user.pk).update(email_index=None, is_active=False, password="!")
    keys.destroy_person(user.pk)
    names.forget()
    transaction.on_commit(names.forget, using=ctx.using)
    ctx.audit(target="accounts.user", target_id=user.pk)
    return PersonShredded(user_id=user.pk)


@command("accounts.destroy_data_keys", input=DestroyDataKeys, system_only=True, risk="high")
def destroy_data_keys(ctx: Context, data: DestroyDataKeys) -> DataKeysDestroyed:
    """Destroys every data key of the marketplace: nothing encrypted can be read again. A legal hold forbids it."""
    if scope.is_control():
        raise NotAllowed("accounts.only_a_marketplace", _("The keys of the platform itself are not destroyed."))
    if holds := objections.standing(ctx.now):
        raise Conflict(
            "accounts.keys_held",
            _("A legal hold keeps what is known here: %(numbers)s.") % {"numbers": ", ".join(holds)},
            remedy=_("The marketplace lifts the hold first; it has to be open for that."),
            facts={"holds": holds},
        )
    gone = keys.destroy_all()
    names.forget()
    ctx.audit(target="crypto.data_key", target_id=data.destruction_id, facts={"destroyed": gone})
    return DataKeysDestroyed(destroyed=gone)

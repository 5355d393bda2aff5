"""Another e-mail address for an account: asked for by its owner, confirmed from the new one, taken back from the old.

Who signs in through their company keeps doing so: that is bound to the issuer's word for them and not to an address.
"""

import secrets
from uuid import UUID

import msgspec
from django.db.models import Q
from django.utils.translation import gettext as _

from shared_apps.accounts import mail_links, names, sessions, throttling
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.commands.users import checked_email
from shared_apps.accounts.errors import link_dead
from shared_apps.accounts.events import MailAddressChanged
from shared_apps.accounts.mail import owe
from shared_apps.accounts.models import MailChange, OneTimeLink, User
from shared_apps.accounts.own import own_user
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound


class AskMailChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    email: str


class MailChangeAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Says nothing of whether anybody has the address already: the letter to it does."""


class ConfirmMailChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    token: str


class UndoMailChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    token: str


class CorrectMail(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID
    email: str


class MailChanged(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID


@command(
    "accounts.ask_mail_change",
    input=AskMailChange,
    permission=SELF,
    needs_fresh_factor=True,
    risk="high",
    idempotent=False,
)
def ask_mail_change(ctx: Context, data: AskMailChange) -> MailChangeAsked:
    """Asks for another address: a link goes to the new one, a word to the old."""
    user = own_user(ctx.actor, under_lock=True)
    email = checked_email(data.email)
    if email == user.email:
        raise Invalid(
            "accounts.same_email",
            _("This is the address you have."),
            field="email",
            remedy=_("Write another one."),
        )
    MailChange.objects.filter(user=user, confirmed_at__isnull=True).delete()
    row = MailChange.objects.create(user=user, before=user.email, after=email, asked_at=ctx.now)
    # Whoever has the address already gets no letter, and who asks is not told so.
    if not User.objects.filter(email=email).exists():
        owe(ctx, "confirm_mail", user_id=user.pk, change_id=row.pk)
    owe(ctx, "mail_asked", user_id=user.pk, change_id=row.pk)
    ctx.audit(target="accounts.user", target_id=user.pk)
    return MailChangeAsked()


@command("accounts.confirm_mail_change", input=ConfirmMailChange, public=True, idempotent=False)
def confirm_mail_change(ctx: Context, data: ConfirmMailChange) -> MailChanged:
    """Makes the new address the one of the account; every browser is signed out."""
    row = mail_links.find(data.token, "confirm", ctx.now, under_lock=True)
    if row is None:
        raise link_dead()
    row.confirmed_at = ctx.now
    row.save(update_fields=["confirmed_at"])
    user = User.objects.select_for_update().get(pk=row.user_id)
    _move(ctx, user, row.after)
    _told(ctx, row)
    return MailChanged(user_id=user.pk)


@command("accounts.undo_mail_change", input=UndoMailChange, public=True, idempotent=False)
def undo_mail_change(ctx: Context, data: UndoMailChange) -> MailChanged:
    """Takes a new address back from the old one: the password is worth nothing any more, a link for one is sent."""
    row = mail_links.find(data.token, "undo", ctx.now, under_lock=True)
    if row is None:
        raise link_dead()
    # Whatever came after it came from whoever made it.
    later = MailChange.objects.filter(user_id=row.user_id, confirmed_at__gte=row.confirmed_at)
    later.filter(undone_at__isnull=True).update(undone_at=ctx.now)
    user = User.objects.select_for_update().get(pk=row.user_id)
    # Whoever changed the address had a proof of being its owner; what they know must not be enough again.
    user.set_password(secrets.token_urlsafe(32))
    user.save(update_fields=["password"])
    _move(ctx, user, row.before)
    owe(ctx, "reset", user_id=user.pk)
    ctx.audit(target="accounts.user", target_id=user.pk, facts={"undone": True})
    return MailChanged(user_id=user.pk)


@command("accounts.correct_mail", input=CorrectMail, system_only=True)
def correct_mail(ctx: Context, data: CorrectMail) -> MailChanged:
    """Gives a person another address because their company's directory says so; for the apps above.

    Both addresses are told, and the old one may take it back.
    """
    user = User.objects.select_for_update().filter(pk=data.user_id).first()
    if user is None:
        raise NotFound("accounts.no_such_user", _("There is no such person."))
    email = checked_email(data.email)
    if email != user.email:
        row = MailChange.objects.create(
            user=user, before=user.email, after=email, asked_at=ctx.now, confirmed_at=ctx.now
        )
        _move(ctx, user, email)
        _told(ctx, row)
    return MailChanged(user_id=user.pk)


def _move(ctx: Context, user: User, email: str) -> None:
    if User.objects.filter(Q(email=email) & ~Q(pk=user.pk)).exists():
        raise Conflict(
            "accounts.email_taken",
            _("Somebody has this address already."),
            field="email",
            remedy=_("Choose another one."),
        )
    throttling.forget_account(user.email)
    user.email = email
    user.save(update_fields=["email", "email_index"])
    names.forget()
    OneTimeLink.objects.filter(user=user, used_at__isnull=True).update(used_at=ctx.now)
    sessions.end_all(user)
    ctx.emit(MailAddressChanged(user_id=user.pk))


def _told(ctx: Context, row: MailChange) -> None:
    owe(ctx, "mail_changed", user_id=row.user_id, change_id=row.pk)
    owe(ctx, "undo_mail", user_id=row.user_id, change_id=row.pk)
    ctx.audit(target="accounts.user", target_id=row.user_id)

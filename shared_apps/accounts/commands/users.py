"""Make a person known, and send them mail. For the apps above: they decide who may ask for it."""

from typing import Literal
from uuid import UUID

import msgspec
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from shared_apps.accounts.commands.profile import checked_language, checked_name
from shared_apps.accounts.mail import owe
from shared_apps.accounts.models import User
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Invalid, NotFound


class CreateUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    email: str
    name: str
    language: str = "en"
    must_use_totp: bool = False


class UserCreated(msgspec.Struct, frozen=True, kw_only=True):
    """`created` is False when the person was known already; then nothing but the duty to use TOTP changed.

    `has_password` False: they never accepted an invitation.
    """

    user_id: UUID
    created: bool
    has_password: bool


class ChangeDuty(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID
    must_use_totp: bool


class DutyChanged(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID


class SendMail(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    user_id: UUID
    purpose: Literal["invitation", "added"]
    invited_by: str = ""


class MailOwed(msgspec.Struct, frozen=True, kw_only=True):
    job_id: UUID


def checked_email(email: str) -> str:
    """The address in lower case; Invalid when it is none."""
    text = email.strip().lower()
    try:
        validate_email(text)
    except ValidationError as error:
        raise Invalid(
            "accounts.bad_email",
            _("This is not an e-mail address."),
            field="email",
            remedy=_("Write it as in name@example.com."),
        ) from error
    if len(text) > 254:
        raise Invalid("accounts.bad_email", _("This e-mail address is too long."), field="email")
    return text


@command("accounts.create_user", input=CreateUser, system_only=True)
def create_user(ctx: Context, data: CreateUser) -> UserCreated:
    """Makes a person known by e-mail address; known ones are answered as they are."""
    email = checked_email(data.email)
    user, created = User.objects.get_or_create(
        email=email,
        defaults={
            "name": checked_name(data.name),
            "language": checked_language(data.language),
            "must_use_totp": data.must_use_totp,
            "created_at": ctx.now,
            "password": "!",
        },
    )
    if data.must_use_totp and not user.must_use_totp:
        user.must_use_totp = True
        user.save(update_fields=["must_use_totp"])
    ctx.audit(target="accounts.user", target_id=user.id, facts={"created": created})
    return UserCreated(user_id=user.id, created=created, has_password=user.has_usable_password())


@command("accounts.change_duty", input=ChangeDuty, system_only=True)
def change_duty(ctx: Context, data: ChangeDuty) -> DutyChanged:
    """Says whether a person must use a second factor."""
    if not User.objects.filter(pk=data.user_id).update(must_use_totp=data.must_use_totp):
        raise NotFound("accounts.no_such_user", _("There is no such person."))
    ctx.audit(target="accounts.user", target_id=data.user_id, facts={"must_use_totp": data.must_use_totp})
    return DutyChanged(user_id=data.user_id)


@command("accounts.send_mail", input=SendMail, system_only=True)
def send_mail(ctx: Context, data: SendMail) -> MailOwed:
    """Owes a mail to a person; it is sent after the commit."""
    if not User.objects.filter(pk=data.user_id).exists():
        raise NotFound("accounts.no_such_user", _("There is no such person."))
    ctx.audit(target="accounts.user", target_id=data.user_id, facts={"purpose": data.purpose})
    return MailOwed(job_id=owe(ctx, data.purpose, user_id=data.user_id, invited_by=data.invited_by))

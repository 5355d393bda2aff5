"""Change how Kontor addresses you: name and language."""

from uuid import UUID

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _

from shared_apps.accounts import names
from shared_apps.accounts.actors import SELF
from shared_apps.accounts.models import User
from shared_apps.accounts.own import own_user
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Invalid, NotFound


class ChangeProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: str
    language: str


class CorrectProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is None stays as it is."""

    user_id: UUID
    name: str | None = None
    language: str | None = None


class ProfileChanged(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    language: str


def checked_name(name: str) -> str:
    """The name in one line; Invalid when it is empty or too long."""
    text = " ".join(name.split())
    if not 1 <= len(text) <= 120:
        raise Invalid(
            "accounts.bad_name", _("A name has 1 to 120 characters."), field="name", remedy=_("Write a shorter name.")
        )
    return text


def checked_language(language: str) -> str:
    """A language Kontor speaks; Invalid otherwise."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(
            "accounts.unknown_language",
            _("Kontor does not speak this language."),
            field="language",
            remedy=_("Choose one of: %(codes)s.") % {"codes": ", ".join(dict(settings.LANGUAGES))},
        )
    return language


@command("accounts.change_profile", input=ChangeProfile, permission=SELF)
def change_profile(ctx: Context, data: ChangeProfile) -> ProfileChanged:
    """Changes the own name and language."""
    user = own_user(ctx.actor, under_lock=True)
    user.name, user.language = checked_name(data.name), checked_language(data.language)
    user.save(update_fields=["name", "language"])
    names.forget()
    ctx.audit(target="accounts.user", target_id=user.id)
    return ProfileChanged(name=user.name, language=user.language)


@command("accounts.correct_profile", input=CorrectProfile, system_only=True)
def correct_profile(ctx: Context, data: CorrectProfile) -> ProfileChanged:
    """Corrects name or language of a person who asked for it; for the apps above."""
    user = User.objects.select_for_update().filter(pk=data.user_id).first()
    if user is None:
        raise NotFound("accounts.no_such_user", _("There is no such person."))
    if data.name is not None:
        user.name = checked_name(data.name)
    if data.language is not None:
        user.language = checked_language(data.language)
    user.save(update_fields=["name", "language"])
    names.forget()
    ctx.audit(target="accounts.user", target_id=user.id)
    return ProfileChanged(name=user.name, language=user.language)

"""Make somebody an operator of the platform, and end it. The last platform administrator cannot leave."""

from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.commands import CreateUser, SendMail, create_user, send_mail
from shared_apps.accounts.sessions import end_all
from shared_apps.commands import Context, command
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from shared_apps.operators.decisions.built_in_roles import BUILT_IN, PLATFORM_ADMIN
from shared_apps.operators.models import OperatorGrant, OperatorRole


class InviteOperator(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`with_mail` False only where the password is set at once: the first operator, the demo."""

    email: str
    name: str
    role: str = PLATFORM_ADMIN
    language: str = "en"
    with_mail: bool = True


class OperatorGranted(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID
    grant_id: UUID


class EndOperator(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    grant_id: UUID


class OperatorOver(msgspec.Struct, frozen=True, kw_only=True):
    user_id: UUID


@command("operators.invite_operator", input=InviteOperator, needs_fresh_factor=True, risk="high")
def invite_operator(ctx: Context, data: InviteOperator) -> OperatorGranted:
    """Gives a person a role of the platform and sends the invitation. A second factor is always required."""
    known = {role.code: role for role in BUILT_IN}
    if data.role not in known:
        raise Invalid(
            "operators.role_unknown",
            _("There is no role %(code)s.") % {"code": data.role},
            field="role",
            remedy=_("Choose one from the list of roles."),
        )
    spec = known[data.role]
    role, _created = OperatorRole.objects.update_or_create(
        code=spec.code, defaults={"name": spec.name, "permissions": list(spec.permissions)}
    )
    person = ctx.call(
        create_user, CreateUser(email=data.email, name=data.name, language=data.language, must_use_totp=True)
    )
    grant, created = OperatorGrant.objects.get_or_create(
        user_id=person.user_id, role=role, defaults={"granted_at": ctx.now}
    )
    if not created:
        raise Conflict(
            "operators.already_operator",
            _("This person holds this role already."),
            field="email",
            remedy=_("Choose another role, or another person."),
        )
    if data.with_mail:
        mail = SendMail(
            user_id=person.user_id,
            purpose="added" if person.has_password else "invitation",
            invited_by=ctx.actor.display,
        )
        ctx.call(send_mail, mail)
    ctx.audit(target="operators.grant", target_id=grant.id, facts={"role": role.code, "user_id": str(person.user_id)})
    return OperatorGranted(user_id=person.user_id, grant_id=grant.id)


@command("operators.end_operator", input=EndOperator, needs_fresh_factor=True, risk="high")
def end_operator(ctx: Context, data: EndOperator) -> OperatorOver:
    """Takes a role of the platform away and signs the person out."""
    admins = list(
        OperatorGrant.objects.select_for_update(of=("self",)).filter(role__code=PLATFORM_ADMIN).order_by("id")
    )
    grant = OperatorGrant.objects.select_related("role", "user").filter(pk=data.grant_id).first()
    if grant is None:
        raise NotFound("operators.grant_unknown", _("There is no such operator."), remedy=_("Load the list again."))
    if grant.role.code == PLATFORM_ADMIN and len(admins) == 1:
        raise Conflict(
            "operators.last_admin",
            _("This is the last administrator of the platform."),
            remedy=_("Make another person administrator first."),
        )
    user = grant.user
    grant.delete()
    end_all(user)
    ctx.audit(
        target="operators.grant", target_id=data.grant_id, facts={"role": grant.role.code, "user_id": str(user.pk)}
    )
    return OperatorOver(user_id=user.pk)

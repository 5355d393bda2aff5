"""Take note that a role a directory gave was taken by somebody else: a person, a review, the end of a time."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.provisioning.keeping import touched
from tenant_apps.provisioning.models import Person


class ForgetMembership(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    membership_id: UUID
    user_id: UUID


class MembershipForgotten(msgspec.Struct, frozen=True, kw_only=True):
    count: int


@command("provisioning.forget_membership", input=ForgetMembership, system_only=True)
def forget_membership(ctx: Context, data: ForgetMembership) -> MembershipForgotten:
    """The directory sees the role gone, and whoever lost the default role as inactive; it may give both anew."""
    count = 0
    rows = Person.objects.select_for_update(of=("self",)).select_related("connection")
    for person in rows.filter(user_id=data.user_id, removed_at__isnull=True).order_by("id"):
        gone = [code for code, one in person.given.items() if one == str(data.membership_id)]
        for code in gone:
            person.given.pop(code)
            person.roles = [one for one in person.roles if one != code]
            person.is_active = person.is_active and code != person.connection.default_role
        if gone:
            touched(person, ctx.now)
            count += 1
    ctx.audit(target="identity.membership", target_id=data.membership_id, facts={"forgotten": count})
    return MembershipForgotten(count=count)

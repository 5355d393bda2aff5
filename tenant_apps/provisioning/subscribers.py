"""What provisioning does when something happens below."""

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.identity.events import MembershipEnded
from tenant_apps.provisioning.commands.forget_membership import ForgetMembership, forget_membership
from tenant_apps.provisioning.models import Person


@subscribe("identity.membership_ended", name="provisioning.forget_membership")
def on_membership_ended(ctx: Context, event: MembershipEnded) -> None:
    """A directory must not go on showing a role that was taken here."""
    if Person.objects.filter(user_id=event.user_id, removed_at__isnull=True).exists():
        ctx.call(forget_membership, ForgetMembership(membership_id=event.membership_id, user_id=event.user_id))

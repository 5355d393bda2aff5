"""What identity puts into a fresh marketplace: the built-in roles, and the invitation of its first owner."""

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy.provisioning import ProvisioningSpec, seeder
from tenant_apps.identity.commands import InvitePerson, SeedRoles, invite_person, seed_roles
from tenant_apps.identity.decisions.built_in_roles import OWNER
from tenant_apps.identity.models import Membership


@seeder("roles")
def roles(spec: ProvisioningSpec) -> None:
    """Idempotent: writes the same rows again."""
    run(seed_roles, Actor.system("tenants.provisioning"), SeedRoles())


@seeder("admin_invitation")
def admin_invitation(spec: ProvisioningSpec) -> None:
    """Idempotent: an owner who is known already is not invited twice."""
    roles(spec)
    email = spec.admin_email.strip().lower()
    if Membership.objects.filter(user__email=email, role__code=OWNER, until__isnull=True).exists():
        return
    language = "zh-hans" if spec.locales and spec.locales[0].lower().startswith("zh") else "en"
    run(
        invite_person,
        Actor.system("tenants.provisioning"),
        InvitePerson(email=email, name=spec.admin_name or email.split("@", 1)[0], role=OWNER, language=language),
    )

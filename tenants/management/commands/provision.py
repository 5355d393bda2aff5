"""Open a marketplace from the command line, synchronously: the same command and saga as in the console.

Called again for an opening that was interrupted or failed, it goes on with that one: with what was asked then.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.commands.runner import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.profiles import catalogue, modes
from shared_apps.tenancy import scope
from tenants.commands import OpenMarketplace, RetryProvisioning, open_marketplace, retry_provisioning
from tenants.loaders import ref_of
from tenants.models import ProvisioningRun, Tenant
from tenants.places import base_url
from tenants.saga.drive import OPEN, drive


class Command(BaseCommand):
    help = "Open a marketplace and print its address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--name")
        parser.add_argument("--region", default=next(iter(settings.ALIAS_OF), ""))
        parser.add_argument("--profile", default="")
        parser.add_argument("--preset", default=catalogue.list_presets()[0].code)
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", default="")
        parser.add_argument("--locale", default="")
        parser.add_argument("--kind", default="prod", choices=Tenant.Kind.values)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with scope.enter(scope.CONTROL):
                run_id = self._unfinished(options["slug"]) or self._begin(options)
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.remedy}") from refusal
        state, opening = drive(run_id), ProvisioningRun.objects.select_related("tenant").get(pk=run_id)
        if state != ProvisioningRun.State.DONE:
            raise CommandError(f"{opening.tenant.slug} failed: {opening.reason}")
        self.stdout.write(base_url(ref_of(Tenant.objects.get(pk=opening.tenant_id))))

    def _unfinished(self, slug: str) -> UUID | None:
        """The run of an opening of this address that has not succeeded yet; one that failed is begun again."""
        tenant = Tenant.objects.filter(slug=slug).first()
        if tenant is None or tenant.state not in (Tenant.State.PROVISIONING, Tenant.State.PROVISION_FAILED):
            return None
        self.stderr.write(f"going on with the opening of {slug}")
        if tenant.state == Tenant.State.PROVISION_FAILED:
            return run(retry_provisioning, Actor.system("provision"), RetryProvisioning(tenant_id=tenant.pk)).run_id
        return ProvisioningRun.objects.filter(tenant=tenant, state__in=OPEN).values_list("pk", flat=True).first()

    def _begin(self, options: dict[str, Any]) -> UUID:
        profiles = catalogue.list_profiles_for(options["region"])
        wish = OpenMarketplace(
            name=options["name"] or options["slug"],
            slug=options["slug"],
            region=options["region"],
            compliance_profile=options["profile"] or profiles[0].code,
            preset=options["preset"],
            modes=tuple(sorted(modes.CODES)),
            admin_email=options["admin_email"],
            admin_name=options["admin_name"],
            locale=options["locale"],
            kind=options["kind"],
        )
        return run(open_marketplace, Actor.system("provision"), wish).run_id

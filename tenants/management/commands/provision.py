"""Open a marketplace from the command line, synchronously: the same command and saga as in the console."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.commands.runner import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.profiles import catalogue, modes
from shared_apps.tenancy import scope
from tenants.commands import OpenMarketplace, open_marketplace
from tenants.loaders import ref_of
from tenants.models import ProvisioningRun, Tenant
from tenants.places import base_url
from tenants.saga.drive import drive


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
        try:
            with scope.enter(scope.CONTROL):
                asked = run(open_marketplace, Actor.system("provision"), wish)
        except Refusal as refusal:
            raise CommandError(f"{refusal.message} {refusal.remedy}") from refusal
        if drive(asked.run_id) != ProvisioningRun.State.DONE:
            raise CommandError(f"{asked.slug} failed: {ProvisioningRun.objects.get(pk=asked.run_id).reason}")
        self.stdout.write(base_url(ref_of(Tenant.objects.get(pk=asked.tenant_id))))

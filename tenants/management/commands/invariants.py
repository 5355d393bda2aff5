"""Check what must be true at any moment, in one marketplace or in all; exit code 1 when something is not."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.outbox.checks import breaches_now
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenants.loaders import list_active, ref_of
from tenants.models import Tenant


class Command(BaseCommand):
    help = "Check the invariants of one marketplace or of all active ones."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--all-tenants", action="store_true")
        which.add_argument("--tenant", metavar="SLUG")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        refs = list(list_active()) if options["all_tenants"] else [_ref(options["tenant"])]
        found: dict[str, list[dict[str, str]]] = {}
        for ref in refs:
            with scope.enter(ref):
                breaches = breaches_now()
            if breaches:
                found[ref.slug] = [{"invariant": item.invariant, "detail": item.detail} for item in breaches]
        if options["json"]:
            self.stdout.write(json.dumps({"checked": len(refs), "breaches": found}))
        else:
            for slug, items in found.items():
                for item in items:
                    self.stdout.write(f"{slug}: {item['invariant']}: {item['detail']}")
            self.stdout.write(f"{len(refs)} marketplaces checked, {len(found)} with breaches")
        if found:
            raise CommandError("invariants are broken")


def _ref(slug: str) -> TenantRef:
    tenant = Tenant.objects.filter(slug=slug).exclude(state=Tenant.State.ERASED).first()
    if tenant is None:
        raise CommandError(f"there is no marketplace {slug}")
    return ref_of(tenant)

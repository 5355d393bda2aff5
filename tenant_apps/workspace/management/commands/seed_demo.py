"""`manage.py seed_demo`: open the demo marketplaces where they are missing, fill them, and write down the sign-ins.

Runs before every start of the demo, so it must be quick when there is nothing to do and never undo what people tried.
"""

import json
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections

from shared_apps.tenancy import addresses, directory, scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.workspace.demo import PLANS, MarketPlan, SignIn, seed_market, seed_operator

FILE = "signins.json"


class Command(BaseCommand):
    help = "Open and fill the demo marketplaces; write the sign-ins to .run/<profile>/signins.json."

    def handle(self, *args: Any, **options: Any) -> None:
        with scope.enter(scope.CONTROL):
            entries = [self._entry("Console", addresses.base_url(scope.CONTROL) + "/console/", [seed_operator()])]
        for plan in PLANS:
            if plan.region not in settings.ALIAS_OF:
                continue
            ref = self._opened(plan)
            with scope.enter(ref):
                people = seed_market(plan)
            entries.append(self._entry(plan.name, addresses.base_url(ref) + "/", people))
            close_old_connections()
        path = settings.ENV.run_dir / FILE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(json.dumps(entries, ensure_ascii=False, indent=1))

    def _opened(self, plan: MarketPlan) -> TenantRef:
        host = f"{plan.slug}.{settings.ENV.base_domain}"
        ref = directory.by_host(host)
        if ref is None:
            self.stderr.write(f"opening {plan.slug} in {plan.region}")
            call_command(
                "provision", plan.slug, name=plan.name, region=plan.region, profile=plan.profile, preset=plan.preset,
                admin_email=plan.owner.email, admin_name=plan.owner.name, locale=plan.locale, stdout=self.stderr,
            )  # fmt: skip
            directory.forget()
            ref = directory.by_host(host)
        if ref is None:
            raise RuntimeError(f"{host} was opened and is not in the directory")
        return ref

    def _entry(self, title: str, url: str, people: list[SignIn]) -> dict[str, Any]:
        return {"title": title, "url": url, "people": [asdict(person) for person in people]}

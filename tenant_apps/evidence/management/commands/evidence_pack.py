"""Make an evidence pack of a marketplace and write it into a file.

manage.py evidence_pack --tenant norrland --out evidence.zip --reason "Yearly audit"
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import directory, scope
from tenant_apps.evidence.commands import AskPack, TakePack, ask_pack, take_pack
from tenant_apps.evidence.making import make
from tenant_apps.evidence.queries import file_of
from tenant_apps.evidence.types import DAYS


class Command(BaseCommand):
    """`evidence_pack`: as the page does, by whoever runs this machine; it stands in the marketplace's log."""

    help = "Make a signed evidence pack of a marketplace."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tenant", required=True, help="name of the marketplace in its address")
        parser.add_argument("--out", required=True, type=Path, help="file to write")
        parser.add_argument("--reason", default="Asked for on the machine", help="what it is for")
        parser.add_argument("--days", type=int, default=DAYS, help="how far back its acts go")

    def handle(self, *_args: Any, **told: Any) -> None:
        ref = directory.by_host(f"{told['tenant']}.{settings.ENV.base_domain}")
        if ref is None or not ref.alias:
            raise CommandError(f"There is no marketplace {told['tenant']} in the region that this process serves.")
        actor = Actor.system("evidence_pack")
        with scope.enter(ref):
            try:
                asked = run(ask_pack, actor, AskPack(reason=told["reason"], days=told["days"]))
                make(asked.pack_id, actor, lambda done, total, step: self.stderr.write(f"{done}/{total} {step}"))
                taken = run(take_pack, actor, TakePack(pack_id=asked.pack_id))
                told["out"].write_bytes(file_of(actor, asked.pack_id))
            except Refusal as refusal:
                raise CommandError(f"{refusal.message} {refusal.remedy}".strip()) from refusal
        self.stdout.write(f"{told['out']}: pack {taken.number}, SHA-256 {taken.sha256}")

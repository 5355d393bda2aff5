"""Replay the wholesale order history into a marketplace, through the API of the node that serves its region.

Continues where an earlier run was killed. Ends with code 1 when something does not add up.
"""

import time
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, transaction

from shared_apps.outbox import relay
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy import directory, scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.integrations.replay import books, dataset, seeding
from tenant_apps.integrations.replay.client import NodeAway, Target, is_answering
from tenant_apps.integrations.replay.dataset import Invoice
from tenant_apps.integrations.replay.journal import Journal
from tenant_apps.integrations.replay.keeping import keep
from tenant_apps.integrations.replay.plan import Parties, Request, requests_of
from tenant_apps.integrations.replay.progress import Progress
from tenant_apps.integrations.replay.report import Report, build, lines_of
from tenant_apps.integrations.replay.sender import Sent, send
from tenant_apps.integrations.replay.workplace import Workplace

Found = TypeVar("Found")
AWAY_S = 60.0
WORKER_S = 3.0
GIVE_UP_S = 600.0
FILE = Path("data/orders/online-retail-2010-12_2011-06.csv.gz")


def _positive(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise ArgumentTypeError("a whole number above zero is needed")
    return int(text)


class Command(BaseCommand):
    help = "Replay the wholesale order history through the HTTP API and compare the books with the file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--slug", default="replay", help="the marketplace (default: replay)")
        parser.add_argument("--host", default="", help="address of the node, such as http://127.0.0.1:21841")
        parser.add_argument("--lane", default="", help="address of the region's lane, if orders are to go there")
        parser.add_argument("--file", type=Path, default=Path(settings.BASE_DIR) / FILE)
        parser.add_argument("--limit", type=_positive, help="only the first invoices of the file")
        parser.add_argument("--suppliers", type=_positive, default=1, help="spread the articles over so many sellers")
        parser.add_argument("--concurrency", type=_positive, default=4, help="requests at a time")
        parser.add_argument("--json", action="store_true", help="print the report as one JSON line")

    def handle(self, *args: Any, **options: Any) -> None:
        ref = _marketplace(options["slug"])
        node = options["host"].rstrip("/") or settings.ENV.node_urls.get(ref.region, "")
        lane = options["lane"].rstrip("/")
        for url in filter(None, (node or "an unknown address", lane)):
            if not is_answering(url):
                raise CommandError(f"No node answers at {url}: start one with make demo.")
        whole = _read(options["file"])
        invoices = whole[: options["limit"]] if options["limit"] else whole
        place = Workplace(settings.ENV.run_dir / "replay" / ref.slug)
        with scope.enter(ref):
            place.claim(str(ref.id), len(invoices), options["suppliers"])
            parties = seeding.seed(invoices, options["suppliers"])
            requests = [one for invoice in invoices for one in requests_of(invoice, parties)]
            target = Target(node, f"{ref.slug}.{settings.ENV.base_domain}", place.secret(), lane)
            report = self._send(place, target, requests, parties, invoices, len(whole), options)
            document = keep(report)
        if options["json"]:
            self.stdout.write(msgspec.json.encode(report).decode())
        else:
            self.stdout.write("\n".join(lines_of(report)))
            self.stdout.write(f"Stored in {place.report} and as document {document}.")
        if not report.holds:
            raise SystemExit(1)

    def _send(
        self,
        place: Workplace,
        target: Target,
        requests: list[Request],
        parties: Parties,
        invoices: list[Invoice],
        in_file: int,
        options: dict[str, Any],
    ) -> Report:
        journal = Journal(place.journal)
        try:
            sent = send(requests, target, journal, options["concurrency"], Progress("requests", len(requests)))
        except NodeAway as error:
            raise CommandError(f"{error}. Run the command again to continue.") from error
        finally:
            journal.close()
        _through_restarts(_deliver)
        report = build(
            source=options["file"].name,
            in_file=in_file,
            invoices=invoices,
            requests=requests,
            entries=journal.entries,
            books=_through_restarts(lambda: books.read(parties, requests, journal.entries)),
            timing=_timing(sent),
        )
        place.report.write_bytes(msgspec.json.format(msgspec.json.encode(report)))
        return report


def _marketplace(slug: str) -> TenantRef:
    ref = directory.by_host(f"{slug}.{settings.ENV.base_domain}")
    if ref is None or not ref.alias:
        raise CommandError(f"There is no marketplace {slug} here; open one with manage.py provision {slug}.")
    return ref


def _read(path: Path) -> list[Invoice]:
    try:
        return dataset.read(path)
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"{path} cannot be read as an order history: {error}") from error


def _through_restarts(read: Callable[[], Found]) -> Found:
    """Do it on a fresh connection, and again while the database comes back, which may take a minute each time."""
    connection = transaction.get_connection(scope.alias())
    away_since: float | None = None
    while True:
        connection.close()
        began = time.monotonic()
        try:
            return read()
        except (OperationalError, InterfaceError):
            now = time.monotonic()
            if away_since is None or now - began > AWAY_S:
                away_since = now
            if now - away_since > AWAY_S:
                raise
            time.sleep(1)


def _deliver() -> None:
    """Wait until everything owed is delivered. The region's worker does it; without one, this process does.

    Not both at once: two relays on the same articles mostly wait for each other's locks. Progress is what was
    delivered, not what is left: a delivery owes the next ones, so that much work can leave the rest as large as before.
    """
    owed = OutboxMessage.objects.filter(delivered_at__isnull=True, parked=False)
    delivered = OutboxMessage.objects.filter(delivered_at__isnull=False)
    before = seen = delivered.count()
    progress = Progress("deliveries", owed.count())
    moved_at, alone = time.monotonic(), False
    while left := owed.count():
        done, now = delivered.count(), time.monotonic()
        if done > seen:
            seen, moved_at = done, now
        if now - moved_at > GIVE_UP_S:
            break
        progress.total = done - before + left
        progress.advance(done - before)
        alone = alone or now - moved_at > WORKER_S
        if not alone or not relay.drain(limit=1000):
            time.sleep(0.5)
    if progress.total:
        progress.advance(progress.total - left)
        progress.close()


def _timing(sent: Sent) -> dict[str, Any]:
    rate = sent.count / sent.elapsed_s if sent.elapsed_s else 0
    orders = sent.orders / sent.orders_s if sent.orders_s else 0
    return {
        "elapsed_s": f"{sent.elapsed_s:.1f}",
        "requests_per_s": f"{rate:.1f}",
        "orders_per_s": f"{orders:.1f}",
        "p50_ms": f"{sent.percentile_ms(0.5)}",
        "p99_ms": f"{sent.percentile_ms(0.99)}",
        "repeats": sent.repeats,
    }

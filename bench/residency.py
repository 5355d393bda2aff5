"""Two regions running: what nobody declared is blocked and told in time, statements equal scans, nothing strays.

    make bench NAME=residency

A marketplace in the European and one in the Chinese region, each with its own worker. Flows that nobody declared are
tried; the time is from the try to the letter to the marketplace's head being sent. Then a statement is signed,
checked by the verifier that shares no code, and compared with a scan. Last, words that only one region knows are
looked for in the other's tables, files, logs and cache.
"""

import argparse
import importlib.util
import json
import time
from pathlib import Path
from typing import Any

from bench.harness import ROOT, Outcome, say
from bench.product import at_share, open_django
from bench.stack import Stack, stack

SEED = 20261128
PLACES = {"eu": "orchid", "cn": "lotus"}


def canary(region: str) -> str:
    return f"CANARYOF{region.upper()}{SEED}"


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=residency")
    parser.add_argument("--rounds", type=int, default=10, help="undeclared flows tried in each region")
    told = parser.parse_args(arguments)
    outcome = Outcome("residency", seed=SEED)
    with stack("residency", tuple(PLACES)) as made:
        for region, slug in PLACES.items():
            made.provision(slug, region, canary(region))
        open_django(made)
        made.start("worker-eu", "worker-cn", "web-eu", "web-cn")
        for region in PLACES:
            _settle(region)
            _seed(region)
        _blocked(outcome, told.rounds)
        _statements(outcome, made)
        _strays(outcome, made)
        made.manage("invariants", "--all-tenants")
    return outcome


def _ref(region: str) -> Any:
    from tenants.loaders import ref_of
    from tenants.models import Tenant

    return ref_of(Tenant.objects.using("control").get(slug=PLACES[region]))


def _host(region: str) -> str:
    from tenants.models import Domain

    return str(Domain.objects.using("control").get(tenant__slug=PLACES[region]).domain)


def _settle(region: str, most_s: float = 60.0) -> None:
    """Wait until nothing is owed in the marketplace."""
    from shared_apps.outbox.models import Job, OutboxMessage
    from shared_apps.tenancy import scope

    until = time.monotonic() + most_s
    with scope.enter(_ref(region)):
        while time.monotonic() < until:
            owed = Job.objects.filter(state__in=("owed", "running")).exists()
            if not owed and not OutboxMessage.objects.filter(delivered_at__isnull=True).exists():
                return
            time.sleep(0.2)


def _seed(region: str) -> None:
    """A company, a file and a value in the cache that carry the region's word."""
    from django.core.cache import cache

    from shared_apps.commands import run as run_command
    from shared_apps.egress.objects import object_store
    from shared_apps.foundation.actor import Actor
    from shared_apps.tenancy import scope
    from tenant_apps.parties.commands import AddCompany, add_company

    word, system = canary(region), Actor.system("bench")
    country = {"eu": "DE", "cn": "CN"}[region]
    with scope.enter(_ref(region)):
        run_command(add_company, system, AddCompany(name=f"{word} Ltd", country=country, can_buy=True, can_sell=True))
        object_store().put(f"bench/{word}", word.encode(), "text/plain")
        cache.set(word, word, 600)


def _blocked(outcome: Outcome, rounds: int) -> None:
    """Try flows that nobody declared; from the try to the letter being sent, by the database's clock."""
    from shared_apps.audit.models import AuditRecord
    from shared_apps.egress import gate
    from shared_apps.outbox.models import Job
    from shared_apps.tenancy import scope
    from tenant_apps.transfers.models import BlockedFlow

    passed, delays, logged = 0, [], 0
    for region in PLACES:
        with scope.enter(_ref(region)):
            for number in range(rounds):
                try:
                    gate.leave(f"bench.undeclared_{number}")
                    passed += 1
                except gate.Blocked:
                    pass
            until = time.monotonic() + 60
            jobs = Job.objects.filter(kind="transfers.tell_blocked")
            while time.monotonic() < until and jobs.filter(state="done").count() < rounds:
                time.sleep(0.2)
            tried = {row.flow: row.first_at for row in BlockedFlow.objects.filter(flow__startswith="bench.")}
            for job in jobs.filter(state="done"):
                delays.append((job.finished_at - tried[job.payload["flow"]]).total_seconds())
            logged += AuditRecord.objects.filter(action="transfers.note_blocked").count()
    outcome.figure("undeclared_that_left", passed, "flows", "== 0")
    outcome.figure("blocked_and_logged", logged, "rows", f"== {rounds * len(PLACES)}")
    outcome.figure("alarms_sent", len(delays), "letters", f"== {rounds * len(PLACES)}")
    outcome.figure("alarm_p50", round(at_share(delays, 0.5), 2), "s")
    outcome.figure("alarm_max", round(max(delays, default=999.0), 2), "s", "<= 30")


def _statements(outcome: Outcome, made: Stack) -> None:
    """Sign, check with the verifier, compare with a scan; then see that the scan notices one more row."""
    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor
    from shared_apps.tenancy import scope
    from tenant_apps.parties.commands import AddCompany, add_company
    from tenant_apps.transfers.commands import StateResidency, state_residency
    from tenant_apps.transfers.decisions.residency import differences
    from tenant_apps.transfers.models import ResidencyStatement
    from tenant_apps.transfers.queries.statements import file_of
    from tenant_apps.transfers.scanning import scan, strays

    spec = importlib.util.spec_from_file_location("kontor_verify", ROOT / "sdk/verify/kontor_verify.py")
    assert spec is not None and spec.loader is not None
    verifier = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verifier)
    differ, wrong, noticed, outside, flipped = 0, 0, 0, 0, 0
    for region in PLACES:
        _settle(region)
        made.manage("residency", "--state", _host(region))
        with scope.enter(_ref(region)):
            ResidencyStatement.objects.all().delete()
            run_command(state_residency, Actor.system("bench"), StateResidency())
            row = ResidencyStatement.objects.get()
            found = differences(json.loads(row.body), scan())
            for one in found:
                say(f"  {region}: {one}")
            differ += len(found)
            data = file_of(row)
            wrong += len(verifier.verify_statement(data, row.key)[0])
            changed = data.replace(b'\\"region\\":\\"' + region.encode(), b'\\"region\\":\\"xx', 1)
            flipped += changed != data and bool(verifier.verify_statement(changed, row.key)[0])
            outside += len(strays())
            run_command(
                add_company,
                Actor.system("bench"),
                AddCompany(name="One more", country="DE", can_buy=True, can_sell=False),
            )
            noticed += any("parties_company" in one for one in differences(json.loads(row.body), scan()))
    outcome.figure("statement_unlike_scan", differ, "places", "== 0")
    outcome.figure("statements_that_do_not_verify", wrong, "findings", "== 0")
    outcome.figure("changed_statements_named", flipped, "of 2", "== 2")
    outcome.figure("one_more_row_noticed", noticed, "of 2", "== 2")
    outcome.figure("places_outside_the_region", outside, "places", "== 0")


def _strays(outcome: Outcome, made: Stack) -> None:
    """Words of one region in the other's tables, files, logs and cache. Found at home, they show that it searches."""
    import redis
    from django.conf import settings

    tables, files, logs, cached, at_home = 0, 0, 0, 0, 0
    for region in PLACES:
        word = canary(region)
        others = [one for one in PLACES if one != region]
        at_home += _in_tables(region, word) > 0
        for other in others:
            tables += _in_tables(other, word)
            files += _in_files(Path(settings.OBJECT_ROOT) / other, word)
            files += _in_files(Path(settings.KEY_RING) / other, word)
            for log in (made.runner.services.dir / "log").glob(f"*-{other}.log"):
                logs += word in log.read_text(errors="replace")
        for key in redis.Redis.from_url(settings.VALKEY_URL).scan_iter("*", count=1000):
            text = key.decode(errors="replace")
            cached += word in text and f":{region}:" not in text
    outcome.figure("words_found_at_home", at_home, "of 2", "== 2")
    outcome.figure("words_in_foreign_tables", tables, "tables", "== 0")
    outcome.figure("words_in_foreign_files", files, "files", "== 0")
    outcome.figure("words_in_foreign_logs", logs, "logs", "== 0")
    outcome.figure("words_under_foreign_cache_keys", cached, "keys", "== 0")


def _in_tables(region: str, word: str) -> int:
    """Tables of a region's database that hold the word anywhere."""
    import psycopg
    from django.conf import settings

    found = 0
    with psycopg.connect(settings.REGION_ADMIN_URLS[settings.ALIAS_OF[region]], autocommit=True) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        connection.execute("SET row_security = off")
        for (table,) in tables:
            hit = connection.execute(
                f"SELECT EXISTS (SELECT 1 FROM {table} t WHERE t::text LIKE %s)",
                [f"%{word}%"],
            ).fetchone()
            found += bool(hit and hit[0])
    return found


def _in_files(folder: Path, word: str) -> int:
    if not folder.is_dir():
        return 0
    return sum(word in str(path) or word.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())

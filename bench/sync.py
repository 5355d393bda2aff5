"""Words of a warehouse system: every permutation of bad days ends where the ordered one does, and how many a second.

    make bench NAME=sync

A simulated system has a history of counts and movements. It is told in order, and then duplicated, reordered, late and
with losses that a whole level heals; the stock must be the same. First by the decision alone (a thousand histories),
then through the push command and the database of a marketplace. Afterwards the books are checked.
"""

import argparse
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from bench.harness import Outcome, say
from bench.product import open_django
from bench.stack import stack

SLUG = "sync"
ARTICLES = 50


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=sync")
    parser.add_argument("--seed", type=int, default=20261126)
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--messages", type=int, default=6000, help="through the database")
    told = parser.parse_args(arguments)
    outcome = Outcome("sync", seed=told.seed)
    _decide(outcome, told.seed, told.histories)
    with stack("sync") as made:
        made.provision(SLUG, "eu", "Sync")
        open_django(made)
        _push(outcome, told.seed, told.messages)
    return outcome


def _decide(outcome: Outcome, seed: int, histories: int) -> None:
    """Pure: no database, no Django."""
    from tenant_apps.integrations.decisions.converge import converge
    from tenant_apps.integrations.simulator.chaos import Chaos
    from tenant_apps.integrations.types import StockLine, StockMessage

    def told_in(messages: Sequence[StockMessage]) -> StockLine:
        line, parked, known = StockLine(), list[StockMessage](), set[str]()
        for one in messages:
            if one.id in known:
                continue
            known.add(one.id)
            found = converge(line, [*parked, one], Decimal(0))
            line = found.line
            parked = [each for each in [*parked, one] if found.told[each.id].state == "parked"]
        return line

    same, count, began = 0, 0, time.perf_counter()
    for number in range(histories):
        random, messages, there = Random(seed + number), list[StockMessage](), Decimal(0)
        for sequence in range(1, random.randint(3, 30)):
            is_level = random.random() < 0.2
            change = Decimal(random.randint(0, 30))
            there = change if is_level else there + change
            at = datetime.now(UTC)
            messages.append(StockMessage(f"m{sequence}", sequence, is_level, change, at))
        last = messages[-1]
        ordered = told_in(messages)
        arrived = Chaos(duplicate=30, drop=10, reorder=True).spoil(random, messages)
        # What is lost for good is healed by the whole level, as a system gives it when it is asked.
        arrived.insert(random.randint(0, len(arrived)), StockMessage("heal", last.sequence, True, there, last.said_at))
        found = told_in(arrived)
        same += (found.sequence, found.theirs) == (ordered.sequence, ordered.theirs)
        count += len(arrived) + len(messages)
    outcome.figure("histories_converged", same, f"of {histories}", f"== {histories}")
    outcome.figure("decided_per_second", round(count / (time.perf_counter() - began)), "messages/s")


def _push(outcome: Outcome, seed: int, count: int) -> None:
    """Through the command, in batches of 1,000, spoilt; the stock is that of the simulated system."""
    import msgspec

    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor
    from shared_apps.foundation.invariants import check_all
    from shared_apps.tenancy import scope
    from tenant_apps.catalogue.commands import CreateItem, create_item
    from tenant_apps.integrations.commands import (
        CreateConnection,
        StockMessageIn,
        SyncStock,
        create_connection,
        sync_stock,
    )
    from tenant_apps.integrations.simulator.chaos import Chaos
    from tenant_apps.integrations.simulator.state import Erp
    from tenant_apps.inventory.commands import CreateWarehouse, create_warehouse
    from tenant_apps.inventory.models import StockLevel
    from tenant_apps.parties.commands import AddCompany, add_company
    from tenants.loaders import ref_of
    from tenants.models import Tenant

    system, random = Actor.system("bench.sync"), Random(seed)
    with scope.enter(ref_of(Tenant.objects.get(slug=SLUG))):
        firm = run_command(add_company, system, AddCompany(name="Wire works", country="NO", can_sell=True)).company_id
        run_command(create_warehouse, system, CreateWarehouse(company_id=firm, code="W1", name="Main"))
        erp = Erp(seed)
        for number in range(ARTICLES):
            made = CreateItem(supplier_id=firm, sku=f"A{number}", name=f"Article {number}", unit="C62")
            run_command(create_item, system, made)
            erp.set_level(f"A{number}", "W1", Decimal(100))
        data = CreateConnection(company_id=firm, code="WMS", name="Warehouse system", connector="push")
        run_command(create_connection, system, data)
        erp.wander(count - ARTICLES)
        for sku, _place in list(erp.stock):
            erp.set_level(sku, "W1", erp.stock[(sku, "W1")])  # the last word is a count: it heals what was lost
        history = [msgspec.convert(one["message"], StockMessageIn) for one in erp.log]
        last = history[-ARTICLES:]
        arrived = Chaos(duplicate=20, drop=5, reorder=True).spoil(random, history[:-ARTICLES])
        arrived = [*arrived, *last]
        counts: dict[str, int] = {}
        began = time.perf_counter()
        for start in range(0, len(arrived), 1000):
            part = arrived[start : start + 1000]
            answer = run_command(sync_stock, system, SyncStock(source="WMS", company_id=firm, messages=part))
            for state, times in answer.counts.items():
                counts[state] = counts.get(state, 0) + times
            say(f"sync: {start + len(part)} of {len(arrived)}")
        spent = time.perf_counter() - began
        ours = {row.item.sku: row.on_hand for row in StockLevel.objects.select_related("item")}
        wrong = sum(ours.get(sku) != there for (sku, _place), there in erp.stock.items())
        again = run_command(sync_stock, system, SyncStock(source="WMS", company_id=firm, messages=arrived[:1000]))
        outcome.figure("pushed_per_second", round(len(arrived) / spent), "messages/s")
        for state, times in sorted(counts.items()):
            outcome.figure(f"pushed_{state}", times, "messages")
        outcome.figure("levels_wrong", wrong, f"of {ARTICLES}", "== 0")
        outcome.figure("second_effects", 1000 - again.counts.get("duplicate", 0), "messages", "== 0")
        outcome.figure("books_wrong", len(check_all()), "breaches", "== 0")

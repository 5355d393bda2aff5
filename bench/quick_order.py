"""A pasted sheet of 500 lines to its order, and a file of 10,000 rows with 300 faults: looked at, ordered, mended.

    make bench NAME=quick_order ARGS="--rounds 5"

Over HTTP with an API key, against web and worker processes of their own. Every row must be ordered exactly once.
"""

import argparse
import base64
import json
import random
import time
import urllib.request
from decimal import Decimal
from typing import Any

from bench.harness import Outcome, say
from bench.product import median, open_django
from bench.stack import Stack, stack

SLUG = "quick"
SKUS = 12_000
LINES, ROWS, BAD = 500, 10_000, 300


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=quick_order")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    told = parser.parse_args(arguments)
    outcome = Outcome("quick_order", seed=told.seed)
    with stack("quick_order") as made:
        made.provision(SLUG, "eu", "Quick")
        open_django(made)
        from bench.orders_market import Market

        market = Market.stand_up(SLUG, skus=SKUS, buyers=1, clients=1)
        made.start("web-eu", "worker-eu")
        client = _Client(made, market.host, market.secrets[0])
        chosen = random.Random(told.seed)
        _paste(outcome, client, market.skus, chosen, told.rounds)
        _file(outcome, client, market, chosen)
    return outcome


class _Client:
    def __init__(self, made: Stack, host: str, secret: str) -> None:
        self.base = f"http://127.0.0.1:{made.node('web-eu').port}/api/v1/"
        self.heads = {"Host": host, "Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
        self.keys = 0

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        self.keys += 1
        heads = self.heads | ({"Idempotency-Key": f"bench-{self.keys}"} if body is not None else {})
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data=data, headers=heads)
        with urllib.request.urlopen(request, timeout=120) as answer:
            found: dict[str, Any] = json.loads(answer.read())
            return found

    def order(self, sheet_id: str) -> tuple[list[str], int]:
        """Order step by step until nothing waits; the numbers of the orders and how many calls it took."""
        numbers: list[str] = []
        calls = 0
        while True:
            told = self.ask(f"quick-orders/{sheet_id}:order", {"go_on": calls > 0})
            calls += 1
            numbers += told["orders"]
            if told["state"] != "ordering":
                return numbers, calls

    def checked(self, sheet_id: str) -> dict[str, Any]:
        while (found := self.ask(f"quick-orders/{sheet_id}"))["state"] == "checking":
            time.sleep(0.1)
        return found


def _paste(outcome: Outcome, client: _Client, skus: list[str], chosen: random.Random, rounds: int) -> None:
    took = []
    for number in range(rounds):
        rows = [f"{sku}\t{chosen.randint(1, 9)}" for sku in chosen.sample(skus, LINES)]
        began = time.monotonic()
        sheet = client.ask("quick-orders", {"text": "\n".join(rows), "currency": "EUR"})
        numbers, _calls = client.order(sheet["sheet_id"])
        took.append(time.monotonic() - began)
        say(f"  round {number + 1}: {took[-1]:.2f} s")
        if sheet["good"] != LINES or len(numbers) != 1:
            raise RuntimeError(f"{sheet} became {numbers}")
    outcome.figure("paste_500_to_confirmed", round(median(took), 3), "s", "<= 2")
    outcome.figure("paste_500_slowest", round(max(took), 3), "s")


def _file(outcome: Outcome, client: _Client, market: Any, chosen: random.Random) -> None:
    from shared_apps.foundation.tables import as_xlsx

    skus = chosen.sample(market.skus, ROWS)
    rows = [[sku, str(chosen.randint(1, 9)), ""] for sku in skus]
    bad = chosen.sample(range(ROWS), BAD)
    for at, number in enumerate(bad):
        rows[number] = [[skus[number] + "-x9", "1", ""], [skus[number], "some", ""], [skus[number], "2", "kg"]][at % 3]
    content = base64.b64encode(as_xlsx(["Article", "Quantity", "Unit"], rows)).decode()
    began = time.monotonic()
    sheet = client.ask("quick-orders", {"content": content, "file_name": "big.xlsx", "currency": "EUR"})
    sent = time.monotonic()
    found = client.checked(sheet["sheet_id"])
    looked = time.monotonic()
    numbers, calls = client.order(sheet["sheet_id"])
    ordered = time.monotonic()
    mended = [{"row_no": number + 2, "article": skus[number], "quantity": "1"} for number in bad]
    back = client.ask(f"quick-orders/{sheet['sheet_id']}:change", {"rows": mended})
    rest, _calls = client.order(sheet["sheet_id"])
    again = client.ask("quick-orders", {"content": content, "file_name": "big.xlsx", "currency": "EUR"})
    outcome.figure("file_10000_rows_sent", round(sent - began, 2), "s")
    outcome.figure("file_10000_rows_preview", round(looked - began, 2), "s")
    outcome.figure("file_10000_rows_to_orders", round(ordered - began, 2), "s", "<= 30")
    outcome.figure("file_orders", len(numbers) + len(rest), "orders")
    outcome.figure("file_order_calls", calls, "calls")
    outcome.figure("faults_found", found["bad"], "rows", f"== {BAD}")
    outcome.figure("good_after_mending", back["good"], "rows", f"== {BAD}")
    outcome.figure("sent_again_is_known", int(again["known"] and again["ordered"] == ROWS), "", "== 1")
    outcome.figure("ordered_not_once", _not_once(market, sheet["sheet_id"], rows, bad, skus), "rows", "== 0")


def _not_once(market: Any, sheet_id: str, rows: list[list[str]], bad: list[int], skus: list[str]) -> int:
    """How many articles of the file are not ordered exactly as often as it says."""
    from django.db.models import Sum

    from shared_apps.outbox import checks
    from shared_apps.tenancy import scope
    from tenant_apps.orders.models import OrderLine, QuickRow

    wanted = {sku: Decimal(row[1]) if row[1].isdigit() else Decimal(1) for sku, row in zip(skus, rows, strict=True)}
    wanted |= {skus[number]: Decimal(1) for number in bad}
    with scope.enter(market.ref):
        placed = QuickRow.objects.filter(sheet_id=sheet_id).values("order_id")
        lines = OrderLine.objects.filter(order_id__in=placed).values_list("item__sku")
        found = dict(lines.annotate(total=Sum("quantity")))
        broken = [one.detail for one in checks.breaches_now()]
    for text in broken:
        say(f"  {text}")
    return sum(found.get(sku) != quantity for sku, quantity in wanted.items()) + len(broken)

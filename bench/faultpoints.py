"""Kill -9 at every named fault point of orders, stock, money, sagas and relay: nothing acknowledged is lost or doubled.

    make bench NAME=faultpoints
    make bench NAME=faultpoints ARGS="--seed 7 --only saga. --times 3"

People's work runs in processes of its own while others place orders. At each fault point that this work passes, its
process dies by SIGKILL; another does the same again under the same keys. What was acknowledged before must be answered
word for word again, each order, payment and hold exist once, sagas end whole or undone, and every invariant holds.
Afterwards the same with Valkey emptied and the worker killed while sagas run, with two workers on each step, and with
the lane killed at its own points while orders and bids come to it over HTTP.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

from bench.faultpoints_lane import kill_lane
from bench.harness import ROOT, Outcome, say
from bench.product import open_django
from bench.stack import Stack, stack

SLUG = "faultpoints"
TIMES = 3
GROUPS = 20
RACED = 180
WITHIN_S = 30
# Between orders of others: no more than the work of those killed can deliver beside its own.
PAUSE_S = 1.0


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=faultpoints")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**31))
    parser.add_argument("--times", type=int, default=TIMES, help="how often the process is killed at each point")
    parser.add_argument("--only", default="", help="only fault points whose name begins so")
    told = parser.parse_args(arguments)
    outcome = Outcome("faultpoints", seed=told.seed)
    say(f"SEED={told.seed} COMMIT={_commit()}")
    with stack(SLUG) as made:
        made.provision(SLUG, "eu", "Fault points")
        open_django(made)
        from bench.faultpoints_market import stand_up
        from shared_apps.tenancy import scope
        from tenants.loaders import ref_of
        from tenants.models import Tenant

        ref = ref_of(Tenant.objects.get(slug=SLUG))
        with scope.enter(ref):
            market = stand_up(ref)
            Killing(told, outcome, market).run()
            _race(told.seed, outcome, market)
        _flushed(made, outcome, market)
        made.kill("worker-eu")
        kill_lane(made, outcome, told.seed, told.times, told.only)
        answer = json.loads(made.manage("invariants", "--all-tenants", "--json", capture=True).splitlines()[-1])
        outcome.figure("breaches", sum(map(len, answer["breaches"].values())), "", "== 0")
    return outcome


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def forked(work: Callable[[Callable[[Any], None]], None], *, wait: bool = True) -> tuple[int, list[Any]]:
    """Do `work` in a process of its own; return how it ended (a signal is negative) and what it told, line by line."""
    from django.db import connections

    connections.close_all()
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        code = 1
        try:
            work(lambda told: os.write(write, json.dumps(told, default=str).encode() + b"\n") and None)
            code = 0
        except BaseException as error:
            os.write(write, json.dumps({"error": f"{type(error).__name__}: {error}"}).encode() + b"\n")
        finally:
            os._exit(code)
    os.close(write)
    if not wait:
        return pid, [read]
    return _ended(pid, read)


def _ended(pid: int, read: int) -> tuple[int, list[Any]]:
    with os.fdopen(read, "rb") as told:
        lines = [json.loads(line) for line in told.read().splitlines() if line]
    _pid, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), lines


class Killing:
    """Learns which points each scenario passes, then kills at each of them, in an order drawn by the seed."""

    def __init__(self, told: argparse.Namespace, outcome: Outcome, market: Any) -> None:
        self.told, self.outcome, self.market = told, outcome, market
        self.random = random.Random(told.seed)
        self.wrong: list[str] = []
        self.kills = self.acknowledged = 0

    def run(self) -> None:
        from bench.faultpoints_market import SCENARIOS

        reach: dict[str, list[str]] = {}
        for name in SCENARIOS:
            code, told = forked(lambda tell, name=name: self._do(f"learn-{name}-0", tell, learn=True))
            points = next((line["points"] for line in told if "points" in line), [])
            if code:
                self.wrong.append(f"{name} does not work: {told[-1:]}")
            for point in points:
                reach.setdefault(point, []).append(name)
        say(f"  {len(reach)} fault points are passed by {len(SCENARIOS)} kinds of work")
        load, pipe = forked(self._load, wait=False)
        chosen = sorted(point for point in reach if point.startswith(self.told.only))
        self.random.shuffle(chosen)
        for at, point in enumerate(chosen):
            if at % 20 == 0:
                say(f"  {at} of {len(chosen)} points, {self.kills} kills, {len(self.wrong)} wrong")
            for time_ in range(self.told.times):
                self._kill(point, self.random.choice(reach[point]), time_)
        os.kill(load, signal.SIGTERM)
        _code, placed = _ended(load, pipe[0])
        self._books(len(chosen), placed)

    def _do(self, tag: str, tell: Callable[[Any], None], *, arm: str = "", learn: bool = False) -> None:
        from bench.faultpoints_market import SCENARIOS, Doing, work
        from shared_apps.foundation import faults

        doing = Doing(self.market, tag)
        faults.known.clear()
        faults.arm(arm)
        for act in SCENARIOS[tag.split("-")[1]]:
            before = set(doing.answers)
            act(doing)
            for name in doing.answers.keys() - before:
                tell({"act": name, "answer": doing.answers[name]})
        faults.arm("")
        work(None)
        if learn:
            tell({"points": sorted(faults.known)})

    def _kill(self, point: str, name: str, number: int) -> None:
        from bench.faultpoints_market import after_death, wrong_of

        tag = f"{point.replace('-', '_')[:40]}{self.random.randrange(10**6)}".replace("-", "_")
        tag = f"{tag}-{name}-{number}"
        code, before = forked(lambda tell: self._do(tag, tell, arm=f"{point}=kill:1"))
        if code != -signal.SIGKILL:
            self.wrong.append(f"{point}: {name} was not killed there but ended with {code} {before[-1:]}")
        self.kills += code == -signal.SIGKILL
        after_death()
        code, after = forked(lambda tell: self._do(tag, tell))
        answers = {line["act"]: line["answer"] for line in after if "act" in line}
        if code:
            self.wrong.append(f"{point}: {name} did not go on: {after[-1:]}")
        for line in before:
            if "act" in line:
                self.acknowledged += 1
                if answers.get(line["act"]) != json.loads(json.dumps(line["answer"], default=str)):
                    self.wrong.append(f"{point}: {name} answers {line['act']} otherwise after the kill")
        self.wrong += [f"{point}: {text}" for text in wrong_of(tag, answers)]

    def _load(self, tell: Callable[[Any], None]) -> None:
        """Orders, one after the other, until told to stop. What follows from them is the work of those killed."""
        from bench.faultpoints_market import Doing, order_of
        from tenant_apps.orders.commands import place_order

        over: list[int] = []
        signal.signal(signal.SIGTERM, lambda *_: over.append(1))
        number = 0
        while not over:
            number += 1
            doing = Doing(self.market, f"load-{number}")
            doing.do("place", place_order, order_of(self.market, doing.tag, quantity="1"))
            tell(doing.answers["place"]["number"])
            time.sleep(PAUSE_S)

    def _books(self, points: int, placed: list[Any]) -> None:
        from bench.faultpoints_market import work
        from shared_apps.foundation import invariants
        from tenant_apps.orders.models import Order

        work(None)
        numbers = list(Order.objects.filter(client_reference__startswith="load-").values_list("number", flat=True))
        lost = len(set(placed) - set(numbers))
        self.outcome.figure("fault_points", points, "places", ">= 60" if not self.told.only else "")
        self.outcome.figure("kills", self.kills, "kills", f">= {points * self.told.times}")
        self.outcome.figure("acknowledged_before_a_kill", self.acknowledged, "acts")
        self.outcome.figure("orders_of_others", len(placed), "orders", ">= 1")
        self.outcome.figure("orders_of_others_lost", lost, "orders", "== 0")
        self.outcome.figure("wrong", len(self.wrong), "", "== 0")
        broken = invariants.check_all()
        self.outcome.figure("breaches_after_kills", len(broken), "", "== 0")
        for text in [*self.wrong, *(f"{one.invariant}: {one.detail}" for one in broken)][:20]:
            self.outcome.note(text)


def _race(seed: int, outcome: Outcome, market: Any) -> None:
    """Two processes on the steps of the same sagas, with leases that run out under them."""
    from bench.faultpoints_market import Doing, group, work
    from shared_apps.outbox.models import Saga, SagaStep
    from tenant_apps.orders.models import Order

    for number in range(RACED):
        group(Doing(market, f"race-{number}"))

    def racer(which: int) -> Callable[[Callable[[Any], None]], None]:
        def go(tell: Callable[[Any], None]) -> None:
            from datetime import timedelta

            from shared_apps.foundation import clock
            from shared_apps.outbox.sagas import drive
            from shared_apps.tenancy import scope

            chance, done = random.Random(seed + which), 0
            while (held := drive.lease()) is not None:
                if chance.random() < 0.3:
                    late = clock.now(scope.alias()) - timedelta(seconds=1)
                    Saga.objects.filter(pk=held.saga_id).update(lease_until=late)
                    if chance.random() < 0.5:
                        held = drive.lease(held.saga_id) or held
                drive.carry_out(held)
                done += 1
            tell(done)

        return go

    first, pipe = forked(racer(1), wait=False)
    _code, told = forked(racer(2))
    _code, more = _ended(first, pipe[0])
    Saga.objects.filter(state__in=("forward", "backward")).update(lease_until=None)
    work(None)
    acts = sum(one for one in [*told, *more] if isinstance(one, int))
    made = Order.objects.filter(client_reference__startswith="race-")
    twice = SagaStep.objects.filter(saga__reference__startswith="G", attempts__gt=1).count()
    outcome.figure("raced_acts", acts, "acts", ">= 1000")
    outcome.figure("steps_begun_twice", twice, "steps", ">= 1")
    outcome.figure("orders_of_raced_sagas", made.count(), "orders", f"== {RACED * 2}")


def _flushed(made: Stack, outcome: Outcome, market: Any) -> None:
    """Valkey is emptied and the worker killed while sagas run: they end within half a minute all the same."""
    import redis
    from django.conf import settings

    from bench.faultpoints_market import Doing, group
    from shared_apps.outbox.models import Saga
    from shared_apps.tenancy import scope

    made.start("worker-eu")
    with scope.enter(market.ref):
        for number in range(GROUPS):
            group(Doing(market, f"flush-{number}"))
            if number == GROUPS // 2:
                redis.Redis.from_url(settings.VALKEY_URL).flushall()
        made.kill("worker-eu")
        redis.Redis.from_url(settings.VALKEY_URL).flushall()
        began = time.monotonic()
        made.start("worker-eu")
        rows = Saga.objects.filter(state__in=("forward", "backward"), type="orders.group")
        while rows.exists() and time.monotonic() - began < 2 * WITHIN_S:
            time.sleep(0.2)
        outcome.figure("sagas_after_flush", rows.count(), "open", "== 0")
        outcome.figure("resumed_within", round(time.monotonic() - began, 1), "s", f"<= {WITHIN_S}")

"""The lane answers, writes and refuses as the views do: the same requests to both, compared."""

import os
from random import Random
from typing import Any
from uuid import UUID

import pytest

from shared_apps.audit.models import AuditRecord
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.tenancy import scope
from tenant_apps.trading.kernel.invariants import chain_holds
from tenant_apps.trading.kernel.models import Bid, Lot
from tests.fixtures.lane import Reply, Stall, ask, ordinarily, warm, with_lane

SEED = int(os.environ.get("KONTOR_SEED", "0"))
HISTORIES = int(os.environ.get("KONTOR_LANE_HISTORIES", "4"))
RANDOM_HEADERS = {"x-request-id", "ratelimit", "content-length", "date"}


def wishes(seed: int) -> list[tuple[str, Any, str | None]]:
    """`(caller, body, key)` of a history; keys are repeated now and then, with the same body or another one."""
    dice = Random(seed)
    found: list[tuple[str, Any, str | None]] = []
    price = 200
    for _ in range(60):
        who = dice.choice(["buyer", "other", "buyer", "other", "buyer", "seller", "powerless", "house"])
        price += dice.choice([0, 10, 10, 20, 50])
        body: Any = {"price": f"{price / 100:.2f}"}
        turn = dice.random()
        if turn < 0.08:
            body = {"price": f"{dice.randint(1, 150) / 100:.2f}"}
        elif turn < 0.12:
            body = dice.choice([{"price": "x"}, {"price": 3}, {}, {"prize": "3"}, [], b"{", b"", {"lot_id": "x"}])
        elif turn < 0.2:
            body = {"price": f"{price / 100:.2f}", "maximum": f"{price / 100 + 1:.2f}"}
        key: str | None = str(UUID(int=dice.getrandbits(128)))
        if found and turn > 0.9:
            again = dice.choice(found)
            who, body, key = again if dice.random() < 0.7 else (again[0], body, again[2])
        if turn > 0.985:
            key = dice.choice(["", "ö", "k" * 256])
        found.append((who, body, key))
    return found


def told(reply: Reply) -> dict[str, Any]:
    """What must be the same on both sides."""
    body = {
        name: value for name, value in reply.body.items()
        if name not in ("hash", "received_at", "lot_id", "instance", "request_id")
    }  # fmt: skip
    if "facts" not in body:
        return {"status": reply.status, "body": body, **_headers(reply)}
    facts = body["facts"]
    body["facts"] = {name: value for name, value in facts.items() if name not in ("id", "retry_after_s")}
    return {"status": reply.status, "body": body, **_headers(reply)}


def _headers(reply: Reply) -> dict[str, Any]:
    """The order of the directives of a policy means nothing."""
    found = {name: value for name, value in reply.headers.items() if name not in RANDOM_HEADERS}
    return found | {"content-security-policy": sorted(found["content-security-policy"].split("; "))}


def ledger(lot_id: UUID) -> list[tuple[Any, ...]]:
    rows = Bid.objects.filter(lot_id=lot_id).order_by("seq")
    return [(r.seq, r.company_id, r.payload, r.payload_hash, r.verdict, r.verdict_reason) for r in rows]


def audited(event_id: UUID) -> list[tuple[Any, ...]]:
    rows = AuditRecord.objects.filter(target_id=str(event_id), action="trading.place_bid").order_by("id")
    return [
        (r.outcome, r.actor_kind, r.actor_id, r.strength, r.policy_hash, r.company_id, r.target, r.facts["seq"])
        for r in rows
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(SEED, SEED + HISTORIES))
def test_the_same_requests_get_the_same_answers_and_rows(stall: Stall, seed: int) -> None:
    with scope.enter(stall.ref):
        here, there = stall.english(), stall.english()
    history = wishes(seed)

    async def in_lane(bids: Any) -> list[Reply]:
        await warm(bids, stall.callers.values(), here.lot_id)
        return [
            await ask(bids, stall.callers[who], here.lot_id, body, f"l-{key}" if key else key)
            for who, body, key in history
        ]  # fmt: skip

    fast = with_lane(in_lane)
    slow = [
        ordinarily(stall.callers[who], there.lot_id, body, f"v-{key}" if key else key) for who, body, key in history
    ]
    for number, (one, other) in enumerate(zip(fast, slow, strict=True)):
        differs = {
            name: (told(one).get(name), told(other).get(name))
            for name in told(one) | told(other)
            if told(one).get(name) != told(other).get(name)
        }
        assert differs == {}, f"seed {seed}, request {number}: {history[number]}"
    with scope.enter(stall.ref):
        assert ledger(here.lot_id) == ledger(there.lot_id)
        assert audited(here.event_id) == audited(there.event_id)
        fast_lot, slow_lot = (Lot.objects.get(pk=one.lot_id) for one in (here, there))
        assert fast_lot.last_seq == slow_lot.last_seq > 10
        for name in ("price", "standings", "leader", "bids", "extensions"):
            assert fast_lot.engine_state[name] == slow_lot.engine_state[name]
        keys = IdempotencyRecord.objects.filter(route="trading.place_bid")
        assert keys.filter(key__startswith="l-").count() == keys.filter(key__startswith="v-").count() > 0
        assert chain_holds() == []

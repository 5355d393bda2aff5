"""Tenders of the demo: taking sealed bids, waiting for the award, for the answer to an objection, for a committee.

The openers' key files are written beside the sign-ins, under the password of the marketplace: whoever looks around can
do an opening.
"""

import json
import time
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
from django.conf import settings

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.tenancy import scope
from tenant_apps.catalogue.queries import ItemFacts
from tenant_apps.identity.queries import list_people
from tenant_apps.rulesets.queries import effective
from tenant_apps.trading.engines.vault.commands import (
    ObjectToAward,
    OpenBids,
    PublishCandidates,
    PublishRoot,
    RegisterKey,
    SetTerms,
    SubmitBid,
    TenderCriterion,
    object_to_award,
    open_bids,
    publish_candidates,
    publish_root,
    register_key,
    set_terms,
    submit_bid,
)
from tenant_apps.trading.engines.vault.queries.client import new_key_file, seal_contents, secrets_of
from tenant_apps.trading.engines.vault.queries.tenders import to_unlock
from tenant_apps.trading.kernel.commands import EventResult, JoinEvent, PublishEvent, join_event, publish_event
from tenant_apps.trading.kernel.queries.events import has_title
from tenant_apps.workspace.demo.plans import MarketPlan, Tender

SEEDER = Actor.system("demo")
RIGHTS = frozenset({"vault.register_key", "vault.open_bids"})
# Long enough to hand in the bids, short enough to wait for.
SOON = timedelta(seconds=4)


def seed_tenders(plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts]) -> None:
    """Publish the tenders that are not there yet, where the marketplace offers them."""
    if "sealed_tender" not in cast(list[str], effective("trading.modes").value):
        return
    missing = [one for one in plan.tenders if not has_title(one.title)]
    if not missing:
        return
    keys = _Keys(plan)
    for tender in missing:
        _run(tender, plan, firms, items, keys)


class _Keys:
    """Keys of people, made once."""

    def __init__(self, plan: MarketPlan) -> None:
        self.plan, self.known = plan, dict[str, tuple[UUID, Any, Actor]]()

    def of(self, email: str, company_id: UUID | None) -> tuple[UUID, Any, Actor]:
        if email not in self.known:
            line = next(one for one in list_people(SEEDER, company_id=company_id) if one.email == email)
            actor = Actor(
                kind="user", id=str(line.user_id), display=line.name, user_id=line.user_id, company_id=company_id,
                permissions=RIGHTS,
            )  # fmt: skip
            private_key, file = new_key_file(self.plan.password)
            made = run(register_key, actor, RegisterKey(public_key=file["public_key"]))
            path = settings.ENV.run_dir / "opener-keys" / f"{email}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(json.dumps(file, indent=1))
            self.known[email] = (made.key_id, private_key, actor)
        return self.known[email]


def _run(tender: Tender, plan: MarketPlan, firms: dict[str, UUID], items: dict[str, ItemFacts], keys: _Keys) -> None:
    seat, length = _seat(firms, tender.firm), timedelta(hours=tender.hours) if tender.hours else SOON
    made = run(
        publish_event,
        seat,
        PublishEvent(
            mode="sealed_tender", side="sell", currency=plan.currency, title=tender.title,
            item_id=items[tender.what].id,
            quantity=QuantityIn(tender.quantity, tender.unit), ends_at=clock.now(scope.alias()) + length,
            rules={"min_bidders": 3, "min_sheets": 0, **dict(tender.rules)},
        ),
    )  # fmt: skip
    openers = [keys.of(email, firms.get(firm)) for email, firm in tender.openers]
    criteria = [
        TenderCriterion(code=f"c{at}", label=label, weight=weight)
        for at, (label, weight) in enumerate(tender.criteria, 1)
    ]
    people = [one.user_id for one in list_people(SEEDER, company_id=firms[tender.firm])]
    run(
        set_terms,
        seat,
        SetTerms(
            lot_id=made.lot_id, openers=[key_id for key_id, _key, _actor in openers], threshold=2, criteria=criteria,
            scorers=people[:3] if criteria else [],
        ),
    )  # fmt: skip
    for firm, content in tender.bids:
        _bid(made, _seat(firms, firm), _contents(tender, dict(content)))
    if not tender.hours:
        _open(made, openers)
    if tender.objection is not None:
        firm, text = tender.objection
        run(publish_candidates, seat, PublishCandidates(lot_id=made.lot_id))
        run(object_to_award, _seat(firms, firm), ObjectToAward(lot_id=made.lot_id, text=text))


def _contents(tender: Tender, content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What goes into which envelope."""
    if dict(tender.rules).get("format") != "two_envelopes":
        return {"price": content}
    technical = {name: content.pop(name) for name in ("statement",) if name in content}
    return {"technical": technical, "price": content}


def _bid(made: EventResult, seat: Actor, contents: dict[str, dict[str, Any]]) -> None:
    assert seat.company_id is not None
    run(join_event, seat, JoinEvent(event_id=made.event_id))
    envelopes = seal_contents(made.lot_id, seat.company_id, contents)
    run(submit_bid, seat, msgspec.convert({"lot_id": str(made.lot_id), "envelopes": envelopes}, SubmitBid))


def _open(made: EventResult, openers: list[tuple[UUID, Any, Actor]]) -> None:
    """Wait for the deadline and open, as two of the openers."""
    root = ""
    while not root:
        time.sleep(0.2)
        root = run(publish_root, SEEDER, PublishRoot(lot_id=made.lot_id)).root
    for _key_id, private_key, actor in openers[:2]:
        work = to_unlock(actor, made.lot_id)
        if work is not None:
            data = OpenBids(lot_id=made.lot_id, envelope=work["envelope"], secrets=secrets_of(private_key, work))
            run(open_bids, actor, data)


def _seat(firms: dict[str, UUID], firm: str) -> Actor:
    return Actor(kind="system", id="demo", display=f"demo of {firm}", company_id=firms[firm], fresh_factor=True)

"""The matrix over every channel for requests, tenders and the formats of the clock, as for the English auction.

Each run is a story in phases. A phase says of every secret of the story (a price of 24.66, a company named Aldermoor)
which facts of the matrix show it then, and whose own it is; everybody else must find it in no page, answer, stream,
file, mail or log, and who may see it must find it somewhere. What has no value of its own is cut by its name.

`make test` tells each story once, under a preset of its own; `make bench NAME=visibility` tells it under every preset.
"""

import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.core import mail
from django.urls import reverse

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.outbox import relay
from shared_apps.outbox.live.tickets import stream_key
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.commands import ChangeCompany, change_company
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.clock.commands import BeginTurns, begin_turns
from tenant_apps.trading.engines.thread.commands import SendCounter, WishIn, send_counter
from tenant_apps.trading.engines.vault.commands import AwardTender, award_tender
from tenant_apps.trading.kernel.commands import CloseLot, JoinEvent, close_lot, join_event
from tenant_apps.trading.kernel.decisions.announcements import AUDIENCES
from tenant_apps.trading.kernel.decisions.visibility import MATRIX, Audience, Preset, may_see, preset_of
from tenant_apps.trading.kernel.models import TradingEvent
from tests.fixtures.formats import FEATURES
from tests.fixtures.looks import LOOKS, RIGHTS, Channels, ClientOf, Viewer, counted, viewers_of
from tests.fixtures.openers import submit
from tests.fixtures.people import company
from tests.fixtures.trade import SYSTEM, Market, deliver
from tests.tenant_apps.trading import test_formats as formats
from tests.tenant_apps.trading import test_requests as requests
from tests.tenant_apps.trading.engines.vault.test_tenders import Tender

MODES = ["spot_listing", "english_auction", "reverse_auction", "dutch_auction", "rfq", "sealed_tender"]
A, B, INITIATOR, HOUSE = "Aldermoor", "Bryndwr", "Calderbank", "house"
IS_WHOLE = bool(os.environ.get("KONTOR_LOOKS_FILE"))
BIDDING = ("open", "rank_only", "sealed")
counting = pytest.fixture(scope="module", autouse=True)(counted)


@dataclass(frozen=True)
class Secret:
    """A value that occurs nowhere else. `facts` of the matrix show it in this phase; `owners` know it anyway."""

    text: str
    facts: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    is_found: bool = True


@dataclass
class Stage:
    """An event with those who look at it."""

    market: Market
    tenant: TenantRef
    client_of: ClientOf
    commits: Callable[..., Any]
    cache: redis.Redis
    logged: pytest.LogCaptureFixture
    made: Any = None
    viewers: list[Viewer] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    refused: str = "99.00"

    @property
    def event(self) -> TradingEvent:
        return TradingEvent.objects.get(pk=self.made.event_id)

    @property
    def preset(self) -> Preset:
        return preset_of(self.event.rules)

    def people(self, made: Any, *, initiator: Any, first: Any, second: Any) -> None:
        """Aldermoor and Bryndwr take part, Dunmore has joined only, Everholt looks on, Calderbank runs it."""
        self.made = made
        told: list[tuple[str, Audience, Any]] = [
            (HOUSE, "house", None), (INITIATOR, "initiator", initiator), (A, "participant", first),
            (B, "participant", second), ("Everholt", "member", company("Everholt")),
        ]  # fmt: skip
        for name, _audience, company_id in told[1:4]:
            run(change_company, SYSTEM, ChangeCompany(company_id=company_id, name=name))
        self.viewers = viewers_of(self.tenant, self.client_of, told, [*RIGHTS, "vault.open_bids"])

    def does(self, act: Callable[[], Any]) -> Any:
        """Act as the request would, with what follows the commit."""
        with self.commits(using=scope.alias(), execute=True):
            return act()

    def check(self, *secrets: Secret) -> None:
        """Look everywhere, as everybody."""
        ended, preset = bool(self.event.final_state), self.preset
        leaks, missing = [], []
        for viewer in self.viewers:
            channels = Channels(
                self.cache, self.made.event_id, self.made.lot_id, "Steel", self.pages, self.calls, self.refused
            ).of(viewer)  # fmt: skip
            for secret in secrets:
                seen = [name for name, text in channels.items() if secret.text in text]
                LOOKS["cells"] += len(channels)
                may = viewer.name in (secret.text, *secret.owners) or any(
                    may_see(preset, fact, viewer.audience, ended=ended) for fact in secret.facts
                )
                # After the end its audit file tells all of the lot to who took part, names apart.
                if ended and viewer.audience != "member":
                    seen = [name for name in seen if name != "audit file" or secret.text in (A, B)]
                if seen and not may:
                    leaks.append((viewer.name, secret.text, seen))
                if may and secret.is_found and not seen and secret.text not in (A, B):
                    missing.append((viewer.name, secret.text))
            self.names(viewer, ended)
        LOOKS["leaks"] += len(leaks)
        assert leaks == []
        assert missing == [], f"what may be seen is nowhere: {missing}"
        told = "\n".join(f"{message.subject} {message.body}" for message in mail.outbox)
        logs = "\n".join(one.getMessage() for one in self.logged.records if not one.name.startswith("django.db"))
        for secret in secrets:
            if secret.text not in (A, B):
                assert secret.text not in logs, "a log tells a secret"
                assert ended or secret.text not in told, "a mail tells a secret"

    def names(self, viewer: Viewer, ended: bool) -> None:
        """Facts of the API by their names: what has no value of its own is cut like the rest."""
        answer = viewer.key.get(f"events/{self.made.event_id}")
        facts = json.loads(answer.content)["facts"]
        preset = self.preset
        assert set(facts) <= set(MATRIX[preset]), "a fact that the matrix does not name"
        for fact in MATRIX[preset]:
            LOOKS["cells"] += 1
            if fact in facts and not may_see(preset, fact, viewer.audience, ended=ended):
                LOOKS["leaks"] += 1
                raise AssertionError(f"{viewer.name} is told {fact}")


@pytest.fixture
def stage(
    market: Market, tenant_a: TenantRef, client_of: ClientOf, settings: Any, caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> Iterator[Stage]:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))
    cache = redis.Redis.from_url(settings.VALKEY_URL)
    made = Stage(market, tenant_a, client_of, django_capture_on_commit_callbacks, cache, caplog)
    yield made
    cache.delete(*(stream_key(scope.key(), str(made.made.event_id), audience) for audience in AUDIENCES))


# -- requests for quotation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", ["thread_masked", *(["thread"] if IS_WHOLE else [])])
def test_a_thread_is_read_by_its_two_sides_alone(stage: Stage, preset: str) -> None:
    market = stage.market
    others = requests.stocked(market.other_seller)
    made = requests.ask(market, rules={"award_before_deadline": True, "visibility": preset})
    stage.people(made, initiator=market.buyer, first=market.seller, second=market.other_seller)
    pages = {"first thread": ("thread", 1), "second thread": ("thread", 2), "comparison": ("comparison_file",)}
    stage.pages = {
        name: reverse(f"thread:{view}", args=[made.event_id, *more], urlconf="config.urls_tenant")
        for name, (view, *more) in pages.items()
    }
    stage.calls = {"quotation": f"lots/{made.lot_id}/quotation"}
    first, second, buyer = market.as_seller(), market.acting(market.other_seller), market.as_buyer()
    both = (INITIATOR, HOUSE)
    names = [Secret(A, ("identities",)), Secret(B, ("identities",))]
    for actor in (first, second):
        stage.does(lambda actor=actor: requests.join(actor, made))
    stage.check(Secret("24.66"), Secret("23.29"), *names)
    one = stage.does(lambda: requests.quote(first, made, (1, "24.66", market.items["steel"]), text="Quillon terms"))
    stage.does(lambda: requests.quote(second, made, (1, "23.29", others["steel"])))
    told = [Secret("24.66", (), (A, *both)), Secret("Quillon", (), (A, *both)), Secret("23.29", (), (B, *both))]
    stage.check(*told, *names)
    wish = SendCounter(lot_id=made.lot_id, number=1, lines=[WishIn(line=1, unit_price="21.07")], text="Rather this")
    stage.does(lambda: run(send_counter, buyer, wish))
    stage.check(*told, Secret("21.07", (), (A, *both)), *names)
    stage.does(lambda: requests.award(buyer, made, (one.seq, 1), text="It comes sooner"))
    relay.drain()
    deal = [Secret(A, ("identities",), (INITIATOR,)), Secret(B, ("identities",))]
    stage.check(*told, Secret("21.07", (), (A, *both)), *deal)


# -- sealed tenders --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "preset", ["tender_participants", *(["tender_public", "tender_initiator"] if IS_WHOLE else [])]
)
def test_a_sealed_bid_is_nobodys_until_it_is_opened(stage: Stage, preset: str) -> None:
    market = stage.market
    tender = Tender(market, lasts_s=3600, visibility=preset)
    stage.people(tender, initiator=market.buyer, first=market.seller, second=market.other_seller)
    stage.calls = {"opening": f"lots/{tender.lot_id}/opening"}
    from tests.tenant_apps.trading.engines.vault.test_tenders import two_sellers

    first, second = two_sellers(market, tender)
    stage.does(lambda: submit(first, tender.lot_id, price={"price": "24.66"}))
    stage.does(lambda: submit(second, tender.lot_id, price={"price": "23.29"}))
    hidden = [Secret("24.66"), Secret("23.29"), Secret(A, ("identities",)), Secret(B, ("identities",))]
    stage.check(*hidden)
    formats.move_back(tender, 3600)
    stage.does(tender.seal)
    stage.check(*hidden)
    stage.does(tender.open)
    shown = [Secret("24.66", ("opening",)), Secret("23.29", ("opening",))]
    named = ("identities", "opening")  # who bid what is read out
    stage.check(*shown, Secret(A, named), Secret(B, named))
    stage.does(lambda: run(award_tender, tender.initiator, AwardTender(lot_id=tender.lot_id)))
    relay.drain()
    stage.check(
        Secret("24.66", ("opening",)), Secret("23.29", ("opening", "result"), (B, INITIATOR), is_found=False),
        Secret(A, named), Secret(B, named, (INITIATOR,)),
    )  # fmt: skip


def test_of_two_envelopes_the_second_stays_closed(stage: Stage) -> None:
    market = stage.market
    tender = Tender(market, lasts_s=3600, format="two_envelopes", visibility="tender_public")
    stage.people(tender, initiator=market.buyer, first=market.seller, second=market.other_seller)
    stage.calls = {"opening": f"lots/{tender.lot_id}/opening"}
    from tests.tenant_apps.trading.engines.vault.test_tenders import two_sellers

    first, second = two_sellers(market, tender)
    for actor, word, price in ((first, "Quillon", "24.66"), (second, "Rostrevor", "23.29")):
        contents = {"technical": {"statement": f"{word} method"}, "price": {"price": price}}
        stage.does(lambda actor=actor, contents=contents: submit(actor, tender.lot_id, **contents))
    prices = [Secret("24.66"), Secret("23.29")]
    stage.check(*prices, Secret("Quillon"), Secret("Rostrevor"))
    formats.move_back(tender, 3600)
    stage.does(tender.seal)
    stage.does(tender.open)
    stage.check(*prices, Secret("Quillon", ("opening",)), Secret("Rostrevor", ("opening",)))


# -- the clock -------------------------------------------------------------------------------------------------------


def _two(stage: Stage, made: Any) -> tuple[Any, Any]:
    """Two sellers of a purchase, who have joined."""
    found = formats.two_sellers(stage.market, made)
    market = stage.market
    stage.people(made, initiator=market.buyer, first=market.seller, second=market.other_seller)
    return found


def test_opening_bids_of_turns_and_the_bid_of_a_turn_are_told_when_they_are_published(stage: Stage) -> None:
    slow = formats.QUICK | {"turn_s": 300}
    made = formats.buy(stage.market, 3600.0, start_price="40", format="turns", **slow)
    first, second = _two(stage, made)
    stage.does(lambda: formats.bid(first, made, price="24.66"))
    stage.does(lambda: formats.bid(second, made, price="26.29"))
    names = [Secret(A, ("identities",)), Secret(B, ("identities",))]
    stage.check(Secret("24.66", (), (A,)), Secret("26.29", (), (B,)), *names)
    formats.move_back(made, 3600)
    assert stage.does(lambda: run(begin_turns, SYSTEM, BeginTurns(lot_id=made.lot_id))).begun
    opened = [Secret("24.66", ("rounds", "price_now"), (A,)), Secret("26.29", ("rounds",), (B,))]
    stage.check(*opened, *names)
    stage.does(lambda: formats.bid(second, made, price="22.07"))
    stage.check(*opened, Secret("22.07", (), (B,)), *names)
    formats.move_back(made, 300)
    opened = [Secret(one.text, one.facts, one.owners, is_found=False) for one in opened]
    stage.check(*opened, Secret("22.07", ("rounds", "price_now"), (B,)), *names)
    formats.move_back(made, 300)
    stage.does(lambda: formats.close(made))
    deliver()
    stage.check(
        Secret("22.07", ("rounds", "price_now", "result"), (B, INITIATOR), is_found=False),
        Secret(A, ("identities",)), Secret(B, ("identities",), (INITIATOR,)),
    )  # fmt: skip


def test_bids_of_the_sealed_phase_are_nobodys_before_the_end(stage: Stage) -> None:
    market = stage.market
    made = formats.sell(
        market, "dutch_auction", None, start_price="50.00", floor="10.00", decrement="0.50", tick_s=60, hybrid=True,
        sealed_s=30, best_bid_s=30, phase_pause_s=0,
    )  # fmt: skip
    stage.people(made, initiator=market.seller, first=market.buyer, second=market.other_buyer)
    stage.refused = "1.00"
    stage.does(lambda: formats.bid(market.as_buyer(), made, tick=0, price="50.00"))
    stage.does(lambda: formats.bid(market.as_other_buyer(), made, price="52.37"))
    names = [Secret(A, ("identities",)), Secret(B, ("identities",))]
    stage.check(Secret("52.37", (), (B,)), *names)
    formats.move_back(made, 61)
    stage.does(lambda: formats.close(made))
    deliver()
    stage.check(
        Secret("52.37", ("result", "rounds", "ladder"), (B, INITIATOR), is_found=False),
        Secret(A, ("identities",)), Secret(B, ("identities",), (INITIATOR,)),
    )  # fmt: skip


def test_a_take_left_behind_is_its_companys_alone(stage: Stage) -> None:
    market = stage.market
    from tenant_apps.trading.kernel.commands import PublishEvent, publish_event
    from tests.fixtures.trade import kilos

    made = run(publish_event, market.as_seller(), PublishEvent(
        mode="dutch_auction", side="sell", currency="EUR", quantity=kilos("100"), item_id=market.items["steel"],
        rules={"start_price": "50.00", "floor": "10.00", "decrement": "0.50", "tick_s": 20, "pre_bid": True},
        opens_at=clock.now(scope.alias()) + timedelta(hours=1),
    ))  # fmt: skip
    stage.people(made, initiator=market.seller, first=market.buyer, second=market.other_buyer)
    stage.refused = "1.00"
    for actor in (market.as_buyer(), market.as_other_buyer()):
        run(join_event, actor, JoinEvent(event_id=made.event_id))
    stage.does(lambda: formats.bid(market.as_buyer(), made, price="48.53", absentee=True))
    stage.check(Secret("48.53", (), (A,)), Secret(A, ("identities",)), Secret(B, ("identities",)))


PURCHASES = {
    "meat": (
        {"criteria": "meat", "features": FEATURES},
        {"price": "24.66", "features": {"Warranty": "none", "Energy": "C"}},
        {"price": "23.29", "features": {"Warranty": "5 years", "Energy": "A"}},
    ),
    "index": (
        {"format": "index", "index_name": "LME, 1 March", "index_value": "31.3", "index_bid": "amount"},
        {"offset": "-6.64"},
        {"offset": "-8.01"},
    ),
    "live": ({}, {"price": "24.66"}, {"price": "23.29"}),
}


@pytest.mark.parametrize(
    ("preset", "rules", "one", "other"),
    [
        pytest.param(preset, *said, id=f"{name}-{preset}")
        for nth, (name, said) in enumerate(PURCHASES.items())
        for preset in (BIDDING if IS_WHOLE else (BIDDING[nth],))
    ],
)
def test_a_live_purchase_shows_what_its_preset_says(
    stage: Stage, preset: str, rules: dict[str, Any], one: dict[str, Any], other: dict[str, Any]
) -> None:
    made = formats.buy(stage.market, 60.0, visibility=preset, start_price="40", **rules)
    first, second = _two(stage, made)
    stage.does(lambda: formats.bid(first, made, **one))
    stage.does(lambda: formats.bid(second, made, **other))
    first_said = next(iter(one.values())).lstrip("-")
    second_said = next(iter(other.values())).lstrip("-")
    names = [Secret(A, ("identities",)), Secret(B, ("identities",))]
    stage.check(
        Secret(first_said, ("ladder", "price_now"), (A,), is_found=False),
        Secret(second_said, ("ladder", "price_now"), (B,), is_found=False), *names,
    )  # fmt: skip
    formats.move_back(made, 61)
    stage.does(lambda: formats.close(made))
    deliver()
    stage.check(
        Secret(first_said, ("ladder", "price_now"), (A,), is_found=False),
        Secret(second_said, ("ladder", "price_now", "result"), (B, INITIATOR), is_found=False),
        Secret(A, ("identities",)), Secret(B, ("identities",), (INITIATOR,)),
    )  # fmt: skip


@pytest.mark.parametrize("preset", BIDDING if IS_WHOLE else ("rank_only",))
def test_parts_are_their_bidders_where_prices_are_hidden(stage: Stage, preset: str) -> None:
    market = stage.market
    made = formats.sell(
        market, "english_auction", 60, start_price="2.00", increment="0.10", multi_unit="uniform", visibility=preset
    )
    stage.people(made, initiator=market.seller, first=market.buyer, second=market.other_buyer)
    stage.refused = "1.00"
    stage.does(lambda: formats.bid(market.as_buyer(), made, price="23.17", quantity="61.75"))
    stage.does(lambda: formats.bid(market.as_other_buyer(), made, price="24.66", quantity="57.25", min_accept="13.5"))
    stage.check(
        Secret("23.17", ("ladder", "price_now", "shares"), (A,), is_found=False),
        Secret("24.66", ("ladder", "price_now", "shares"), (B,), is_found=False),
        Secret(A, ("identities",)), Secret(B, ("identities",)),
    )  # fmt: skip
    formats.move_back(made, 120)
    stage.does(lambda: run(close_lot, SYSTEM, CloseLot(lot_id=made.lot_id)))
    deliver()
    stage.check(
        Secret("24.66", ("ladder", "price_now", "result", "shares"), (A, B, INITIATOR), is_found=False),
        Secret(A, ("identities",), (INITIATOR,)), Secret(B, ("identities",), (INITIATOR,)),
    )  # fmt: skip

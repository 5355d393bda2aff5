"""Guests of a request: link, code, quote, award, admission, settled books; and everything that must stay closed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.outbox import jobs
from shared_apps.outbox.models import Job
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue.commands import CreateItem, create_item
from tenant_apps.identity.commands import SeedRoles, seed_roles
from tenant_apps.identity.models import Membership
from tenant_apps.orders.queries import find_of_deal
from tenant_apps.parties.models import Company
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.trading.engines.thread import guest_links
from tenant_apps.trading.engines.thread.commands import (
    AdmitGuest,
    AwardLineIn,
    AwardRequest,
    ChangeGuest,
    InviteGuest,
    QuoteLineIn,
    SendQuote,
    admit_guest,
    award_request,
    invite_guest,
    send_quote,
    withdraw_guest,
)
from tenant_apps.trading.engines.thread.models import Guest, GuestInvitation
from tenant_apps.trading.engines.thread.queries.guests import actor_of
from tenant_apps.trading.kernel.commands import EventResult, JoinEvent, PublishEvent, join_event, publish_event
from tenant_apps.trading.kernel.models import Bid, Deal, Participant
from tenant_apps.trading.kernel.queries.rooms import room
from tests.fixtures.trade import SYSTEM, Market, assert_sound, deliver
from tests.numbers import shows
from tests.proofs import proves
from tests.tenant_apps.trading.test_requests import ask, join, quote, refused, stocked

ClientOf = Callable[[TenantRef | None], Client]
EMAIL = "ines@fjordsteel.example"


@pytest.fixture(autouse=True)
def modes(market: Market) -> None:
    run(seed_roles, SYSTEM, SeedRoles())
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": ["spot_listing", "rfq", "english_auction"]}))


def invited(market: Market, made: EventResult, email: str = EMAIL, name: str = "Fjord Steel AS") -> GuestInvitation:
    data = InviteGuest(lot_id=made.lot_id, name=name, email=email, contact="Ines", country="NO")
    guest = run(invite_guest, market.as_buyer(), data).guest_id
    return GuestInvitation.objects.select_related("guest__company").get(guest_id=guest)


def letter(to: str = EMAIL) -> str:
    """The last mail to an address, as it was sent by the worker."""
    jobs.run_due()
    return next(f"{one.subject}\n{one.body}" for one in reversed(mail.outbox) if one.to == [to])


def path_in(text: str) -> str:
    found = re.search(r"https?://[^/]+(/requests/guest/\S+)", text)
    assert found is not None, text
    return found[1]


def code_in(text: str) -> str:
    found = re.search(r"\n(\d{6})\n", text)
    assert found is not None, text
    return found[1]


def entered(client: Client, path: str, to: str = EMAIL) -> Client:
    """Through the pages: ask for a code, read the mail, type it."""
    assert client.post(f"{path}code/").status_code == 302
    answer = client.post(f"{path}enter/", {"code": code_in(letter(to))})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client


def test_a_guest_answers_by_a_link_is_awarded_admitted_and_settled(
    market: Market, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    made = ask(market)
    path_of = invited(market, made)
    path = path_in(letter())
    client = client_of(tenant_a)
    closed = client.get(path)
    assert closed.status_code == 200 and "Steel" not in closed.content.decode(), "the code comes first"
    assert client.post(f"{path}quote/", {"price-1": "2.10"}).status_code == 404
    entered(client, path)
    page = client.get(path).content.decode()
    assert "Steel" in page and "Bolts" in page and 'name="item-1"' not in page
    first = client.post(f"{path}quote/", {"currency": "EUR", "price-1": "2.20", "price-2": "0.09", "tax_percent": "19"})
    assert first.status_code == 302
    second = client.post(
        f"{path}quote/", {"currency": "EUR", "price-1": "2.10", "price-2": "0.09", "tax_percent": "19"}
    )
    assert second.status_code == 302
    stands = Bid.objects.filter(lot_id=made.lot_id, company_id=path_of.guest.company_id, verdict="accepted").last()
    assert stands is not None and stands.payload["lines"][0]["unit_price"] == "2.10"
    lines = [AwardLineIn(quote=stands.seq, line=line) for line in (1, 2)]
    run(award_request, market.as_buyer(), AwardRequest(lot_id=made.lot_id, lines=lines))
    deal = Deal.objects.get(trading_event_id=made.event_id)
    assert (deal.seller_id, deal.net_minor, deal.tax_minor) == (path_of.guest.company_id, 21360, 4058)
    assert "accepted" in letter(), "the guest is told"
    assert client.post(f"{path}admission/").status_code == 302
    guest = Guest.objects.get(pk=path_of.guest_id)
    assert guest.asked_at is not None
    run(admit_guest, market.as_marketplace(), AdmitGuest(guest_id=guest.pk))
    company = Company.objects.get(pk=guest.company_id)
    assert company.state == "active"
    user = User.objects.get(email=EMAIL)
    assert Membership.objects.get(user_id=user.pk).company_id == company.pk
    deliver()
    order = find_of_deal(deal.pk)
    assert order is not None and order.state == "settled"
    deal.refresh_from_db()
    assert deal.settled_at is not None
    assert_sound()
    member = client.get(path).content.decode()
    assert "Bolts" not in member and "/sign-in/" in member, "an account ends what the link opened"


def test_a_guest_declines_comes_back_and_withdraws(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    made = ask(market)
    invited(market, made)
    path = path_in(letter())
    client = entered(client_of(tenant_a), path)
    for act, sent in (("decline", {"text": "No"}), ("quote", {"currency": "EUR", "price-1": "3"}), ("withdraw", {})):
        assert client.post(f"{path}{act}/", sent).status_code == 302
    acts = [bid.payload["act"] for bid in Bid.objects.filter(lot_id=made.lot_id, verdict="accepted").order_by("seq")]
    assert acts == ["decline", "quote", "withdraw"]


def test_a_guest_reads_its_own_thread_and_no_other(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    others = stocked(market.other_seller)
    made = ask(market)
    rival = market.acting(market.other_seller)
    join(rival, made)
    quote(rival, made, (1, "7.77", others["steel"]), text="RIVAL-WORD")
    invited(market, made)
    path = path_in(letter())
    second = invited_second(market, made)
    client = entered(client_of(tenant_a), path)
    assert client.post(f"{path}quote/", {"currency": "EUR", "price-1": "6.66", "text": "MY-WORD"}).status_code == 302
    page = client.get(path).content.decode()
    assert "MY-WORD" in page and "RIVAL-WORD" not in page and not shows(page, "7.77")
    assert client.get(second).status_code == 200 and "Steel" not in client.get(second).content.decode()
    assert client.post(f"{second}quote/", {"currency": "EUR", "price-1": "1"}).status_code == 404
    for address in (
        f"/events/{made.event_id}/",
        "/events/",
        f"/requests/{made.event_id}/comparison.csv",
        "/catalogue/",
    ):
        assert client.get(address).status_code == 302, "a guest is nobody on every other page"


def invited_second(market: Market, made: EventResult) -> str:
    invited(market, made, "otto@other.example", "Other Guest")
    return path_in(letter("otto@other.example"))


def test_another_event_is_unknown_to_a_guest(market: Market) -> None:
    made, open_to_all = ask(market), ask(market, title="Somebody else's")
    guest = actor_of(invited(market, made))
    run(join_event, guest, JoinEvent(event_id=made.event_id))
    assert refused(lambda: run(join_event, guest, JoinEvent(event_id=open_to_all.event_id))).code == (
        "trading.event_unknown"
    )
    row = QuoteLineIn(line=1, unit_price="1")
    other = SendQuote(lot_id=open_to_all.lot_id, lines=[row])
    assert refused(lambda: run(send_quote, guest, other)).code in ("trading.not_joined", "trading.item_needed")
    assert not Participant.objects.filter(trading_event_id=open_to_all.event_id).exists()


def test_a_guest_may_nothing_else(market: Market) -> None:
    guest = actor_of(invited(market, ask(market)))
    for act in (
        lambda: run(publish_event, guest, PublishEvent(mode="rfq", side="buy", currency="EUR")),
        lambda: run(create_item, guest, CreateItem(sku="x", name="x")),
        lambda: run(invite_guest, guest, InviteGuest(lot_id=UUID(int=1), name="x", email="x@x.example")),
        lambda: run(admit_guest, guest, AdmitGuest(guest_id=UUID(int=1))),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_no_company_admits_a_guest_by_its_role(market: Market) -> None:
    row = invited(market, ask(market))
    for actor in (market.as_buyer(), market.as_seller()):
        with pytest.raises(NotAllowed):
            run(admit_guest, actor, AdmitGuest(guest_id=row.guest_id))
    assert Company.objects.get(pk=row.guest.company_id).state == "guest"


def test_a_code_is_six_digits_works_once_in_time_and_five_times_wrong_at_most(market: Market) -> None:
    row = invited(market, ask(market))
    now = clock.now(scope.alias())
    code = guest_links.new_code(row, now)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert re.fullmatch(r"\d{6}", code) and code not in row.code_digest
    assert not guest_links.is_code(row, code, now + guest_links.CODE_LIFE), "too late"
    code = guest_links.new_code(row, now)
    assert guest_links.is_code(row, code, now)
    assert not guest_links.is_code(row, code, now), "used up"
    code = guest_links.new_code(row, now)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _try in range(guest_links.TRIES):
        assert not guest_links.is_code(row, wrong, now)
    assert not guest_links.is_code(row, code, now), "tried too often"


def test_wrong_codes_lock_and_every_answer_is_the_same(
    market: Market, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    invited(market, ask(market))
    path = path_in(letter())
    client = client_of(tenant_a)
    client.post(f"{path}code/")
    code = code_in(letter())
    client.get(path)
    answers = {clean(client.post(f"{path}enter/", {"code": "no"}).content.decode()) for _try in range(6)}
    answers.add(clean(client.post(f"{path}enter/", {"code": code}).content.decode()))
    assert len(answers) == 1, "a locked door says what a wrong code does"


def clean(page: str) -> str:
    """A page without what was typed and its one-time marks."""
    return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page)


def test_codes_are_not_sent_without_end(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    invited(market, ask(market))
    path = path_in(letter())
    client, before = client_of(tenant_a), len(mail.outbox)
    for _time in range(9):
        assert client.post(f"{path}code/").status_code == 302
    jobs.run_due()
    assert len(mail.outbox) - before == 5


def test_no_job_and_no_row_holds_a_link_or_a_code(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    row = invited(market, ask(market))
    path = path_in(letter())
    client_of(tenant_a).post(f"{path}code/")
    code = code_in(letter())
    row.refresh_from_db()
    kept = " ".join(str(job.payload) + str(job.result) for job in Job.objects.all())
    kept += " ".join(str(getattr(row, field.attname)) for field in GuestInvitation._meta.fields)
    assert path.split("/")[3] not in kept and code not in row.code_digest and f" {code}" not in kept


def test_a_link_of_another_marketplace_or_another_purpose_opens_nothing(
    market: Market, tenant_a: TenantRef, tenant_b: TenantRef, client_of: ClientOf
) -> None:
    from shared_apps.tenancy import keys

    row = invited(market, ask(market))
    path = path_in(letter())
    forged = keys.signer("thread-guest-browser").sign_object(str(row.pk))
    answers = [
        client_of(tenant_b).get(path),
        client_of(tenant_a).get(f"/requests/guest/{forged}/"),
        client_of(tenant_a).get("/requests/guest/nothing/"),
        client_of(tenant_a).get(f"{path[:-3]}x/"),
    ]
    assert [one.status_code for one in answers] == [404] * 4


def test_a_withdrawn_and_an_old_link_open_nothing(market: Market, tenant_a: TenantRef, client_of: ClientOf) -> None:
    made = ask(market)
    row = invited(market, made)
    path = path_in(letter())
    client = entered(client_of(tenant_a), path)
    data = ChangeGuest(lot_id=made.lot_id, guest_id=row.guest_id)
    run(withdraw_guest, market.as_buyer(), data)
    assert client.get(path).status_code == client.post(f"{path}quote/", {"price-1": "1"}).status_code == 404
    GuestInvitation.objects.update(withdrawn_at=None, expires_at=clock.now(scope.alias()) - timedelta(seconds=1))
    assert client.get(path).status_code == 404


def test_the_cookie_of_one_guest_opens_no_other_request(
    market: Market, tenant_a: TenantRef, client_of: ClientOf
) -> None:
    made = ask(market)
    invited(market, made)
    path = path_in(letter())
    other = invited_second(market, made)
    client = entered(client_of(tenant_a), path)
    thief = client_of(tenant_a)
    thief.cookies["kontor_guest"] = client.cookies["kontor_guest"].value
    assert "Steel" in thief.get(path).content.decode(), "the cookie is the browser"
    assert "Steel" not in thief.get(other).content.decode()


def test_only_the_initiator_invites_and_only_once(market: Market) -> None:
    made = ask(market)
    invited(market, made)
    again = InviteGuest(lot_id=made.lot_id, name="Again", email=EMAIL.upper())
    assert refused(lambda: run(invite_guest, market.as_buyer(), again)).code == "thread.guest_asked_already"
    assert refused(lambda: run(invite_guest, market.as_seller(), again)).code == "trading.event_unknown"


def test_one_initiator_learns_nothing_of_the_guests_of_another(market: Market) -> None:
    first = invited(market, ask(market))
    theirs: dict[str, Any] = {"initiator_id": None}
    made = run(publish_event, market.as_other_buyer(), PublishEvent(**request_of() | theirs))
    data = InviteGuest(lot_id=made.lot_id, name="Called otherwise", email=EMAIL)
    second = run(invite_guest, market.as_other_buyer(), data).guest_id
    companies = set(Guest.objects.values_list("company__name", flat=True))
    assert second != first.guest_id and companies == {"Fjord Steel AS", "Called otherwise"}


def request_of() -> dict[str, Any]:
    from tenant_apps.trading.kernel.commands import EventLine
    from tests.fixtures.trade import kilos

    return {
        "mode": "rfq", "side": "buy", "currency": "EUR", "title": "Other",
        "lines": [EventLine(quantity=kilos("1"), need="Steel")],
    }  # fmt: skip


@proves("rfq.guests")
def test_a_request_may_know_no_guests(market: Market) -> None:
    made = ask(market, rules={"guests": False})
    data = InviteGuest(lot_id=made.lot_id, name="Guest", email=EMAIL)
    with pytest.raises(Refusal) as caught:
        run(invite_guest, market.as_buyer(), data)
    assert caught.value.code == "thread.no_guests"


@proves("rfq.guest_days")
def test_a_link_lives_as_long_as_the_rules_say(market: Market) -> None:
    short, long = (invited(market, ask(market, rules={"guest_days": days}), f"g{days}@x.example") for days in (1, 9))
    assert timedelta(days=7, hours=23) < long.expires_at - short.expires_at < timedelta(days=8, hours=1)


def test_numbers_hide_guests_too(market: Market) -> None:
    from tenant_apps.trading.engines.thread.queries.guests import guests_of

    made = ask(market, rules={"visibility": "thread_masked"})
    invited(market, made)
    (line,) = guests_of(market.as_buyer(), made.lot_id)
    assert line.name == line.email == ""
    assert guests_of(market.as_marketplace(), made.lot_id)[0].name == "Fjord Steel AS"
    assert room(market.as_seller(), made.event_id, clock.now(scope.alias())) is not None
    assert refused(lambda: guests_of(market.as_seller(), made.lot_id)).code == "trading.event_unknown"

"""Trains of acts for `bench/anomalies.py`: what each rule must find, laid among acts in which nothing is odd."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

HOME, AWAY = "203.0.{}.0/24", "198.51.{}.0/24"
NAMES = UUID(int=7)
COMPANIES, CHANGED = 50, 10
USUAL = 12


class Trains:
    """`before` is history that is written first; `rows()` the rest, mixed, each train in its own order."""

    def __init__(self, labelled: int, normal: int, chance: random.Random, row: Callable[..., Any]) -> None:
        self.labelled, self.normal, self.chance, self.row = labelled, normal, chance, row
        self.before: list[Any] = []
        self.trains: list[list[Any]] = []
        # Trains whose acts lie within minutes, however long the run is.
        self.together: list[list[Any]] = []
        self._companies()
        for number in range(labelled):
            self._sign_ins(number)
            self._access(number)
        self._spray()
        self._money()
        self._pace()

    def rows(self) -> list[Any]:
        """Normal acts are added until there are as many as asked for, support of the trains included."""
        support = sum(1 for train in (*self.trains, *self.together) for one in train if not one.rule)
        self.trains += [[one] for one in self._normal(max(self.normal - support, 0))]
        # Each act at a chance moment; within a train in order.
        places = [(self.chance.random(), number) for number, train in enumerate(self.trains) for _ in train]
        trains = [*self.trains, *self.together]
        for number, train in enumerate(self.together, len(self.trains)):
            begins = self.chance.random() * 0.98
            places += [(begins + at * 1e-5, number) for at in range(len(train))]
        taken = [0] * len(trains)
        found = []
        for _moment, number in sorted(places):
            found.append(trains[number][taken[number]])
            taken[number] += 1
        return found

    def who(self, what: str, number: int) -> str:
        return str(uuid5(NAMES, f"{what} {number}"))

    def opened(self, person: str, network: str, agent: str = "firefox", method: str = "password", **also: Any) -> Any:
        return self.row("accounts.open_session", "system", "accounts.sign_in", "accounts.user", person,
                        {"method": method}, network, agent, **also)  # fmt: skip

    def _sign_ins(self, number: int) -> None:
        net = number % 10
        one, two, three, four = (self.who(f"person {what}", number) for what in ("new", "far", "weak", "back"))
        self.before.append(self.opened(one, HOME.format(net), past=timedelta(days=3)))
        self.trains.append([self.opened(one, f"192.0.{net}.0/24", "other browser", rule="A1")])
        # Twelve hours to Sydney are too few, and enough that nobody else's rule looks.
        self.before.append(self.opened(two, HOME.format(net), past=timedelta(hours=12)))
        self.trains.append([self.opened(two, AWAY.format(net), rule="A2")])
        self.trains.append([
            self.row("accounts.remove_totp", "user", three, "accounts.user", three, {"removed": True}, rule="A8")
        ])  # fmt: skip
        self.before.append(self.opened(four, HOME.format(net), past=timedelta(days=70)))
        self.trains.append([self.opened(four, HOME.format(net), rule="A12")])

    def _access(self, number: int) -> None:
        key, taker, changer, prober = (self.who(what, number) for what in ("key", "taker", "changer", "prober"))
        row = self.row
        self.trains.append([
            row("accounts.create_api_key", "user", self.who("maker", number), "accounts.api_key", key,
                {"permissions": 60}, rule="A6")
        ])  # fmt: skip
        self.trains.append([row("workspace.export_log", "user", taker, "audit.log", "9", {"rows": 20_000}, rule="A7")])
        self.trains.append([
            row("rulesets.change_settings", "user", changer, "rulesets.settings", "2",
                {"changed": {"anomalies.a4": "off"}}, rule="A9")
        ])  # fmt: skip
        probes = [
            row("anomalies.note_denial", "user", prober, "orders:order", self.who(f"thing {at}", number))
            for at in range(3)
        ]
        probes[-1].rule = "A10"
        self.together.append(probes)
        self.trains.append([
            row("telemetry.note_reading", "system", "telemetry", "telemetry.sensor", self.who("sensor", number),
                {"milli_celsius": 9000, "low": 2000, "high": 8000}, rule="A13")
        ])  # fmt: skip
        self.trains.append([row("anomalies.health", "system", "bench", "", "", {"late_s": 9}, rule="A15")])

    def _spray(self) -> None:
        """Networks from which 19 accounts are tried, and then 50 more that must be found."""
        done = number = 0
        while done < self.labelled:
            more = min(50, self.labelled - done)
            tries = [
                self.row("accounts.sign_in", "anonymous", "", "accounts.user", "",
                         {"outcome": "refused", "account": self.who(f"account {at}", number)},
                         f"100.64.{number}.0/24", rule="A3" if at >= 19 else "")
                for at in range(19 + more)
            ]  # fmt: skip
            self.together.append(tries)
            done, number = done + more, number + 1

    def _companies(self) -> None:
        from shared_apps.commands import run
        from shared_apps.foundation.actor import Actor
        from tenant_apps.parties.commands import AddCompany, add_company

        def made(number: int) -> UUID:
            data = AddCompany(code=f"C{number}", name=f"Company {number}", country="DE", can_buy=True, can_sell=True)
            return run(add_company, Actor.system("bench"), data).company_id

        self.companies = [made(number) for number in range(COMPANIES)]
        self.changed = [made(COMPANIES + number) for number in range(CHANGED)]

    def _money(self) -> None:
        """Payments and invoices as rows of their own, and the acts about them."""
        from django.utils import timezone

        from shared_apps.foundation.ids import uuid7
        from tenant_apps.invoicing.models import Invoice
        from tenant_apps.payments.models import Payment

        now = timezone.now()
        payments: list[Payment] = []
        invoices: list[Invoice] = []

        def paid(payer: UUID, payee: UUID, minor: int, rule: str = "", past: timedelta | None = None) -> Any:
            one = Payment(id=uuid7(), number=f"B-{len(payments)}", payer_id=payer, payee_id=payee, currency="EUR",
                          amount_minor=minor, method="other", paid_at=now, recorded_at=now,
                          recorded_by="bench")  # fmt: skip
            payments.append(one)
            return self.row("payments.record_payment", "user", f"payer of {payer}", "payments.payment", str(one.pk),
                            {"number": one.number}, rule=rule, past=past)  # fmt: skip

        def billed(payer: UUID, payee: UUID, minor: int, rule: str = "") -> Any:
            one = Invoice(id=uuid7(), number=f"BI-{len(invoices)}", buyer_id=payer, seller_id=payee, currency="EUR",
                          net_minor=minor, tax_minor=0, total_minor=minor, issued_at=now,
                          due_date=now.date())  # fmt: skip
            invoices.append(one)
            return self.row("invoicing.issue_invoice", "system", "invoicing", "invoicing.invoice", str(one.pk),
                            {"number": one.number}, rule=rule)  # fmt: skip

        pairs = [(a, b) for a in self.companies for b in self.companies if a != b][: self.labelled]
        for number, (payer, payee) in enumerate(pairs):
            usual = self.chance.randrange(100_000, 900_000)
            for at in range(USUAL):
                jitter = self.chance.randrange(-usual // 20, usual // 20)
                self.before.append(paid(payer, payee, usual + jitter, past=timedelta(days=USUAL - at)))
            self.trains.append([paid(payer, payee, 40 * usual + 1_000_000, "A4")])
            self.trains.append([billed(payer, payee, 10_000 + number), billed(payer, payee, 10_000 + number, "A14")])
        for company in self.changed:
            self.before.append(
                self.row("parties.change_company", "user", "clerk", "parties.company", str(company),
                         {"changed": ["tax_id"]}, past=timedelta(hours=5))
            )  # fmt: skip
        for number in range(self.labelled):
            payee = self.changed[number % CHANGED]
            self.trains.append([paid(self.companies[number % COMPANIES], payee, 1_000 + number, "A5")])
        Payment.objects.bulk_create(payments, batch_size=2000)
        Invoice.objects.bulk_create(invoices, batch_size=2000)

    def _pace(self) -> None:
        """People who order now and then for days, and then a hundred times at once."""
        done = number = 0
        while done < self.labelled:
            who = self.who("quick", number)
            for at in range(24):
                for _ in range(1 + at % 3):
                    self.before.append(self._order(who, past=timedelta(hours=5 + at)))
            more = min(100, self.labelled - done)
            # Beyond eight deviations lies the fifteenth; what comes before is no label.
            burst = [self._order(who, rule="A11" if at >= 20 else "") for at in range(20 + more)]
            for one in burst[:20]:
                one.grey = True
            self.together.append(burst)
            done, number = done + more, number + 1

    def _order(self, who: str, rule: str = "", past: timedelta | None = None) -> Any:
        return self.row("orders.place_order", "user", who, "orders.order", "", {"lines": 1}, rule=rule, past=past)

    def _normal(self, count: int) -> list[Any]:
        """What people do all day: sign in at home, change items, mistype a password, bid, look things up."""
        acts = []
        for number in range(count):
            who = self.who("member", number % 1000)
            kind = number % 10
            if kind == 0:
                acts.append(self.opened(who, HOME.format(number % 1000 % 10), "firefox"))
            elif kind == 1 and number % 200 == 1:
                acts.append(self.row("accounts.sign_in", "anonymous", "", "accounts.user", who,
                                     {"outcome": "refused", "account": who},
                                     f"100.65.{number % 250}.0/24"))  # fmt: skip
            elif kind < 5:
                acts.append(self.row("orders.place_order", "user", who, "orders.order", "", {"lines": 2}))
            elif kind < 7:
                acts.append(self.row("trading.place_bid", "user", who, "trading.lot", who, {"price": "1"}))
            else:
                acts.append(
                    self.row("catalogue.change_item", "user", who, "catalogue.item", who, {"changed": ["name"]})
                )
        return acts

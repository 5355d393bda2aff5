"""What does not go as agreed in the demo: an address, a duplicate, a payment, a licence, besides what waits for stock.

The goods are those of the divided orders; shipping is by hand meanwhile, so that there is something to hold.
"""

from datetime import timedelta
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.quantity import QuantityIn
from shared_apps.tenancy import scope
from tenant_apps.exceptions.commands import look
from tenant_apps.orders.commands import OrderLineIn, PlaceOrder, SetDelivery, place_order, set_delivery
from tenant_apps.orders.queries import has_reference
from tenant_apps.parties.commands import AddSite, RecordQualification, add_site, record_qualification
from tenant_apps.payments.commands import (
    AnnouncePayment,
    KeepBankWord,
    ReportPayment,
    announce_payment,
    keep_bank_word,
    report_payment,
)
from tenant_apps.rulesets.queries import effective
from tenant_apps.workspace.demo.delivering import deliver
from tenant_apps.workspace.demo.people import SEEDER
from tenant_apps.workspace.demo.plans import MarketPlan
from tenant_apps.workspace.demo.rules import set_rules

REFERENCE = "SITE-2050"
WORDS = {
    "en": ("Yard behind the hall", "returned by the bank: account closed", "hazardous_goods"),
    "zh-hans": ("厂房后院", "银行退回：账户已销户", "hazardous_goods"),
}


def seed_troubles(plan: MarketPlan, firms: dict[str, UUID]) -> None:
    """Write them once, and let them be found."""
    seller = next(firms[firm.code] for firm in plan.firms if firm.sells)
    buyers = [firms[firm.code] for firm in plan.firms if firm.buys and not firm.sells]
    if not buyers or has_reference(buyers[0], seller, REFERENCE):
        return
    buyer, country = buyers[0], plan.firms[0].country
    yard, refused, paper = WORDS.get(plan.locale.lower(), WORDS["en"])
    shipping = effective("fulfilment.shipping").value
    set_rules({"fulfilment.shipping": "manual"})
    nowhere = _order(plan, seller, buyer, REFERENCE, "120")
    site = run(add_site, _seat(buyer), AddSite(company_id=buyer, name=yard, country=country)).site_id
    run(set_delivery, _seat(buyer), SetDelivery(order_id=nowhere, site_id=site))
    for reference in ("SITE-2051", "SITE-2051-B"):
        _order(plan, seller, buyer, reference, "80")
    deliver()
    if shipping != "manual":
        set_rules({"fulfilment.shipping": shipping}, everywhere=False)
    transfer = AnnouncePayment(payee_id=seller, amount=MoneyIn("1840.00", plan.currency), reference="RF18 5390 0754")
    sent = run(announce_payment, _seat(buyer), transfer).attempt_id
    run(report_payment, _seat(buyer), ReportPayment(attempt_id=sent, outcome="failed", reason=refused))
    run(announce_payment, _seat(buyers[-1]), transfer)
    _asks_the_bank(plan, seller, buyer)
    today = clock.now(scope.alias()).date()
    first, last = today - timedelta(days=365), today - timedelta(days=1)
    licence = RecordQualification(company_id=seller, kind=paper, number="HG-4471", valid_from=first, valid_until=last)
    run(record_qualification, SEEDER, licence)
    deliver()
    look()


def _asks_the_bank(plan: MarketPlan, seller: UUID, buyer: UUID) -> None:
    """A transfer that its payer believes to have failed: the bank knows better, and ends the exception by itself."""
    set_rules({"payments.provider": "embedded_bank"})
    amount, reference = MoneyIn("640.00", plan.currency), "RF71 2203 1145"
    wish = AnnouncePayment(payee_id=seller, amount=amount, reference=reference)
    sent = run(announce_payment, _seat(buyer), wish).attempt_id
    run(report_payment, _seat(buyer), ReportPayment(attempt_id=sent, outcome="failed", reason="time-out"))
    word = KeepBankWord(reference=reference, bank_id="2026-114-0007", outcome="done", amount=amount)
    run(keep_bank_word, SEEDER, word)


def _seat(company_id: UUID) -> Actor:
    return Actor(kind="system", id="demo", display="Demo", company_id=company_id, fresh_factor=True)


def _order(plan: MarketPlan, seller: UUID, buyer: UUID, reference: str, quantity: str) -> UUID:
    line = OrderLineIn(sku="SUP-DISC", quantity=QuantityIn(quantity, "C62"))
    data = PlaceOrder(seller_id=seller, currency=plan.currency, client_reference=reference, lines=[line])
    return run(place_order, _seat(buyer), data).order_id

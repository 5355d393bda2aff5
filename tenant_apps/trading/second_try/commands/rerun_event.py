"""Run an event again that ended without a result, with another start price and without who spoilt it."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.rulesets.queries import pin
from tenant_apps.rulesets.types import list_rules
from tenant_apps.trading.deposits.queries import forfeited_by
from tenant_apps.trading.kernel import errors as trading_errors
from tenant_apps.trading.kernel.commands import EventResult, PublishEvent
from tenant_apps.trading.kernel.models import Deal, LotItem, TradingEvent
from tenant_apps.trading.kernel.types import AwareTime, Side
from tenant_apps.trading.second_try import errors
from tenant_apps.trading.second_try.commands.following import follow, lines_of, participants_of
from tenant_apps.trading.second_try.decisions.again import WITHOUT_RESULT, moved_price, own_rules, problem_of
from tenant_apps.trading.second_try.models import BarredCompany, Succession


class RerunEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`changed_percent` lowers the start price of a sale and raises that of a purchase.

    `defaulters` may not take part; those who lost a deposit in the event never may.
    """

    event_id: UUID
    changed_percent: str = "0"
    defaulters: list[UUID] = []
    opens_at: AwareTime | None = None
    ends_at: AwareTime | None = None


@command("trading.rerun_event", input=RerunEvent)
def rerun_event(ctx: Context, data: RerunEvent) -> EventResult:
    """Publish an event again: the same goods, companies and rules of its own, under the rules in force now.

    Locks the event. Refuses events that run or have a result (a deal that is not cancelled), a second successor, more
    runs than the rules allow, and a larger change of the start price than they allow.
    """
    run = TradingEvent.objects.select_for_update().filter(pk=data.event_id).first()
    if run is None or not TradingEvent.objects.visible_to(ctx.actor).filter(pk=data.event_id).exists():
        raise trading_errors.event_unknown(data.event_id)
    ctx.require("trading.rerun_event", run.initiator_id)
    percent = _percent(data.changed_percent)
    _check(run, percent)
    barred = _barred(run, data)
    rules = _rules(run)
    if percent:
        rules["start_price"] = f"{moved_price(Decimal(str(run.rules['start_price'])), percent, run.side):f}"
    made = follow(ctx, run, _publication(run, data, rules, barred), "rerun", percent)
    BarredCompany.objects.bulk_create(
        BarredCompany(event_id=made.event_id, company_id=company_id) for company_id in sorted(barred)
    )
    ctx.audit(
        target="trading.trading_event", target_id=run.pk,
        facts={"number": run.number, "again": made.number, "percent": f"{percent:f}", "barred": len(barred)},
    )  # fmt: skip
    return made


def _percent(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise errors.not_a_percentage() from error
    exponent = found.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -3 or not 0 <= found <= 100:
        raise errors.not_a_percentage()
    return found


def _check(run: TradingEvent, percent: Decimal) -> None:
    awarded = run.final_state == "complete"
    deals = Deal.objects.filter(trading_event_id=run.pk)
    spoilt = awarded and deals.exists() and not deals.filter(cancelled_at__isnull=True).exists()
    if run.final_state not in WITHOUT_RESULT and not spoilt:
        raise errors.has_a_result(run.number)
    known = Succession.objects.select_related("successor").filter(event_id=run.pk).first()
    if known is not None:
        raise errors.was_followed(run.number, known.successor.number)
    why = problem_of(run.rules, percent, _runs_before(run))
    if why == "no_more_runs":
        raise errors.no_more_runs(run.rules.get("relist", 0))
    if why == "too_much":
        raise errors.too_much(run.rules.get("relist_percent") or "0")
    if why:
        raise errors.no_start_price()


def _runs_before(run: TradingEvent) -> int:
    """How often it has been run again already: it is the end of a chain."""
    count, event_id = 0, run.pk
    while True:
        before = (
            Succession.objects.filter(successor_id=event_id, kind="rerun").values_list("event_id", flat=True).first()
        )
        if before is None:
            return count
        count, event_id = count + 1, before


def _barred(run: TradingEvent, data: RerunEvent) -> set[UUID]:
    """Defaulters of this run and of those before it."""
    took_part = set(participants_of(run))
    for at, company_id in enumerate(data.defaulters):
        if company_id not in took_part:
            raise errors.took_no_part(f"defaulters[{at}]")
    before = BarredCompany.objects.filter(event_id=run.pk).values_list("company_id", flat=True)
    return {*data.defaulters, *forfeited_by(run.pk), *before}


def _rules(run: TradingEvent) -> dict[str, object]:
    templates = [one["code"] for one in run.rule_sheets if one.get("kind") == "template"]
    usual = pin(run.mode, {}, category=_category(run), template=templates[0] if templates else "").values
    at_event = frozenset(rule.name for rule in list_rules(run.mode) if rule.at_event)
    return own_rules(run.rules, usual, at_event)


def _category(run: TradingEvent) -> str:
    codes = [str(one["code"]) for one in run.rule_sheets if one.get("kind") == "category"]
    return codes[0] if codes else ""


def _publication(run: TradingEvent, data: RerunEvent, rules: dict[str, object], barred: set[UUID]) -> PublishEvent:
    side: Side = "sell" if run.side == "sell" else "buy"
    line = lines_of(run)[0]
    templates = [one["code"] for one in run.rule_sheets if one.get("kind") == "template"]
    sells = LotItem.objects.filter(lot__trading_event_id=run.pk, item_id__isnull=False).exists()
    return PublishEvent(
        mode=run.mode, side=side, currency=run.currency, title=run.title, description=run.description,
        quantity=line.quantity, item_id=line.item_id, need=line.need, warehouse_id=line.warehouse_id,
        opens_at=data.opens_at, ends_at=data.ends_at, audience="named" if run.audience == "named" else "all",
        invite=[one for one in participants_of(run) if one not in barred] if run.audience == "named" else [],
        rules=rules, template=templates[0] if templates else "", category="" if sells else _category(run),
        initiator_id=run.initiator_id,
    )  # fmt: skip

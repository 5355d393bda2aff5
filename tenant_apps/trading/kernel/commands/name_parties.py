"""Say for which company an actor acts, and whether two companies may start a deal now."""

from collections.abc import Mapping
from uuid import UUID

from shared_apps.commands.context import Context
from tenant_apps.parties.queries import CompanyFacts, list_by_ids
from tenant_apps.trading.kernel import errors


def acting_company(ctx: Context, permission: str, given: UUID | None, *, field: str) -> UUID:
    """The company the actor acts for: `given`, or its own. Refuses to act for a company that is not its own."""
    company_id = given or ctx.actor.company_id
    if company_id is None:
        raise errors.company_needed(field)
    ctx.require(permission, company_id)
    if company_id != ctx.actor.company_id and not list_by_ids([company_id]):
        raise errors.company_unknown(field, company_id)
    return company_id


def trading_pair(buyer_id: UUID, seller_id: UUID, *, guest: UUID | None = None) -> tuple[CompanyFacts, CompanyFacts]:
    """Buyer and seller, both active and allowed their side, in one statement.

    `guest` may be a guest company: the one that answers in an event it was asked into. Nobody else may.
    """
    return check_pair(buyer_id, seller_id, list_by_ids([buyer_id, seller_id]), guest=guest)


def check_pair(
    buyer_id: UUID, seller_id: UUID, found: Mapping[UUID, CompanyFacts], *, guest: UUID | None = None
) -> tuple[CompanyFacts, CompanyFacts]:
    """The same for companies that were looked up already."""
    if buyer_id == seller_id:
        raise errors.same_company("seller_id")
    buyer = _usable(found.get(buyer_id), "buyer_id", buyer_id, guest)
    seller = _usable(found.get(seller_id), "seller_id", seller_id, guest)
    if not buyer.can_buy:
        raise errors.company_may_not("buyer_id", buyer.name, sell=False)
    if not seller.can_sell:
        raise errors.company_may_not("seller_id", seller.name, sell=True)
    return buyer, seller


def _usable(company: CompanyFacts | None, field: str, company_id: UUID, guest: UUID | None) -> CompanyFacts:
    if company is None:
        raise errors.company_unknown(field, company_id)
    if company.state != "active" and not (company.state == "guest" and company_id == guest):
        raise errors.company_suspended(field, company.name)
    return company

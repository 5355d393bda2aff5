"""What the bids of an opened tender have in common, for its initiator and the marketplace."""

from uuid import UUID

import msgspec

from shared_apps.audit.queries import who_did
from shared_apps.foundation.actor import Actor
from tenant_apps.trading.engines.vault.decisions.signs import Sign
from tenant_apps.trading.engines.vault.decisions.signs import signs_of as decide
from tenant_apps.trading.engines.vault.queries.tenders import state_of
from tenant_apps.trading.kernel.models import TradingEvent


def signs_of(actor: Actor, lot_id: UUID) -> tuple[Sign, ...]:
    """Empty for everybody else, and before the prices are open."""
    run = TradingEvent.objects.visible_to(actor).filter(lots__pk=lot_id, mode="sealed_tender").first()
    if run is None or actor.company_id not in (None, run.initiator_id):
        return ()
    state = state_of(lot_id)
    if state is None or not state.price_open:
        return ()
    done = who_did("vault.submit_bid", "trading.trading_event", str(run.pk))
    names = {account: display or account for account, display, _facts in done}
    found = decide(state, [(account, int(facts["seq"])) for account, _display, facts in done])
    return tuple(
        msgspec.structs.replace(one, fact=names[one.fact]) if one.kind == "same_account" else one for one in found
    )

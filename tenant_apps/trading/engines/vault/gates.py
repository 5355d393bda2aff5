"""The gate of tenders: a company that lends an opener to a tender does not bid in it."""

from shared_apps.commands import Context
from tenant_apps.trading.engines.vault import errors
from tenant_apps.trading.engines.vault.queries import lends_opener
from tenant_apps.trading.kernel.commands.running import RunningLot
from tenant_apps.trading.kernel.gates import Gate
from tenant_apps.trading.kernel.models import Participant


class OpenersStayOut(Gate):
    code = "vault.openers_stay_out"

    def at_join(self, ctx: Context, running: RunningLot, participant: Participant) -> None:
        """Whoever can open bids has no bid among them."""
        if lends_opener(running.lot.pk, participant.company_id):
            raise errors.lends_opener()

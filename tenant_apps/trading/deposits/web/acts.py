"""What a person can do with a deposit now: one place for the page and the panel in the room."""

from dataclasses import dataclass

from shared_apps.foundation.actor import Actor
from tenant_apps.trading.deposits.queries import DepositRow


@dataclass(frozen=True, slots=True)
class Acts:
    report: bool
    confirm: bool
    release: bool
    forfeit: bool
    double: bool
    pay_out: bool

    @property
    def any(self) -> bool:
        return self.report or self.confirm or self.release or self.forfeit or self.pay_out


def acts_of(actor: Actor, row: DepositRow) -> Acts:
    """The buttons that would not be refused."""
    gives = actor.company_id == row.payer_id
    decides = actor.company_id in (None, row.receiver_id)
    is_free = row.kind != "participation" or row.event_is_over
    blocked = row.state == "blocked"
    return Acts(
        report=gives and row.state == "requested" and actor.may("deposits.report_deposit"),
        confirm=decides and row.state == "requested" and actor.may("deposits.confirm_deposit"),
        release=decides and is_free and row.state in ("requested", "blocked") and actor.may("deposits.release_deposit"),
        forfeit=decides and is_free and blocked and actor.may("deposits.forfeit_deposit"),
        double=decides and blocked and row.kind == "earnest" and row.cover == "money"
        and actor.may("deposits.release_deposit"),
        pay_out=row.owed.minor > 0 and actor.may("deposits.return_deposit"),
    )  # fmt: skip

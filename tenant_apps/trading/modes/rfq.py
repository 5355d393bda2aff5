"""Request for quotation (询报价/议价): companies answer, both sides negotiate in a thread each, the initiator awards.

A request invites offers; a quote is the offer (Civil Code of the PRC, 472 and 473). The award accepts it and forms the
contract.
"""

from tenant_apps.trading.kernel.types import Mode, declare_mode

MODE = declare_mode(
    Mode(code="rfq", engine="thread", sides=("buy", "sell"), many_lines=True, names_item=False, awards_itself=False)
)

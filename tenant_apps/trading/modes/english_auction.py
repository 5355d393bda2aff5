"""English auction (竞价拍卖): bids rise, the highest wins. The fall of the hammer forms the contract."""

from tenant_apps.trading.kernel.types import Mode, declare_mode

MODE = declare_mode(Mode(code="english_auction", engine="english_auction", sides=("sell",)))

"""Dutch auction (荷兰式拍卖): the price moves by itself until somebody takes it."""

from tenant_apps.trading.kernel.types import Mode, declare_mode

MODE = declare_mode(Mode(code="dutch_auction", engine="dutch_auction", sides=("sell", "buy")))

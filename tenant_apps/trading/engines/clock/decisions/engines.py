"""The engines of the clock modes: `ENGINES[mode]`."""

from typing import Any

from tenant_apps.trading.engines.clock.decisions.dutch_engine import DutchEngine
from tenant_apps.trading.engines.clock.decisions.live_engine import LiveEngine
from tenant_apps.trading.kernel.decisions.engine import Engine

ENGINES: dict[str, Engine[Any]] = {
    "english_auction": LiveEngine("english_auction"),
    "reverse_auction": LiveEngine("reverse_auction"),
    "dutch_auction": DutchEngine("dutch_auction"),
}

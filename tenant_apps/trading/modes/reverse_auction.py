"""Reverse auction (反向竞价): suppliers bid each other down, the lowest wins."""

from tenant_apps.trading.kernel.types import Mode, declare_mode

MODE = declare_mode(Mode(code="reverse_auction", engine="reverse_auction", sides=("buy",)))

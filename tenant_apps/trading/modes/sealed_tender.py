"""Sealed tender (密封招标): sealed bids until a deadline, opened by several openers together, evaluated, awarded."""

from tenant_apps.trading.kernel.types import Mode, declare_mode

MODE = declare_mode(Mode(code="sealed_tender", engine="vault", sides=("buy", "sell"), awards_itself=False))

"""Ask for an evidence pack, close one that was made, take one away."""

from tenant_apps.evidence.commands.ask_pack import AskPack, PackAsked, ask_pack
from tenant_apps.evidence.commands.close_pack import ClosePack, PackClosed, close_pack
from tenant_apps.evidence.commands.take_pack import PackTaken, TakePack, take_pack

__all__ = [
    "AskPack", "ClosePack", "PackAsked", "PackClosed", "PackTaken", "TakePack", "ask_pack", "close_pack", "take_pack",
]  # fmt: skip

"""Ask for an evidence pack, close one that was made, take one away; note what a drill of restoring found."""

from tenant_apps.evidence.commands.ask_pack import AskPack, PackAsked, ask_pack
from tenant_apps.evidence.commands.close_pack import ClosePack, PackClosed, close_pack
from tenant_apps.evidence.commands.record_drill import DrillRecorded, RecordDrill, record_drill
from tenant_apps.evidence.commands.take_pack import PackTaken, TakePack, take_pack

__all__ = [
    "AskPack", "ClosePack", "DrillRecorded", "PackAsked", "PackClosed", "PackTaken", "RecordDrill", "TakePack",
    "ask_pack", "close_pack", "record_drill", "take_pack",
]  # fmt: skip

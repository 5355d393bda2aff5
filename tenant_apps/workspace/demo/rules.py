"""Rules that the demo sets for a while.

Workers run already, and each process may go by the rules before them for a little longer.
"""

import time
from collections.abc import Mapping

from django.conf import settings

from shared_apps.commands import run
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.queries import TTL_S
from tenant_apps.workspace.demo.people import SEEDER


def set_rules(changes: Mapping[str, object], note: str = "demo", *, everywhere: bool = True) -> None:
    """Set them; `everywhere` returns only when every process goes by them. In tests there is no other process."""
    run(change_settings, SEEDER, ChangeSettings(changes=dict(changes), note=note))
    if everywhere and settings.KIND != "test":
        time.sleep(TTL_S + 0.2)

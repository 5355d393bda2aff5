"""Every command has words for the log: nobody reads `identity.decide_review_line` there."""

from shared_apps.commands.registry import REGISTRY
from shared_apps.ui.statuses import status_of


def test_every_act_is_said_in_words() -> None:
    silent = [code for code in sorted(REGISTRY) if "." in str(status_of("audit.action", code).label)]
    silent = [code for code in silent if not code.startswith("test")]
    assert silent == [], "say it in words: tenant_apps/workspace/wording_acts.py"

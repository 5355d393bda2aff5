"""Of which acts on the rules the log keeps digests of before and after: of the newest version there is."""

from typing import Any

from shared_apps.commands.states import watch
from tenant_apps.rulesets.models import RulesetVersion


def newest(_given: Any) -> Any:
    """The digest of the newest version; it is over all values."""
    return RulesetVersion.objects.order_by("-number").values_list("content_hash", flat=True).first()


watch(
    "rulesets.approve_draft", "rulesets.cancel_version", "rulesets.change_settings", "rulesets.publish_draft",
    read=newest,
)  # fmt: skip

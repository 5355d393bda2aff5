"""Two people of the marketplace who proved who they are, and what they do with profiles."""

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from tenant_apps.compliance.commands import (
    ApproveProfiles,
    ChoiceResult,
    ChooseProfiles,
    approve_profiles,
    choose_profiles,
)

RIGHTS = frozenset(
    {
        "compliance.choose_profiles", "compliance.approve_profiles", "compliance.view_profiles",
        "rulesets.change_settings", "rulesets.publish_draft", "rulesets.view_settings",
    }
)  # fmt: skip


def officer(name: str, *, fresh: bool = True) -> Actor:
    return Actor(kind="user", id=name, user_id=None, display=name.capitalize(), permissions=RIGHTS, fresh_factor=fresh)


ANNA, BO = officer("anna"), officer("bo")


def propose(*profiles: str, by: Actor = ANNA) -> ChoiceResult:
    return run(choose_profiles, by, ChooseProfiles(profiles=list(profiles), reason="The board asked for it."))


def adopt(*profiles: str) -> ChoiceResult:
    """Propose and approve."""
    return run(approve_profiles, BO, ApproveProfiles(edition=propose(*profiles).edition))


def refused(command: object, actor: Actor, data: object) -> Refusal:
    try:
        run(command, actor, data)  # type: ignore[arg-type]
    except Refusal as refusal:
        return refusal
    raise AssertionError("nothing was refused")

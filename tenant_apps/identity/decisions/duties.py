"""Three administrators: who runs the system, who gives rights, who reads the log are three people. Pure.

What each of the three does is written as patterns over permission codes and counts on the seat of the marketplace
alone. All else belongs to no duty.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal
from uuid import UUID

Duty = Literal["system", "security", "audit"]
DUTIES: Mapping[Duty, tuple[str, ...]] = {
    "system": (
        "rulesets.change_settings",
        "rulesets.publish_draft",
        "rulesets.approve_draft",
        "processes.give_process",
        "processes.retry_process",
        "processes.undo_process",
        "parties.add_company",
        "parties.admit_company",
        "parties.place_company",
        "parties.suspend_company",
        "parties.reactivate_company",
        "documents.store_logo",
    ),
    "security": (
        "identity.change_role",
        "identity.decide_grant",
        "identity.ask_grant",
        "identity.define_role",
        "identity.end_membership",
        "identity.invite_person",
        "identity.manage_owners",
        "identity.separate_duties",
        "identity.review_access",
        "accounts.create_api_key",
        "accounts.rotate_api_key",
        "accounts.revoke_api_key",
        "provisioning.manage_connection",
        "provisioning.provision_people",
        "accounts.end_member_sessions",
        "accounts.reopen_account",
        "accounts.rotate_data_keys",
        "federation.manage_provider",
        "compliance.choose_profiles",
        "compliance.approve_profiles",
    ),
    "audit": ("audit.*", "workspace.export_log", "evidence.*"),
}
# What built-in roles are when the three are separate: those with everything run the system. Others have no duty.
OF_BUILT_IN: Mapping[str, Duty] = {
    "owner": "system",
    "admin": "system",
    "system_admin": "system",
    "rules_manager": "system",
    "security_admin": "security",
    "audit_admin": "audit",
    "auditor": "audit",
}


@dataclass(frozen=True, slots=True)
class Post:
    """One grant on the marketplace's seat: whose, by which role, with which codes. Older grants have smaller ids."""

    grant: UUID
    role: str
    built_in: bool
    codes: frozenset[str]


def of_duty(duty: Duty, codes: Iterable[str]) -> frozenset[str]:
    """Those of the codes that belong to a duty."""
    return frozenset(code for code in codes if any(fnmatchcase(code, one) for one in DUTIES[duty]))


def duties_of(post: Post) -> tuple[Duty, ...]:
    """The duties a grant stands for: that of its role where it is built in, else all it has a right of."""
    if post.built_in:
        duty = OF_BUILT_IN.get(post.role)
        return (duty,) if duty else ()
    return tuple(duty for duty in DUTIES if of_duty(duty, post.codes))


def separated(posts: Sequence[Post]) -> dict[UUID, frozenset[str]]:
    """What each grant of one person still gives: rights of one duty alone, that of the oldest grant with one.

    A role of one's own that joins two duties gives nothing of either.
    """
    mine: Duty | None = None
    for post in sorted(posts, key=lambda one: one.grant):
        if len(found := duties_of(post)) == 1 and mine is None:
            mine = found[0]
    left = {}
    for post in posts:
        kept = {mine} if duties_of(post) == (mine,) else set()
        taken = [of_duty(duty, post.codes) for duty in DUTIES if duty not in kept]
        left[post.grant] = post.codes.difference(*taken)
    return left


def problems_of(people: Mapping[UUID, Sequence[Post]]) -> dict[UUID, tuple[Duty, ...]]:
    """Who holds two of the three, with which ones."""
    found = {who: tuple(dict.fromkeys(d for post in posts for d in duties_of(post))) for who, posts in people.items()}
    return {who: duties for who, duties in found.items() if len(duties) > 1}


def missing_of(people: Mapping[UUID, Sequence[Post]]) -> tuple[Duty, ...]:
    """Duties that nobody holds."""
    held = {duty for posts in people.values() for post in posts for duty in duties_of(post)}
    return tuple(duty for duty in DUTIES if duty not in held)

"""What the pages of the settings share: the index on the left, words and tones of the levels, who may come here."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from shared_apps.foundation.actor import Actor
from shared_apps.profiles.catalogue import list_presets, list_profiles
from shared_apps.profiles.modes import MODES
from shared_apps.ui.shapes import IndexEntry
from tenant_apps.rulesets.queries import DraftFacts, current_draft, group_name, groups
from tenant_apps.rulesets.types import Level, list_rules
from tenant_apps.trading.kernel.queries.simulations import modes_to_simulate

# Groups with a page of their own.
OWN_PAGE = {"branding": "workspace:branding"}
FIRST = ("general", "branding", "trading")
TONES: Mapping[Level, str] = {"profile": "info", "tenant": "accent", "category": "brass", "template": "brass"}


@dataclass(frozen=True, slots=True)
class Mark:
    """The sign of a level."""

    icon: str


MARKS: Mapping[Level, Mark] = {
    "platform": Mark(icon="cloud"),
    "plan": Mark(icon="cash"),
    "profile": Mark(icon="scale"),
    "preset": Mark(icon="template"),
    "tenant": Mark(icon="building-store"),
    "category": Mark(icon="category"),
    "template": Mark(icon="copy"),
}


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def house_of(request: HttpRequest) -> Actor:
    """Somebody of the marketplace; drafts, history and files are not for companies."""
    actor = actor_of(request)
    if not actor.is_marketplace:
        raise Http404
    return actor


def may_edit(actor: Actor) -> bool:
    return actor.may("rulesets.change_settings") and actor.is_marketplace


def url_of(group: str) -> str:
    return reverse(OWN_PAGE[group]) if group in OWN_PAGE else reverse("workspace:settings_group", args=[group])


def is_mode(group: str) -> bool:
    """Groups of which an event may set rules are ways of trading; they stand under the mode switches."""
    return any(rule.at_event for rule in list_rules(group))


def mode_rank(mode: str) -> int:
    """Modes in the order in which people choose them; one that cannot be chosen comes last."""
    order = [one.code for one in MODES]
    return order.index(mode) if mode in order else len(order)


def index_of(actor: Actor, current: str, draft: DraftFacts | None = None) -> list[IndexEntry]:
    """All pages of the settings; a group says how many of its rules are in the draft."""
    draft = draft or (current_draft() if actor.is_marketplace else None)
    counts: dict[str, int] = {}
    for key in draft.keys if draft else []:
        group = key.split(".", 1)[0]
        counts[group] = counts.get(group, 0) + 1
    known = groups()
    modes = sorted((group for group in known if is_mode(group)), key=mode_rank)
    others = [group for group in known if group not in FIRST and group not in modes]
    order = [*(group for group in FIRST if group in known), *modes, *others]
    entries = [
        IndexEntry(group_name(group), url_of(group), group == current, group in modes, counts.get(group))
        for group in order
    ]
    entries.append(IndexEntry(_("People and roles"), reverse("identity:people")))
    entries.append(IndexEntry(_("Companies"), reverse("parties:companies")))
    if actor.may("compliance.view_profiles"):
        entries.append(IndexEntry(_("Compliance"), reverse("workspace:settings_compliance"), current == "compliance"))
    if actor.is_marketplace:
        total = len(draft.lines) if draft else None
        entries.append(IndexEntry(_("Review"), reverse("workspace:settings_review"), current == "review", count=total))
        entries.append(
            IndexEntry(_("Templates and categories"), reverse("workspace:settings_sheets"), current == "sheets")
        )
        first = next(iter(modes_to_simulate(modes)), None)
        if first:
            url = reverse("workspace:settings_simulation", args=[first])
            entries.append(IndexEntry(_("Simulation"), url, current == "simulation"))
        entries.append(IndexEntry(_("History"), reverse("workspace:settings_history"), current == "history"))
        entries.append(IndexEntry(_("Encryption keys"), reverse("workspace:settings_keys"), current == "keys"))
        url = reverse("workspace:settings_processing")
        entries.append(IndexEntry(_("Records of processing"), url, current == "processing"))
        if actor.may("evidence.view_packs"):
            entries.append(IndexEntry(_("Evidence"), reverse("evidence:packs")))
        entries.append(IndexEntry(_("Files and presets"), reverse("workspace:settings_files"), current == "files"))
    return entries


def source_name(level: Level, source: str) -> str:
    """A stored source in the language of the page: `gdpr 1` is a profile, `#4` a version of this marketplace."""
    code, _blank, version = source.rpartition(" ")
    names = {}
    if level == "profile":
        names = {one.code: one.name for one in list_profiles()}
    elif level == "preset":
        names = {one.code: one.name for one in list_presets()}
    if code in names:
        return f"{names[code]} {version}"
    if source.startswith("#"):
        return _("version %(n)s") % {"n": source[1:]}
    return "" if source == level or level == "platform" else source

"""Rules of categories and event templates: the levels between the marketplace and a single event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared_apps.foundation import clock
from shared_apps.tenancy import scope
from tenant_apps.rulesets.decisions.content import layers_of, limits_of
from tenant_apps.rulesets.decisions.resolve import resolve_all
from tenant_apps.rulesets.models import RuleSheet
from tenant_apps.rulesets.queries.versions import in_force
from tenant_apps.rulesets.types import EffectiveValue, Layer, Level, Rule, list_rules

KINDS: tuple[Level, ...] = ("category", "template")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One sheet as it stands: the newest edition, which may be still to begin."""

    kind: Level
    code: str
    edition: int
    name: str
    mode: str
    values: Mapping[str, Any]
    limits: Mapping[str, Mapping[str, Any]]
    is_retired: bool
    effective_from: datetime
    made_at: datetime
    made_by: str

    @property
    def source(self) -> str:
        """How the chain of a rule names it."""
        return f"{self.code} {self.edition}"


def list_sheets(kind: Level | None = None, mode: str = "") -> list[SheetFacts]:
    """The newest edition of every sheet that is not retired; those of one kind, or templates of one mode."""
    rows = RuleSheet.objects.order_by("kind", "code", "-edition")
    rows = rows.filter(kind=kind) if kind else rows
    newest: dict[tuple[str, str], RuleSheet] = {}
    for row in rows:
        newest.setdefault((row.kind, row.code), row)
    return [_facts(row) for row in newest.values() if not row.is_retired and (not mode or row.mode == mode)]


def find_sheet(kind: Level, code: str) -> SheetFacts | None:
    """The newest edition, retired or not, begun or not."""
    row = RuleSheet.objects.filter(kind=kind, code=code).order_by("-edition").first()
    return _facts(row) if row else None


def sheet_in_force(kind: Level, code: str, at: datetime | None = None) -> SheetFacts | None:
    """The edition that counts at a time (now, if not given); None for one that is unknown, retired or to come."""
    moment = at or clock.now(scope.alias())
    row = RuleSheet.objects.filter(kind=kind, code=code, effective_from__lte=moment).order_by("-edition").first()
    return _facts(row) if row is not None and not row.is_retired else None


def sheets_named(sources: Sequence[str]) -> list[SheetFacts]:
    """The editions that an event was made from, by the names it keeps of them."""
    found = []
    for source in sources:
        code, _space, edition = source.rpartition(" ")
        rows = RuleSheet.objects.filter(code=code, edition=int(edition)).order_by("kind") if edition.isdigit() else ()
        found += [_facts(row) for row in rows]
    return found


def layer_of(sheet: SheetFacts) -> Layer:
    return Layer(sheet.kind, sheet.source, sheet.values, limits_of(sheet.limits))


def resolved_below(mode: str, sheets: Sequence[SheetFacts]) -> dict[str, EffectiveValue]:
    """All rules of a mode under the version in force and these sheets."""
    current = in_force()
    layers = [*layers_of(current.content, current.number), *(layer_of(one) for one in sheets)]
    return resolve_all(list_rules(mode), layers)


def settable(rule: Rule) -> bool:
    """Whether a category or template may set the rule: what events pin, unless it needs a second person."""
    return rule.at_event and rule.risk != "high"


def _facts(row: RuleSheet) -> SheetFacts:
    return SheetFacts(
        kind="category" if row.kind == "category" else "template",
        code=row.code,
        edition=row.edition,
        name=row.name,
        mode=row.mode,
        values=row.values,
        limits=row.limits,
        is_retired=row.is_retired,
        effective_from=row.effective_from,
        made_at=row.made_at,
        made_by=row.made_by,
    )

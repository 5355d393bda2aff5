"""Rule books as files, and what differs between two of them: two versions, or here and another marketplace."""

from collections.abc import Mapping
from typing import Any

from tenant_apps.rulesets import errors
from tenant_apps.rulesets.decisions.book import BadBook, Book, Difference, compare, read_book, write_book
from tenant_apps.rulesets.decisions.content import layers_of
from tenant_apps.rulesets.decisions.resolve import resolve_all
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.values import values
from tenant_apps.rulesets.queries.versions import in_force
from tenant_apps.rulesets.types import REGISTRY


def export_book(number: int | None = None) -> dict[str, Any]:
    """The whole rule book as one JSON object: of the version in force, or of another one."""
    current = in_force()
    if number is None or number == current.number:
        found = (current.content, current.number, current.content_hash)
    else:
        row = _version(number)
        found = (row.content, row.number, row.content_hash)
    return write_book(found[0], str(values()["general.name"]), found[1], found[2])


def compare_versions(before: int, after: int) -> list[Difference]:
    """The keys whose effective value differs between two versions, whichever level made it so."""
    return compare(_effective(_version(before)), _effective(_version(after)))


def compare_book(given: Any) -> tuple[Book, list[Difference]]:
    """A rule book and where it differs from what the marketplace itself decides here; Refusal for a bad file."""
    try:
        book = read_book(given)
    except BadBook as error:
        raise errors.bad_file(str(error)) from error
    return book, compare(in_force().content.get("tenant", {}), book.values)


def _version(number: int) -> RulesetVersion:
    row = RulesetVersion.objects.filter(number=number).first()
    if row is None:
        raise errors.version_unknown(number)
    return row


def _effective(row: RulesetVersion) -> Mapping[str, Any]:
    found = resolve_all(list(REGISTRY.values()), layers_of(row.content, row.number))
    return {key: one.value for key, one in found.items()}

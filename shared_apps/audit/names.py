"""Names of who acted, asked for when the log is read: registry of who knows them, one per kind of actor.

The log keeps pseudonyms. The app that has the people registers a look-up here; whom it does not know any more has no
name any more either.
"""

from collections.abc import Callable, Iterable, Mapping

Lookup = Callable[[Iterable[str]], Mapping[str, str]]
_lookups: dict[str, Lookup] = {}


def register(kind: str, lookup: Lookup) -> None:
    """`lookup(ids)` answers with the names of those that it knows in the current scope."""
    _lookups[kind] = lookup


def names_of(actors: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Names of `(kind, id)`, asked once per kind; who has none is called by the id."""
    by_kind: dict[str, set[str]] = {}
    for kind, actor_id in actors:
        by_kind.setdefault(kind, set()).add(actor_id)
    found = {}
    for kind, ids in by_kind.items():
        known = _lookups[kind](ids) if kind in _lookups else {}
        found.update({(kind, one): known.get(one) or one for one in ids})
    return found

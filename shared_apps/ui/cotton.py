"""One copy of the tags that components know.

django-cotton keeps for each component in a template the tags and filters its page had loaded, to compile with them what
stands in its attributes: a copy of some 140 names each time, two megabytes after a hundred pages. Nearly all pages load
the same ones.
"""

from collections.abc import Hashable

from django.template import Library
from django.template.base import Parser
from django_cotton.templatetags import _component, _vars

__all__ = ["library_of", "share_libraries"]

_known: dict[Hashable, Library] = {}


def library_of(parser: Parser) -> Library:
    """The parser's tags and filters as they are now; the same object for the same ones."""
    key = (frozenset(parser.tags.items()), frozenset(parser.filters.items()))
    library = _known.get(key)
    if library is None:
        library = Library()
        library.tags.update(parser.tags)
        library.filters.update(parser.filters)
        _known[key] = library
    return library


def share_libraries() -> None:
    """Make django-cotton ask here."""
    _component.snapshot_parser_library = library_of
    _vars.snapshot_parser_library = library_of

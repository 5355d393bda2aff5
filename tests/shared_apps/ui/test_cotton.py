"""Components share one copy of the tags their pages know, and pages with other tags have their own."""

from django.template import engines
from django_cotton.templatetags._component import CottonComponentNode

PAGE = '{% load i18n %}<c-icon name="{{ one }}" /><c-icon :name="two" />'
OTHER = '{% load static %}<c-icon name="{{ one }}" />'


def _nodes(text: str) -> list[CottonComponentNode]:
    from django_cotton.compiler_regex import CottonCompiler

    template = engines["django"].engine.from_string(CottonCompiler().process(text))  # type: ignore[attr-defined]
    return template.nodelist.get_nodes_by_type(CottonComponentNode)


def test_pages_with_the_same_tags_share_one_library_and_others_do_not() -> None:
    first, second, (other,) = *_nodes(PAGE), _nodes(OTHER)
    again, _ = _nodes(PAGE)
    assert first.active_library is second.active_library is again.active_library
    assert other.active_library is not first.active_library
    assert "static" in other.active_library.tags and "static" not in first.active_library.tags

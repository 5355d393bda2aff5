"""Templates as they are kept once they are read: without what only the reading needed, and equal parts once.

Django and django-cotton keep for each tag where in the file it stood, and for each mention of a variable an object of
its own. Where templates are read once and kept, nobody looks at the first, and the second never changes but for what is
translated. Figures: `make bench NAME=footprint`.
"""

from collections.abc import Callable
from typing import Any

from django.template import Template
from django.template.base import FilterExpression, Node, NodeList, Origin, TextNode, Token, Variable
from django.template.loaders import cached
from django.template.smartif import TokenBase
from django.templatetags.i18n import TranslateNode
from django_cotton.cotton_loader import Loader as Cotton
from django_cotton.templatetags import InlineTemplate
from django_cotton.templatetags._component import CottonComponentNode, PreparedValue

__all__ = ["Loader", "slim"]

_shared: dict[type, dict[Any, Any]] = {}
_NO_FILTERS: list[Any] = []
_NO_ATTRIBUTES: dict[str, Any] = {}
_attributes: dict[type, tuple[str, ...]] = {}
# What is part of a template and has attributes of its own. Where a template came from is none of it.
_PARTS = (Node, TokenBase, InlineTemplate, PreparedValue)


class Loader(cached.Loader):
    """Django's loader that reads each template once, and keeps it slim."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        known = self.get_template_cache.get(self.cache_key(template_name, skip))
        template = super().get_template(template_name, skip)
        if known is None and not self.engine.debug:
            slim(template)
            for loader in self.loaders:
                if isinstance(loader, Cotton):
                    loader.reset()
        return template


def slim(template: Template) -> None:
    """Let go of what `template` needs no more; what it shows stays the same."""
    template.source = ""
    template.nodelist = _slim(template.nodelist, set())


def _slim(value: Any, seen: set[int]) -> Any:
    """The value to keep in place of this one."""
    if isinstance(value, str):
        return _one(value, value)
    if isinstance(value, TextNode):
        return _one(value, value.s, _without_place)
    if isinstance(value, TranslateNode):
        return _slim_translation(value)
    if isinstance(value, FilterExpression):
        return _one(value, (value.token, *(function for function, _arguments in value.filters)), _without_lists)
    if isinstance(value, Variable):
        return _one(value, (value.var, value.translate))
    if isinstance(value, NodeList):
        # Without its mark of what it contains, which only the parser asks for.
        return type(value)([_slim(one, seen) for one in value]) if value else _one(type(value)(), ())
    if type(value) is list:
        return [_slim(one, seen) for one in value] if value else value
    if type(value) is dict:
        return {key: _slim(one, seen) for key, one in value.items()} if value else value
    if isinstance(value, tuple):
        parts = [_slim(one, seen) for one in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if isinstance(value, _PARTS) and id(value) not in seen:
        seen.add(id(value))
        _slim_attributes(value, seen)
    return value


def _slim_translation(node: TranslateNode) -> TranslateNode:
    """Equal ones are one, and share nothing with others: when shown, it tells its variable that it is translated."""
    node.token = None
    if node.asvar or node.message_context:
        return node
    return _one(node, (node.filter_expression.token, node.noop))


def _slim_attributes(value: Any, seen: set[int]) -> None:
    if isinstance(value, CottonComponentNode):
        # What it shows is prepared from these.
        value.attrs = _NO_ATTRIBUTES
    for name in _names(value):
        old = getattr(value, name, None)
        new = None if isinstance(old, Token) else _slim(old, seen)
        if new is not old:
            setattr(value, name, new)


def _names(value: Any) -> tuple[str, ...]:
    """The attributes of this class, asked of its first object: to ask an object makes a dictionary that stays."""
    names = _attributes.get(type(value))
    if names is None:
        names = (*getattr(value, "__dict__", ()), *getattr(type(value), "__slots__", ()))
        _attributes[type(value)] = names
    return names


def _one(value: Any, key: Any, made: Callable[[Any], Any] = lambda value: value) -> Any:
    """The first value of this class that was kept under this key."""
    kept = _shared.setdefault(type(value), {})
    found = kept.get(key)
    if found is None:
        found = kept[key] = made(value)
    return found


def _without_place(node: Node) -> Node:
    node.token = None
    return node


def _without_lists(expression: FilterExpression) -> FilterExpression:
    expression.filters = expression.filters or _NO_FILTERS
    return expression

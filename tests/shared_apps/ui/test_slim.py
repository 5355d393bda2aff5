"""Templates are kept slim and show what they showed."""

import gc
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.template import Context, engines
from django.template.base import Token
from django.test import Client, override_settings
from django.utils.translation import override

from shared_apps.ui import slim
from tests.ui.conftest import GALLERY_MIDDLEWARE

# Tokens, and how long ago something was.
CHANGING = re.compile(r'value="[A-Za-z0-9]{64}"|nonce="[^"]*"|"X-CSRFToken": "[^"]*"|<time[^>]*>[^<]*')


@pytest.fixture
def engine() -> Iterator[Any]:
    """The engine of pages, which has read nothing yet, and forgets afterwards what it read here."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    loader = engine.template_loaders[0]
    loader.reset()
    yield engine
    loader.reset()


def shown(language: str) -> str:
    """The gallery, which has every component on it."""
    sessions = "django.contrib.sessions.backends.signed_cookies"
    with override_settings(MIDDLEWARE=GALLERY_MIDDLEWARE, SESSION_ENGINE=sessions):
        answer = Client(headers={"accept-language": language}).get("/ui/gallery/?errors=1")
    assert answer.status_code == 200
    return CHANGING.sub("", answer.content.decode())


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_component_shows_the_same(engine: Any, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(slim, "slim", lambda template: None)
        whole = shown(language)
    engine.template_loaders[0].reset()
    assert len(whole) > 10_000
    assert shown(language) == whole


def test_what_is_translated_in_one_place_is_not_in_another(engine: Any) -> None:
    """The same variable, shown and translated: the tag tells its own variable, and no other, to be translated."""
    text = "{% load i18n %}{% translate word %} {{ word }} {% translate 'Save' %} {{ word }} {% translate word noop %}"
    template = engine.from_string(text)
    slim.slim(template)
    with override("zh-hans"):
        said = template.render(Context({"word": "Orders"}))
    assert said == "订单 Orders 保存 Orders Orders"


def test_nothing_of_the_reading_is_kept(engine: Any) -> None:
    template = engine.from_string("{% if a %}{{ b|upper }} {{ b|upper }}{% endif %}{{ b|lower }} {{ b|upper }}")
    slim.slim(template)
    [first, _space, second] = template.nodelist[0].conditions_nodelists[0][1]
    assert template.nodelist[0].token is first.token is None
    assert first.filter_expression is second.filter_expression is template.nodelist[-1].filter_expression
    assert template.nodelist[1].filter_expression is not first.filter_expression
    assert not any(isinstance(one, Token) for one in gc.get_referents(template.nodelist[0]))
    assert template.render(Context({"a": True, "b": "x"})) == "X Xx X"

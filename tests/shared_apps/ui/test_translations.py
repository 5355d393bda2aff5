"""The catalogue is made without system gettext and knows what is missing."""

from pathlib import Path

import pytest
from django.conf import settings

from shared_apps.ui import translations

TEMPLATE = """{% load i18n %}
    <c-panel title="{% trans 'Waiting for you' %}">
      {% blocktrans count n=rows %}{{ n }} row{% plural %}{{ n }} rows{% endblocktrans %}
      {{ name|default:_("Nobody") }} {% trans "More" context "menu" %}
    </c-panel>
"""
CODE = 'from django.utils.translation import gettext as _\nsaid = _("Too late by %(s)s s") % {"s": 3}\nsaid = _(said)\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "shared_apps" / "x"
    folder.mkdir(parents=True)
    (folder / "page.html").write_text(TEMPLATE)
    (folder / "code.py").write_text(CODE)
    return tmp_path


def translate(root: Path, old: str, new: str) -> None:
    path = translations.po_path(root, "zh_Hans")
    path.write_text(path.read_text().replace(old, new, 1))


def test_templates_components_and_code_are_read(root: Path) -> None:
    found = {(message.id, message.context) for message in translations.extract(root) if message.id}
    assert found == {
        ("Waiting for you", None),
        (("%(n)s row", "%(n)s rows"), None),
        ("Nobody", None),
        ("More", "menu"),
        ("Too late by %(s)s s", None),
    }


def test_a_missing_translation_is_a_gap_until_it_is_there(root: Path) -> None:
    assert len(translations.gaps(root, "zh_Hans")) == 5
    translations.merge(root, "zh_Hans")
    translate(root, 'msgid "Nobody"\nmsgstr ""', 'msgid "Nobody"\nmsgstr "无人"')
    assert len(translations.gaps(root, "zh_Hans")) == 4
    translations.merge(root, "zh_Hans")
    assert "无人" in translations.po_path(root, "zh_Hans").read_text()


def test_a_lost_placeholder_is_a_gap(root: Path) -> None:
    translations.merge(root, "zh_Hans")
    translate(root, 'msgid "Too late by %(s)s s"\nmsgstr ""', 'msgid "Too late by %(s)s s"\nmsgstr "迟到"')
    assert any("placeholders" in gap and "Too late" in gap for gap in translations.gaps(root, "zh_Hans"))


def test_a_fuzzy_translation_is_a_gap(root: Path) -> None:
    translations.merge(root, "zh_Hans")
    translate(root, 'msgid "Nobody"\nmsgstr ""', '#, fuzzy\nmsgid "Nobody"\nmsgstr "无人"')
    assert any("fuzzy" in gap for gap in translations.gaps(root, "zh_Hans"))


def test_merging_twice_changes_nothing(root: Path) -> None:
    translations.merge(root, "zh_Hans")
    first = translations.po_path(root, "zh_Hans").read_bytes()
    translations.merge(root, "zh_Hans")
    assert translations.po_path(root, "zh_Hans").read_bytes() == first


def test_the_product_is_complete() -> None:
    root = Path(settings.BASE_DIR)
    assert [gap for language in translations.LANGUAGES for gap in translations.gaps(root, language)] == []

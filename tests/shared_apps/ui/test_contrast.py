"""An accent derived from any colour can be read in both themes."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_apps.ui import contrast

CSS = Path(contrast.__file__).parent / "static" / "ui" / "kontor.css"
colours = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(colours)
def test_every_pair_holds_for_every_colour(colour: str) -> None:
    weak = [pair for pair in contrast.accent_of(colour).pairs() if not pair.holds]
    assert weak == []


def test_a_readable_colour_stays_as_chosen() -> None:
    accent = contrast.accent_of("#0C5A60")
    assert accent.light.fill == "#0c5a60"
    assert not accent.is_adjusted


def test_yellow_comes_out_darker_and_says_so() -> None:
    assert contrast.accent_of("#ffdd00").is_adjusted


@pytest.mark.parametrize("text", ["", "red", "#fff", "#12345g", "0c5a60", "#0c5a60;}body{", "#0c5a60\n"])
def test_only_a_colour_is_a_colour(text: str) -> None:
    with pytest.raises(contrast.BadColour):
        contrast.accent_of(text)


def test_known_ratios() -> None:
    assert contrast.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(colours)
def test_oklch_is_there_and_back(colour: str) -> None:
    back = contrast.from_oklch(*contrast.to_oklch(colour))
    assert all(abs(int(colour[at : at + 2], 16) - int(back[at : at + 2], 16)) <= 1 for at in (1, 3, 5))


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    css = CSS.read_text()
    for name, day, night in zip(
        ("bg", "surface", "sunken", "hover"), contrast.LIGHT_GROUNDS, contrast.DARK_GROUNDS, strict=True
    ):
        assert re.search(rf"--k-{name}: light-dark\({day}, {night}\)", css), name

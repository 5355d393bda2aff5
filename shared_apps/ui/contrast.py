"""A marketplace's accent: all tokens from one colour, readable in light and dark.

The chosen colour is a wish. Lightness is moved, in OKLCH so that the hue stays what people see, until every pair in
which the accent is read keeps 4.5:1 (WCAG 2.2, 1.4.3); the colour may come out darker or lighter than asked for.
Floats are right here: these are colours, not amounts.
"""

import math
import re
from dataclasses import dataclass

RATIO_MIN = 4.5
WHITE = "#ffffff"
# The grounds of kontor.css on which accent text stands; keep the two files in step (a test compares them).
LIGHT_GROUNDS = ("#f6f5f1", "#ffffff", "#faf9f6", "#f3f2ec")
DARK_GROUNDS = ("#0b1418", "#111d22", "#0e191d", "#17262c")
STEP = 0.005


class BadColour(ValueError):
    """Not a colour of the form #rrggbb."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One foreground on one ground, and how well it reads."""

    name: str
    ratio: float

    @property
    def holds(self) -> bool:
        return self.ratio >= RATIO_MIN


@dataclass(frozen=True, slots=True)
class Tokens:
    """The accent tokens of one theme, each `#rrggbb`."""

    accent: str
    fill: str
    hover: str
    tint: str
    line: str

    def pairs(self, theme: str, grounds: tuple[str, ...]) -> list[Pair]:
        """Every pair that carries text, worst first."""
        found = [Pair(f"{theme}: accent on {ground}", contrast(self.accent, ground)) for ground in grounds]
        found.append(Pair(f"{theme}: accent on its tint", contrast(self.accent, self.tint)))
        found.append(Pair(f"{theme}: white on the button", contrast(WHITE, self.fill)))
        found.append(Pair(f"{theme}: white on the hovered button", contrast(WHITE, self.hover)))
        return sorted(found, key=lambda pair: pair.ratio)


@dataclass(frozen=True, slots=True)
class Accent:
    chosen: str
    light: Tokens
    dark: Tokens

    def pairs(self) -> list[Pair]:
        return self.light.pairs("light", LIGHT_GROUNDS) + self.dark.pairs("dark", DARK_GROUNDS)

    @property
    def is_adjusted(self) -> bool:
        """True if the button does not have the chosen colour, because white could not be read on it."""
        return self.light.fill != self.chosen

    def css(self) -> str:
        """A style sheet that replaces the accent tokens of kontor.css."""
        both = (
            ("accent", self.light.accent, self.dark.accent),
            ("accent-fill", self.light.fill, self.dark.fill),
            ("accent-hover", self.light.hover, self.dark.hover),
            ("accent-tint", self.light.tint, self.dark.tint),
            ("accent-line", self.light.line, self.dark.line),
        )
        return ":root{" + ";".join(f"--k-{name}:light-dark({day},{night})" for name, day, night in both) + "}\n"


def accent_of(colour: str) -> Accent:
    """Derive the accent of a marketplace from `#rrggbb`; every pair of the result holds."""
    chosen = read_colour(colour)
    lightness, chroma, hue = to_oklch(chosen)
    light_tint = from_oklch(0.945, min(chroma, 0.022), hue)
    light = darker_until(lightness, chroma, hue, (*LIGHT_GROUNDS, light_tint))
    light_fill = darker_until(lightness, chroma, hue, (WHITE,))
    dark_tint = from_oklch(0.285, min(chroma, 0.045), hue)
    dark = lighter_until(max(lightness, 0.75), min(chroma, 0.14), hue, (*DARK_GROUNDS, dark_tint))
    dark_hover = darker_until(0.55, min(chroma, 0.16), hue, (WHITE,))
    return Accent(
        chosen,
        Tokens(light, light_fill, moved(light_fill, -0.06), light_tint, from_oklch(0.83, min(chroma, 0.06), hue)),
        Tokens(dark, moved(dark_hover, -0.03), dark_hover, dark_tint, from_oklch(0.42, min(chroma, 0.07), hue)),
    )


def read_colour(text: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise BadColour(f"{text!r} is not a colour like #0c5a60")
    return text.lower()


def darker_until(lightness: float, chroma: float, hue: float, grounds: tuple[str, ...]) -> str:
    """The lightest colour, from `lightness` down, that reads on all grounds."""
    while lightness > 0:
        colour = from_oklch(lightness, chroma, hue)
        if all(contrast(colour, ground) >= RATIO_MIN for ground in grounds):
            return colour
        lightness -= STEP
    return "#000000"


def lighter_until(lightness: float, chroma: float, hue: float, grounds: tuple[str, ...]) -> str:
    """The darkest colour, from `lightness` up, that reads on all grounds."""
    while lightness < 1:
        colour = from_oklch(lightness, chroma, hue)
        if all(contrast(colour, ground) >= RATIO_MIN for ground in grounds):
            return colour
        lightness += STEP
    return WHITE


def moved(colour: str, by: float) -> str:
    lightness, chroma, hue = to_oklch(colour)
    return from_oklch(max(0.0, min(1.0, lightness + by)), chroma, hue)


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, from 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = linear_rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear_rgb(colour: str) -> tuple[float, float, float]:
    def channel(at: int) -> float:
        value = int(colour[at : at + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return channel(1), channel(3), channel(5)


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Björn Ottosson's OKLab in polar form: lightness, chroma, hue in radians."""
    red, green, blue = linear_rgb(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest colour a screen has: chroma gives way, lightness and hue stay."""
    while True:
        channels = _linear_of(lightness, chroma, hue)
        if chroma < 0.001 or all(-0.0005 <= channel <= 1.0005 for channel in channels):
            return "#" + "".join(f"{_encoded(channel):02x}" for channel in channels)
        chroma *= 0.97


def _linear_of(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(linear: float) -> int:
    value = max(0.0, min(1.0, linear))
    curved = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(curved * 255)

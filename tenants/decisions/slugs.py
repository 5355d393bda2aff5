"""May this name become the address of a marketplace?

A look-alike of a taken or reserved name is refused like the name itself: `examp1e` beside `example` is how people are
led to the wrong marketplace. Look-alikes are compared by skeleton, never by the letters as typed.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

SHORTEST, LONGEST = 3, 40

RESERVED = frozenset(
    """
    about account accounts admin administrator api app apps assets auth beta billing blog cdn console contact
    control dashboard default dev dns docs download email example files ftp help host hostmaster
    imap images info internal invalid kontor kontor-support legal local localhost login logout mail media
    metrics mx news noreply ns ns1 ns2 official operator ops pay payment payments ping pop postmaster privacy
    public region root sandbox secure security sign-in sign-up signin signup smtp sso staff staging static
    status stream support system team tenant tenants terms test tpl trust vpn webhook webhooks webmail wiki
    www
    """.split()  # noqa: SIM905
)

# Letters of other scripts that look like a Latin one (Unicode TR 39, the common part), and Latin look-alikes.
_LOOKS_LIKE = str.maketrans(
    {
        "а": "a", "в": "b", "с": "c", "е": "e", "һ": "h", "і": "i", "ј": "j", "к": "k", "м": "m", "н": "h", "о": "o",
        "р": "p", "ѕ": "s", "т": "t", "у": "y", "х": "x", "ԁ": "d", "ԛ": "q", "ԝ": "w", "г": "r", "ь": "b",
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u",
        "χ": "x", "ω": "w", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss", "ð": "d",
        "þ": "p", "ɡ": "g", "ɩ": "i", "ʟ": "l",
    }
)  # fmt: skip
_SKELETON = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"))
_DIGITS = str.maketrans({"0": "o", "1": "l", "i": "l", "j": "l", "5": "s", "8": "b", "2": "z", "9": "g", "6": "b"})
_FORM = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")

Reason = Literal["malformed", "reserved", "taken", "confusable"]


@dataclass(frozen=True, slots=True)
class SlugVerdict:
    """`reason` is None when the slug may be used; else `suggestion` may be used instead, or is empty."""

    slug: str
    skeleton: str
    reason: Reason | None = None
    suggestion: str = ""


def plain(text: str) -> str:
    """The nearest address in plain letters: what is suggested for a name that is none."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LOOKS_LIKE)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    slug = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    slug = re.sub(r"^[^a-z]+", "", slug)
    return slug[:LONGEST].strip("-")


def skeleton(slug: str) -> str:
    """What a slug looks like at a glance: equal for `rn-2` and `mz`, `examp1e` and `example`."""
    bare = plain_keep_digits(slug).replace("-", "").translate(_DIGITS)
    for seen, taken_for in _SKELETON:
        bare = bare.replace(seen, taken_for)
    return bare


def plain_keep_digits(text: str) -> str:
    """As `plain`, but leading digits stay: in a skeleton they may stand for letters."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LOOKS_LIKE)
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9-]+", "", bare)


_RESERVED_SKELETONS = frozenset(skeleton(word) for word in RESERVED)


def decide_slug(wanted: str, is_taken: Callable[[str], str | None]) -> SlugVerdict:
    """Judge `wanted`. `is_taken(skeleton)` returns the slug of a living marketplace with that skeleton, or None."""
    reason = _reason(wanted, is_taken)
    if reason is None:
        return SlugVerdict(wanted, skeleton(wanted))
    return SlugVerdict(wanted, skeleton(wanted), reason, _suggest(wanted, reason, is_taken))


def _reason(wanted: str, is_taken: Callable[[str], str | None]) -> Reason | None:
    if not (SHORTEST <= len(wanted) <= LONGEST and _FORM.match(wanted)) or wanted.startswith("xn-"):
        return "malformed"
    if wanted in RESERVED:
        return "reserved"
    looks = skeleton(wanted)
    if looks in _RESERVED_SKELETONS:
        return "confusable"
    owner = is_taken(looks)
    if owner is None:
        return None
    return "taken" if owner == wanted else "confusable"


def _suggest(wanted: str, reason: Reason, is_taken: Callable[[str], str | None]) -> str:
    base = plain(wanted)
    if base.startswith("xn-"):
        base = base[3:].strip("-")
    base = base[: LONGEST - 9].strip("-") or "my"
    tries = [] if reason != "malformed" else [base]
    tries += [f"{base}-{tail}" for tail in ("market", "exchange", "trade", "supply")]
    tries += [f"{base}-{number}" for number in (3, 4, 7, 33, 34, 37, 43, 44, 47, 73, 74, 77)]
    return next((text for text in tries if _reason(text, is_taken) is None), "")

"""Passwords made of words that anybody would try here: the marketplace, the company, the person, Kontor itself."""

import re
from collections.abc import Iterable

# Of a password, what must be left when such words, digits and signs are taken out.
LEFT_LEAST = 6
OWN_WORDS = ("kontor", "password", "passwort", "marketplace")
_WORD = re.compile(r"[^\W\d_]+")
_LEET = str.maketrans("013457@$!", "oieastasi")


def words_of(names: Iterable[str]) -> frozenset[str]:
    """The words of names that tell something: of four letters or more, of two in scripts that need fewer."""
    found = {word for name in names for word in _WORD.findall(name.casefold())}
    return frozenset(word for word in found if len(word) >= (4 if word.isascii() else 2)) | frozenset(OWN_WORDS)


def leans_on(password: str, words: Iterable[str]) -> str:
    """The word that a password rests on, with little else but digits and signs; empty for none."""
    asked = sorted(words, key=lambda word: (-len(word), word))
    for text in (password.casefold(), password.casefold().translate(_LEET)):
        hit, left = "", text
        for word in asked:
            if word in left:
                hit, left = hit or word, left.replace(word, " ")
        if hit and sum(1 for sign in left if sign.isalpha()) < LEFT_LEAST:
            return hit
    return ""

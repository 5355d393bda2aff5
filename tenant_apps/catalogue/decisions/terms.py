"""Cut texts into the words they are found by.

Latin words in lower case; runs of Chinese, Japanese and Korean in pairs of neighbouring characters, because they have
no spaces and PostgreSQL does not segment them. Texts are stored with the single characters besides, so that a question
of one character (铜) finds the words it is part of; a longer question asks for pairs alone.
"""

import re
import unicodedata

LONGEST_TERM = 60
MOST_TERMS = 80
MOST_CHARACTERS = 60
_CJK_RANGE = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_CJK = re.compile(f"[{_CJK_RANGE}]")
_LATIN = rf"[^\W_{_CJK_RANGE}]+"
_WORD = re.compile(rf"[{_CJK_RANGE}]+|{_LATIN}(?:[-./]{_LATIN})*")


def search_terms(*texts: str) -> list[str]:
    """What a question asks for: distinct terms in order of appearance, at most `MOST_TERMS`."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(_plain(text)):
            for term in _cut(word):
                found.setdefault(term[:LONGEST_TERM])
    return list(found)[:MOST_TERMS]


def index_terms(*texts: str) -> list[str]:
    """What a text is stored under: its terms and its single Chinese, Japanese and Korean characters."""
    characters = dict.fromkeys(_CJK.findall(_plain(" ".join(texts))))
    return list(dict.fromkeys([*search_terms(*texts), *list(characters)[:MOST_CHARACTERS]]))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _cut(word: str) -> list[str]:
    if _CJK.match(word):
        return [word] if len(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]
    parts = re.split(r"[-./]", word)
    return [word, *parts] if len(parts) > 1 else [word]

"""Cut texts into the words they are found by.

Latin words in lower case; runs of Chinese, Japanese and Korean in pairs of neighbouring characters, because they have
no spaces and PostgreSQL does not segment them. The same function cuts stored texts and questions.
"""

import re
import unicodedata

LONGEST_TERM = 60
MOST_TERMS = 80
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]+|[^\W_]+(?:[-./][^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")


def search_terms(*texts: str) -> list[str]:
    """Distinct terms in order of appearance, at most `MOST_TERMS`."""
    found: dict[str, None] = {}
    for text in texts:
        for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()):
            for term in _cut(word):
                found.setdefault(term[:LONGEST_TERM])
    return list(found)[:MOST_TERMS]


def _cut(word: str) -> list[str]:
    if _CJK.match(word):
        return [word] if len(word) == 1 else [word[at : at + 2] for at in range(len(word) - 1)]
    parts = re.split(r"[-./]", word)
    return [word, *parts] if len(parts) > 1 else [word]

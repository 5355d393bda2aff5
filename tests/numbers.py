"""Whether a number is shown anywhere in a page, an answer or an object.

`"5.2" not in text` fails on its own now and then: a time with the seconds 15.251 holds it. Here a number counts only
where it stands alone, and never inside a time or an id.
"""

import re

# 2026-01-31T12:00:05.251574+00:00, also as Python writes one, and the random ids of rows and keys.
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?|datetime\.datetime\([^)]*\)|\d\d:\d\d:\d\d(\.\d+)?")
ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)


def shows(thing: object, number: str) -> bool:
    """True where `number` stands in the text of `thing`, with or without zeros behind its decimal point."""
    text = ID.sub(" ", TIME.sub(" ", thing if isinstance(thing, str) else repr(thing)))
    least = number.rstrip("0") if "." in number else number
    zeros = "0*" if "." in number else r"(?:\.0*)?"
    return re.search(rf"(?<![\w.]){re.escape(least)}{zeros}(?![\w]|\.\d)", text) is not None

"""The answers to ASVS are whole and true: each id once, each named test there and running, each figure of the code.

`python tests/docs/test_asvs.py` writes the table of counts into docs/security.md.
"""

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/security.md"
STATUSES = ("test", "scan", "document", "not_applicable", "open")
LEVELS = {1: 70, 2: 183, 3: 92}
# Requirements of each section, as many as its last number says.
SECTIONS = {
    1: (2, 10, 12, 3, 3), 2: (3, 3, 5, 2), 3: (1, 3, 5, 8, 8, 1, 5), 4: (5, 5, 2, 4), 5: (1, 6, 3, 3),
    6: (3, 12, 8, 6, 8, 4, 2, 4), 7: (3, 4, 2, 5, 3, 2), 8: (4, 4, 3, 2), 9: (3, 4), 10: (2, 3, 5, 16, 5, 2, 3),
    11: (4, 5, 5, 4, 2, 2, 2), 12: (5, 2, 5), 13: (4, 6, 4, 7), 14: (2, 8, 3), 15: (5, 5, 7, 4), 16: (1, 5, 4, 3, 4),
    17: (2, 8, 2),
}  # fmt: skip
CHAPTERS = (
    "Encoding and sanitisation", "Validation and business logic", "Web front end", "API and web service", "Files",
    "Authentication", "Sessions", "Authorisation", "Self-contained tokens", "OAuth and OIDC", "Cryptography",
    "Secure communication", "Configuration", "Data protection", "Coding and architecture", "Logging and errors",
    "WebRTC",
)  # fmt: skip
# Levels 1 and 2 that a test holds; it only ever grows.
HELD_LEAST = 170
START, END = "<!-- counts -->\n", "<!-- /counts -->"

Answer = Mapping[str, Any]


@cache
def answers() -> Sequence[Answer]:
    found: Sequence[Answer] = yaml.safe_load((ROOT / "security/asvs.yaml").read_text(encoding="utf-8"))
    return found


@cache
def functions(path: str) -> dict[str, ast.FunctionDef]:
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}


def is_skipped(node: ast.FunctionDef) -> bool:
    """Whether a mark leaves the test out whatever happens; a test may still leave out single cases."""
    return any(re.search(r"\bmark\.(skip|xfail)\b(?!if)", ast.unparse(one)) for one in node.decorator_list)


def anchors(path: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in heads}


def is_low(one: Answer) -> bool:
    return bool(one["level"] < 3)


def test_every_requirement_is_answered_once() -> None:
    wanted = [
        f"{chapter}.{section}.{number}"
        for chapter, counts in SECTIONS.items()
        for section, count in enumerate(counts, 1)
        for number in range(1, count + 1)
    ]
    assert len(wanted) == 345
    assert [one["id"] for one in answers()] == wanted


def test_levels_are_those_of_the_standard() -> None:
    assert Counter(one["level"] for one in answers()) == LEVELS


@pytest.mark.parametrize("chapter", range(1, 18))
def test_answers_say_what_they_must(chapter: int) -> None:
    for one in answers():
        if not one["id"].startswith(f"{chapter}."):
            continue
        assert one["status"] in STATUSES, one["id"]
        assert len(one["answer"]) > 20 and one["answer"].endswith("."), one["id"]
        assert set(one) <= {"id", "level", "status", "owner", "answer", "tests", "document", "reason"}, one["id"]
        assert bool(one.get("tests")) or one["status"] not in ("test", "scan"), one["id"]
        assert bool(one.get("document")) or one["status"] != "document", one["id"]
        assert bool(one.get("reason")) == (one["status"] == "not_applicable"), one["id"]


def test_owners_are_apps() -> None:
    apps = {path.name for floor in ("shared_apps", "tenant_apps") for path in (ROOT / floor).iterdir() if path.is_dir()}
    assert {one["owner"] for one in answers()} - apps == set()


def test_named_tests_exist_and_run() -> None:
    missing, skipped = [], []
    for one in answers():
        for named in one.get("tests", ()):
            path, _, name = named.partition("::")
            node = functions(path).get(name) if (ROOT / path).is_file() else None
            if node is None:
                missing.append((one["id"], named))
            elif is_skipped(node):
                skipped.append((one["id"], named))
    assert missing == []
    assert skipped == []


def test_named_documents_exist() -> None:
    found = [
        (one["id"], one["document"])
        for one in answers()
        if "document" in one and one["document"].split("#")[1] not in anchors(one["document"].split("#")[0])
    ]
    assert found == []


def test_levels_one_and_two_are_held_by_tests() -> None:
    held = [one for one in answers() if is_low(one) and one["status"] in ("test", "scan")]
    assert len(held) >= HELD_LEAST


def table() -> str:
    """Counts by chapter, as the page has them."""
    lines = [
        "| chapter | requirements | test | scan | document | not applicable | open | level 1, 2 | of them open |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for chapter, name in (*enumerate(CHAPTERS, 1), (0, "all")):
        mine = [one for one in answers() if not chapter or one["id"].startswith(f"{chapter}.")]
        of = Counter(one["status"] for one in mine)
        low = [one for one in mine if is_low(one)]
        counts = [len(mine), *(of[one] for one in STATUSES), len(low), sum(one["status"] == "open" for one in low)]
        lines.append(f"| {f'V{chapter} ' if chapter else ''}{name} | {' | '.join(str(one) for one in counts)} |")
    held = sum(is_low(one) and one["status"] in ("test", "scan") for one in answers())
    more = sum(is_low(one) and one["status"] == "not_applicable" and bool(one.get("tests")) for one in answers())
    lines += [
        "",
        f"Of the 253 requirements of levels 1 and 2, {held} are held by tests; that another {more} do not apply is",
        "held by tests too. What is open says in its answer what is missing.",
    ]
    return "\n".join(lines) + "\n"


def test_the_page_counts_what_is_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.split(START)[1].split(END)[0] == table()


def figure(text: str) -> int:
    """The number in the first bracket of the pattern, as the page says it."""
    found = re.search(text, re.sub(r"\s+", " ", PAGE.read_text(encoding="utf-8")))
    assert found is not None, text
    return int(found[1].replace(",", ""))


def test_figures_of_the_page_are_those_of_the_code() -> None:
    """Sign-in, sessions, keys, quotas, files, connections: the page says what the code does."""
    from django.conf import settings

    from shared_apps.accounts.decisions.lockout import ACCOUNT, ADDRESS
    from shared_apps.accounts.links import LIFETIME
    from shared_apps.accounts.models import ApiKey
    from shared_apps.egress import http
    from shared_apps.foundation.tables import parser, reading
    from shared_apps.tenancy import policy
    from tenant_apps.catalogue.commands.hand_in_licence import LARGEST_BYTES as LICENCE_BYTES
    from tenant_apps.claims.commands.open_claim import LARGEST_BYTES as EVIDENCE_BYTES
    from tenant_apps.documents.commands.store_logo import LARGEST_BYTES as LOGO_BYTES
    from tenant_apps.documents.decisions import pictures
    from tenant_apps.trading.engines.vault.decisions import keyfile, sealing

    minute, hour, day = 60, 3600, 86400
    least = next(one for one in settings.AUTH_PASSWORD_VALIDATORS if "MinimumLength" in one["NAME"])
    said = {
        r"at least (\d+) signs of any kind": least["OPTIONS"]["min_length"],
        r"After (\d+) failures an account": ACCOUNT.free,
        r"locked for (\d+) minutes": ACCOUNT.first_lock.total_seconds() / minute,
        r"each time, at most (\d+) hours": ACCOUNT.longest_lock.total_seconds() / hour,
        r"after (\d+) an address": ADDRESS.free,
        r"an address, at most (\d+) hours": ADDRESS.longest_lock.total_seconds() / hour,
        r"an invitation for (\d+) days": LIFETIME["invitation"].total_seconds() / day,
        r"a new password for (\d+) hour": LIFETIME["reset"].total_seconds() / hour,
        r"An API key has (\d+) requests a minute": ApiKey._meta.get_field("rate_per_minute").default,
        r"A session is over (\d+) hours": policy.KEYS["session.absolute_hours"].default,
        r"proved within (\d+) minutes": policy.KEYS["auth.step_up_minutes"].default,
        r"RSA-OAEP with (\d+) bits": sealing.KEY_BITS,
        r"SHA256 with ([\d,]+) rounds": keyfile.ROUNDS,
        r"\| logo \| PNG, JPEG \| (\d+) KB": LOGO_BYTES / 1024,
        r"PNG, JPEG, PDF \| (\d+) MB each": EVIDENCE_BYTES / 1024**2,
        r"CSV, xlsx \| (\d+) MB": reading.LARGEST_BYTES / 1024**2,
        r"MB, ([\d,]+) rows": reading.ROWS_MOST,
        r"unpacked (\d+) MB": parser.UNPACKED_MOST / 1024**2,
        r"MB in ([\d,]+) parts": parser.PARTS_MOST,
        r"at most ([\d,]+) pixels a side": pictures.SIDE_MOST,
        r"a side and ([\d,]+) in all": pictures.PIXELS_MOST,
        r"(\d+) s to connect": http.CONNECT_S,
        r"to connect, (\d+) s and": http.TOTAL_S,
        r"s and (\d+) MiB in all": http.LIMIT_BYTES / 1024**2,
        r"MiB in all, (\d+) a minute and marketplace": http.RATE_PER_MINUTE,
        r"SMTP \| (\d+) s": settings.EMAIL_TIMEOUT,
    }
    assert {text: figure(text) for text in said} == said
    assert EVIDENCE_BYTES == LICENCE_BYTES


def test_packages_and_places_of_the_page_are_there() -> None:
    page = PAGE.read_text(encoding="utf-8")
    pinned = (ROOT / "requirements/runtime.txt").read_text(encoding="utf-8")
    watched = re.search(r"watched most: (.+?)\.\n\n", page, re.DOTALL)
    assert watched is not None
    names = re.findall(r"`([a-z-]+)`", watched[1])
    assert len(names) >= 5
    assert [one for one in names if f"\n{one}==" not in f"\n{pinned}"] == []


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(START)
    PAGE.write_text(before + START + table() + END + rest.split(END)[1], encoding="utf-8")

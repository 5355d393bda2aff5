"""docs/compliance.md: what every profile demands, where it says so, and who keeps it; made from the data."""

from django.utils.translation import override

from shared_apps.profiles import laws, modes
from shared_apps.profiles.laws import Control, Law
from tenant_apps.compliance.wording import value_words

START, END = "<!-- made by manage.py laws -->", "<!-- end -->"
_KEPT = {"rule": "rule", "software": "software", "evidence": "evidence needed"}


def tables() -> str:
    """The generated part, with its marks; words in English."""
    with override("en"):
        parts = [START, _summary(), _ways()]
        parts += [_profile(law) for law in laws.list_laws()]
        return "\n\n".join([*parts, END])


def renewed(text: str) -> str:
    """The document with its generated part made anew; ValueError if the marks are not there."""
    head, _start, rest = text.partition(START)
    _old, _end, tail = rest.partition(END)
    if not _start or not _end:
        raise ValueError(f"{START} and {END} are missing")
    return f"{head}{tables()}{tail}"


def _summary() -> str:
    every = [row for law in laws.list_laws() for row in law.controls]
    lines = ["| profile | version | since | controls | rules | software | evidence needed |", "| --- " * 7 + "|"]
    for law in laws.list_laws():
        lines.append(
            f"| {law.name} (`{law.profile}`) | {law.version} | {law.effective_from} | {_counted(law.controls)} |"
        )
    return "\n".join([*lines, f"| all | | | {_counted(every)} |"])


def _counted(rows: list[Control] | tuple[Control, ...]) -> str:
    states = [row.state for row in rows]
    return f"{len(rows)} | {states.count('rule')} | {states.count('software')} | {states.count('evidence')}"


def _ways() -> str:
    lines = [
        "### What is closed",
        "",
        "| profile | way of trading | what | source | since | sure |",
        "| --- " * 6 + "|",
    ]
    for law in laws.list_laws():
        lines += [
            f"| `{law.profile}` | {modes.names()[row.mode]} | {row.name} | {row.source} | {row.effective_from} | "
            f"{_sure(row.status)} |"
            for row in law.bans
        ]
    return "\n".join(lines)


def _profile(law: Law) -> str:
    lines = [f"### {law.name}", "", str(law.description), "", "| control | demanded | source | sure | kept by |"]
    lines.append("| --- " * 5 + "|")
    lines += [_row(row) for row in law.controls]
    return "\n".join(lines)


def _row(row: Control) -> str:
    kept = _KEPT[row.state] + (f": `{row.enforce}`" if row.enforce else "")
    cells = [f"{row.name} (`{row.key}`)", value_words(row.key, row.value), row.source, _sure(row.status), kept]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _sure(status: str) -> str:
    return status if status == "V" else f"{status}, check with counsel"

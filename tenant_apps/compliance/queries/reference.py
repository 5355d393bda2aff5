"""docs/compliance.md, made from the data: what every profile demands, who keeps it, and what answers each control."""

from django.utils.translation import override

from shared_apps.profiles import controls, laws, modes
from shared_apps.profiles.controls import ControlMap
from shared_apps.profiles.laws import Control, Law
from tenant_apps.compliance.wording import value_words

START, END = "<!-- made by manage.py laws -->", "<!-- end -->"
_KEPT = {"rule": "rule", "software": "software", "evidence": "evidence needed"}
_ANSWERS = {
    "software": "software",
    "shared": "software and others",
    "organisation": "organisation",
    "deployment": "deployment",
    "not_applicable": "does not apply",
}


def tables() -> str:
    """The generated part, with its marks; words in English."""
    with override("en"):
        parts = [START, _summary(), _ways()]
        parts += [_profile(law) for law in laws.list_laws()]
        parts += [_maps(), *(_map(found) for found in controls.list_maps())]
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
    return _cells([f"{row.name} (`{row.key}`)", value_words(row.key, row.value), row.source, _sure(row.status), kept])


def _cells(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _sure(status: str) -> str:
    return status if status == "V" else f"{status}, check with counsel"


def _maps() -> str:
    lines = [
        "## Control maps",
        "",
        "Who answers each control of a standard or law. *Software*: Kontor alone. *Software and others*: Kontor in",
        "part; what is to be shown beside is said. *Organisation*: who trades. *Deployment*: who runs the machines.",
        "What is named (a row above, a test, an answer to ASVS, a page, a command) is what an answer rests on; a test",
        "holds that it is there.",
        "",
        "| map | standard | read | controls | " + " | ".join(_ANSWERS.values()) + " |",
        "| --- " * 9 + "|",
    ]
    for found in controls.list_maps():
        counts = found.counts()
        counted = " | ".join(str(counts[answer]) for answer in controls.ANSWERS)
        named = f"{found.name} (`{found.code}`) | {found.standard} | {found.read_on}"
        lines.append(f"| {named} | {len(found.controls)} | {counted} |")
    return "\n".join(lines)


def _map(found: ControlMap) -> str:
    lines = [f"### {found.name}: what answers each control", ""]
    lines += [str(found.note), ""] if found.note else []
    lines += ["| id | control | answered by | what by, and what is to be shown | sure |", "| --- " * 5 + "|"]
    lines += [_control(found, one) for one in found.controls]
    return "\n".join(lines)


def _control(found: ControlMap, one: controls.Control) -> str:
    by = ", ".join(f"`{_reference(ref)}`" for ref in one.by)
    said = ". ".join(part for part in (by, str(one.note or "")) if part)
    return _cells([one.id, str(one.title), _ANSWERS[one.answer], said, found.status_of(one)])


BEFORE = {"asvs": "ASVS ", "pack": "evidence pack: "}


def _reference(ref: str) -> str:
    """Short where it is said by itself: the key of a row, the file, the code of a command."""
    kind, _colon, goal = ref.partition(":")
    return f"{BEFORE.get(kind, '')}{goal}"

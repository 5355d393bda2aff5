"""The docs are true: their commands run, their links lead somewhere, the files and names they mention exist."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(path.relative_to(ROOT)) for path in DOCS]
TOP = {path.name for path in ROOT.iterdir()}
# Made at set-up or while running, so a fresh clone has none of it.
MADE = (".venv/", ".run/", "static/vendor")


@dataclass(frozen=True)
class Elsewhere:
    """Why a command is not run here, and the file that runs it, with a word in it that shows so."""

    reason: str
    place: str
    word: str


# Every command of a shell block that is not run below.
ELSEWHERE = {
    "make setup": Elsewhere("installs packages; the suite runs behind it", "Makefile", "test: setup-test"),
    "make test": Elsewhere("is what runs this test", ".ci/run", "make test"),
    "make test-fast": Elsewhere("a part of what runs this test", "Makefile", "not browser and not slow"),
    "make lint": Elsewhere("minutes, and the next step of the pipeline", ".ci/run", "make lint"),
    "make demo": Elsewhere("stays until it is ended", "bench/footprint.py", '"--background"'),
    "make demo REGIONS=eu,cn,us": Elsewhere(
        "stays until it is ended; its parts are run on servers of their own",
        "tests/config/embedded/test_third_region.py", '"services", "start"',
    ),
    ".venv/bin/python manage.py provision liberty": Elsewhere(
        "needs the services of a demo", "tests/config/embedded/test_third_region.py", '"provision", "liberty"'
    ),
    ".venv/bin/python manage.py restore_drill": Elsewhere(
        "needs the services of a demo", "tests/tenant_apps/evidence/test_drills.py", '"restore_drill"'
    ),
    ".venv/bin/python manage.py witness": Elsewhere(
        "keeps a key in the folder it is run in", "tests/shared_apps/notary/test_witness.py", '"witness", dir='
    ),
    ".venv/bin/python manage.py residency": Elsewhere(
        "needs the services of a demo", "bench/residency.py", '"residency", "--state"'
    ),
    "python3 kontor_verify.py": Elsewhere(
        "needs a file that somebody took out", "tests/sdk/test_verify_log.py", "def test_it_runs_alone"
    ),
    ".venv/bin/python manage.py evidence_pack": Elsewhere(
        "needs a marketplace", "tests/tenant_apps/evidence/test_packs.py", 'call_command("evidence_pack"'
    ),
    "python3 sdk/verify/kontor_verify.py": Elsewhere(
        "needs a file that somebody took out", "tests/tenant_apps/evidence/test_packs.py", "verifier.main("
    ),
    "make fmt": Elsewhere("writes into the files under test", ".ci/run", "make lint"),
    "make schema": Elsewhere("writes a file; its check runs here", "docs/first-change.md", "make schema ARGS=--check"),
    "make messages": Elsewhere(
        "writes the catalogues; its check runs here", "docs/first-change.md", "make messages ARGS=--check"
    ),
}  # fmt: skip


def blocks(path: Path) -> list[tuple[str, list[str]]]:
    """(language, lines) of each fenced block."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [(language, text.splitlines()) for language, text in found]


def commands() -> list[tuple[str, str]]:
    """(doc, command) of every line of every shell block, without what is said behind it."""
    found = []
    for path, name in zip(DOCS, NAMES, strict=True):
        for language, lines in blocks(path):
            if language == "sh":
                stripped = [re.sub(r"\s+#.*$", "", line).strip() for line in lines]
                found += [(name, line) for line in stripped if line and not line.startswith("#")]
    return found


def elsewhere(command: str) -> str:
    """The entry of the table that covers a command: itself, or its beginning where only arguments follow."""
    fits = [one for one in ELSEWHERE if command == one or command.startswith(f"{one} ")]
    # `make schema ARGS=--check` is not `make schema`.
    return max(fits, key=len, default="") if "--check" not in command else ""


HERE = sorted({command for _doc, command in commands() if not elsewhere(command)})


@pytest.mark.parametrize("command", HERE)
def test_a_command_of_the_docs_runs(command: str) -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("KONTOR_", "DJANGO_", "PYTEST_"))}
    words = command.replace(".venv/bin/python", sys.executable)
    done = subprocess.run(
        ["bash", "-euc", words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=110, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-1000:]}\n{done.stderr[-1000:]}"
    assert done.stdout.strip(), f"{command} says nothing"


def test_enough_is_run_here() -> None:
    assert {"make help", "make schema ARGS=--check", "make messages ARGS=--check"} <= set(HERE)


@pytest.mark.parametrize("command", sorted(ELSEWHERE))
def test_what_is_run_elsewhere_really_is(command: str) -> None:
    entry = ELSEWHERE[command]
    assert entry.word in (ROOT / entry.place).read_text(encoding="utf-8"), f"{entry.place} does not run {command}"
    assert command in {elsewhere(line) for _doc, line in commands()}, f"no doc shows {command} any more"


def test_shell_blocks_are_marked() -> None:
    bare = [
        (name, line)
        for path, name in zip(DOCS, NAMES, strict=True)
        for language, lines in blocks(path)
        if language != "sh"
        for line in lines
        if re.match(r"(make|\.venv/|python3? |manage\.py|curl|git) ?", line)
    ]
    assert bare == [], "mark the block with ```sh, so that it is run"


def _text(path: Path) -> str:
    """The prose: without fenced blocks."""
    return re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", DOCS, ids=NAMES)
def test_links_lead_somewhere(path: Path) -> None:
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", _text(path)):
        if re.match(r"https?:|mailto:", target):
            continue
        file, _hash, anchor = target.partition("#")
        goal = (path.parent / file).resolve() if file else path
        if not goal.exists() or (anchor and anchor not in _anchors(goal)):
            dead.append(target)
    assert dead == []


def _anchors(path: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _files_in(text: str) -> list[str]:
    """Paths of the repository between backticks."""
    found = re.findall(r"`([\w.][\w./\-]*)`", text)
    return [one for one in found if "/" in one and one.split("/")[0] in TOP and not one.startswith(MADE)]


@pytest.mark.parametrize("path", DOCS, ids=NAMES)
def test_files_that_are_mentioned_exist(path: Path) -> None:
    missing = [one for one in _files_in(_text(path)) if not (ROOT / one).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DOCS, ids=NAMES)
def test_commands_in_the_text_exist(path: Path) -> None:
    """`make x` and `manage.py x` between backticks: the target and the command are there."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    modules = {one.stem for one in ROOT.glob("*/**/management/commands/*.py") if ".venv" not in one.parts}
    quoted = "\n".join(re.findall(r"`([^`]+)`", _text(path)))
    unknown = [f"make {name}" for name in re.findall(r"\bmake +([a-z-]+)", quoted) if name not in targets]
    unknown += [
        f"manage.py {name}"
        for name in re.findall(r"manage\.py ([a-z_]+)", quoted)
        if name not in modules | {"services", "demo"}
    ]
    assert unknown == []


WALK = ROOT / "docs/first-change.md"
SECTIONS = re.split(r"^## ", _text(WALK), flags=re.MULTILINE)[1:]


@pytest.mark.parametrize("section", SECTIONS, ids=[one.split("\n", 1)[0] for one in SECTIONS])
def test_names_of_the_walk_stand_in_its_files(section: str) -> None:
    """Each name between backticks is a word of a file that the same section mentions."""
    files = [ROOT / one for one in _files_in(section) if (ROOT / one).is_file()]
    words = " ".join(one.read_text(encoding="utf-8") for one in files)
    names = [one for one in re.findall(r"`@?([A-Za-z_]\w+)`", section) if one not in TOP]
    assert files or not names
    assert [name for name in names if not re.search(rf"\b{name}\b", words)] == []


def test_the_walk_touches_every_kind_of_place() -> None:
    files = " ".join(_files_in(_text(WALK)))
    for kind in (
        "/migrations/", "/models.py", "/errors.py", "/events.py", "/commands/", "/web/pages.py", "/templates/",
        "/api/urls.py", "built_in_roles.py", "tests/isolation/", "locale/",
    ):  # fmt: skip
        assert kind in files, f"the walk shows no {kind}"

"""Bytes of strangers are taken apart in the limited child alone; a parser used elsewhere stops the build."""

import ast
import os
from pathlib import Path

import pytest

import tenant_apps.documents.commands.store_document
import tenant_apps.integrations.files.child  # noqa: F401
from shared_apps.foundation import untrusted
from shared_apps.foundation.untrusted import Overrun, Parser, Unreadable
from shared_apps.foundation.untrusted.reading import PARSERS

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("shared_apps", "tenant_apps", "tenants", "config")
# Modules that take formats apart, in the standard library and among the packages.
TAKES_APART = {
    "PIL", "bz2", "calamine", "csv", "defusedxml", "email", "fitz", "gzip", "html.parser", "lzma", "lxml", "marshal",
    "openpyxl", "pickle", "pikepdf", "plistlib", "pypdf", "python_calamine", "shelve", "tarfile", "tomllib", "xlrd",
    "xml", "yaml", "zipfile", "zlib",
}  # fmt: skip
# Those that write, or that read what Kontor or its operator made.
NOT_OF_STRANGERS = {
    "config/embedded/mail_catcher.py": "the mail catcher of a developer's own machine",
    "shared_apps/foundation/tables/text.py": "read in the child; in place only a text field's own text, with its limit",
    "shared_apps/foundation/tables/writing.py": "writes",
    "shared_apps/profiles/reading.py": "profiles that come with Kontor",
    "shared_apps/ui/lists.py": "writes",
    "tenant_apps/anomalies/places.py": "a table that the operator names",
    "tenant_apps/evidence/decisions/bundle.py": "writes",
    "tenant_apps/evidence/queries/parts.py": "Kontor's own project file",
    "tenant_apps/federation/protocols/saml.py": "answers of chosen providers, 256 KiB, without entities",
    "tenant_apps/federation/protocols/sealed.py": "our own metadata, which the library has just written",
    "tenant_apps/integrations/replay/dataset.py": "data sets of the operator's replay command",
    "tenant_apps/integrations/replay/plan.py": "a check sum",
    "tenant_apps/trading/engines/thread/web/publish_form.py": "a text field's own text, with its limit",
    "tenant_apps/workspace/demo/pictures.py": "writes",
}
HOSTILE = """
import os, socket, subprocess, sys
def read(data, *, what):
    if what == "file": open("/etc/hostname")
    if what == "descriptor": os.open("/etc/hostname", os.O_RDONLY)
    if what == "write": open("/tmp/kontor-hostile", "w")
    if what == "network": socket.create_connection(("127.0.0.1", 1), 1)
    if what == "socket": socket.socket()
    if what == "process": subprocess.run(["/bin/true"])
    if what == "fork": os.fork()
    if what == "memory": bytearray(400 * 1024 * 1024)
    if what == "time":
        while True: pass
    if what == "answer": return "x" * 2000
    if what == "environment": return sorted(os.environ)
    if what == "words": raise ValueError("not_mine", 7)
    return "done"
"""


def takes_apart(source: str) -> set[str]:
    found: set[str] = set()
    if not any(word in source for word in TAKES_APART):
        return found
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return {word for word in TAKES_APART if any(name == word or name.startswith(f"{word}.") for name in found)}


def test_what_takes_files_apart_is_a_parser_of_the_child() -> None:
    declared = {one.path.resolve() for one in PARSERS.values()}
    wrong = []
    for path in sorted(one for floor in FLOORS for one in (ROOT / floor).rglob("*.py")):
        used = takes_apart(path.read_text(encoding="utf-8"))
        if used and path.resolve() not in declared and str(path.relative_to(ROOT)) not in NOT_OF_STRANGERS:
            wrong.append(f"{path.relative_to(ROOT)} uses {', '.join(sorted(used))}")
    assert wrong == []
    assert [one for one in NOT_OF_STRANGERS if not takes_apart((ROOT / one).read_text(encoding="utf-8"))] == []


def test_parsers_import_nothing_of_kontor_and_nobody_imports_them() -> None:
    """They are run by their path: what a process of Kontor imports, it may call."""
    assert set(PARSERS) >= {"table", "stock", "picture"}
    names = {".".join(one.path.relative_to(ROOT).with_suffix("").parts) for one in PARSERS.values()}
    for one in PARSERS.values():
        tree = ast.parse(one.path.read_text(encoding="utf-8"))
        modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not {name for name in modules if name.startswith(("shared_apps", "tenant_apps", "django"))}, one.path
    for path in (one for floor in FLOORS for one in (ROOT / floor).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        assert not [name for name in names if f"from {name} import" in source or f"import {name}" in source], path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Parser:
    path = tmp_path_factory.mktemp("hostile") / "parser.py"
    path.write_text(HOSTILE)
    return Parser("hostile", path, memory=200 * 1024 * 1024, cpu_s=1, wall_s=5, answer=1000)


@pytest.mark.parametrize(
    "what",
    ["file", "descriptor", "write", "network", "socket", "process", "fork", "memory", "time", "answer"],
)
def test_the_child_can_do_nothing_but_answer(hostile: Parser, what: str) -> None:
    with pytest.raises(Overrun) as ended:
        untrusted.read(hostile, b"", what=what)
    assert ended.value.args == ("broken",)


def test_the_child_answers_data_and_words(hostile: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_SECRET_KEY", os.environ.get("KONTOR_SECRET_KEY", "x"))
    assert untrusted.read(hostile, b"", what="") == "done"
    assert not [name for name in untrusted.read(hostile, b"", what="environment") if "KONTOR" in name]
    with pytest.raises(Unreadable) as said:
        untrusted.read(hostile, b"", what="words")
    assert said.value.args == ("not_mine", "7") and not isinstance(said.value, Overrun)

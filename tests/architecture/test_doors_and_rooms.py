"""Doors and rooms: what an app shows to others, and which room may use which.

The import contracts of pyproject.toml hold the directions between apps; this holds what may be seen through a door and
the purity of the inner rooms. Both read the real import graph, so a forgotten exception cannot hide.
"""

import ast
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOTS = ("tenants", "tenant_apps", "shared_apps", "config")
DOORS = {"commands", "queries", "events", "types", "errors"}
# What the kernel shows to engines alone: its tables, the contracts they fulfil, and the pages they are part of.
FOR_ENGINES = {
    f"tenant_apps.trading.kernel.{name}"
    for name in (
        "models", "decisions.engine", "decisions.simulation", "decisions.visibility", "verdict_texts",
        "web.engine_pages", "web.event_forms", "web.events", "web.panels", "gates",
    )
}  # fmt: skip
# What it shows to the apps around events: the moments at which they are asked, and the rooms they put a panel into.
AROUND = {
    f"tenant_apps.{name}"
    for name in ("deposits", "trading.deposits", "trading.eligibility", "trading.questions", "trading.second_try")
}
FOR_AROUND = {
    f"tenant_apps.trading.kernel.{name}"
    for name in (
        "gates", "models", "decisions.engine", "decisions.second_chance", "decisions.visibility", "commands.running",
        "queries.rooms", "verdict_texts", "web.events", "web.event_forms", "web.panels", "web.draft_desk",
    )
}  # fmt: skip
PURE = ("django", "rest_framework", "celery", "redis", "boto3", "stripe", "psycopg")
INSIDE = {
    "decisions": {"types", "errors", "decisions"},
    "types": {"types"},
    "events": {"types", "events"},
    "web": {"commands", "queries", "types", "errors", "web", "rules", "permissions", "decisions"},
    "api": {"commands", "queries", "types", "errors", "api", "permissions", "decisions"},
}


def place(module: str) -> tuple[str, str]:
    """`(app, room)` of a module; the kernel and each engine of trading are apps of their own."""
    parts = module.split(".")
    if parts[:2] == ["tenant_apps", "trading"]:
        depth = 4 if parts[2:3] == ["engines"] else 3
    elif parts[0] in ("tenants", "config"):
        depth = 1
    else:
        depth = 2
    return ".".join(parts[:depth]), parts[depth] if len(parts) > depth else ""


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOTS, include_external_packages=True)


def ours() -> list[str]:
    return sorted(m for m in graph().modules if m.split(".")[0] in ROOTS)


def test_apps_see_each_other_only_through_doors() -> None:
    broken = []
    for module in ours():
        app, _ = place(module)
        if app == "config" or module.split(".")[0] == "tests":
            continue
        for seen in graph().find_modules_directly_imported_by(module):
            if seen.split(".")[0] not in ROOTS:
                continue
            other, room = place(seen)
            if other == app or other.startswith("shared_apps.") or not room:
                continue
            if app.startswith("tenant_apps.trading.modes") or other == "tenant_apps.trading.modes":
                continue
            if app.startswith("tenant_apps.trading.engines.") and seen in FOR_ENGINES:
                continue
            if app in AROUND and seen in FOR_AROUND:
                continue
            if room not in DOORS:
                broken.append(f"{module} imports {seen}: not a door")
    assert broken == []


def test_rooms_use_only_what_they_may() -> None:
    broken = []
    for module in ours():
        app, room = place(module)
        if app.startswith("shared_apps.") or room not in INSIDE:
            continue
        for seen in graph().find_modules_directly_imported_by(module):
            if seen.split(".")[0] not in ROOTS:
                continue
            other, its_room = place(seen)
            if other == app and its_room and its_room not in INSIDE[room]:
                broken.append(f"{module} imports {seen}: wrong room")
    assert broken == []


def test_decisions_are_pure() -> None:
    broken = []
    for module in ours():
        if ".decisions" not in module:
            continue
        chains = graph().find_upstream_modules(module)
        broken += [f"{module} reaches {seen}" for seen in chains if seen.split(".")[0] in PURE]
    assert broken == []


def _python_files() -> list[Path]:
    return [p for top in ROOTS for p in (ROOT / top).rglob("*.py") if "migrations" not in p.parts]


def test_no_module_is_named_for_nothing() -> None:
    nameless = {"utils.py", "helpers.py", "manager.py", "common.py", "misc.py"}
    assert [str(p.relative_to(ROOT)) for p in _python_files() if p.name in nameless] == []


def test_every_module_opens_with_what_it_is_for() -> None:
    silent = [
        str(p.relative_to(ROOT))
        for p in _python_files()
        if p.stat().st_size and ast.get_docstring(ast.parse(p.read_text())) is None
    ]
    assert silent == []


def test_pages_and_api_never_write() -> None:
    """A page or an endpoint that saves a row has gone round the one door for writes."""
    broken = []
    for path in _python_files():
        if not {"web", "api", "site"} & set(path.relative_to(ROOT).parts) or "shared_apps/api" in str(path):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                if node.func.attr in {"create", "bulk_create", "update_or_create", "get_or_create"} and (
                    ".objects" in owner
                ):
                    broken.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}")
                if node.func.attr == "atomic":
                    broken.append(f"{path.relative_to(ROOT)}:{node.lineno} opens a transaction")
                if node.func.attr == "save" and owner in {"form", "self.object", "obj", "row"}:
                    broken.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(node.func)}")
    assert broken == []


def test_no_float_touches_money() -> None:
    broken = []
    for path in _python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "FloatField":
                broken.append(f"{path.relative_to(ROOT)}:{node.lineno}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "float":
                text = ast.unparse(node)
                if any(word in text for word in ("price", "amount", "minor", "quantity", "total", "qty")):
                    broken.append(f"{path.relative_to(ROOT)}:{node.lineno} {text}")
    assert broken == []


@pytest.mark.parametrize("top", ["tenants", "tenant_apps", "shared_apps"])
def test_every_app_explains_itself(top: str) -> None:
    missing = [
        str(p.parent.relative_to(ROOT)) for p in (ROOT / top).rglob("apps.py") if not (p.parent / "README.md").exists()
    ]
    assert missing == []

"""Statements that are fine on a hundred rows and take minutes on a hundred thousand."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = ("tenants", "shared_apps", "tenant_apps")


def excludes_a_table(call: ast.Call) -> bool:
    """`.exclude(x__in=Other.objects…)`: NOT IN over a table, which PostgreSQL walks once per row when it is large."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "exclude"):
        return False
    lists = [word.value for word in call.keywords if word.arg and word.arg.endswith("__in")]
    return any(isinstance(node, ast.Attribute) and node.attr == "objects" for one in lists for node in ast.walk(one))


def test_nothing_is_excluded_by_a_whole_table() -> None:
    """`filter(~Exists(…))` says the same and uses an index."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and excludes_a_table(node)
    ]
    assert found == []


def test_the_check_can_fail() -> None:
    bad = ast.parse("Entry.objects.exclude(pk__in=Leg.objects.values('entry_id'))", mode="eval").body
    good = ast.parse("Entry.objects.exclude(pk__in=[1, 2])", mode="eval").body
    assert isinstance(bad, ast.Call) and excludes_a_table(bad)
    assert isinstance(good, ast.Call) and not excludes_a_table(good)

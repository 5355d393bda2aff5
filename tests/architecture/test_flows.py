"""Whatever leaves goes through a door that names its flow; a sender beside the doors stops the build."""

import ast
from importlib import import_module
from pathlib import Path

from django.utils.functional import Promise

from shared_apps.crypto import register
from shared_apps.egress import flows

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("shared_apps", "tenant_apps", "tenants")
# What only a door may touch, and the doors. Keys and files of the region itself are no way out of it.
DOORS = {
    "django.core.mail": {"shared_apps/egress/mail.py"},
    "boto3": {"shared_apps/egress/objects.py", "shared_apps/crypto/kms.py", "shared_apps/crypto/cabinet.py",
              "shared_apps/crypto/signing.py"},
    "socket": {"shared_apps/egress/http.py", "tenant_apps/integrations/replay/client.py"},
    "asyncio.open_connection": set(),
    "FileResponse": set(),
    "StreamingHttpResponse": set(),
    "Content-Disposition": {"shared_apps/ui/downloads.py"},
    "ControlInbox.objects.create": {
        "tenants/destroying.py", "tenants/saga/region.py", "tenants/support.py",
    },
}  # fmt: skip


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an attribute of names; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (begin := dotted(node.value)):
        return f"{begin}.{node.attr}"
    return ""


def used(source: str) -> set[str]:
    """Of the words of `DOORS`, those that a file imports, names or writes as a header."""
    found: set[str] = set()
    if not any(word.rsplit(".", 1)[-1] in source for word in DOORS):
        return found
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names), *(n.name for n in node.names)}
        elif isinstance(node, ast.Attribute):
            found.add(dotted(node))
        elif isinstance(node, ast.Constant) and node.value == "Content-Disposition":
            found.add("Content-Disposition")
    return found & set(DOORS)


def test_nothing_is_sent_beside_the_doors() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} uses {word}"
        for floor in FLOORS
        for path in sorted((ROOT / floor).rglob("*.py"))
        for word in sorted(used(path.read_text(encoding="utf-8")))
        if str(path.relative_to(ROOT)) not in DOORS[word]
    ]
    assert wrong == [], "send through shared_apps/egress or shared_apps/ui/downloads.py, under a declared flow"


def test_the_search_has_teeth() -> None:
    assert used("from django.core.mail import EmailMessage") == {"django.core.mail"}
    assert used("import boto3") == {"boto3"}
    assert used("answer.headers['Content-Disposition'] = 'x'") == {"Content-Disposition"}
    assert used("ControlInbox.objects.create(x=1)") == {"ControlInbox.objects.create"}
    assert used("from django.http import FileResponse") == {"FileResponse"}


def test_every_flow_says_what_it_carries_why_and_on_what_basis() -> None:
    # Flows stand beside the pages that use them, which the addresses load.
    import_module("config.urls_tenant")
    named = [one for one in flows.REGISTRY.values() if not one.code.startswith("tests.")]
    assert {one.way for one in named} >= {"mail", "request", "download", "support", "control", "head", "authority"}
    assert [one.code for one in named if not isinstance(one.title, Promise)] == [], "a title is translated"
    assert [one.code for one in named if one.basis not in {*register.BASES, "evidence"}] == []

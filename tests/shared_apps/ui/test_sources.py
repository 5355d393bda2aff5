"""What holds for every template of the repository: no inline code, known icons, nothing from another host."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(
    path for top in ("shared_apps", "tenant_apps", "tenants") for path in (ROOT / top).rglob("templates/**/*.html")
)
MAILS = re.compile(r"/mails?/|/emails?/")
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=\s*[\"']"),
    "an inline handler": re.compile(r"\s(?:on[a-z]+|hx-on[:a-z-]*|x-on[:a-z]+)\s*=\s*[\"']"),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"),
    "a style block": re.compile(r"<style\b"),
    "a file of another host": re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=\"(?:https?:)?//"),
}


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("assets_build", ROOT / "assets" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    """Pages only: a mail has no style sheet to link to."""
    guilty = [
        f"{path.relative_to(ROOT)}: {match[0].strip()[:80]}"
        for path in TEMPLATES
        if not MAILS.search(str(path))
        for match in FORBIDDEN[what].finditer(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_every_icon_named_is_in_the_sprite(build: ModuleType) -> None:
    sprite = ROOT / "static" / "vendor" / "icons.svg"
    assert sprite.exists(), "run `python assets/build.py`"
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite.read_text()))
    missing = {name: place for name, place in build.icon_uses().items() if name not in known}
    assert missing == {}, "run `python assets/build.py`"


def test_an_unknown_icon_stops_the_build_and_says_where(build: ModuleType) -> None:
    with pytest.raises(build.BuildError, match=r"orders/page\.html:3: no icon is called 'no-such-icon'"):
        build.sprite({"home": "a.html:1", "no-such-icon": "orders/page.html:3"})


def test_the_hash_list_matches_the_files(build: ModuleType) -> None:
    import hashlib

    listed = (build.VENDOR / "HASHES.txt").read_text().splitlines()
    assert len(listed) > 20
    for line in listed:
        digest, name = line.split("  ")
        assert hashlib.sha256((build.VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_the_lock_names_no_index() -> None:
    lock = (ROOT / "assets" / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in re.sub(r'"(?:url|homepage|funding)": ?"[^"]*"', "", lock)


def test_styles_use_logical_properties() -> None:
    """Sides are inline and block, so one file serves both directions."""
    folder = ROOT / "shared_apps" / "ui" / "static" / "ui"
    physical = re.compile(
        r"(?<![-a-z])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![-a-z])(?:left|right):"
    )
    for sheet in sorted(folder.glob("*.css")):
        assert physical.findall(sheet.read_text()) == [], sheet.name

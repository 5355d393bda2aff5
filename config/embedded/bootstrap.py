"""Make the virtual environment on a bare machine and install the named groups, by hash.

Runs with the system's Python and the standard library alone. Debian's `python3` has no `ensurepip`, so the environment
is made without pip and pip is found elsewhere; whatever index the machine is configured for is used, none is named
here. A stamp of the requirement files makes a second run free.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kontor-requirements.sha256"
TRIES = 3


def say(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr)


def fail(text: str) -> None:
    say(text)
    raise SystemExit(1)


def digest(files: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(f.read_bytes() for f in files)).hexdigest()


def make_venv() -> None:
    """An environment without pip: works where ensurepip is missing."""
    if PYTHON.exists():
        return
    say("making the virtual environment")
    done = subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], check=False)
    if done.returncode:
        fail("the virtual environment could not be made; is the disk full or the folder read-only?")


def pip_command() -> list[str]:
    """A pip that installs into the environment: its own, the system's, Debian's wheel, or a fresh download."""
    if subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return [str(PYTHON), "-m", "pip"]
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0:
        return [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    if subprocess.run([str(PYTHON), "-m", "ensurepip"], capture_output=True, check=False).returncode == 0:
        return [str(PYTHON), "-m", "pip"]
    for wheel in sorted(Path("/usr/share/python-wheels").glob("pip-*.whl")):
        return [str(PYTHON), str(wheel / "pip")]
    return [str(PYTHON), str(download_pip() / "pip")]


def index_url() -> str:
    """The package index this machine is configured for; pip's own default only when nothing says otherwise."""
    if url := os.environ.get("PIP_INDEX_URL"):
        return url
    homes = [Path("/etc/pip.conf"), Path.home() / ".config/pip/pip.conf", Path.home() / ".pip/pip.conf"]
    for path in [Path(os.environ["PIP_CONFIG_FILE"])] if "PIP_CONFIG_FILE" in os.environ else homes:
        if path.is_file() and (found := re.search(r"^\s*index-url\s*=\s*(\S+)", path.read_text(), re.M)):
            return found[1]
    return "https://" + ".".join(("pypi", "org")) + "/simple"


def download_pip() -> Path:
    """Fetch the newest pip wheel from the configured index (PEP 503) and check the hash the index gives."""
    base = index_url().rstrip("/") + "/pip/"
    say("fetching pip from the configured package index")
    for attempt in range(TRIES):
        try:
            with urllib.request.urlopen(base, timeout=60) as answer:
                page = answer.read().decode()
            links = re.findall(r'href="([^"]*/?pip-(\d+(?:\.\d+)+)-py3-none-any\.whl[^"]*)"', page)
            href, version = max(links, key=lambda link: tuple(int(p) for p in link[1].split(".")))
            url, _, fragment = urljoin(base, href).partition("#")
            target = VENV / f"pip-{version}-py3-none-any.whl"
            with urllib.request.urlopen(url, timeout=120) as answer:
                data = answer.read()
            wanted = fragment.removeprefix("sha256=") if fragment.startswith("sha256=") else ""
            if wanted and hashlib.sha256(data).hexdigest() != wanted:
                raise OSError("the downloaded pip does not match its hash")
            target.write_bytes(data)
            return target
        except (OSError, ValueError) as error:
            say(f"attempt {attempt + 1} of {TRIES}: {error}")
            time.sleep(2 * (attempt + 1))
    fail("pip could not be fetched; install the package python3-pip, or set PIP_INDEX_URL")
    raise AssertionError


def install(files: list[Path]) -> None:
    pip = pip_command()
    arguments = ["install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-input"]
    for file in files:
        arguments += ["-r", str(file)]
    for attempt in range(TRIES):
        say(f"installing {', '.join(f.stem for f in files)} (a minute on a first run)")
        if subprocess.run([*pip, *arguments], check=False).returncode == 0:
            return
        say(f"attempt {attempt + 1} of {TRIES} failed")
        time.sleep(3 * (attempt + 1))
    fail("packages could not be installed; the lines above say which and why")


def main(groups: list[str]) -> None:
    """Install the groups named on the command line unless they are there already."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the one file that older interpreters may run
        fail("Kontor needs Python 3.11")
    files = [ROOT / "requirements" / f"{group}.txt" for group in groups]
    known = dict(line.split() for line in STAMP.read_text().splitlines()) if STAMP.is_file() else {}
    owed = [f for f in files if known.get(f.stem) != digest([f])]
    if not owed and PYTHON.exists():
        return
    if shutil.disk_usage(ROOT).free < 2 * 1024**3:
        fail("less than 2 GB of disk is free; packages and services need more")
    make_venv()
    install(owed)
    known |= {f.stem: digest([f]) for f in owed}
    STAMP.write_text("".join(f"{name} {value}\n" for name, value in sorted(known.items())))


if __name__ == "__main__":
    main(sys.argv[1:] or ["runtime", "embedded", "assets"])

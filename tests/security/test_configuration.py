"""How the product is built and started: settings of production, secrets, packages, what is not in the code."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted(
    path for app in ("config", "shared_apps", "tenant_apps", "tenants") for path in (ROOT / app).rglob("*.py")
)
TEMPLATES = sorted(path for app in ("shared_apps", "tenant_apps", "tenants") for path in (ROOT / app).rglob("*.html"))
# What interpreters of other languages need; none of them is part of the product.
NOT_HERE = {
    "ldap", "ldap3", "lxml", "xmltodict", "graphene", "strawberry", "ariadne", "pickle", "marshal", "shelve", "dill",
    "jsonpickle", "memcache", "pymemcache", "pylibmc", "pymongo", "jinja2", "mako", "jwt", "jose", "authlib",
    "websockets", "paramiko", "telnetlib", "ftplib", "aiortc", "random",
}  # fmt: skip
# What is there all the same, in files that begin so, and why.
EXCUSED: dict[str, tuple[set[str], str]] = {
    "shared_apps/profiles/reading.py": (
        {"yaml objects"},
        "our own files, by the safe loader; the fast one where there is one",
    ),
    "tenant_apps/trading/engines/clock/decisions/synthetic": ({"random"}, "bidders that are made up, from a seed"),
    "tenant_apps/trading/kernel/decisions/measures.py": ({"random"}, "bidders that are made up, from a seed"),
    "tenant_apps/trading/kernel/decisions/simulation.py": ({"random"}, "bidders that are made up, from a seed"),
    "tenant_apps/integrations/replay/client.py": ({"random"}, "spreads retries of one process"),
    "tenant_apps/integrations/simulator/": ({"random"}, "a system that is made up, from a seed"),
    "shared_apps/tenancy/schemas/fanout.py": ({"random"}, "spreads retries of one process"),
    "shared_apps/outbox/streams.py": ({"random"}, "spreads the ends of tickets; their seal guards them"),
    "shared_apps/ui/templatetags/kontor.py": ({"markup"}, "what Django's own widgets have escaped"),
    "shared_apps/accounts/web/oauth_server.py": (
        {"authlib"},
        "the token endpoint of machines, with opaque tokens of our own",
    ),
    "tenant_apps/federation/protocols/oidc.py": (
        {"authlib"},
        "the client of OpenID Connect, for signatures by keys alone",
    ),
    "tenant_apps/federation/protocols/saml.py": (
        {"lxml"},
        "answers of SAML providers: no document type, entity, comment or network, 256 KiB at most",
    ),
    "tenant_apps/federation/protocols/sealed.py": ({"lxml"}, "our own metadata, which the library has just written"),
    "shared_apps/accounts/web/account.py": ({"markup"}, "a picture drawn by the library of QR codes"),
}
SHELL = {"system", "popen", "getoutput", "getstatusoutput"}
SECRETS = re.compile(
    r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY|gh[pousr]_[A-Za-z0-9]{30,}|sk_live_[A-Za-z0-9]{10,}"
    r"|xox[abpr]-[A-Za-z0-9-]{10,}|AIza[0-9A-Za-z_-]{35}|(?<![A-Za-z0-9_])eyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}"
)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(module: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_the_check_for_deployment_is_clean() -> None:
    told = {"KONTOR_KIND": "tools", "KONTOR_OFFLINE": "1", "KONTOR_HTTPS": "1", "KONTOR_PROFILE": "none"}
    secret = {"KONTOR_SECRET_KEY": "9f2c" * 5 + "Xq7-Lp_3Wz.v8Rk!m2Td#b6Hs$n4Jc%y1Gf"}
    env = os.environ | told | secret | {"DJANGO_SETTINGS_MODULE": "config.settings.base"}
    words = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    assert done.returncode == 0, done.stderr[-3000:]


def test_debugging_cannot_be_switched_on() -> None:
    from django.conf import settings

    assert settings.DEBUG is False
    assert "DEBUG" not in (ROOT / "config/environment.py").read_text(encoding="utf-8")
    assert not [app for app in settings.INSTALLED_APPS if "debug_toolbar" in app or app == "django.contrib.admin"]


def test_passwords_are_kept_with_argon2() -> None:
    source = (ROOT / "config/settings/base.py").read_text(encoding="utf-8")
    assert 'PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]' in source
    from django.contrib.auth.hashers import Argon2PasswordHasher

    kept = Argon2PasswordHasher()
    assert (kept.memory_cost, kept.time_cost) >= (19 * 1024, 2)


def test_packages_are_pinned_by_hash() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = re.sub(r"\\\n\s*", " ", path.read_text(encoding="utf-8"))
        lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        assert lines, path.name
        assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == [], path.name
        assert not re.search(r"(?:git\+|https?://|--extra-index-url|--index-url|--find-links)", text), path.name


def test_installing_asks_for_the_hashes() -> None:
    assert '"--require-hashes"' in (ROOT / "config/embedded/bootstrap.py").read_text(encoding="utf-8")
    assert "pip install" not in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_package_is_named_once_with_its_version() -> None:
    """The pins are the list of parts: name, version and hash, one version of each for one interpreter."""
    versions: dict[tuple[str, str], set[str]] = {}
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        for line in re.findall(r"^([^ #].*==.*?) *\\?$", path.read_text(encoding="utf-8"), re.MULTILINE):
            pin, _, marker = line.partition(";")
            name, _, version = pin.strip().partition("==")
            assert version, line
            versions.setdefault((name.lower().replace("_", "-"), marker.strip()), set()).add(version)
    assert len(versions) > 50
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_without_a_secret_no_process_starts(tmp_path: Path) -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith("KONTOR_")}
    told |= {"KONTOR_KIND": "tools", "KONTOR_RUN_DIR": str(tmp_path)}
    code = "from config.environment import load; load()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT, env=told)
    assert done.returncode == 1
    assert "KONTOR_SECRET_KEY is not set" in done.stderr


def test_the_gallery_is_not_in_production() -> None:
    """Aids of development are asked for by the settings of tests alone."""
    asking = [path.name for path in (ROOT / "config").rglob("*.py") if "KONTOR_GALLERY = True" in path.read_text()]
    assert asking == ["test.py"]


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], capture_output=True, check=True, cwd=ROOT)
    return [ROOT / name for name in done.stdout.decode().split("\x00") if name]


def test_no_secret_stands_in_the_files() -> None:
    found = []
    for path in tracked():
        if path.is_file() and path.stat().st_size < 2_000_000 and path != Path(__file__):
            text = path.read_bytes().decode("utf-8", "ignore")
            found += [f"{path.relative_to(ROOT)}: {one[:12]}…" for one in SECRETS.findall(text)]
    assert found == []


def test_the_scan_for_secrets_can_find_one() -> None:
    assert SECRETS.search("AKIA" + "ABCDEFGHIJKLMNOP") and SECRETS.search("-----BEGIN RSA " + "PRIVATE KEY-----")


def test_no_key_file_and_no_dump_is_kept() -> None:
    names = [path.name for path in tracked()]
    assert [
        name for name in names if re.search(r"\.(pem|key|p12|pfx|jks|kdbx|sqlite3?|dump|bak|env)$|^\.env", name)
    ] == []


def where(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def is_excused(path: Path, word: str) -> bool:
    return any(str(path.relative_to(ROOT)).startswith(start) and word in words for start, (words, _) in EXCUSED.items())


def calls(path: Path) -> Iterator[tuple[int, str, str, ast.Call]]:
    """Line, owner and name of every call; no owner for a plain function."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, getattr(node.func.value, "id", "?"), node.func.attr, node
            else:
                yield node.lineno, "", getattr(node.func, "id", ""), node


def says(node: ast.Call, name: str, value: object) -> bool:
    return any(
        one.arg == name and isinstance(one.value, ast.Constant) and one.value.value is value for one in node.keywords
    )


def faults_of_a_call(owner: str, name: str, node: ast.Call) -> set[str]:
    """What is wrong with a call, in words of `EXCUSED`."""
    found = {
        "text as code": not owner and name in {"eval", "exec", "compile", "__import__"},
        "shell": (owner == "os" and name in SHELL)
        or (owner == "subprocess" and name in SHELL)
        or says(node, "shell", True),
        "weak hash": owner == "hashlib" and name in {"md5", "sha1"},
        "yaml objects": owner == "yaml" and name in {"load", "unsafe_load", "full_load"},
        "markup": name in {"mark_safe", "SafeString"},
        "sql": name in {"extra", "RawSQL"},
        "tls unchecked": says(node, "verify", False) or name == "_create_unverified_context",
    }
    return {word for word, is_so in found.items() if is_so}


def test_code_calls_no_shell_no_text_and_no_weak_hash() -> None:
    found = {
        (where(path, line), word)
        for path in CODE
        for line, owner, name, node in calls(path)
        for word in faults_of_a_call(owner, name, node)
        if not is_excused(path, word)
    }
    assert found == set()


def test_no_other_interpreter_and_no_guessable_chance_is_imported() -> None:
    found = {
        (where(path), name) for path in CODE for name in imported(tree(path)) & NOT_HERE if not is_excused(path, name)
    }
    assert found == set()


def test_every_excuse_is_still_needed() -> None:
    used = {
        start
        for path in CODE
        for start, (words, _) in EXCUSED.items()
        if str(path.relative_to(ROOT)).startswith(start)
        and (
            imported(tree(path)) & words
            or any(faults_of_a_call(owner, name, node) & words for _, owner, name, node in calls(path))
        )
    }
    assert used == set(EXCUSED)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("eval(x)", "text as code"), ("os.system(x)", "shell"), ("subprocess.run(x, shell=True)", "shell"),
        ("hashlib.md5(x)", "weak hash"), ("yaml.load(x)", "yaml objects"), ("mark_safe(x)", "markup"),
        ("rows.extra(x)", "sql"), ("ask(x, verify=False)", "tls unchecked"),
    ],
)  # fmt: skip
def test_the_look_for_calls_can_find_one(tmp_path: Path, code: str, word: str) -> None:
    path = tmp_path / "x.py"
    path.write_text(code)
    assert [faults_of_a_call(owner, name, node) for _, owner, name, node in calls(path)] == [{word}]


def test_code_is_looked_at() -> None:
    assert len(CODE) > 1000 and len(TEMPLATES) > 100


def test_templates_escape_everything() -> None:
    bad = re.compile(r"\|\s*safe(?:seq)?\b|autoescape\s+off|\bon[a-z]+=\"|javascript:|<script>|<style>|\bstyle=")
    assert [where(path) for path in TEMPLATES if bad.search(path.read_text(encoding="utf-8"))] == []


def test_regular_expressions_do_not_explode() -> None:
    """A repetition inside a repetition is where the time of a match grows without bound."""
    found = [
        where(path, line)
        for path in CODE
        for line, owner, _, node in calls(path)
        if owner == "re" and node.args and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str) and nested(node.args[0].value)
    ]  # fmt: skip
    assert found == []


def nested(pattern: str) -> bool:
    """Whether an unbounded repetition has nothing but another unbounded repetition in it."""
    from re import _constants as sign  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]

    def endless(node: object) -> bool:
        return node[0] in (sign.MAX_REPEAT, sign.MIN_REPEAT) and node[1][1] is sign.MAXREPEAT  # type: ignore[index]

    def look(parts: object, inside: bool) -> bool:
        for kind, value in parts:  # type: ignore[attr-defined]
            if kind in (sign.MAX_REPEAT, sign.MIN_REPEAT):
                is_endless = endless((kind, value))
                inner = [(value[2], inside or is_endless)]
                if is_endless and inside and len(parts) == 1:  # type: ignore[arg-type]
                    return True
            elif kind is sign.SUBPATTERN:
                inner = [(value[3], inside)]
            else:
                inner = [(one, inside) for one in value[1]] if kind is sign.BRANCH else []
            if any(look(one, is_in) for one, is_in in inner):
                return True
        return False

    return look(parser.parse(pattern), False)


def test_the_look_for_explosions_can_find_one() -> None:
    assert nested(r"^(a+)+$") and nested(r"(?:x|(?:\d*)*)")
    assert not nested(r"^(a+b)+$") and not nested(r"\d{1,3}(\.\d{3})*")

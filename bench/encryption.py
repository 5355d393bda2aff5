"""Secrets that people gave the product, looked for in everything that outlives it; what encryption costs.

    make bench NAME=encryption ARGS="--people 200"

Seeds known secrets through commands, then reads what somebody reads who got hold of the machine: dumps of the
marketplace, the server's files with its log of writes (which is what a base backup is), the object store, Valkey's
dump, logs. All secrets of a kind begin with the kind's random mark, and each mark is looked for in clear, in hex, in
Base64 at every offset and in UTF-16. One line in clear is planted beside them, to see that the search finds anything.
"""

import argparse
import base64
import os
import secrets
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.harness import Outcome, say
from bench.product import median, open_django, seconds
from bench.stack import Stack, stack

ROUNDS = 5
VALUES = 2000


def run(arguments: list[str]) -> Outcome:
    parser = argparse.ArgumentParser(prog="make bench NAME=encryption")
    parser.add_argument("--people", type=int, default=200)
    told = parser.parse_args(arguments)
    outcome = Outcome("encryption")
    with stack("encryption") as made:
        made.provision("vault", "eu", "Vault")
        open_django(made)
        from shared_apps.tenancy import scope
        from tenants.loaders import ref_of
        from tenants.models import Tenant

        with scope.enter(scope.CONTROL):
            ref = ref_of(Tenant.objects.get(slug="vault"))
        with scope.enter(ref):
            seeded = _seed(told.people)
        with scope.enter(scope.CONTROL):
            _seed_operator(seeded["marks"]["authenticator"])
            seeded["count"] += 1
        with scope.enter(ref):
            _scan(outcome, made, ref.schema_name, seeded)
            _cost(outcome)
            _rotate(outcome, told.people)
            _destroy(outcome, seeded)
    return outcome


def _seed(people: int) -> dict[str, Any]:
    """Secrets by commands; the answer says them, and where each kind can be read again."""
    from shared_apps.accounts.commands import ChangeProfile, OpenSession, change_profile, open_session
    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor
    from tenant_apps.documents.commands import StoreDocument, store_document
    from tenant_apps.identity.commands import InvitePerson, invite_person
    from tenant_apps.parties.commands import AddCompany, add_company

    system = Actor.system("bench")
    marks = {kind: uuid4().hex[:14] for kind in ("email", "name", "agent", "tax", "paper")}
    marks["authenticator"] = secrets.token_hex(10)
    # As people type it.
    marks["authenticator_typed"] = base64.b32encode(bytes.fromhex(marks["authenticator"])).decode()
    users, companies = [], []
    for number in range(people):
        tail = uuid4().hex[:12]
        email, name, agent = (f"{marks[kind]}{tail}" for kind in ("email", "name", "agent"))
        email += "@secret.example"
        invited = run_command(invite_person, system, InvitePerson(email=email, name=name, role="auditor"))
        run_command(
            open_session, system,
            OpenSession(user_id=invited.user_id, session_key=uuid4().hex, with_factor=False, user_agent=agent),
        )  # fmt: skip
        actor = Actor(
            kind="user", id=str(invited.user_id), display=name, user_id=invited.user_id,
            permissions=frozenset({change_profile.permission}),
        )  # fmt: skip
        run_command(change_profile, actor, ChangeProfile(name=name, language="en"))
        tax_id = f"{marks['tax']}{tail}"
        company = run_command(
            add_company, system, AddCompany(name=f"Firm {number}", country="NO", tax_id=tax_id, can_buy=True)
        )
        _enrol(invited.user_id, marks["authenticator"])
        users.append(invited.user_id)
        companies.append(company.company_id)
    document = run_command(
        store_document, system,
        StoreDocument(
            kind="note", title="Bench", content=f"%PDF-1.7 {marks['paper']}".encode(), content_type="application/pdf",
            company_ids=[companies[0]], target="bench", target_id=companies[0],
        ),
    )  # fmt: skip
    say(f"  {people} people and as many companies")
    return {
        "marks": marks,
        "count": 5 * people + 1,
        "users": users,
        "companies": companies,
        "document": document.document_id,
    }


def _enrol(user_id: UUID, mark: str) -> None:
    """An authenticator being enrolled, as by its page, with a secret that begins with the mark."""
    from shared_apps.accounts.actors import SELF
    from shared_apps.accounts.commands import StartTotp, start_totp
    from shared_apps.accounts.models import Authenticator
    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor

    actor = Actor(kind="user", id=str(user_id), user_id=user_id, permissions=frozenset({SELF}), fresh_factor=True)
    run_command(start_totp, actor, StartTotp())
    device = Authenticator.objects.get(user_id=user_id)
    device.key = mark + secrets.token_hex(10)
    device.save(update_fields=["key"])


def _seed_operator(mark: str) -> None:
    """Operators have authenticators, too; their keys are those of the control plane."""
    from shared_apps.commands import run as run_command
    from shared_apps.foundation.actor import Actor
    from shared_apps.operators.commands import InviteOperator, invite_operator

    data = InviteOperator(email="bench@kontor.example", name="Bench", role="support", with_mail=False)
    _enrol(run_command(invite_operator, Actor.system("bench"), data).user_id, mark)


# -- looking ----------------------------------------------------------------------------------------------------------


def forms(secret: str) -> set[bytes]:
    """The bytes a secret may lie in: clear, hex, Base64 at each of three offsets, UTF-16."""
    raw = secret.encode()
    found = {
        raw,
        raw.hex().encode(),
        raw.hex().upper().encode(),
        secret.encode("utf-16-le"),
        secret.encode("utf-16-be"),
    }
    for offset in range(3):
        # The first and last group hang together with what stands around.
        text = base64.b64encode(b"\0" * offset + raw)
        found.add(text[4 if offset else 0 : len(text) - 4])
    return found


def _scan(outcome: Outcome, made: Stack, schema: str, seeded: Mapping[str, Any]) -> None:
    from django.db import connections

    from shared_apps.tenancy.schemas import connect, dump

    planted = f"planted {uuid4().hex}"
    folder = Path(made.runner.services.dir)
    with connect.admin("default") as admin:
        admin.execute("CREATE TABLE public.planted (text text)")
        admin.execute("INSERT INTO public.planted VALUES (%s)", [planted])
    dumps = folder / "dumps"
    dumps.mkdir()
    (dumps / "plain.sql").write_text(dump.dump("default", schema))
    login = connect.login_of("default")
    subprocess.run(
        [
            dump.program(), "--host", login["host"], "--port", str(login["port"]), "--username", login["user"],
            "--dbname", login["dbname"], "--role", connect.OWNER, "--schema", schema, "--format", "custom",
            "--compress", "0", "--file", str(dumps / "custom.dump"),
        ],
        env={**os.environ, "PGPASSWORD": login["password"]}, check=True,
    )  # fmt: skip
    import redis
    from django.conf import settings

    redis.Redis.from_url(settings.VALKEY_URL).save()
    connections.close_all()
    wanted = {kind: forms(mark) for kind, mark in seeded["marks"].items()}
    files, size, hits = 0, 0, 0
    saw_planted = False
    for path in _files(folder):
        data = path.read_bytes()
        files, size = files + 1, size + len(data)
        saw_planted = saw_planted or planted.encode() in data
        for kind, those in wanted.items():
            if any(one in data for one in those):
                hits += 1
                say(f"  {path.relative_to(folder)} holds a secret of the kind {kind}")
    outcome.figure("secrets", seeded["count"], "values", ">= 100")
    outcome.figure("files_read", files, "files", ">= 100")
    outcome.figure("bytes_read", size, "B")
    outcome.figure("planted_line_found", int(saw_planted), "", "== 1")
    outcome.figure("secrets_found", hits, "places", "== 0")


def _files(folder: Path) -> Iterator[Path]:
    """Everything under the services' folder: servers' files, write-ahead log, objects, dumps, logs. Keys too."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


# -- cost, rotation, destruction --------------------------------------------------------------------------------------


def _cost(outcome: Outcome) -> None:
    from shared_apps.crypto.fields import decrypt, encrypt

    text, place = "NO 914 778 271 MVA", {"table": "t", "column": "c", "row": "1"}
    stored = encrypt(text, **place)
    into = median([seconds(lambda: [encrypt(text, **place) for _ in range(VALUES)]) for _ in range(ROUNDS)])
    out = median([seconds(lambda: [decrypt(stored, **place) for _ in range(VALUES)]) for _ in range(ROUNDS)])
    outcome.figure("encrypt_value", round(into / VALUES * 1e6, 1), "us", "<= 100")
    outcome.figure("decrypt_value", round(out / VALUES * 1e6, 1), "us", "<= 100")


def _rotate(outcome: Outcome, people: int) -> None:
    from shared_apps.accounts.commands import RotateDataKeys, rotate_data_keys
    from shared_apps.commands import run as run_command
    from shared_apps.crypto import anew, keys
    from shared_apps.foundation.actor import Actor
    from tenant_apps.parties.models import Company

    run_command(rotate_data_keys, Actor.system("bench"), RotateDataKeys())
    field = Company._meta.get_field("tax_id")

    def work() -> None:
        while anew.batch(Company, field):  # type: ignore[arg-type]
            pass
        while anew.rewrap_persons():
            pass

    took = seconds(work)
    outcome.figure("left_after_rotation", anew.left(), "values", "== 0")
    outcome.figure("rotation_rate", round(2 * people / took), "values/s", ">= 100")
    keys.forget()


def _destroy(outcome: Outcome, seeded: Mapping[str, Any]) -> None:
    """One person first, then everything; each is then asked for as a page would ask."""
    from shared_apps.accounts.commands import ShredPerson, shred_person
    from shared_apps.accounts.models import Authenticator, User
    from shared_apps.commands import run as run_command
    from shared_apps.crypto import keys
    from shared_apps.crypto.cabinet import cabinet
    from shared_apps.crypto.errors import CryptoError
    from shared_apps.foundation.actor import Actor
    from tenant_apps.documents.queries import read
    from tenant_apps.parties.models import Company

    gone, *others = seeded["users"]
    run_command(shred_person, Actor.system("bench"), ShredPerson(user_id=gone))
    keys.forget()
    row = User.objects.get(pk=gone)
    outcome.figure("shredded_person_readable", len(row.name) + len(row.email), "characters", "== 0")
    outcome.figure("others_readable", sum(bool(one.name) for one in User.objects.filter(pk__in=others)), "people",
                   f"== {len(others)}")  # fmt: skip
    keys.destroy_all()
    readable = sum(bool(one.name) for one in User.objects.filter(pk__in=others))
    readable += sum(bool(one.key) for one in Authenticator.objects.filter(user__in=others))
    for company in Company.objects.filter(pk__in=seeded["companies"]):
        try:
            readable += bool(company.tax_id)
        except CryptoError:
            continue
    try:
        read(Actor.system("bench"), seeded["document"])
        readable += 1
    except CryptoError:
        pass
    outcome.figure("readable_after_destruction", readable, "values", "== 0")
    outcome.figure("keys_left_in_the_cabinet", len(list(cabinet().list())), "keys", "== 0")

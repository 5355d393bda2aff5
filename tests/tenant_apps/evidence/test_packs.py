"""An evidence pack from asking to taking it away, checked by the verifier that shares no code with it."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from shared_apps.accounts.models import User
from shared_apps.audit import sealing
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from shared_apps.notary.queries import head
from shared_apps.outbox import jobs
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.anomalies.types import REGISTRY as ANOMALIES
from tenant_apps.evidence.commands import AskPack, TakePack, ask_pack, take_pack
from tenant_apps.evidence.making import make
from tenant_apps.evidence.models import Pack
from tenant_apps.evidence.queries import file_of
from tenant_apps.evidence.queries.sections import FORMS
from tenant_apps.identity.commands import (
    BeginReviews,
    DecideReviewLine,
    SignReview,
    begin_reviews,
    decide_review_line,
    sign_review,
)
from tenant_apps.identity.models import AccessReview, Membership
from tenant_apps.privacy.commands import RegisterBreach, register_breach
from tenant_apps.transfers.commands import StateResidency, state_residency
from tests.fixtures.people import SYSTEM, authenticator, person, signed_in
from tests.sdk.test_kontor_verify import verifier

ClientOf = Callable[[TenantRef | None], Client]
PARTS = {
    "asvs.json", "controls.json", "invariants.json", "keys.json", "log/acts.jsonl", "log/head.json", "people.json",
    "personal-data.json", "policies.json", "profiles.json", "report.en.pdf", "report.zh-Hans.pdf", "software.cdx.json",
    "tests.json", "schemas.json", *FORMS,
}  # fmt: skip


def seal(ref: TenantRef) -> None:
    with sealing.connect(ref.alias) as connection:
        while sealing.seal(connection, ref, sealing.SealerKey.of_region("eu")):
            pass


def nobody(_done: int, _total: int, _step: str) -> None:
    """Nobody watches."""


def made(ref: TenantRef, reason: str = "Yearly audit") -> tuple[UUID, bytes]:
    """A pack and its file; the scope must be open."""
    seal(ref)
    asked = run(ask_pack, SYSTEM, AskPack(reason=reason))
    make(asked.pack_id, SYSTEM, nobody)
    return asked.pack_id, file_of(SYSTEM, asked.pack_id)


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {one.filename: packed.read(one) for one in packed.infolist()}


@pytest.fixture
def house(committed_tenant: TenantRef) -> TenantRef:
    """A marketplace with somebody in it."""
    with scope.enter(committed_tenant):
        person("owner", "owner@house.example")
    return committed_tenant


def test_a_pack_holds_and_goes_on_from_the_one_before(house: TenantRef, tmp_path: Path) -> None:
    with scope.enter(house):
        _first, data = made(house)
        earlier = head()
        assert earlier is not None
        _second, later = made(house, "The year after")
        key = earlier.key
        row = Pack.objects.get(number=1)
    found, told = verifier.verify_pack(data, key)
    assert found == []
    assert {one["name"] for one in told["parts"] if not one["name"].startswith("standards/")} == PARTS
    assert (told["number"], told["origin"]) == (1, f"kontor.eu/evidence/{house.id}")
    assert told["about"]["marketplace"]["id"] == str(house.id)
    assert row.state == "made" and row.size_bytes == len(data)
    assert verifier.verify_pack(later, key, [earlier.note])[0] == []
    assert verifier.verify_pack(data, key, [json.loads(parts_of(later)["log/head.json"])["checkpoint"]])[0] != []
    file = tmp_path / "evidence.zip"
    file.write_bytes(later)
    assert verifier.main([str(file), "--key", key]) == 0
    assert verifier.main([str(file), "--key", key.replace("+", "+0", 1)]) == 1


def test_what_is_in_it_is_what_runs_here(house: TenantRef) -> None:
    with scope.enter(house):
        _pack, data = made(house)
    parts = {name: json.loads(text) for name, text in parts_of(data).items() if name.endswith(".json")}
    assert parts["invariants.json"]["broken"] == [] and len(parts["invariants.json"]["checked"]) > 50
    (owner,) = [one for one in parts["people.json"]["accounts"] if one["grants"]]
    assert owner["grants"][0]["role"] == "owner"
    assert sum(parts["asvs.json"]["counts"].values()) == 345
    assert all(one["reasons"] for one in parts["controls.json"])
    assert "django" in {one["name"].lower() for one in parts["software.cdx.json"]["components"]}
    assert all(row["answer"] for one in parts if one.startswith("standards/") for row in parts[one]["controls"])
    acts = [json.loads(line) for line in parts_of(data)["log/acts.jsonl"].splitlines()[1:]]
    assert acts and all(one["proof"] or len(acts) == 1 for one in acts)
    for name, form in FORMS.items():
        told = parts[name]
        assert msgspec.to_builtins(msgspec.convert(told, form)) == told, name
        assert parts["schemas.json"][name] == msgspec.json.schema(form)
    assert parts["connections.json"]["system_keys"]["live"] == 0 and parts["restore.json"]["drills"] == []
    assert {one["rule"] for one in parts["alerts.json"]["rules"]} == set(ANOMALIES)
    whole = b"".join(parts_of(data).values())
    assert b"owner@house.example" not in whole and b"Owner@" not in whole, "a pack names a person"


def test_whatever_is_changed_is_found(house: TenantRef) -> None:
    with scope.enter(house):
        _pack, data = made(house)
        key = head().key  # type: ignore[union-attr]
    # Bytes all over the file, one at a time: content, names, sizes, dates, the directory at its end.
    for at in sorted(random.sample(range(len(data)), 60)):
        broken = bytearray(data)
        broken[at] ^= 1 << random.randrange(8)
        assert is_refused(bytes(broken), key), f"byte {at}"
    assert is_refused(data + b"\n", key)
    parts = parts_of(data)
    other = {"keys.json": parts["policies.json"], "policies.json": parts["keys.json"]}
    renumbered = parts["manifest.json"].replace(b'"number":1', b'"number":2')
    foreign = parts["log/head.json"].replace(str(house.id).encode(), str(uuid4()).encode())
    assert not is_refused(packed(parts), key), "packed again it is the same"
    for changed in (
        {**parts, "extra.json": b"{}"}, {name: text for name, text in parts.items() if name != "keys.json"},
        parts | other, parts | {"manifest.json": renumbered}, parts | {"log/head.json": foreign},
    ):  # fmt: skip
        assert is_refused(packed(changed), key)


def is_refused(data: bytes, key: str) -> bool:
    try:
        return bool(verifier.verify_pack(data, key)[0])
    except verifier.Unreadable:
        return True


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def test_a_worker_that_comes_back_closes_it_once(house: TenantRef) -> None:
    with scope.enter(house):
        pack_id, data = made(house)
        make(pack_id, SYSTEM, nobody)
        assert file_of(SYSTEM, pack_id) == data
        assert AuditRecord.objects.filter(action="evidence.close_pack").count() == 1


def test_what_cannot_be_asked_for(house: TenantRef) -> None:
    with scope.enter(house):
        seal(house)
        with pytest.raises(Invalid, match="what the pack is for"):
            run(ask_pack, SYSTEM, AskPack(reason=" "))
        with pytest.raises(Invalid, match="1 to 400 days"):
            run(ask_pack, SYSTEM, AskPack(reason="Audit", days=401))
        first = run(ask_pack, SYSTEM, AskPack(reason="Audit"))
        with pytest.raises(Conflict, match="being made"):
            run(ask_pack, SYSTEM, AskPack(reason="Another"))
        with pytest.raises(Conflict, match="not there yet"):
            run(take_pack, SYSTEM, TakePack(pack_id=first.pack_id))
        with pytest.raises(NotFound):
            run(take_pack, Actor(kind="user", id="x", company_id=uuid4(), permissions=frozenset({"evidence.take_pack"}),
                                 fresh_factor=True), TakePack(pack_id=first.pack_id))  # fmt: skip
        # What never came about does not stand in the way for ever.
        Pack.objects.update(asked_at=Pack.objects.get().asked_at - timedelta(hours=1))
        assert run(ask_pack, SYSTEM, AskPack(reason="Again")).number == 2
        assert list(Pack.objects.order_by("number").values_list("state", flat=True)) == ["failed", "asked"]


def test_without_a_head_there_is_nothing_to_stand_on(tenant_a: TenantRef) -> None:
    with pytest.raises(Conflict, match="no signed head"):
        run(ask_pack, SYSTEM, AskPack(reason="Audit"))


def test_an_auditor_asks_waits_and_takes_it(house: TenantRef, client_of: ClientOf) -> None:
    with scope.enter(house):
        who = person("auditor", "look@house.example")
        client = signed_in(client_of(house), who, device=authenticator(who.id))
        seal(house)
    page = client.post("/evidence/ask/", {"reason": "", "days": 90})
    assert page.status_code == 422
    assert client.post("/evidence/ask/", {"reason": "Yearly audit", "days": 90}).status_code == 302
    assert "Being made" in client.get("/evidence/").content.decode()
    with scope.enter(house):
        jobs.run_due()
    shown = client.get("/evidence/list/").content.decode()
    assert "There" in shown and "every 2s" not in shown
    with scope.enter(house):
        pack, key = Pack.objects.get(), head().key  # type: ignore[union-attr]
    taken = client.post(f"/evidence/{pack.pk}/take/")
    assert taken.headers["Content-Type"] == "application/zip"
    assert verifier.verify_pack(taken.content, key)[0] == []
    with scope.enter(house):
        assert AuditRecord.objects.filter(action="evidence.take_pack", outcome="done", actor_id=str(who.id)).exists()


def test_by_the_command(house: TenantRef, tmp_path: Path) -> None:
    with scope.enter(house):
        seal(house)
    file = tmp_path / "pack.zip"
    call_command("evidence_pack", tenant=house.slug, out=file)
    assert verifier.verify_pack(file.read_bytes())[0] == []
    with pytest.raises(CommandError, match="no marketplace nowhere"):
        call_command("evidence_pack", tenant="nowhere", out=file)


def test_what_others_tell_is_in_it_and_a_change_is_named(house: TenantRef) -> None:
    """A signed review, a breach, an alert, a statement: each is in the pack, and each part is held by its own proof."""
    with scope.enter(house):
        people = [User.objects.get(), person("admin", "admin@house.example")]
        Membership.objects.update(since=clock.now(scope.alias()) - timedelta(days=4000))
        run(begin_reviews, SYSTEM, BeginReviews())
        review = AccessReview.objects.get()
        reader, other = (
            Actor("user", str(one.id), "Reader", user_id=one.id, permissions=frozenset({"identity.review_access"}),
                  fresh_factor=True)
            for one in people
        )  # fmt: skip
        for line in review.lines.select_related("membership"):
            decides = other if line.membership.user_id == reader.user_id else reader
            keep = DecideReviewLine(review_id=review.pk, membership_id=line.membership_id, decision="keep")
            run(decide_review_line, decides, keep)
        signed = run(sign_review, reader, SignReview(review_id=review.pk, statement="Looked at, all of it"))
        run(register_breach, SYSTEM, RegisterBreach(title="List", what="A list.", role="controller", risk="risk"))
        run(state_residency, SYSTEM, StateResidency())
        _pack, data = made(house)
        key = head().key  # type: ignore[union-attr]
    assert verifier.verify_pack(data, key)[0] == []
    parts = parts_of(data)
    (told,) = json.loads(parts["access-reviews.json"])
    assert told["digest"] == signed.digest and told["content"]["statement"] == "Looked at, all of it"
    (one,) = json.loads(parts["breaches.json"])["breaches"]
    assert one["risk"] == "risk" and one["duties"][0]["who"] == "authority" and not one["duties"][0]["late"]
    assert json.loads(json.loads(parts["residency.json"])["body"])["marketplace"] == str(house.id)
    for name in ("breaches.json", "alerts.json", "privacy.json", "transfers.json", "separation.json", "restore.json"):
        assert {where for where, _what in verifier.verify_pack(packed(parts | {name: parts[name] + b" "}), key)[0]} == {
            name
        }
    # Whoever could sign the pack still cannot change what others signed.
    said: list[tuple[str, str]] = []
    other = parts | {"access-reviews.json": parts["access-reviews.json"].replace(b'"keep"', b'"revoke"')}
    verifier.reviews_of(other, lambda where, what: said.append((where, what)))
    told_pack = json.loads(parts["manifest.json"])
    other = parts | {"residency.json": parts["residency.json"].replace(b"kontor-residency/1", b"kontor-residency/2")}
    verifier.residency_of(other, told_pack, lambda where, what: said.append((where, what)))
    whole = b'{"number": 7, "outcome": "whole", "differing": ["x"], "broken": [], "problem": "", "tables": 3}'
    drills = b'{"drills": [' + whole + b"]}"
    verifier.restores_of({"restore.json": drills}, lambda where, what: said.append((where, what)))
    assert [where for where, _what in said] == ["access-reviews.json", "residency.json, body", "restore.json"]

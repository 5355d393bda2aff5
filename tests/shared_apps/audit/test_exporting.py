"""What the log exports proves itself to the verifier; rows that are gone leave their hashes behind."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import Error, connections, transaction

from shared_apps.audit import sealing
from shared_apps.audit.exporting import part_file, whole_file
from shared_apps.audit.invariants import rows_are_as_sealed, tree_is_whole
from shared_apps.audit.jobs import forget
from shared_apps.audit.models import AuditRecord
from shared_apps.audit.record import record
from shared_apps.crypto.signing import FileSigner, is_signed
from shared_apps.egress import http
from shared_apps.egress.objects import AlreadyThere, FileObjectStore, object_store
from shared_apps.foundation import clock, ids
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.notary import queries
from shared_apps.notary.decisions import notes
from shared_apps.notary.decisions.tree import is_consistent
from shared_apps.notary.models import Cosignature, Leaf, Tree
from shared_apps.outbox import daily, jobs
from shared_apps.outbox.jobs import Progress
from shared_apps.outbox.models import Job
from shared_apps.tenancy import policy, scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.evidence.queries.parts import head_part
from tests.proofs import proves
from tests.sdk.test_kontor_verify import verifier


@pytest.fixture
def sealer(committed_tenant: TenantRef) -> Iterator[psycopg.Connection[Any]]:
    with scope.enter(committed_tenant), sealing.connect(committed_tenant.alias) as connection:
        yield connection


def seal(sealer: psycopg.Connection[Any], acts: int = 0, *, days_ago: int = 0) -> queries.Head:
    at = clock.now(scope.alias()) - timedelta(days=days_ago)
    for number in range(acts):
        record(Actor.system("test"), "test.act", at=at, target="thing", facts={"n": number, "text": 'a "b" \\ 中\n'})
    sealing.seal(sealer, scope.current(), sealing.SealerKey.of_region("eu"))
    head = queries.head()
    assert head is not None
    return head


def told(lines: Iterator[str], **more: Any) -> list[tuple[str, str]]:
    return list(verifier.verify_log([f"{line}\n".encode() for line in lines], **more)[0])


@proves("log.retention_days")
def test_an_export_proves_itself(sealer: psycopg.Connection[Any]) -> None:
    old = seal(sealer, 3)
    head = seal(sealer, 300)
    assert told(whole_file(head), key=head.key, earlier=[old.note]) == []
    some = list(AuditRecord.objects.values_list("id", flat=True)[:5])
    assert told(part_file(head, some), key=head.key) == []
    assert len(list(part_file(head, some))) == 6


def test_old_rows_go_and_the_log_still_holds(sealer: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    head = seal(sealer, 4, days_ago=200)
    head = seal(sealer, 2, days_ago=100)
    monkeypatch.setattr(policy, "_resolver", lambda key: {"log.retention_days": 365}.get(key, policy.KEYS[key].default))
    assert forget({}, Progress(uuid7())) == {"removed": 0}
    monkeypatch.setattr(policy, "_resolver", lambda key: {"log.retention_days": 1}.get(key, policy.KEYS[key].default))
    assert forget({}, Progress(uuid7())) == {"removed": 4}
    assert Leaf.objects.count() == head.size == AuditRecord.objects.count() + 4
    assert told(whole_file(head)) == []
    assert (rows_are_as_sealed(), tree_is_whole()) == ([], [])


def test_nobody_removes_what_is_young_or_not_sealed(
    sealer: psycopg.Connection[Any], committed_tenant: TenantRef
) -> None:
    seal(sealer, 1)
    record(Actor.system("test"), "test.old", at=clock.now(scope.alias()) - timedelta(days=400))
    owner = sealing.connect(committed_tenant.alias)
    owner.execute("SET ROLE kontor_owner")
    owner.execute(f"SET search_path = {committed_tenant.schema_name}, extensions")
    for action in ("test.act", "test.old"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner.execute("DELETE FROM audit_auditrecord WHERE action = %s", [action])
    owner.close()
    with connections[scope.alias()].cursor() as cursor:
        cursor.execute("SELECT audit_forget(clock_timestamp(), 1000)")
        assert cursor.fetchone() == (0,)


def test_a_changed_row_is_an_invariant_broken(sealer: psycopg.Connection[Any], committed_tenant: TenantRef) -> None:
    head = seal(sealer, 2)
    with sealing.connect(committed_tenant.alias) as owner:
        owner.execute("SET ROLE kontor_owner")
        owner.execute(f"SET search_path = {committed_tenant.schema_name}, extensions")
        owner.execute("ALTER TABLE audit_auditrecord DISABLE TRIGGER USER")
        owner.execute("UPDATE audit_auditrecord SET outcome = 'refused' WHERE action = 'test.act'")
    assert rows_are_as_sealed() == [
        f"record no. {seq} of the log was changed after it was sealed" for seq in (head.size - 2, head.size - 1)
    ]


def test_heads_and_leaves_are_published_once(sealer: psycopg.Connection[Any], committed_tenant: TenantRef) -> None:
    head = seal(sealer, 3)
    assert sealing.publish_one(sealer, committed_tenant) == head.size
    assert sealing.publish_one(sealer, committed_tenant) == 0
    store = object_store()
    assert store.get(f"log/checkpoints/{head.size:012d}") == head.note.encode()
    leaves = store.get(f"log/leaves/{0:012d}-{head.size:012d}")
    assert told(whole_file(head), leaves=leaves) == []
    later = queries.head()
    assert later is not None and later.is_published
    with pytest.raises(AlreadyThere):
        store.put_once(f"log/checkpoints/{head.size:012d}", b"other", "text/plain", datetime.now(UTC))


@proves("log.witnesses")
def test_what_is_written_once_stays(tmp_path: Path, tenant_a: TenantRef) -> None:
    store = FileObjectStore(tmp_path)
    until = datetime.now(UTC) + timedelta(days=1)
    for _ in range(2):
        store.put_once("log/x", b"one", "text/plain", until)
    with pytest.raises(AlreadyThere):
        store.put_once("log/x", b"two", "text/plain", until)
    assert store.get("log/x") == b"one" and list(store.list()) == ["log/x"]


def test_a_witness_is_shown_that_the_log_goes_on(
    sealer: psycopg.Connection[Any], committed_tenant: TenantRef, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    signer = FileSigner(tmp_path, "other", "witness")
    witness = notes.Key("witness.example", signer.public(), notes.COSIGNATURE)
    seen: dict[str, Any] = {"size": 0, "root": b"", "asked": []}

    def answer(method: str, url: str, flow: str, **more: Any) -> http.Answer:
        """What a witness does: it signs a head only if the log that it knows begins it."""
        top, _gap, note = more["body"].decode().partition("\n\n")
        old, *proof = top.split("\n")
        head = notes.read(note)[0]
        seen["asked"].append((url, old))
        if seen["size"]:
            steps = [base64.b64decode(one) for one in proof]
            assert is_consistent(seen["size"], head.size, seen["root"], head.root, steps)
        seen.update(size=head.size, root=head.root)
        body = (5).to_bytes(8, "big") + signer.sign(notes.cosigned(head, 5))
        return http.Answer(200, notes.signature_line(witness, body).encode(), {})

    text = f"https://witness.example/add-checkpoint {witness.text()}"
    monkeypatch.setattr(policy, "_resolver", lambda key: {"log.witnesses": text}.get(key, policy.KEYS[key].default))
    monkeypatch.setattr(http, "send", answer)
    first = seal(sealer, 3)
    sealing.publish_one(sealer, committed_tenant)
    second = seal(sealer, 300)
    sealing.publish_one(sealer, committed_tenant)
    sealing.publish_one(sealer, committed_tenant)
    assert [old for _url, old in seen["asked"]] == ["old 0", f"old {first.size}"]
    (line,) = queries.cosignatures(second.size)
    assert notes.is_signed_by(second.note + line, witness, is_signed)
    assert [one.size for one in queries.cosigned_heads(second.size)] == [second.size]
    assert [one.size for one in queries.cosigned_heads(second.size - 1)] == [first.size]
    other = notes.Key("witness.example", FileSigner(tmp_path, "third", "witness").public(), notes.COSIGNATURE)
    assert verifier.cosigned_by(second.note, [line], witness.text()) == ""
    assert "did not sign" in verifier.cosigned_by(second.note, [line], other.text())
    assert "did not sign" in verifier.cosigned_by(second.note, [], witness.text())
    assert "not good" in verifier.cosigned_by(first.note, [line], witness.text())
    third = seal(sealer, 2)
    parts = {"log/head.json": json.dumps(head_part(third, 0)).encode()}
    found: list[Any] = []
    verifier.witnessed(parts, {"key": third.key}, None, [witness.text()], lambda *one: found.append(one))
    assert found == [], "the pack goes on from the head that the witness signed"
    verifier.witnessed(parts, {"key": third.key}, None, [other.text()], lambda *one: found.append(one))
    broken = json.loads(parts["log/head.json"])
    broken["witnessed"][0]["proof"][0] = "00" * 32
    parts = {"log/head.json": json.dumps(broken).encode()}
    verifier.witnessed(parts, {"key": third.key}, None, [witness.text()], lambda *one: found.append(one))
    assert [where for where, _what in found] == ["witness", "witness"]


def test_a_witness_that_does_not_sign_is_noted(
    sealer: psycopg.Connection[Any], committed_tenant: TenantRef, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    witness = notes.Key("witness.example", FileSigner(tmp_path, "other", "witness").public(), notes.COSIGNATURE)
    text = f"https://witness.example/add-checkpoint {witness.text()}"
    monkeypatch.setattr(policy, "_resolver", lambda key: {"log.witnesses": text}.get(key, policy.KEYS[key].default))
    monkeypatch.setattr(http, "send", lambda *_a, **_k: http.Answer(200, b"\xe2\x80\x94 somebody AAAA\n", {}))
    head = seal(sealer, 1)
    sealing.publish_one(sealer, committed_tenant)
    row = Cosignature.objects.get()
    assert (row.size, row.line, row.problem) == (head.size, "", "answer 200 is no signature of this witness")
    assert Tree.objects.get().published_size == head.size


def test_the_control_plane_refuses_to_forget_what_is_young(control: None) -> None:
    record(Actor.system("test"), "test.act", at=clock.now("control"))
    with pytest.raises(Error), transaction.atomic("control"), connections["control"].cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditrecord")


def test_the_control_plane_forgets_what_was_kept_long_enough(real_commits: None) -> None:
    """Its log has the same rules: old and sealed rows go with the daily job, their hashes stay."""
    with scope.enter(scope.CONTROL), sealing.connect("control") as sealer:
        old = AuditRecord.objects.create(
            id=ids.lowest_of(clock.now("control") - timedelta(days=200)), at=clock.now("control") - timedelta(days=200),
            action="test.act", outcome="done", actor_kind="system", actor_id="test",
        )  # fmt: skip
        record(Actor.system("test"), "test.act", at=clock.now("control"))
        while sealing.seal(sealer, scope.CONTROL, sealing.SealerKey.of_region("eu")):
            pass
        before = Leaf.objects.count()
        assert daily.owe_due() >= 1 and daily.owe_due() == 0
        assert set(Job.objects.values_list("kind", flat=True)) >= {"audit.forget"}
        jobs.run_due()
        assert not AuditRecord.objects.filter(pk=old.pk).exists() and AuditRecord.objects.exists()
        assert Leaf.objects.filter(entry_id=old.pk).exists() and Leaf.objects.count() == before
        assert (rows_are_as_sealed(), tree_is_whole()) == ([], [])

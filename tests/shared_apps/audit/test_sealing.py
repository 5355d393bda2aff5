"""Rows get their numbers once, whatever their transactions did, and nobody but the sealer can touch the log."""

import os
import random
import signal
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import Error, connections, transaction

from shared_apps.audit import sealing
from shared_apps.audit.checking import check_log
from shared_apps.audit.invariants import rows_are_as_sealed, tree_is_whole
from shared_apps.audit.models import AuditRecord, Unsealed
from shared_apps.audit.record import record
from shared_apps.crypto.signing import is_signed
from shared_apps.foundation import clock, faults
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import InjectedFault
from shared_apps.foundation.ids import uuid7
from shared_apps.notary import queries
from shared_apps.notary.decisions import notes
from shared_apps.notary.decisions.tree import inclusion_root, is_consistent
from shared_apps.notary.models import Leaf
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef

SEED = 20261127
TRANSACTIONS = 1000
ROW = """
INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, target, target_id, facts, request_id)
VALUES (%s, clock_timestamp(), 'test.act', 'done', 'system', 'test', '', '', '{}', '')
"""


@pytest.fixture
def key() -> sealing.SealerKey:
    return sealing.SealerKey.of_region("eu")


@pytest.fixture
def sealer(committed_tenant: TenantRef) -> Iterator[psycopg.Connection[Any]]:
    with scope.enter(committed_tenant), sealing.connect(committed_tenant.alias) as connection:
        yield connection


def act(count: int = 1) -> None:
    for _ in range(count):
        record(Actor.system("test"), "test.act", at=clock.now(scope.alias()))


def seal_all(sealer: psycopg.Connection[Any], key: sealing.SealerKey, most: int = sealing.BATCH) -> int:
    done = 0
    while some := sealing.seal(sealer, scope.current(), key, most):
        done += some
    return done


def test_a_committed_row_is_sealed_under_a_signed_head(sealer: psycopg.Connection[Any], key: sealing.SealerKey) -> None:
    act(3)
    assert seal_all(sealer, key) == AuditRecord.objects.count()
    head = queries.head()
    assert head is not None and head.size == AuditRecord.objects.count() and not Unsealed.objects.exists()
    assert notes.is_signed_by(head.note, notes.key_of(head.key), is_signed)
    row = AuditRecord.objects.order_by("-id").first()
    assert row is not None
    seq, leaf = queries.places([row.id])[row.id]
    (proof,) = queries.inclusion_proofs([seq], head.size)
    assert inclusion_root(seq, head.size, leaf, proof) == head.root
    assert (rows_are_as_sealed(), tree_is_whole()) == ([], [])


def test_a_later_head_goes_on_from_an_earlier_one(sealer: psycopg.Connection[Any], key: sealing.SealerKey) -> None:
    act(300)
    seal_all(sealer, key, most=290)
    old = queries.head()
    act(300)
    seal_all(sealer, key)
    new = queries.head()
    assert old is not None and new is not None and new.size == old.size + 300
    assert is_consistent(old.size, new.size, old.root, new.root, queries.consistency_proof(old.size, new.size))


def test_nothing_waits_where_nothing_was_done(sealer: psycopg.Connection[Any], key: sealing.SealerKey) -> None:
    act()
    assert sealing.waiting(sealer, [scope.current()]) == [scope.current()]
    seal_all(sealer, key)
    assert sealing.waiting(sealer, [scope.current()]) == []
    assert sealing.seal(sealer, scope.current(), key) == 0


def test_no_long_transaction_is_passed_over(
    committed_tenant: TenantRef, sealer: psycopg.Connection[Any], key: sealing.SealerKey
) -> None:
    """1,000 transactions in 40 connections, begun and ended at random, some undone, while the sealer goes round."""
    chance = random.Random(SEED)
    login = connections[committed_tenant.alias].get_connection_params()
    own = {name: login[name] for name in ("host", "port", "user", "password", "dbname")}
    links = [psycopg.connect(**own, autocommit=True) for _ in range(40)]
    for link in links:
        link.execute(f"SET ROLE {committed_tenant.role}")
        link.execute(f"SET search_path = {committed_tenant.schema_name}, extensions")
    held: dict[int, list[UUID]] = {}
    begun, committed, undone = 0, set[UUID](), set[UUID]()
    while begun < TRANSACTIONS or held:
        at = chance.randrange(len(links))
        if at not in held:
            if begun < TRANSACTIONS:
                links[at].execute("BEGIN")
                held[at], begun = [], begun + 1
        elif chance.random() < 0.5:
            row = uuid7()
            links[at].execute(ROW, [row])
            held[at].append(row)
        elif chance.random() < 0.4:
            keeps = chance.random() < 0.9
            links[at].execute("COMMIT" if keeps else "ROLLBACK")
            (committed if keeps else undone).update(held.pop(at))
        if chance.random() < 0.05:
            sealing.seal(sealer, committed_tenant, key, most=chance.choice([1, 7, 1000]))
    for link in links:
        link.close()
    seal_all(sealer, key)
    sealed = list(Leaf.objects.order_by("seq").values_list("seq", "entry_id"))
    assert len(committed) > 500 and undone, f"seed {SEED}"
    assert committed - {entry for _seq, entry in sealed} == set(), f"seed {SEED}"
    assert not undone & {entry for _seq, entry in sealed}
    assert [seq for seq, _entry in sealed] == list(range(len(sealed)))
    assert tree_is_whole() == []


@pytest.mark.parametrize("point", ["audit.seal_taken", "audit.seal_before_commit", "audit.seal_after_commit"])
def test_a_sealer_that_dies_loses_and_doubles_nothing(
    sealer: psycopg.Connection[Any], key: sealing.SealerKey, point: str
) -> None:
    act(5)
    faults.arm(f"{point}=fail")
    with pytest.raises(InjectedFault):
        sealing.seal(sealer, scope.current(), key)
    faults.arm("")
    seal_all(sealer, key)
    assert Leaf.objects.count() == AuditRecord.objects.count()
    assert (rows_are_as_sealed(), tree_is_whole()) == ([], [])


@pytest.mark.parametrize(
    "point", ["audit.seal_taken", "audit.seal_before_commit", "audit.seal_after_commit", "audit.published"]
)
def test_a_sealer_killed_as_a_process_skips_and_doubles_nothing(
    committed_tenant: TenantRef, sealer: psycopg.Connection[Any], key: sealing.SealerKey, point: str
) -> None:
    """SIGKILL, in a process of its own with connections of its own, while rows wait and others are being written."""
    act(7)
    child = os.fork()
    if not child:
        # Nothing of the parent is used or closed here: the process ends by the signal, or at once.
        try:
            faults.arm(f"{point}=kill")
            with sealing.connect(committed_tenant.alias) as own:
                sealing.seal(own, committed_tenant, key, most=5)
                sealing.publish_one(own, committed_tenant)
        finally:
            os._exit(1)
    assert os.WIFSIGNALED(status := os.waitpid(child, 0)[1]) and os.WTERMSIG(status) == signal.SIGKILL
    act(3)
    seal_all(sealer, key, most=4)
    assert sealing.publish_one(sealer, committed_tenant) >= 0
    entries = list(Leaf.objects.order_by("seq").values_list("seq", "entry_id"))
    assert [seq for seq, _entry in entries] == list(range(AuditRecord.objects.count()))
    assert {entry for _seq, entry in entries} == set(AuditRecord.objects.values_list("id", flat=True))
    found = queries.head()
    assert found is not None and found.is_published
    assert (rows_are_as_sealed(), tree_is_whole(), check_log().wrong) == ([], [], ())


def test_two_sealers_take_turns(
    committed_tenant: TenantRef, sealer: psycopg.Connection[Any], key: sealing.SealerKey
) -> None:
    act(2)
    seal_all(sealer, key)
    act(2)
    with sealing.connect(committed_tenant.alias) as other, sealing.inside(other, committed_tenant):
        other.execute("SELECT 1 FROM notary_tree FOR UPDATE")
        assert sealing.seal(sealer, committed_tenant, key) == 0
    assert seal_all(sealer, key) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO notary_leaf (seq, entry_id, hash) VALUES (9, uuidv7(), 'x')",
        "INSERT INTO notary_checkpoint (size, root, note, key, at) VALUES (9, '', '', '', now())",
        "UPDATE notary_tree SET size = 0",
        "UPDATE notary_checkpoint SET note = ''",
        "UPDATE notary_leaf SET hash = ''",
        "DELETE FROM notary_leaf",
        "TRUNCATE notary_checkpoint",
        "DELETE FROM audit_unsealed",
        "UPDATE audit_unsealed SET id = uuidv7()",
    ],
)
def test_the_marketplace_cannot_touch_its_log(tenant_a: TenantRef, statement: str) -> None:
    with pytest.raises(Error), transaction.atomic(), connections[tenant_a.alias].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notary_leaf SET hash = 'x'",
        "DELETE FROM notary_checkpoint",
        "INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, target, target_id, facts,"
        " request_id) VALUES (uuidv7(), now(), 'a', 'done', 'user', 'x', '', '', '{}', '')",
        "UPDATE audit_auditrecord SET outcome = 'done'",
        "SELECT * FROM accounts_user",
    ],
)
def test_the_sealer_can_do_nothing_but_seal(sealer: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), sealing.inside(sealer, scope.current()):
        sealer.execute(statement)


def test_the_control_plane_has_a_log_of_its_own(real_commits: None, key: sealing.SealerKey) -> None:
    with scope.enter(scope.CONTROL), sealing.connect("control") as sealer:
        act()
        seal_all(sealer, key)
        head = queries.head()
        assert head is not None and head.note.startswith("kontor.control/log/control\n")
        assert (rows_are_as_sealed(), tree_is_whole()) == ([], [])


def test_a_round_goes_on_past_a_marketplace_that_fails(
    committed_tenant: TenantRef, sealer: psycopg.Connection[Any]
) -> None:
    gone = TenantRef(uuid7(), "gone", "Gone", "t_gone", "t_gone", "eu", committed_tenant.alias, "active")
    act(2)
    thread = sealing.Sealer("eu", committed_tenant.alias, lambda: [gone, committed_tenant])
    assert thread.round(sealer) >= 2
    assert list(thread.failed) == [gone.key]

"""The one door for writes: everything commits together or not at all."""

import json

import msgspec
import pytest
from django.utils.translation import override

from shared_apps.audit.models import AuditRecord
from shared_apps.commands import Context, command, run
from shared_apps.commands.inputs import from_json, from_mapping
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation import faults
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.money import MoneyIn
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed
from shared_apps.outbox.events import REGISTRY as EVENTS
from shared_apps.outbox.events import DomainEvent, event
from shared_apps.outbox.models import OutboxMessage

pytestmark = pytest.mark.usefixtures("tenant_a")


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    text: str
    price: MoneyIn | None = None


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    number: int


@pytest.fixture(scope="module", autouse=True)
def note():
    """A command of the test's own: counts how often it ran."""
    calls: list[str] = []

    @event("test.noted")
    class WasNoted(DomainEvent, frozen=True):
        note_id: str

    @command("test.write_note", input=Note)
    def write_note(ctx: Context, data: Note) -> Noted:
        """Write a note."""
        calls.append(data.text)
        ctx.emit(WasNoted(note_id=data.text))
        ctx.audit(target="test.note", target_id=data.text, facts={"length": len(data.text)})
        if data.text == "refuse me":
            raise Conflict("test.refused", "no", field="text", remedy="write something else")
        return Noted(number=len(calls))

    write_note.handler.calls = calls  # type: ignore[attr-defined]
    yield write_note
    del REGISTRY["test.write_note"], EVENTS["test.noted"]


WRITER = Actor(kind="user", id="u1", display="Ada", permissions=frozenset({"test.write_note"}))
READER = Actor(kind="user", id="u2", display="Bo")


def counts() -> tuple[int, int, int]:
    return (
        AuditRecord.objects.filter(action="test.write_note").count(),
        OutboxMessage.objects.filter(name="test.noted").count(),
        IdempotencyRecord.objects.filter(route="test.write_note").count(),
    )


def test_a_command_leaves_one_audit_row_and_its_events(note) -> None:
    run(note, WRITER, Note(text="hello"))
    assert counts() == (1, 1, 0)
    row = AuditRecord.objects.get(action="test.write_note")
    assert (row.outcome, row.actor_id, row.target_id, row.facts) == ("done", "u1", "hello", {"length": 5})


def test_a_refusal_leaves_nothing(note) -> None:
    with pytest.raises(Conflict) as refused:
        run(note, WRITER, Note(text="refuse me"), idempotency_key="k-refused")
    assert refused.value.field == "text"
    assert counts() == (0, 0, 0)


def test_a_fault_before_the_commit_leaves_nothing(note) -> None:
    faults.arm("test.write_note.before_commit=fail")
    try:
        with pytest.raises(faults.InjectedFault):
            run(note, WRITER, Note(text="lost"), idempotency_key="k-lost")
    finally:
        faults.arm("")
    assert counts() == (0, 0, 0)


def test_without_permission_nothing_runs_and_the_denial_is_on_record(note) -> None:
    before = list(note.handler.calls)
    with pytest.raises(NotAllowed):
        run(note, READER, Note(text="secret"))
    assert note.handler.calls == before
    assert [r.outcome for r in AuditRecord.objects.filter(action="test.write_note")] == ["refused"]


def test_the_same_key_gives_the_same_answer_without_a_second_effect(note) -> None:
    first = run(note, WRITER, Note(text="once"), idempotency_key="k-1")
    again = run(note, WRITER, Note(text="once"), idempotency_key="k-1")
    assert again == first
    assert counts() == (1, 1, 1)


def test_the_same_key_with_another_body_is_refused(note) -> None:
    run(note, WRITER, Note(text="once"), idempotency_key="k-2")
    with pytest.raises(Invalid) as refused:
        run(note, WRITER, Note(text="twice"), idempotency_key="k-2")
    assert refused.value.code == "commands.idempotency_mismatch"
    assert counts() == (1, 1, 1)


def test_a_key_belongs_to_its_principal(note) -> None:
    other = Actor(kind="user", id="u3", permissions=WRITER.permissions)
    first = run(note, WRITER, Note(text="mine"), idempotency_key="k-3")
    assert run(note, other, Note(text="yours"), idempotency_key="k-3") != first


@pytest.mark.parametrize("key", ["x" * 256, "tab\there"])
def test_a_malformed_key_is_refused(note, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        run(note, WRITER, Note(text="x"), idempotency_key=key)
    assert refused.value.field == "Idempotency-Key"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "a", "colour": "red"}, "colour"),
        ({}, "text"),
        ({"text": 5}, "text"),
        ({"text": "a", "price": {"amount": "1.00"}}, "price.currency"),
        ({"text": "a", "price": {"amount": 1.0, "currency": "EUR"}}, "price.amount"),
    ],
)
def test_bad_input_names_the_field(body: dict, field: str) -> None:
    with override("en"), pytest.raises(Invalid) as refused:
        from_json(json.dumps(body).encode(), Note)
    assert refused.value.field == field
    assert refused.value.remedy


def test_malformed_json_is_400() -> None:
    with pytest.raises(Invalid) as refused:
        from_json(b"{", Note)
    assert refused.value.status == 400


def test_form_fields_are_text() -> None:
    class Count(msgspec.Struct, frozen=True):
        number: int

    assert from_mapping({"number": "5"}, Count).number == 5

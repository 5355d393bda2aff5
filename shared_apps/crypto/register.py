"""The register of personal data: what every column of every table holds, declared in `personal_data.py` of its app.

A column that nobody declared fails a test, and so does one that names a person and lies there in plain text without a
reason. The records of processing are made from this and from nothing else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.fields import BlindIndexField, EncryptedTextField
from shared_apps.crypto.names import NameField

Class = Literal["technical", "business", "free_text", "pseudonym", "personal", "sensitive"]
# How a value is kept from whoever reads the disk: under the person's key, under the marketplace's, as a keyed or salted
# digest, as a pseudonym that only the person's key resolves, or not at all, for a reason that is told.
Kept = Literal["own_key", "key", "digest", "pseudonym", "plain"]

WHOSE: Mapping[str, Any] = {
    "member": _("People who sign in"),
    "guest": _("Guests of a request for quotation"),
    "applicant": _("People who ask for a marketplace"),
    "owner": _("The owner of a marketplace"),
    "requester": _("People who ask about their data"),
    "trader": _("Companies, and people who trade in their own name"),
}
PURPOSES: Mapping[str, Any] = {
    "account": _("Open an account, sign in, write to its owner"),
    "security": _("Protect accounts and notice misuse"),
    "trade": _("Make contracts and perform them"),
    "evidence": _("Prove who did what"),
    "opening": _("Open a marketplace"),
    "rights": _("Answer people about their data"),
}
# Articles as told by the sheets of law; which of them a marketplace relies on is its own decision.
BASES: Mapping[str, Any] = {
    "contract": _("Contract: GDPR art. 6(1)(b), PIPL art. 13(2)"),
    "duty": _("Legal duty: GDPR art. 6(1)(c), PIPL art. 13(3)"),
    "interest": _("Legitimate interest: GDPR art. 6(1)(f); in mainland China to be checked with counsel"),
}
WAYS: Mapping[Kept, Any] = {
    "own_key": _("Encrypted, with a key for each person"),
    "key": _("Encrypted, with the marketplace's key"),
    "digest": _("Digest"),
    "pseudonym": _("Pseudonym"),
    "plain": _("Plain"),
}
RETENTION: Mapping[str, Any] = {
    "account": _("As long as the account"),
    "session": _("As long as the session, and a day"),
    "wish": _("Until the wish is fulfilled or has run out"),
    "request": _("As long as the request and its deals"),
    "books": _("As long as the law demands of books and papers"),
    "consent": _("As long as it counts, and afterwards as the marketplace’s rules say"),
    "subject_request": _("As long as the marketplace’s rules say of requests that are over"),
    "log": _("As long as the audit trail"),
    "job": _("30 days after it is done"),
    "answer": _("As long as an answer is repeated"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One column, or one key of a JSON column (`key`)."""

    model: str
    column: str
    key: str
    data_class: Class
    kept: Kept
    whose: str = ""
    purpose: str = ""
    basis: str = ""
    retention: str = ""
    why_plain: Any = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class People:
    """Columns that say something of a person. `columns` are names, or `column:key` for one key of a JSON column.

    A `secret` is named in an answer to the person and never shown.
    """

    columns: str
    whose: str
    purpose: str
    basis: str
    retention: str
    sensitive: bool = False
    digest: bool = False
    why_plain: Any = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    model: str
    technical: str
    business: str
    free_text: str
    pseudonyms: str
    people: tuple[People, ...]


REGISTRY: dict[str, Table] = {}


def table(
    model: str, *people: People, technical: str = "", business: str = "", free_text: str = "", pseudonyms: str = ""
) -> None:
    """Declare every column of one table. `pseudonyms` are ids of people: they name nobody without the person's key."""
    if model in REGISTRY:
        raise RuntimeError(f"{model} is declared twice")
    REGISTRY[model] = Table(model, technical, business, free_text, pseudonyms, people)


def entries() -> Sequence[Entry]:
    """Everything that is declared, in the order of declaration."""
    return [entry for one in REGISTRY.values() for entry in _entries(one)]


def personal() -> Sequence[Entry]:
    """What says something of a person."""
    return [one for one in entries() if one.data_class in ("personal", "sensitive", "pseudonym")]


def _entries(one: Table) -> Iterator[Entry]:
    for data_class, columns in (
        ("technical", one.technical), ("business", one.business), ("free_text", one.free_text),
    ):  # fmt: skip
        for column in columns.split():
            yield Entry(one.model, column, "", data_class, "plain")  # type: ignore[arg-type]
    for column in one.pseudonyms.split():
        yield Entry(one.model, column, "", "pseudonym", "pseudonym", "member", "evidence", "contract", "books")
    for people in one.people:
        for name in people.columns.split():
            column, _colon, key = name.partition(":")
            yield Entry(
                one.model, column, key, "sensitive" if people.sensitive else "personal",
                _kept(apps.get_model(one.model), column, people), people.whose, people.purpose, people.basis,
                people.retention, people.why_plain, people.secret,
            )  # fmt: skip


def _kept(model: type[models.Model], column: str, people: People) -> Kept:
    """How the column is kept, read from the column itself and not from what is said of it."""
    field = next(one for one in model._meta.concrete_fields if one.column == column)
    if isinstance(field, EncryptedTextField):
        return "key" if field.subject is None else "own_key"
    if isinstance(field, NameField):
        return "pseudonym"
    if isinstance(field, BlindIndexField) or people.digest:
        return "digest"
    return "plain"


@dataclass(frozen=True, slots=True)
class Processing:
    """One line of the records of processing: what is kept of whom, why, how long, and how it is protected."""

    whose: str
    purpose: str
    basis: str
    retention: str
    sensitive: bool
    entries: tuple[Entry, ...]

    @property
    def ways(self) -> Sequence[Kept]:
        """How its values are kept, the best way first."""
        found = {one.kept for one in self.entries}
        return [way for way in ("own_key", "key", "digest", "pseudonym", "plain") if way in found]


def records(models_shown: Callable[[str], bool] = lambda _model: True) -> Sequence[Processing]:
    """The records of processing: what belongs together is one line, in the order of declaration."""
    found: dict[tuple[str, str, str, str, bool], list[Entry]] = {}
    for one in personal():
        if models_shown(one.model):
            key = (one.whose, one.purpose, one.basis, one.retention, one.data_class == "sensitive")
            found.setdefault(key, []).append(one)
    return [Processing(*key, tuple(those)) for key, those in found.items()]

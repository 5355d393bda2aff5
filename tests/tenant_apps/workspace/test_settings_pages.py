"""The settings, through HTTP and without scripts: draft, review, four eyes, history, files, reference."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from shared_apps.tenancy.refs import TenantRef
from tenant_apps.rulesets.models import RulesetDraft, RulesetVersion
from tenant_apps.rulesets.queries import export_book, values
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.rulesets.types import REGISTRY, Rule, declare
from tests.fixtures.people import company, person, signed_in
from tests.fixtures.rulebook import rewrite

ClientOf = Callable[[TenantRef | None], Client]
MODE = (
    Rule("page_mode.kind", "choice", "a", "Kind of step", "How.", choices=(("a", "Plain"), ("b", "Table")),
         at_event=True),
    Rule("page_mode.table", "steps", [["0", "1"]], "Steps by price", "From, step.", at_event=True,
         depends_on=("kind", ("b",))),
    Rule("page_mode.secret", "flag", True, "Best price hidden", "Nobody sees it.", risk="high", law=("Some Law 1",)),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _mode(tenant_a: TenantRef) -> Iterator[None]:
    declare(*MODE)
    forget()
    yield
    for rule in MODE:
        del REGISTRY[rule.key]


@pytest.fixture
def rules(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("rules_manager", "r@house.example"))


@pytest.fixture
def second(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("rules_manager", "second@house.example"))


@pytest.fixture
def auditor(tenant_a: TenantRef, client_of: ClientOf) -> Client:
    return signed_in(client_of(tenant_a), person("auditor", "look@house.example"))


def now_values() -> dict[str, Any]:
    forget()
    return values()


def save(client: Client, group: str, **changes: Any) -> Any:
    """Fill in the page as it stands, change some fields, send it."""
    form = client.get(f"/settings/{group}/").context["form"]
    data = {name: form[name].value() for name in form.fields if name != "idempotency_key"}
    sent = {name: value for name, value in (data | changes).items() if value is not None and value is not False}
    return client.post(f"/settings/{group}/", {name: "on" if value is True else value for name, value in sent.items()})


def publish(client: Client, **fields: str) -> Any:
    edition = client.get("/settings/review/").context["publish"]["edition"].value()
    return client.post("/settings/review/publish/", {"edition": edition, **fields})


def test_a_rule_goes_from_the_page_through_the_draft_into_force(rules: Client) -> None:
    assert save(rules, "fulfilment", fulfilment__shipping="manual").status_code == 302
    assert now_values()["fulfilment.shipping"] == "automatic"
    page = rules.get("/settings/fulfilment/")
    assert b"Review 1 change" in page.content
    review = rules.get("/settings/review/")
    assert b"Shipping" in review.content
    assert publish(rules, note="by hand from now on").status_code == 302
    assert now_values()["fulfilment.shipping"] == "manual"
    page = rules.get("/settings/fulfilment/")
    assert b"Use default: By itself" in page.content
    assert b"by hand from now on" in rules.get("/settings/history/").content
    assert rules.post("/settings/reset/", {"key": "fulfilment.shipping"}).status_code == 302
    assert publish(rules).status_code == 302
    assert now_values()["fulfilment.shipping"] == "automatic"


def test_an_untouched_page_makes_no_draft(rules: Client) -> None:
    for group in ("general", "fulfilment", "trading", "rules", "page_mode"):
        assert save(rules, group).status_code == 302, group
    assert not RulesetDraft.objects.exists()


def test_rules_that_depend_appear_once_they_are_read(rules: Client) -> None:
    page = rules.get("/settings/page_mode/")
    assert (b"Steps by price" in page.content, page.context["unread"]) == (False, 1)
    save(rules, "page_mode", page_mode__kind="b")
    assert b"Steps by price" in rules.get("/settings/page_mode/").content
    save(rules, "page_mode", page_mode__table="0: 30, 700: 50")
    publish(rules)
    assert now_values()["page_mode.table"] == [["0", "30"], ["700", "50"]]


def test_a_bad_value_comes_back_to_its_field(rules: Client) -> None:
    save(rules, "page_mode", page_mode__kind="b")
    answer = save(rules, "page_mode", page_mode__table="700: 50")
    assert answer.status_code == 422
    assert b"must begin at 0" in answer.content
    assert save(rules, "general", general__currency="EURO").status_code == 422
    assert save(rules, "general", general__payment_days="soon").status_code == 422


def test_an_edit_of_an_older_draft_is_refused(rules: Client, second: Client) -> None:
    form = rules.get("/settings/general/").context["form"]
    old = {name: form[name].value() for name in form.fields if name != "idempotency_key"}
    save(second, "general", general__tagline="theirs")
    answer = rules.post("/settings/general/", old | {"general__tagline": "mine"})
    assert answer.status_code == 422
    assert RulesetDraft.objects.get().values == {"general.tagline": "theirs"}


def test_four_eyes_are_those_of_two_people(rules: Client, second: Client) -> None:
    save(rules, "page_mode", page_mode__secret=False)
    assert b"A second person must agree" in rules.get("/settings/review/").content
    publish(rules)
    assert now_values()["page_mode.secret"] is True
    mine = rules.get("/settings/review/")
    assert b"Approve and publish" not in mine.content
    edition = RulesetDraft.objects.get().edition
    assert rules.post("/settings/review/decide/", {"edition": edition}).status_code == 403
    theirs = second.get("/settings/review/")
    assert b"Approve and publish" in theirs.content
    bare = second.post("/settings/review/decide/", {"edition": edition, "reject": "1"})
    assert bare.status_code == 422
    sent = {"edition": edition, "reject": "1", "reason": "tell the bidders"}
    assert second.post("/settings/review/decide/", sent).status_code == 302
    assert b"tell the bidders" in rules.get("/settings/review/").content
    publish(rules)
    edition = RulesetDraft.objects.get().edition
    assert second.post("/settings/review/decide/", {"edition": edition}).status_code == 302
    assert now_values()["page_mode.secret"] is False


def test_a_version_at_a_date_waits_and_can_be_cancelled(rules: Client) -> None:
    save(rules, "general", general__tagline="later")
    when = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert publish(rules, effective_from="2020-01-01T00:00").status_code == 422
    assert publish(rules, effective_from=when).status_code == 302
    assert now_values()["general.tagline"] == ""
    assert b"To come" in rules.get("/settings/history/").content
    assert rules.post("/settings/history/cancel/", {"number": "2"}).status_code == 302
    assert RulesetVersion.objects.get(number=2).cancelled_at is not None
    assert b"Cancelled" in rules.get("/settings/history/").content


def test_history_compares_and_brings_back(rules: Client) -> None:
    for words in ("one", "two"):
        save(rules, "general", general__tagline=words)
        publish(rules)
    page = rules.get("/settings/history/?before=2&after=3")
    assert page.context["compared"] == [("Line under the name", "one", "two")]
    assert rules.get("/settings/history/?before=2&after=99").status_code == 200
    assert rules.post("/settings/history/restore/", {"number": "2"}).url == "/settings/review/"
    publish(rules)
    assert now_values()["general.tagline"] == "one"


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("book.json", content, content_type="application/json")


def test_the_rule_book_goes_out_and_comes_in(rules: Client) -> None:
    save(rules, "general", general__tagline="carried")
    publish(rules)
    answer = rules.get("/settings/files/export/")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert json.loads(answer.content) == json.loads(json.dumps(export_book()))
    rules.post("/settings/history/restore/", {"number": "1"})
    publish(rules)
    assert now_values()["general.tagline"] == ""
    compared = rules.post("/settings/files/compare/", {"file": upload(answer.content)})
    assert b"carried" in compared.content
    assert rules.post("/settings/files/import/", {"file": upload(answer.content)}).url == "/settings/review/"
    publish(rules)
    assert now_values()["general.tagline"] == "carried"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"format": "x"}', b"\xff\xfe", b"[" * 5000])
@pytest.mark.parametrize("page", ["import", "compare"])
def test_bad_files_are_answered_with_their_fault(rules: Client, page: str, content: bytes) -> None:
    answer = rules.post(f"/settings/files/{page}/", {"file": upload(content)})
    assert answer.status_code == 422
    assert not RulesetDraft.objects.exists()


def test_a_preset_is_laid_into_the_draft(rules: Client) -> None:
    data = {"kind": "central_procurement", "industry": "manufacturing"}
    assert rules.post("/settings/files/preset/", data).url == "/settings/review/"
    assert RulesetDraft.objects.get().values["general.payment_days"] == 45
    assert rules.post("/settings/files/preset/", {"kind": "no"}).url == "/settings/files/"


def test_search_finds_rules_in_either_language(rules: Client) -> None:
    found = rules.get("/settings/search/", {"q": "days pay"}).context["found"]
    keys = [rule.key for rule, *_rest in found]
    assert "general.payment_days" in keys and len(keys) < 9
    assert rules.get("/settings/search/", {"q": "货币"}).context["total"] >= 1
    assert rules.get("/settings/search/", {"q": "zzzz"}).context["total"] == 0


def test_a_hidden_rule_is_not_there_and_a_closed_one_has_no_control(rules: Client) -> None:
    limits = {"profile": {"fulfilment.shipping": {"lock": "read_only"}, "fulfilment.receipt": {"lock": "hidden"}}}
    rewrite(limits=limits)
    page = rules.get("/settings/fulfilment/")
    assert "fulfilment__shipping" not in page.context["form"].fields
    assert b"Closed by Compliance profile" in page.content
    assert b"Receipt" not in page.content
    rules.post("/settings/fulfilment/", {"edition": 0, "fulfilment__shipping": "manual"})
    assert not RulesetDraft.objects.filter(values__has_key="fulfilment.shipping").exists()


def test_locks_for_events_are_set_on_the_page(rules: Client) -> None:
    save(rules, "page_mode", lock__page_mode__kind="hidden")
    assert RulesetDraft.objects.get().limits == {"page_mode.kind": {"lock": "hidden"}}
    publish(rules)
    form = rules.get("/settings/page_mode/").context["form"]
    assert form["lock__page_mode__kind"].value() == "hidden"
    save(rules, "page_mode", lock__page_mode__kind="open")
    assert RulesetDraft.objects.get(state="open").limits == {"page_mode.kind": None}


def test_the_reference_shows_every_rule_and_its_schema(rules: Client) -> None:
    page = rules.get("/settings/page_mode/rules/").content
    assert all(text in page for text in (b"Steps by price", b"Some Law 1", b"page_mode.table"))
    schema = json.loads(rules.get("/settings/page_mode/rules/schema.json").content)
    assert schema["properties"]["kind"]["enum"] == ["a", "b"]
    assert rules.get("/settings/no_such/rules/").status_code == 404


def test_an_auditor_looks_and_changes_nothing(auditor: Client, rules: Client) -> None:
    save(rules, "general", general__tagline="x")
    for path in ("/settings/", "/settings/review/", "/settings/history/", "/settings/files/"):
        assert auditor.get(path).status_code == 200, path
    for path in ("review/publish", "review/decide", "review/discard", "history/restore", "history/cancel",
                 "files/import", "files/preset", "reset"):  # fmt: skip
        assert auditor.post(f"/settings/{path}/", {"edition": 1}).status_code == 403, path
    assert rules.post("/settings/review/discard/").status_code == 302
    assert not RulesetDraft.objects.filter(state="open").exists()


def test_a_company_sees_no_settings(tenant_a: TenantRef, client_of: ClientOf) -> None:
    inside = signed_in(client_of(tenant_a), person("company_admin", "c@x.example", company_id=company()))
    for path in ("", "review/", "history/", "files/", "files/export/", "search/"):
        assert inside.get(f"/settings/{path}").status_code == 403, path

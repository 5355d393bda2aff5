"""Every component with sample data, for the eye and for the browser tests. Never routed in production.

The names and figures are invented. What a page builder may use is on this page; what is not here does not exist.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from shared_apps.foundation.money import Money
from shared_apps.foundation.quantity import Quantity
from shared_apps.ui.context import Account, Banner, Brand, Company, MenuLink, NavGroup, NavItem, Shell
from shared_apps.ui.shapes import (
    Chart,
    IndexEntry,
    Job,
    JobStep,
    PageCursor,
    SavedView,
    Series,
    TimelineStep,
    WizardStep,
)


class SampleForm(forms.Form):
    name = forms.CharField(label="Name of the marketplace", help_text="Your suppliers see it on every page.")
    price = forms.DecimalField(label="Price", help_text="Net, per tonne. At most 6 decimals.", widget=forms.TextInput)
    region = forms.ChoiceField(label="Region", choices=[("eu", "European Union"), ("cn", "Mainland China")])
    note = forms.CharField(label="Note to the supplier", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    modes = forms.MultipleChoiceField(
        label="Modes",
        choices=[("listing", "Spot listing"), ("rfq", "Request for quotes"), ("auction", "Reverse auction")],
        widget=forms.CheckboxSelectMultiple,
    )
    terms = forms.BooleanField(label="I may open a marketplace for this company", help_text="You sign for it.")


def sample_shell(request: HttpRequest) -> Shell:
    here = request.path
    return Shell(
        front="console" if request.GET.get("front") == "console" else "market",
        brand=Brand("Norrland Metals", "Private exchange", home_url=here),
        nav=(
            NavGroup(
                "",
                (
                    NavItem("Home", here, icon="home", current=True),
                    NavItem("Approvals", f"{here}?at=approvals", icon="checks", count=3, hot=True),
                ),
            ),
            NavGroup(
                "Trade",
                (
                    NavItem("Market", f"{here}?at=market", icon="building-store", count=2),
                    NavItem("Deals", f"{here}?at=deals", icon="arrows-exchange"),
                    NavItem("Orders", f"{here}?at=orders", icon="clipboard-list", count=38),
                ),
            ),
            NavGroup(
                "Goods",
                (
                    NavItem("Stock", f"{here}?at=stock", icon="packages"),
                    NavItem("Settings", f"{here}?at=settings", icon="settings"),
                ),
            ),
        ),
        account=Account("Ines Halvorsen", "Buyer, Bryggen Kabel AS", (MenuLink("Sessions", here, icon="key"),), here),
        companies=(Company("1", "Bryggen Kabel AS", current=True), Company("2", "Bryggen Wire Oy")),
        company_url=here,
        ribbon="Sandbox. Nothing here reaches partners or the bank.",
        banners=(Banner("The trial ends in 9 days.", "warn", icon="clock", url=here, link="Choose a plan"),),
        search_url="/ui/gallery/search/",
        notices_url=here,
        notices_count=4,
    )


def sample_job() -> Job:
    return Job(
        title="Building the search index",
        state="running",
        number="7F3A-0192",
        started_at=timezone.now() - timedelta(seconds=5),
        percent=60,
        done=3,
        total=5,
        elapsed="4.8 s",
        remaining="3 s",
        steps=(
            JobStep("Reserve the address", "done", "vellmar, checked against look-alikes", "0.1 s"),
            JobStep("Clone the schema", "done", "418 tables from the template", "2.2 s"),
            JobStep("Data key", "done", "in the key store of the region", "0.4 s"),
            JobStep("Search index", "run", "126 of 204 preset terms", "0.5 s"),
            JobStep("Invitation to the owner", "wait", "one-time link, valid 72 h"),
        ),
    )


def sample_rows() -> list[dict[str, Any]]:
    now = timezone.now()
    rows = [
        ("O-2026-11702", "late", "Meridia Smelting SA", "Copper granules 99.9", "12", "TNE", 10_944_000, -3),
        ("O-2026-11733", "part_received", "Osk Pallets ApS", "Pallet 1,200 × 800", "900", "C62", 955_800, -1),
        ("O-2026-11873", "to_approve", "Tarn & Holt Wire Ltd", "Wire rod 8 mm", "16.25", "TNE", 14_832_000, 4),
        ("O-2026-11790", "shipped", "Kestrel Packaging BV", "Cable drum 1,250 mm", "620", "C62", 5_418_800, 9),
        ("O-2026-11812", "settled", "佛山金属有限公司", "Aluminium billet 6063", "60", "TNE", 14_631_000, 21),
    ]
    return [
        {
            "number": number,
            "status": status,
            "supplier": supplier,
            "item": item,
            "quantity": Quantity.parse(value, unit),
            "total": Money(minor, "EUR"),
            "due_at": now + timedelta(days=days),
        }
        for number, status, supplier, item, value, unit, minor, days in rows
    ]


def sample_facts(request: HttpRequest) -> dict[str, Any]:
    here = request.path
    filled = SampleForm({"name": "", "price": "12,x", "region": "eu", "modes": ["listing"]})
    months = ("Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    return {
        "rows": sample_rows(),
        "form": filled if request.GET.get("errors") else SampleForm(),
        "views": [
            SavedView("Open", here, 38, current=True),
            SavedView("Exceptions", f"{here}?view=exceptions", 4),
            SavedView("To approve", f"{here}?view=approve", 3),
            SavedView("All", f"{here}?view=all"),
        ],
        "states": [("open", "open"), ("late", "late")],
        "steps": [
            TimelineStep("Listing", "done", "L-2026-0274", here, "14 Oct"),
            TimelineStep("Deal", "done", "D-2026-004817", here, "14 Oct, 13:58"),
            TimelineStep("Order", "done", "O-2026-11873", here, "accepted"),
            TimelineStep("Shipment", "part", "S-2026-08841", here, "149.6 of 250 t"),
            TimelineStep("Receipt", "now", note="waits for you"),
            TimelineStep("Invoice", note="after receipt"),
            TimelineStep("Payment", note="30 days"),
        ],
        "wizard": [
            WizardStep("Company", "done", "Vellmar Polymer GmbH", here),
            WizardStep("Region and law", "done", "eu, German profile", here),
            WizardStep("Preset", "now", "Choose one"),
            WizardStep("Review"),
            WizardStep("Opening"),
        ],
        "job": sample_job(),
        "entries": [
            IndexEntry("General", here),
            IndexEntry("Branding", here),
            IndexEntry("Markets and modes", here),
            IndexEntry("Spot listing", here, current=True, inner=True, count=3),
            IndexEntry("People", here),
        ],
        "page": PageCursor(previous=f"{here}?before=a", next=f"{here}?after=b", shown="19–36"),
        "total": Money(223_650_000, "EUR"),
        "loss": Money(-4_050, "EUR"),
        "yen": Money(1_250_000, "JPY"),
        "unit_price": Decimal("8946.0035"),
        "ratio": Decimal("0.731"),
        "weight": Quantity.parse("149.6", "TNE"),
        "trend": [3, 5, 4, 6, 8, 7, 9],
        "fall": [9, 8, 8, 6, 5, 5, 3],
        "chart": Chart(
            summary="Copper up 4.1 %, aluminium down 2.6 % since June",
            labels=months,
            series=(
                Series("Copper", ("0", "0.4", "1.9", "2.6", "3.4", "4.1")),
                Series("Aluminium", ("0", "0.5", "-0.7", "-1.9", "-2.9", "-2.6")),
            ),
            unit="%",
        ),
        "bars": Chart("Most turnover in October", months, (Series("EUR", (310, 280, 420, 390, 510, 460)),), "bar"),
        "now": timezone.now(),
        "earlier": timezone.now() - timedelta(hours=3),
    }


def gallery(request: HttpRequest) -> HttpResponse:
    request.kontor_nav = sample_shell  # type: ignore[attr-defined]
    if request.GET.get("toast"):
        messages.success(request, "Order O-2026-11873 was approved.")
    return render(request, "ui/gallery.html", sample_facts(request))


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery_plain.html", {"form": SampleForm()})


def site(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery_site.html")


def job(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery_job.html", {"job": sample_job()})


def search(request: HttpRequest) -> HttpResponse:
    """The palette's second source: objects by number. A real one asks the index."""
    asked = request.GET.get("q", "").lower()
    found = [row for row in sample_rows() if asked in str(row["number"]).lower()]
    hits = [
        {"label": row["number"], "hint": row["supplier"], "url": request.path, "icon": "clipboard-list"}
        for row in found
    ]
    return JsonResponse({"items": hits})

"""Mode × profile × rule: no path of the product switches on what a chosen law forbids.

Every ban of every profile is tried on every path that could carry it: the settings' form and API (they share the
commands), the short way, a file, a preset, an older version, a category, a template, an event's own rules, a draft of
an event, and the opening of a marketplace.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, cast

import pytest
from django.utils.translation import override

from shared_apps.commands import run
from shared_apps.foundation import canonical, clock
from shared_apps.foundation.refusals import Refusal
from shared_apps.profiles import catalogue, laws, modes
from shared_apps.profiles.gate import first_ban, forbids, forbids_mode
from shared_apps.profiles.laws import BanRow, Law
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.compliance.queries import list_ways
from tenant_apps.rulesets.commands import (
    ChangeSettings,
    EditDraft,
    ImportBook,
    LoadPreset,
    PublishDraft,
    RestoreVersion,
    SaveSheet,
    change_settings,
    edit_draft,
    import_book,
    load_preset,
    publish_draft,
    restore_version,
    save_sheet,
)
from tenant_apps.rulesets.models import RulesetDraft, RulesetVersion, RuleSheet
from tenant_apps.rulesets.queries import effective, pin
from tenant_apps.rulesets.queries.values import forget
from tenant_apps.rulesets.types import REGISTRY
from tenant_apps.trading.questions.commands import SaveDraft, save_draft
from tenants.commands.open_marketplace import OpenMarketplace, open_marketplace
from tests.fixtures.people import SYSTEM, company
from tests.tenant_apps.compliance.people import ANNA, adopt

BANS = [(law, row) for law in laws.list_laws() for row in law.bans]
MODES_KEY = "trading.modes"


def _id(given: object) -> str:
    return given.profile if isinstance(given, Law) else getattr(given, "code", str(given))


def settings_of(row: BanRow) -> dict[str, Any]:
    """The settings that would switch the forbidden thing on."""
    if not row.when:
        return {MODES_KEY: ["spot_listing", row.mode]}
    return {f"{row.mode}.{name}": values[0] for name, values in row.when.items()}


def book(values: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": "kontor.rulebook",
        "format_version": 1,
        "hash": canonical.digest({"values": values, "limits": {}}),
        "values": values,
    }


@pytest.fixture
def mainland(tenant_a: TenantRef) -> Iterator[None]:
    """A marketplace under the mainland's law of trading."""
    adopt("gdpr", "cn_trade")
    forget()
    yield
    forget()


def refusal_of(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


def cited(refusal: Refusal, row: BanRow) -> None:
    """The refusal names source, date and, where nobody read the primary text, the mark."""
    told = refusal.facts
    if refusal.code == "rulesets.against_law":
        assert told["effective_from"], told
        assert str(told["source"]) in str(refusal.message)
        assert str(told["effective_from"]) in str(refusal.message)
        assert ("Check with counsel." in str(refusal.message)) == (told["status"] != "V")
    assert refusal.remedy
    assert refusal.field in settings_of(row)


def untouched(act: Callable[[], Any]) -> Any:
    before = (RulesetVersion.objects.count(), RuleSheet.objects.count())
    found = act()
    assert (RulesetVersion.objects.count(), RuleSheet.objects.count()) == before
    return found


@pytest.mark.usefixtures("mainland")
@pytest.mark.parametrize(("law", "row"), BANS, ids=_id)
class TestNoPath:
    def test_a_draft(self, law: Law, row: BanRow) -> None:
        cited(untouched(lambda: refusal_of(lambda: run(edit_draft, ANNA, EditDraft(changes=settings_of(row))))), row)
        assert not RulesetDraft.objects.exists()

    def test_the_short_way(self, law: Law, row: BanRow) -> None:
        wish = ChangeSettings(changes=settings_of(row))
        for who in (ANNA, SYSTEM):
            cited(untouched(lambda who=who: refusal_of(lambda: run(change_settings, who, wish))), row)

    def test_values_as_text_as_forms_send_them(self, law: Law, row: BanRow) -> None:
        texts = {
            key: ",".join(value)
            if isinstance(value, list)
            else str(value).lower()
            if isinstance(value, bool)
            else str(value)
            for key, value in settings_of(row).items()
        }
        found = untouched(lambda: refusal_of(lambda: run(edit_draft, ANNA, EditDraft(changes=texts))))
        assert found.code in ("rulesets.against_law", "rulesets.out_of_bounds")

    def test_a_file(self, law: Law, row: BanRow) -> None:
        wanted = settings_of(row)
        done = untouched(lambda: run(import_book, ANNA, ImportBook(book=book(wanted))))
        assert not set(wanted) & set(done.changed)
        assert set(wanted) <= {one["field"] for one in done.left_out}
        assert all(one["why"] for one in done.left_out)

    def test_an_older_version(self, law: Law, row: BanRow) -> None:
        """Somebody's own version from before the law was chosen."""
        known = {key: value for key, value in settings_of(row).items() if key in REGISTRY and key != MODES_KEY}
        old = RulesetVersion.objects.get(number=1)
        RulesetVersion.objects.filter(pk=old.pk).update(
            content={**old.content, "tenant": {**old.content["tenant"], **settings_of(row)}}
        )
        done = run(restore_version, ANNA, RestoreVersion(number=1))
        assert not set(settings_of(row)) & set(done.changed)
        assert set(known) <= {one["field"] for one in done.left_out}

    def test_a_sheet(self, law: Law, row: BanRow) -> None:
        wanted = {key: value for key, value in settings_of(row).items() if key != MODES_KEY}
        for data in (
            SaveSheet(kind="template", code="t", name="T", mode=row.mode, values=wanted),
            SaveSheet(kind="category", code="c", name="C", values=wanted or {"order_book.tick": "1"}),
        ):
            found = untouched(lambda data=data: refusal_of(lambda: run(save_sheet, ANNA, data)))
            assert found.code in ("rulesets.against_law", "rulesets.out_of_bounds")

    def test_an_events_own_rules(self, law: Law, row: BanRow) -> None:
        own = {name: values[0] for name, values in row.when.items()}
        if any(key.startswith(f"{row.mode}.") for key in REGISTRY):
            assert refusal_of(lambda: pin(row.mode, own)).code == "rulesets.against_law"
        else:
            with pytest.raises((Refusal, KeyError)):
                pin(row.mode, own)

    def test_a_draft_of_an_event(self, law: Law, row: BanRow) -> None:
        wish = SaveDraft(company_id=company(), mode=row.mode, content={})
        if not row.when:
            found = refusal_of(lambda: run(save_draft, SYSTEM, wish))
            assert (found.code, found.field) == ("rulesets.against_law", "mode")
            assert "国发〔2011〕38号" in str(found.message)
        elif row.mode not in modes.CODES:
            assert refusal_of(lambda: run(save_draft, SYSTEM, wish)).code == "trading.mode_not_offered"

    def test_what_is_in_force_never_meets_the_ban(self, law: Law, row: BanRow) -> None:
        bans = laws.bans_of([law.profile])
        offered = cast(list[str], effective(MODES_KEY).value)
        assert all(forbids_mode(bans, mode) is None for mode in offered)
        rules = {key.partition(".")[2]: effective(key).value for key in REGISTRY if key.startswith(f"{row.mode}.")}
        assert not row.when or forbids(bans, row.mode, rules) is None


@pytest.mark.usefixtures("mainland")
@pytest.mark.parametrize("preset", [one.code for one in catalogue.list_presets()])
@pytest.mark.parametrize("industry", ["", *(one.code for one in catalogue.list_industries())])
def test_no_preset(preset: str, industry: str) -> None:
    values = catalogue.preset_values(preset, industry)
    bans = laws.bans_of(["cn_trade"])
    forbidden = {key for key, value in values.items() if first_ban(bans, key, value, values) is not None}
    done = run(load_preset, ANNA, LoadPreset(kind=preset, industry=industry))
    assert not forbidden & set(done.changed)


@pytest.mark.usefixtures("mainland")
def test_a_draft_from_before_the_law_is_not_published() -> None:
    """The draft was made when nothing forbade it; the law came between."""
    adopt("gdpr")
    forget()
    edition = run(edit_draft, ANNA, EditDraft(changes={"sealed_tender.min_bidders": 2})).edition
    adopt("gdpr", "cn_trade")
    forget()
    later = clock.now(scope.alias()) + timedelta(days=8)
    found = refusal_of(lambda: run(publish_draft, ANNA, PublishDraft(edition=edition, effective_from=later)))
    assert (found.code, found.field) == ("rulesets.against_law", "sealed_tender.min_bidders")


@pytest.mark.parametrize("mode", sorted(modes.ALL_CODES))
@pytest.mark.parametrize("profile", [law.profile for law in laws.list_laws()])
def test_the_table_of_modes_and_profiles(profile: str, mode: str) -> None:
    way = next(one for one in list_ways([profile]) if one.code == mode)
    forbidden = {(law.profile, row.mode) for law, row in BANS if not row.when}
    assert (way.ban is not None) == ((profile, mode) in forbidden)
    assert way.is_built == (mode in modes.CODES)
    assert {one.code for one in way.bounds} == {
        row.code for law, row in BANS if row.when and (law.profile, row.mode) == (profile, mode)
    }


@pytest.mark.usefixtures("mainland")
def test_the_article_is_cited_in_both_languages() -> None:
    wish = EditDraft(changes={MODES_KEY: ["order_book"]})
    with override("en"):
        english = str(refusal_of(lambda: run(edit_draft, ANNA, wish)).message)
    with override("zh-hans"):
        chinese = str(refusal_of(lambda: run(edit_draft, ANNA, wish)).message)
    assert "2011-11-11" in english and "2011-11-11" in chinese
    assert "国发〔2011〕38号" in english and "国办发〔2012〕37号" in chinese
    assert "continuous matching" in english
    assert "连续撮合" in chinese
    assert "Check with counsel." in english


def test_without_the_law_the_same_is_merely_not_built(tenant_a: TenantRef) -> None:
    found = refusal_of(lambda: run(edit_draft, ANNA, EditDraft(changes={MODES_KEY: ["order_book"]})))
    assert found.code == "rulesets.bad_value"
    assert run(edit_draft, ANNA, EditDraft(changes={"sealed_tender.min_bidders": 2})).changed


@pytest.mark.usefixtures("control")
@pytest.mark.parametrize("mode", sorted(modes.ALL_CODES - modes.CODES))
def test_no_marketplace_is_opened_with_it(mode: str) -> None:
    wish = OpenMarketplace(
        name="Silk", slug="silk-road-market", region="cn", compliance_profile="mainland_china",
        preset="brokered_exchange", modes=("spot_listing", mode), admin_email="a@b.example",
    )  # fmt: skip
    found = refusal_of(lambda: run(open_marketplace, SYSTEM, wish))
    if mode == "order_book":
        assert (found.code, found.field) == ("tenants.mode_against_law", "modes")
        assert "国发〔2011〕38号" in str(found.message)
        assert found.facts["effective_from"] == "2011-11-11"
    else:
        assert (found.code, found.field) == ("tenants.unknown_choice", "modes")


def test_a_mainland_marketplace_is_under_it_from_its_first_minute(tenant_cn: TenantRef) -> None:
    with scope.enter(tenant_cn):
        forget()
        found = refusal_of(lambda: run(edit_draft, ANNA, EditDraft(changes={MODES_KEY: ["order_book"]})))
        assert found.code == "rulesets.against_law"
        assert effective("sealed_tender.min_bidders").limit.least == "3"

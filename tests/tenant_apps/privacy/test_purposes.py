"""Purposes, consents and the gate: what was shown is what was agreed to, and taking it back is one press."""

from typing import Any

import pytest

from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.egress import flows, gate
from tenant_apps.privacy.commands import (
    GiveConsent,
    OfPurpose,
    OneRequest,
    OpenRequest,
    PublishPurpose,
    PurposeAnswer,
    RecordAssessment,
    RetirePurpose,
    WishIn,
    carry_out_request,
    give_consent,
    lift_objection,
    object_to,
    open_request,
    publish_purpose,
    record_assessment,
    retire_purpose,
    withdraw_consent,
)
from tenant_apps.privacy.commands.purposes import digest_of
from tenant_apps.privacy.models import ConsentAct
from tenant_apps.privacy.queries import agreed_to, may_use
from tests.fixtures.people import SYSTEM, signed_in
from tests.proofs import proves
from tests.tenant_apps.privacy.conftest import Cast, refused, set_rules

pytestmark = pytest.mark.usefixtures("tenant_a")


def purpose(code: str = "letters", basis: str = "consent", **more: object) -> PurposeAnswer:
    data = PublishPurpose(
        code=code, basis=basis, title_en="Letters", title_zh_hans="来信", text_en="We write to you about offers.",
        text_zh_hans="我们就报价给您写信。", retention_months=24, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return run(publish_purpose, SYSTEM, data)


def test_consent_is_to_the_words_that_were_shown_and_ends_with_one_press(cast: Cast) -> None:
    made, ida = purpose(), cast.as_ida()
    assert made.digest_zh_hans == digest_of("来信", "我们就报价给您写信。")
    assert not may_use("letters", cast.ida.id).allowed
    other = GiveConsent(code="letters", language="en", digest="0" * 64)
    assert refused(give_consent, ida, other).code == "privacy.other_text"
    run(give_consent, ida, GiveConsent(code="letters", language="zh-hans", digest=made.digest_zh_hans))
    act = ConsentAct.objects.get()
    assert (act.digest, act.language, act.act) == (made.digest_zh_hans, "zh-hans", "given")
    assert may_use("letters", cast.ida.id).allowed and not may_use("letters", cast.officer.id).allowed
    # Another text has to be asked for again.
    purpose(kinds=["name"])
    assert may_use("letters", cast.ida.id).why == "text_changed"
    run(withdraw_consent, ida, OfPurpose(code="letters"))
    assert may_use("letters", cast.ida.id).why == "withdrawn"
    assert refused(withdraw_consent, ida, OfPurpose(code="letters")).code == "privacy.not_given"
    # Nothing else depends on it.
    assert User.objects.get(pk=cast.ida.id).is_active


def test_an_interest_can_be_objected_to_a_contract_cannot(cast: Cast) -> None:
    purpose("statistics", "interest")
    purpose("delivery", "contract")
    ida = cast.as_ida()
    run(object_to, ida, OfPurpose(code="statistics"))
    assert may_use("statistics", cast.ida.id).why == "objected"
    run(lift_objection, ida, OfPurpose(code="statistics"))
    assert may_use("statistics", cast.ida.id).allowed
    assert refused(object_to, ida, OfPurpose(code="delivery")).code == "privacy.not_objectable"
    assert refused(give_consent, ida, GiveConsent(code="delivery", language="en", digest="")).code == (
        "privacy.not_by_consent"
    )
    made = run(open_request, ida, OpenRequest(kind="object", wish=WishIn(purposes=["statistics"])))
    done = run(carry_out_request, cast.as_officer(), OneRequest(request_id=made.request_id))
    assert done.outcome == {"ended": ["statistics"]} and not may_use("statistics", cast.ida.id).allowed
    run(retire_purpose, SYSTEM, RetirePurpose(code="delivery"))
    assert may_use("delivery", cast.ida.id).why == "no_purpose"


@proves("privacy.consent_separate_for")
def test_what_needs_a_consent_of_its_own_rests_on_it_alone(cast: Cast, lawless: None) -> None:
    purpose("partners", "interest", separate=["provide"])
    set_rules(privacy__consent_separate_for=["provide", "cross_border"])
    data = PublishPurpose(
        code="partners", basis="interest", title_en="a", title_zh_hans="a", text_en="a", text_zh_hans="a",
        retention_months=1, separate=["provide"],
    )  # fmt: skip
    assert refused(publish_purpose, SYSTEM, data).field == "basis"
    purpose("partners", "consent", separate=["provide"])
    from msgspec.structs import replace

    both = replace(data, basis="consent", separate=["provide", "cross_border"])
    assert refused(publish_purpose, SYSTEM, both).field == "separate"


@proves("privacy.assessment_for")
def test_what_must_be_assessed_is_published_after_it(cast: Cast, lawless: None) -> None:
    set_rules(privacy__assessment_for=["provide"])
    data = PublishPurpose(
        code="partners", basis="consent", title_en="a", title_zh_hans="a", text_en="a", text_zh_hans="a",
        retention_months=1, separate=["provide"],
    )  # fmt: skip
    found = refused(publish_purpose, SYSTEM, data)
    assert (found.code, found.facts["for"]) == ("privacy.needs_assessment", ["provide"])
    run(
        record_assessment, SYSTEM,
        RecordAssessment(title="Partners", needed_for=["provide"], description="a", risks="b", measures="c",
                         outcome="with_measures"),
    )  # fmt: skip
    assert run(publish_purpose, SYSTEM, data).version == 1


def test_the_page_gives_and_takes_back(cast: Cast, tenant_a: object, client_of: object) -> None:
    made = purpose()
    client = signed_in(client_of(tenant_a), cast.ida)  # type: ignore[operator]
    page = client.get("/my-data/").content.decode()
    assert made.digest_en in page and "We write to you about offers." in page
    client.post("/my-data/purposes/letters/give/", {"digest": made.digest_en, "language": "en"})
    assert may_use("letters", cast.ida.id).allowed
    assert ConsentAct.objects.get().strength == "password"
    client.post("/my-data/purposes/letters/withdraw/")
    assert not may_use("letters", cast.ida.id).allowed
    assert client.post("/my-data/purposes/letters/nonsense/").status_code == 404


def test_the_signal_of_a_browser_ends_what_gives_data_to_others(cast: Cast, tenant_a: object, client_of: Any) -> None:
    """Heard once for each purpose, written down as the browser's; a consent that is given afterwards stands."""
    partners = purpose("partners", separate=["provide"])
    purpose("resale", "interest", separate=["provide"])
    purpose("letters")
    ida = cast.as_ida()
    run(give_consent, ida, GiveConsent(code="partners", language="en", digest=partners.digest_en))
    browser = signed_in(client_of(tenant_a), cast.ida)
    browser.get("/my-data/")
    assert may_use("partners", cast.ida.id).allowed and may_use("resale", cast.ida.id).allowed
    page = browser.get("/my-data/", headers={"sec-gpc": "1"}).content.decode()
    assert "neither sold nor shared" in page
    assert [may_use(code, cast.ida.id).why for code in ("partners", "resale")] == ["withdrawn", "objected"]
    heard = ConsentAct.objects.filter(strength="browser")
    assert sorted(heard.values_list("code", "act")) == [("partners", "withdrawn"), ("resale", "objected")]
    run(give_consent, ida, GiveConsent(code="partners", language="en", digest=partners.digest_en))
    browser.get("/my-data/", headers={"sec-gpc": "1"})
    assert may_use("partners", cast.ida.id).allowed and heard.count() == 2


def test_what_rests_on_consent_leaves_for_nobody_else(cast: Cast) -> None:
    """Mail and files alike: the gate asks the purpose for each person, and a transfer by consent asks for that one."""
    with pytest.raises(ValueError, match="must name the purpose"):
        flows.declare("tests.news", "mail", "News", ("personal",), to="recipient", purpose="news", basis="consent")
    flow = flows.declare(
        "tests.letters", "mail", "Letters", ("personal",), to="recipient", purpose="news", basis="consent",
        asks="letters",
    )  # fmt: skip
    made = purpose()
    ida, officer = str(cast.ida.id), str(cast.officer.id)

    def blocked(*people: str) -> str:
        try:
            gate.leave(flow, persons=frozenset(people))
        except gate.Blocked as error:
            return error.reason
        return ""

    try:
        assert blocked(ida) == blocked() == "consent"
        run(give_consent, cast.as_ida(), GiveConsent(code="letters", language="en", digest=made.digest_en))
        assert blocked(ida) == "" and blocked(ida, officer) == "consent"
        run(withdraw_consent, cast.as_ida(), OfPurpose(code="letters"))
        assert blocked(ida) == "consent"
    finally:
        flows.REGISTRY.pop(flow)
    abroad = purpose("abroad", separate=["cross_border"])
    assert agreed_to("cross_border", {cast.ida.id}) == set()
    run(give_consent, cast.as_ida(), GiveConsent(code="abroad", language="en", digest=abroad.digest_en))
    assert agreed_to("cross_border", {cast.ida.id, cast.officer.id}) == {cast.ida.id}

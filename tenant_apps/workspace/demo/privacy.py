"""Privacy of the demo: two purposes, a request to answer, a breach with its clock, an assessment. All made up."""

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from tenant_apps.privacy.commands import (
    PublishPurpose,
    RecordAssessment,
    RecordRequest,
    RegisterBreach,
    publish_purpose,
    record_assessment,
    record_request,
    register_breach,
)
from tenant_apps.privacy.queries.purposes import current_purposes
from tenant_apps.workspace.demo.plans import MarketPlan

SEEDER = Actor.system("demo")
WORDS = {
    "en": (
        "Robin Example", "I traded with you until last year. What do you still know about me?",
        "Price list at a wrong address", "A price list with two names went to another company by mistake.",
        "Letters about offers", "Which offers a buyer is written to about, and what that tells of them.",
        "Somebody could learn what a buyer needs.", "Letters name goods only, and end with one press.",
    ),
    "zh-hans": (
        "罗宾（示例）", "我去年之前与贵方有交易，请问贵方还保存着我的哪些信息？", "价目表误发",
        "一份含两个姓名的价目表被误发至另一家企业。", "报价信函", "就哪些报价致信采购方，以及由此可得知的信息。",
        "他人可能得知采购方的需求。", "信函仅列明商品，一键即可退订。",
    ),
}  # fmt: skip


def seed_privacy(plan: MarketPlan) -> None:
    """Write them once."""
    if current_purposes():
        return
    words = WORDS.get(plan.locale.lower(), WORDS["en"])
    name, asked, title, what, letters, description, risks, measures = words
    run(
        record_assessment, SEEDER,
        RecordAssessment(title=letters, needed_for=["high_risk", "provide"], description=description, risks=risks,
                         measures=measures, outcome="with_measures"),
    )  # fmt: skip
    for data in (
        PublishPurpose(
            code="letters", basis="consent", title_en="Letters about offers", title_zh_hans="报价信函",
            text_en="We write to you about offers that fit what you have bought. You can end this at any time.",
            text_zh_hans="我们会就与您以往采购相符的报价致信给您。您可随时终止。", retention_months=24,
            kinds=["mail address", "goods bought"],
        ),
        PublishPurpose(
            code="statistics", basis="interest", title_en="Statistics of the marketplace",
            title_zh_hans="市场统计", text_en="We count how the pages are used, without telling who uses them.",
            text_zh_hans="我们统计页面的使用情况，不透露使用者。", retention_months=12, kinds=["time of use"],
        ),
    ):  # fmt: skip
        run(publish_purpose, SEEDER, data)
    language = "zh-hans" if plan.locale.lower().startswith("zh") else "en"
    run(
        record_request, SEEDER,
        RecordRequest(kind="access", channel="letter", name=name, email="robin@person.example", text=asked,
                      language=language),
    )  # fmt: skip
    run(
        register_breach, SEEDER,
        RegisterBreach(title=title, what=what, role="controller", risk="risk", kinds=["identity", "trade"], persons=2,
                       records=2),
    )  # fmt: skip

"""What the columns of privacy hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.register import People, table

table(
    "privacy.Purpose",
    People("published_by", "member", "evidence", "contract", "books"),
    technical="id digest_en digest_zh_hans published_at retired_at",
    business="code version basis separate kinds title_en title_zh_hans retention_months",
    free_text="text_en text_zh_hans",
)  # fmt: skip

table(
    "privacy.ConsentAct",
    People(
        "act language at strength", "member", "evidence", "duty", "consent",
        why_plain=_("Stands beside a pseudonym; proves what somebody agreed to."),
    ),
    technical="id digest purpose_id",
    business="code",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "privacy.SubjectRequest",
    People("name email email_index text wish content answer", "requester", "rights", "duty", "subject_request"),
    People(
        "language", "requester", "rights", "duty", "subject_request",
        why_plain=_("Says nothing without the name, which is encrypted."),
    ),
    People("closed_by", "member", "evidence", "contract", "books"),
    technical=(
        "id received_at ack_by acked_at due_at extended_at identity_at paused_at content_digest content_rows "
        "collected_at done_at closed_at"
    ),
    business="number kind state channel identity_method outcome refusal",
    free_text="extended_why recipients",
    pseudonyms="subject_id",
)  # fmt: skip

table(
    "privacy.RequestStep",
    People("text", "requester", "rights", "duty", "subject_request"),
    People("by", "member", "evidence", "contract", "books"),
    technical="id at",
    business="request_id act",
)  # fmt: skip

table(
    "privacy.Restriction",
    technical="id since until",
    business="request_id",
    pseudonyms="user_id",
)  # fmt: skip

table(
    "privacy.LegalHold",
    People("placed_by lifted_by", "member", "evidence", "contract", "books"),
    technical="id placed_at ends_on lifted_at",
    business="number target record_class",
    free_text="reason lifted_why",
    pseudonyms="target_id",
)  # fmt: skip

table(
    "privacy.RetentionRun",
    technical="id at",
    business="lines removed held",
)  # fmt: skip

table(
    "privacy.ClearedRecord",
    technical="id record_id at",
    business="record_class",
)  # fmt: skip

table(
    "privacy.Breach",
    People("registered_by closed_by", "member", "evidence", "contract", "books"),
    People(
        "contact_point", "member", "rights", "duty", "books",
        why_plain=_("Whom an authority asks; an office, given to the public."),
    ),
    technical="id aware_at began_at registered_at closed_at",
    business="number role kinds persons records risk is_major",
    free_text="title what consequences measures lessons",
)  # fmt: skip

table(
    "privacy.BreachDuty",
    People("by", "member", "evidence", "contract", "books"),
    technical="id due_at done_at",
    business="breach_id kind",
    free_text="reference late_why waived_why",
)  # fmt: skip

table(
    "privacy.Assessment",
    People("made_by", "member", "evidence", "contract", "books"),
    technical="id made_at keep_until review_on replaces_id",
    business="number needed_for outcome",
    free_text="title description risks measures",
)  # fmt: skip

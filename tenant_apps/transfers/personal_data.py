"""What the columns of transfers hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "transfers.Mechanism",
    People("proposed_by decided_by", "member", "evidence", "contract", "books"),
    technical="id edition proposed_at decided_at ended_at",
    business="country mechanism state reference document_id valid_from valid_until filed_on",
    free_text="reason",
    pseudonyms="authors",
)  # fmt: skip

table("transfers.FlowCount", technical="id", business="day flow country outcome count")

table("transfers.PersonAbroad", technical="id", business="year country is_sensitive", pseudonyms="person")

table("transfers.AbroadTotal", technical="id", business="year country persons sensitive")

table("transfers.SiblingTotal", technical="id read_at", business="marketplace year persons sensitive")

table("transfers.BlockedFlow", technical="id first_at last_at seen_at", business="day flow country reason count")

table(
    "transfers.AuthorityRequest",
    technical="id entered_at decided_at handed_over_at",
    business="number authority country reference document_id state",
    free_text="subject decided_reason",
    pseudonyms="approvers entered_by",
)  # fmt: skip

table("transfers.ResidencyStatement", technical="id digest note key made_at", business="day body")

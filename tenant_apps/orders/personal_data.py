"""What the columns of orders hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "orders.OrderAllowance",
    technical="id at",
    business="order_id part_id order_line_id net_minor tax_minor source source_id number",
)  # fmt: skip

table(
    "orders.OrderAmendment",
    People("proposed_by answered_by", "member", "evidence", "contract", "books"),
    technical="id version locked_until sent_at agreed_at proposed_at expires_at ended_at",
    business="order_id side state changes before after locked reservation approval_id problem",
    free_text="reason answer",
    pseudonyms="principal authors",
)  # fmt: skip

table(
    "orders.RequisitionList",
    People("owner_name", "member", "evidence", "contract", "books"),
    technical="id is_shared created_at changed_at ordered_at",
    business="buyer_id name",
    free_text="note",
    pseudonyms="owner",
)  # fmt: skip

table(
    "orders.RequisitionLine",
    technical="id",
    business="requisition_list_id position item_id quantity",
    free_text="note",
)  # fmt: skip

table(
    "orders.OrderSplit",
    technical="id at undone_at",
    business="order_id cost_minor bound_minor reasons",
)  # fmt: skip

table(
    "orders.OrderPart",
    technical="id created_at",
    business="order_id split_id part_no state warehouse_id leaves_on hazard cost_minor net_minor tax_minor reasons",
)  # fmt: skip

table(
    "orders.OrderPartLine",
    technical="id",
    business="part_id order_line_id quantity net_minor tax_minor",
)  # fmt: skip

table(
    "orders.OrderDelivery",
    technical="id set_at",
    business="order_id site_id wanted_on terms_days penalty_minor",
)  # fmt: skip

table(
    "orders.WarehouseTerms",
    technical="id set_at",
    business="warehouse_id opening zone lead_days",
)  # fmt: skip

table(
    "orders.CustomerGrade",
    technical="id set_at",
    business="seller_id buyer_id grade",
)  # fmt: skip

table(
    "orders.JointDelivery",
    technical="id made_at ended_at",
    business="number buyer_id seller_id currency net_minor tax_minor state saved_minor",
)  # fmt: skip

table(
    "orders.JointDeliveryOrder",
    technical="id left_at",
    business="delivery_id order_id",
)  # fmt: skip

table(
    "orders.Basket",
    technical="id placed_at",
    business="number buyer_id currency net_minor tax_minor",
)  # fmt: skip

table(
    "orders.BasketOrder",
    technical="id",
    business="basket_id order_id",
)  # fmt: skip

table(
    "orders.RecurringOrder",
    technical="id created_at changed_at",
    business=(
        "number name buyer_id order_id every period weekday day starts_on ends_on times on_closed closed "
        "tolerance_percent state next_due next_on owner_id"
    ),
)  # fmt: skip

table(
    "orders.RecurringRun",
    technical="id at",
    business="recurring_id due_on state order_id code",
    free_text="reason remedy",
)  # fmt: skip

table(
    "orders.QuickSheet",
    technical="id digest created_at changed_at",
    business=(
        "number buyer_id seller_id origin file_name mark currency client_reference payment_terms state "
        "refusals opened_by job_id"
    ),
    free_text="note",
)  # fmt: skip

table(
    "orders.QuickRow",
    technical="id",
    business="sheet_id row_no cells fingerprint item_id quantity unit_price state faults hints order_id draft_id",
)  # fmt: skip

table(
    "orders.PartNumber",
    technical="id learned changed_at",
    business="buyer_id number item_id",
)  # fmt: skip

table(
    "orders.Order",
    technical="id ordered_at accepted_at",
    business=(
        "number deal_id buyer_id seller_id client_reference currency net_minor tax_minor total_minor state "
        "cost_centre payment_terms"
    ),
    free_text="note",
    pseudonyms="placed_by",
)  # fmt: skip

table(
    "orders.OrderLine",
    technical="id",
    business=(
        "order_id line_no item_id warehouse_id quantity unit unit_price tax_rate net_minor tax_minor shipped "
        "returned"
    ),
    free_text="description",
)  # fmt: skip

table(
    "orders.OrderReturn",
    technical="id returned_at accepted_at",
    business="number order_id buyer_id seller_id client_reference currency net_minor tax_minor total_minor",
    free_text="reason",
)  # fmt: skip

table(
    "orders.OrderReturnLine",
    technical="id",
    business=(
        "order_return_id line_no order_line_id item_id warehouse_id quantity unit unit_price tax_rate "
        "net_minor tax_minor"
    ),
    free_text="description",
)  # fmt: skip

table(
    "orders.OrderDraft",
    technical="id version made_at changed_at submitted_at locked_until",
    business=(
        "number buyer_id seller_id currency lines client_reference cost_centre payment_terms state locked "
        "total_minor approval_id reservation order_id problem"
    ),
    free_text="note",
    pseudonyms="authors made_by submitted_by_id principal",
)  # fmt: skip

table(
    "orders.OrderGroup",
    technical="id asked_at ended_at",
    business="number buyer_id state saga_id",
    free_text="reason",
)  # fmt: skip

table(
    "orders.TentativeOrder",
    technical="id asked_at expires_at ended_at",
    business=(
        "number buyer_id seller_id group_id part currency net_minor tax_minor total_minor state request "
        "prices order_id"
    ),
    pseudonyms="principal",
)  # fmt: skip

table(
    "orders.PrepaidBuyer",
    technical="id since",
    business="seller_id buyer_id",
)  # fmt: skip

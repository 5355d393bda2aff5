"""The roles every marketplace starts with, as patterns over permission codes; a minus takes a code away again.

Patterns and not lists: a command added by a later release reaches the roles whose pattern it matches. Whatever no
pattern of a company's role names stays with the marketplace, so forgetting one is harmless.
"""

from dataclasses import dataclass
from typing import Literal

from tenant_apps.identity.decisions.duties import DUTIES

OWNER = "owner"
ADMIN = "admin"
COMPANY_ADMIN = "company_admin"


@dataclass(frozen=True, slots=True)
class BuiltInRole:
    code: str
    name_en: str
    name_zh_hans: str
    side: Literal["marketplace", "company"]
    permissions: tuple[str, ...]
    needs_totp: bool = False


_SEE_TRADE = (
    "catalogue.view_*",
    "pricing.view_*",
    "trading.view_*",
    "orders.view_*",
    "approvals.view_*",
    "spending.view_*",
    "logistics.view_*",
    "invoicing.view_*",
    "payments.view_*",
    "prepayment.view_*",
    "deposits.view_*",
    "settlement.view_*",
    "terms.view_*",
    "claims.view_*",
    "documents.view_*",
    "parties.view_*",
    "workspace.view_*",
    "analytics.view_*",
)
# Who buys and who sells may both open events and listings, bid and take: the direction decides.
_EVENTS = (
    "trading.publish_event",
    "trading.join_event",
    "trading.place_bid",
    "trading.pause_event",
    "trading.resume_event",
    "trading.cancel_event",
    "trading.explain_price",
    "trading.judge_explanation",
    "trading.publish_listing",
    "trading.change_listing",
    "trading.withdraw_listing",
    "trading.take_*",
    "trading.answer_take",
    "trading.rerun_event",
    "trading.ask_question",
    "trading.answer_question",
    "trading.amend_event",
    "trading.confirm_amendment",
    "trading.*_draft",
    "trading.move_time",
    "thread.*",
    "vault.*",
)
# Whoever trades, ships or pays works on what goes wrong with it; a step takes the right to what it does besides.
_WORK = (
    "exceptions.view_exception",
    "exceptions.*_exception",
    "exceptions.do_step",
)
# Whoever belongs to a company may be named as an approver, and may lend a colleague what they hold themselves.
_APPROVE = (
    "identity.lend_rights",
    "approvals.view_request",
    "approvals.decide_request",
    "approvals.delegate",
    "approvals.end_delegation",
)
_BUY = (
    *_EVENTS,
    *_APPROVE,
    *_WORK,
    "approvals.withdraw_request",
    "orders.*_order_draft",
    "catalogue.hand_in_licence",
    "deposits.report_deposit",
    "orders.place_order",
    "orders.place_group",
    "orders.order_again",
    "orders.cancel_order",
    "orders.cancel_rest",
    "orders.*_amendment",
    "orders.set_delivery",
    "prepayment.order_prepaid",
    "prepayment.withdraw_prepayment",
    "logistics.confirm_receipt",
    "logistics.report_lost",
    "terms.choose_terms",
    "claims.agree_claim",
    "claims.escalate_claim",
    "claims.open_claim",
    "claims.withdraw_claim",
    "settlement.ask_refund",
    "settlement.withdraw_refund",
    "parties.add_site",
)
_SELL = (
    *_EVENTS,
    *_APPROVE,
    *_WORK,
    "deposits.report_deposit",
    "catalogue.*_item",
    "catalogue.*_licence",
    "pricing.set_prices",
    "inventory.*",
    "integrations.*",
    "orders.order_again",
    "orders.cancel_order",
    "orders.cancel_rest",
    "orders.*_amendment",
    "orders.accept_return",
    "orders.split_order",
    "orders.unsplit_order",
    "orders.join_orders",
    "orders.undo_delivery",
    "orders.serve_waiting",
    "orders.set_grade",
    "orders.set_warehouse_terms",
    "orders.set_prepaid",
    "prepayment.withdraw_prepayment",
    "spending.grant_credit",
    "spending.confirm_limit",
    "spending.reject_limit",
    "spending.close_limit",
    "logistics.plan_shipment",
    "logistics.ship",
    "logistics.hold_shipment",
    "logistics.release_shipment",
    "logistics.report_lost",
    "terms.*_terms",
    "claims.answer_claim",
    "parties.add_site",
)
_STORE = (
    *_APPROVE,
    *_WORK,
    "inventory.*",
    "integrations.*",
    "logistics.*",
    "catalogue.view_*",
    "orders.view_*",
    "documents.view_*",
    "parties.view_*",
    "workspace.view_*",
)
_MONEY = (
    *_APPROVE,
    *_WORK,
    "approvals.view_policy",
    "spending.*",
    "payments.*",
    "-payments.keep_bank_word",
    "prepayment.view_*",
    "terms.*",
    "deposits.*",
    "invoicing.view_*",
    "settlement.view_*",
    "settlement.allocate*",
    "settlement.*_refund",
    "ledger.view_*",
    "trading.view_*",
    "orders.view_*",
    "documents.view_*",
    "parties.view_*",
    "workspace.view_*",
    "analytics.view_*",
)
_LEAD = (
    "identity.view_person",
    "identity.invite_person",
    "identity.change_role",
    "identity.end_membership",
    "identity.define_role",
    "identity.ask_grant",
    "identity.decide_grant",
    "identity.separate_duties",
    "identity.review_access",
    "federation.view_provider",
    "federation.manage_provider",
    "parties.change_company",
    "approvals.*",
    "accounts.view_api_key",
    "accounts.create_api_key",
    "accounts.rotate_api_key",
    "accounts.revoke_api_key",
    "provisioning.view_connection",
    "provisioning.manage_connection",
)
_SEE_ALL = ("*.view_*",)
# All that people of a company can hold, whoever makes their roles.
COMPANY_CEILING = tuple(dict.fromkeys((*_SEE_TRADE, *_BUY, *_SELL, *_STORE, *_MONEY, *_LEAD)))

BUILT_IN: tuple[BuiltInRole, ...] = (
    BuiltInRole(OWNER, "Owner", "所有者", "marketplace", ("*",), needs_totp=True),
    BuiltInRole(ADMIN, "Administrator", "管理员", "marketplace", ("*", "-identity.manage_owners"), needs_totp=True),
    # For marketplaces where the three are different people; what is none of the three is everybody's of the house.
    BuiltInRole(
        "system_admin",
        "System administrator",
        "系统管理员",
        "marketplace",
        ("*", *(f"-{code}" for duty in ("security", "audit") for code in DUTIES[duty])),
        needs_totp=True,
    ),
    BuiltInRole(
        "security_admin",
        "Security administrator",
        "安全管理员",
        "marketplace",
        (*DUTIES["security"], *_SEE_ALL, *(f"-{code}" for code in DUTIES["audit"])),
        needs_totp=True,
    ),
    BuiltInRole(
        "audit_admin",
        "Audit administrator",
        "审计管理员",
        "marketplace",
        (*DUTIES["audit"], *_SEE_ALL),
        needs_totp=True,
    ),
    BuiltInRole(
        "rules_manager",
        "Rules manager",
        "规则管理员",
        "marketplace",
        ("rulesets.*", "trading.simulate_draft", *_SEE_ALL),
    ),
    BuiltInRole(
        "finance_manager",
        "Finance",
        "财务",
        "marketplace",
        ("payments.*", "deposits.*", "invoicing.*", "settlement.*", "ledger.*", *_SEE_ALL),
    ),
    BuiltInRole("auditor", "Auditor", "审计员", "marketplace", ("evidence.*", *_SEE_ALL)),
    BuiltInRole(
        COMPANY_ADMIN,
        "Company administrator",
        "企业管理员",
        "company",
        COMPANY_CEILING,
    ),
    BuiltInRole("buyer", "Buyer", "采购员", "company", (*_SEE_TRADE, *_BUY)),
    BuiltInRole("supplier", "Seller", "销售员", "company", tuple(dict.fromkeys((*_SEE_TRADE, *_SELL)))),
    BuiltInRole("finance", "Finance of a company", "企业财务", "company", _MONEY),
    BuiltInRole("warehouse", "Warehouse", "仓库管理员", "company", _STORE),
)

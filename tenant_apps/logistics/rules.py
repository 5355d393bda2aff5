"""Rules that logistics reads: how delivery goes on, and when papers are made."""

from tenant_apps.rulesets.types import declare

declare(
    "fulfilment.papers",
    "choice",
    "at_once",
    choices=("at_once", "on_demand"),
    help_en="Make delivery notes and invoices as PDF at once, or when somebody first opens them.",
    help_zh="交货单和发票的 PDF 文件立即生成，或在首次打开时生成。",
)

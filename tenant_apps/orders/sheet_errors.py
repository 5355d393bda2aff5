"""Refusals about sheets and part numbers."""

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal


def nothing_given() -> Refusal:
    return Invalid(
        "orders.nothing_given",
        _("There is nothing to order in this, or it is given twice."),
        field="text",
        remedy=_("Paste rows, or choose a file, or type lines: one of them."),
    )


def unreadable(field: str, why: str) -> Refusal:
    reasons = {
        "empty": _("There are no rows in it."),
        "too_large": _("It is larger than 8 MB."),
        "too_many_rows": _("It has more than 20,000 rows."),
        "unpacks_too_large": _("It would unpack to far more than it is."),
        "old_or_encrypted": _("It is protected by a password, or written by an old version of Excel."),
        "took_too_long": _("Reading it took too long."),
        "encoding": _("Its letters cannot be read."),
    }
    return Invalid(
        "orders.sheet_unreadable",
        reasons.get(why, _("It is neither a text table nor an Excel file.")),
        field=field,
        remedy=_("Save it as xlsx or as CSV in UTF-8, at most 20,000 rows, and send it again; nothing was ordered."),
        facts={"why": why},
    )


def sheet_unknown(field: str) -> Refusal:
    return NotFound(
        "orders.sheet_unknown",
        _("There is no such quick order of your company."),
        field=field,
        remedy=_("Open it from the list of quick orders, or send the sheet as a new one."),
    )


def still_checking(number: str) -> Refusal:
    return Conflict(
        "orders.sheet_checking",
        _("The rows of %(number)s are still being looked at.") % {"number": number},
        remedy=_("Wait until that is done; it takes seconds."),
        facts={"number": number, "retry_after_s": 2},
    )


def row_unknown(row_no: int) -> Refusal:
    return Conflict(
        "orders.row_unknown",
        _("Row %(row)s is not there any more, or ordered or sent for approval already.") % {"row": row_no},
        field="rows",
        remedy=_("Open the quick order again to see what is left of it."),
        facts={"row_no": row_no},
    )


def nothing_to_order(number: str) -> Refusal:
    return Conflict(
        "orders.nothing_to_order",
        _("No row of %(number)s can be ordered.") % {"number": number},
        remedy=_("Correct a row first; each says what is wrong."),
        facts={"number": number},
    )


def nothing_to_approve(number: str) -> Refusal:
    return Conflict(
        "orders.nothing_to_approve",
        _("No row of %(number)s waits to be sent for approval.") % {"number": number},
        remedy=_("Order the rows first; those your company wants approved can be sent for approval then."),
        facts={"number": number},
    )


def changed_meanwhile(number: str) -> Refusal:
    return Conflict(
        "orders.sheet_changed",
        _("Prices or stock have changed since %(number)s was looked at.") % {"number": number},
        remedy=_("Check it again and order what is right then."),
        facts={"number": number},
    )


def part_unknown() -> Refusal:
    return NotFound(
        "orders.part_unknown",
        _("There is no such part number of your company."),
        field="part_number_id",
        remedy=_("Open the list of your part numbers again."),
    )


def too_many_numbers(most: int) -> Refusal:
    return Conflict(
        "orders.too_many_part_numbers",
        _("At most %(most)s part numbers.") % {"most": most},
        field="number",
        remedy=_("Forget some that are not used any more."),
    )


def wanted_by(day: str) -> str:
    """What an order's note says of its day."""
    return _("Wanted by %(day)s.") % {"day": day}

"""Words of the area: budgets, what is spent on their lines, moves between them."""

from typing import Any

from app.domain.budget_checks import CheckCode, CheckState
from app.domain.budget_columns import Column
from app.domain.budget_import import LineRefusal
from app.domain.budgets import LineState
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    LineState: {
        LineState.WITHIN: _l("Within the plan"),
        LineState.SPENT: _l("Spent in full"),
        LineState.NEAR: _l("Almost spent"),
        LineState.OVER_PLAN: _l("Above the plan"),
        LineState.OVER: _l("Above what is allowed"),
    },
    CheckCode: {
        CheckCode.REQUESTED: _l("The grant’s part is the requested amount"),
        CheckCode.COFINANCING_AMOUNT: _l("Co-financing is as the application says"),
        CheckCode.COFINANCING_SHARE: _l("Share of co-financing"),
        CheckCode.COFINANCING_KIND: _l("Kinds of co-financing that the funder takes"),
        CheckCode.INDIRECT: _l("Ceiling of indirect costs"),
        CheckCode.AT_LEAST: _l("Smallest amount of the call"),
        CheckCode.AT_MOST: _l("Largest amount of the call"),
        CheckCode.HEADINGS: _l("Every category has a heading of the funder"),
    },
    Column: {
        Column.CODE: _l("Code"),
        Column.ITEM: _l("What for"),
        Column.CATEGORY: _l("Category"),
        Column.KEKV: _l("KEKV"),
        Column.UNIT: _l("Unit"),
        Column.QUANTITY: _l("Quantity"),
        Column.PRICE: _l("Price"),
        Column.TOTAL: _l("Planned"),
        Column.SOURCE: _l("Source"),
        Column.GRANT: _l("Grant"),
        Column.OWN: _l("Own contribution"),
        Column.PARTNER: _l("Partner’s contribution"),
        Column.IN_KIND: _l("In kind"),
    },
    LineRefusal: {
        LineRefusal.NO_ITEM: _l("The line does not say what it is for"),
        LineRefusal.TOO_LONG: _l("The text is too long"),
        LineRefusal.NO_CATEGORY: _l("The line has no category"),
        LineRefusal.UNKNOWN_CATEGORY: _l("The category is not known here"),
        LineRefusal.UNKNOWN_SOURCE: _l("The source is not known here"),
        LineRefusal.BAD_AMOUNT: _l("This is not an amount of money"),
        LineRefusal.BAD_QUANTITY: _l("This is not a quantity above zero with at most three decimal places"),
        LineRefusal.NO_PRICE: _l("The line has neither a price nor a sum"),
        LineRefusal.PRICE_NOT_EXACT: _l("The sum divided by the quantity is no whole number of kopiykas"),
        LineRefusal.TOTAL_DIFFERS: _l("The sum is not quantity × price"),
        LineRefusal.TOO_LARGE: _l("The amount is too large"),
        LineRefusal.BAD_KEKV: _l("A KEKV code has four digits"),
        LineRefusal.CODE_TAKEN: _l("The budget already has a line of this code"),
        LineRefusal.CODE_TWICE: _l("The code is in the table twice"),
        LineRefusal.SOURCES_DIFFER: _l("The sources do not add up to the line"),
        LineRefusal.WRONG_COLUMNS: _l("The line has more cells than there are headings"),
    },
    CheckState: {
        CheckState.MET: _l("Fits"),
        CheckState.NOT_MET: _l("Does not fit"),
        CheckState.BY_HAND: _l("Compare yourself"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    LineState: {
        LineState.SPENT: "success",
        LineState.NEAR: "warning",
        LineState.OVER_PLAN: "warning",
        LineState.OVER: "danger",
    },
    CheckState: {CheckState.MET: "success", CheckState.NOT_MET: "warning", CheckState.BY_HAND: "info"},
}
REFUSALS: dict[str, Any] = {
    "code_taken": _l("There is already a line with the code %(value)s."),
    "line_has_spending": _l("Money was spent on the line %(value)s, so it cannot be removed."),
    "line_has_moves": _l("Money was moved to the line %(value)s or from it, so it cannot be removed."),
    "too_many_lines": _l("A budget takes at most %(value)s lines."),
    "table_too_long": _l(
        "The table has %(value)s lines, and a budget takes at most %(most)s. Put together what belongs together, "
        "or leave lines out. Nothing was added."
    ),
    "budget_columns_missing": _l("Say which column says what the line is for, and which one has a price or a sum."),
    "no_lines_to_add": _l("No line of the table can be added."),
    "refused_lines_left": _l("Correct the refused lines, or tick that they are left out."),
    "budget_is_in_use": _l(
        "Money was spent on the present lines or moved between them, so they cannot be removed. "
        "Add the new lines to them."
    ),
    "budget_table_empty": _l("Paste a table or choose a file."),
    "kekv_not_four_digits": _l("A KEKV code has four digits, for example 2210."),
    "moved_more_than_plan": _l("More was moved from this line than it would be planned for."),
    "source_negative": _l("A source cannot pay less than nothing."),
    "sources_above_plan": _l("The sources pay %(value)s more than the line costs. Lower one of them."),
    "sources_below_plan": _l("Nobody pays %(value)s of the line. Enter who does, or choose who pays the rest."),
    "source_required": _l("The line %(value)s has several sources. Choose whose money it is."),
    "source_not_of_line": _l("This source pays nothing of the line %(value)s. Choose another one."),
    "beyond_allowance": _l(
        "This goes further than the agreement allows. Confirm it below and say why, or choose another line."
    ),
    "heading_without_name": _l("Enter the Ukrainian name of the heading %(value)s."),
    "heading_without_code": _l("Enter the code of the heading “%(value)s”."),
    "heading_twice": _l("Two headings have the code %(value)s."),
    "no_such_heading": _l("There is no heading with the code %(value)s. Choose another one below."),
    "same_line": _l("Choose two different lines."),
    "lines_of_two_budgets": _l("Choose two lines of one budget."),
    "reason_of_move_required": _l("Say why the money is moved."),
    "not_enough_left": _l("Only %(value)s of this source is planned on the line and not spent."),
    "beyond_threshold": _l(
        "The plan of the line %(value)s would change by more than %(percent)s of what was agreed. "
        "Move less, or confirm that the funder agrees."
    ),
}

"""How a budget stands against its call, from the records."""

from app.domain.budget_checks import BudgetCheck, BudgetFacts, checks
from app.domain.grants import BudgetCategory
from app.queries.budgets import ZERO, Budget
from models.funder_headings import HeadingSet
from models.grants import Application


def budget_checks(application: Application, found: Budget, headings: HeadingSet | None) -> list[BudgetCheck]:
    """Return the checks of a budget; once a grant is awarded, the award counts instead of what was asked for."""
    categories = found.by_category()
    call = application.call
    indirect = categories.get(BudgetCategory.INDIRECT)
    facts = BudgetFacts(
        by_source={source: sums.planned for source, sums in found.by_source().items()},
        indirect=indirect.planned if indirect else ZERO,
        requested=application.requested_amount if application.awarded_amount is None else None,
        cofinancing=application.cofinancing_amount,
        indirect_percent=call.indirect_percent if call else None,
        cofinancing_percent=call.cofinancing_percent if call else None,
        kinds=call.cofinancing_kinds if call else (),
        least=call.min_amount if call else None,
        most=call.max_amount if call else None,
        same_currency=call is None or call.currency is application.currency,
        without_heading=sum(category not in headings.mapping for category in categories) if headings else None,
    )
    return checks(facts)

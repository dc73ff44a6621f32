"""Applications that continue earlier ones: whether a link would close a circle."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.errors import RuleError


def check_renewal(application_id: int, earlier_id: int, before_earlier: Iterable[int]) -> None:
    """Let a link pass from an application to the earlier one that it renews.

    Args:
        before_earlier: what the earlier one renews, and what that renews, back to the first.

    Raises:
        RuleError: `renewal_of_itself`; `renewal_circle`.
    """
    if application_id == earlier_id:
        raise RuleError("renewal_of_itself", field="renewal_of_id")
    if application_id in frozenset(before_earlier):
        raise RuleError("renewal_circle", field="renewal_of_id")

"""The award of a grant: agreement, tranches with their gates and receipts, amendments, co-financing."""

from views.grants.award import agreement, amendments, cofinancing, gates, page, receipts, tranches

__all__ = ["agreement", "amendments", "cofinancing", "gates", "page", "receipts", "tranches"]

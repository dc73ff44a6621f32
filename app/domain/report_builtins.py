"""The templates of reports that the product comes with."""

from __future__ import annotations

from enum import StrEnum

from app.domain.grants import BudgetCategory, NarrativeSection
from app.domain.report_blocks import Block, BlockKind, Column, default_blocks
from app.domain.text_limits import LimitUnit


class Builtin(StrEnum):
    """A template that the product comes with."""

    GENERIC = "generic"
    EU_FINAL = "eu_final"


def builtin_blocks(which: Builtin) -> tuple[Block, ...]:
    """Return the blocks of a ready-made template; headings in the report's language come from the usual words."""
    return default_blocks() if which is Builtin.GENERIC else _eu_final()


def builtin_categories(which: Builtin) -> dict[BudgetCategory, str]:
    """Return the headings of an EU statement of expenditure by our categories; none for the generic report."""
    if which is Builtin.GENERIC:
        return {}
    groups = {
        "A1 Staff": (BudgetCategory.STAFF, BudgetCategory.SOCIAL_CONTRIBUTIONS),
        "A2 Travel and subsistence": (BudgetCategory.TRAVEL,),
        "A3 Equipment, materials, communication": (
            BudgetCategory.EQUIPMENT,
            BudgetCategory.MATERIALS,
            BudgetCategory.BOOKS,
            BudgetCategory.PRINTING,
            BudgetCategory.PROMOTION,
        ),
        "A4 Sub-contracting": (BudgetCategory.SERVICES,),
        "A5 Events": (BudgetCategory.RENT,),
        "A6 Indirect costs": (BudgetCategory.INDIRECT,),
    }
    return {category: name for name, categories in groups.items() for category in categories}


def _eu_final() -> tuple[Block, ...]:
    """The final narrative and financial report of an EU grant.

    Description, activities against the plan with results, problems and changes, partners, visibility, then the
    statement of the whole project's costs and receipts, the documents and the declarations.
    """
    kinds, texts, characters = BlockKind, NarrativeSection, LimitUnit.CHARACTERS
    return (
        Block(kind=kinds.COVER),
        Block(kind=kinds.FIGURES, section=texts.SUMMARY, required=True, limit=3000, limit_unit=characters),
        Block(kind=kinds.NARRATIVE, section=texts.OBJECTIVES, required=True, limit=4000),
        Block(kind=kinds.ACTIVITIES, section=texts.ACTIVITIES_TEXT, required=True, limit=12_000),
        Block(kind=kinds.INDICATORS, section=texts.RESULTS_TEXT, required=True, limit=8000),
        Block(kind=kinds.NARRATIVE, section=texts.DIFFICULTIES, required=True, limit=4000),
        Block(kind=kinds.PARTICIPANTS, section=texts.BENEFICIARIES_TEXT, limit=4000),
        Block(kind=kinds.PARTNERS, section=texts.PARTNERS_TEXT, limit=4000, hidden=(Column.VOLUNTEERS,)),
        Block(kind=kinds.NARRATIVE, section=texts.SUSTAINABILITY, required=True, limit=4000),
        Block(kind=kinds.NARRATIVE, section=texts.COMMUNICATION, required=True, limit=3000),
        Block(kind=kinds.FINANCE, section=texts.FINANCE_TEXT, required=True, limit=4000),
        Block(kind=kinds.DISBURSEMENTS, continues=True),
        Block(kind=kinds.DOCUMENTS),
        Block(kind=kinds.ANNEXES, hide_when_empty=True),
        Block(kind=kinds.PUBLICATIONS, continues=True, hide_when_empty=True),
        Block(kind=kinds.PHOTOS, continues=True),
        Block(kind=kinds.DECLARATION, required=True),
        Block(kind=kinds.SIGNATURES),
    )

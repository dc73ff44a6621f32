"""The rules of the grant report: sums, gaps and the final mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.events import AttendanceMode, Mark
from app.domain.grant_report import GrantReport, ReportStatus, by_category, by_source
from app.domain.grants import (
    BudgetCategory,
    BudgetSource,
    DeliverableKind,
    DocumentType,
    NarrativeSection,
)
from app.domain.money import Currency
from app.domain.periods import Period
from app.domain.report_blocks import BlockKind, ReportSection
from app.domain.report_gaps import GapCode, ReportIncomplete, gaps, mark_final
from app.domain.report_rows import (
    ActivityRow,
    ActivityState,
    Amounts,
    FinanceLine,
    IndicatorRow,
    ParticipantsRow,
    ParticipantsTable,
    PartnerRow,
    Photo,
    Signature,
    SupportingDocument,
    Tranche,
    total,
)

D = Decimal
DAY = date(2026, 6, 30)
DAY_AFTER = date(2026, 7, 2)
LATE = ActivityRow(title="Клуб", planned_from=date(2026, 2, 1))


def line(planned: str, actual: str, code: str = "1.1", **changes: object) -> FinanceLine:
    values: dict[str, object] = {
        "code": code, "category": BudgetCategory.BOOKS, "source": BudgetSource.GRANT, "item": "Книжки",
    }  # fmt: skip
    return FinanceLine(D(planned), D(actual), **(values | changes))  # type: ignore[arg-type]


def document(amount: str, code: str = "1.1", number: str = "17") -> SupportingDocument:
    return SupportingDocument(
        kind=DocumentType.INVOICE, number=number, issued_on=DAY, counterparty="Книгарня", line_code=code,
        amount=D(amount), currency=Currency.UAH, grant_amount=D(amount),
    )  # fmt: skip


def complete() -> GrantReport:
    words = (
        NarrativeSection.SUMMARY, NarrativeSection.OBJECTIVES, NarrativeSection.COMMUNICATION,
        NarrativeSection.DIFFICULTIES, NarrativeSection.SUSTAINABILITY,
    )  # fmt: skip
    return GrantReport(
        kind=DeliverableKind.FINAL_REPORT, project_title="Читаємо разом",
        agreement_number="7", agreement_on=DAY, funder="Фонд", call="", applicant="Бібліотека",
        applicant_details="",
        period=Period(date(2026, 1, 1), date(2026, 7, 1)), currency=Currency.UAH, base_currency=Currency.UAH,
        award=D("1000"), award_base=D("1000"), leader="Олена Коваль", locale="uk", status=ReportStatus.DRAFT,
        as_of=DAY, narratives=dict.fromkeys(words, "Текст."),
        activities=(ActivityRow(title="Клуб", planned_from=date(2026, 2, 1), done_on=date(2026, 2, 3)),),
        indicators=(IndicatorRow(name="Події", target=D(10), achieved=D(11)),),
        participants=ParticipantsTable(rows=(ParticipantsRow("7–14", (40, 2), True),), events=4),
        partners=(PartnerRow("Ліцей"),), finance=(line("1000", "990.50"),), documents=(document("990.50"),),
        tranches=(Tranche(number=1, amount=D(1000), currency=Currency.UAH, base_amount=D(1000), rate=D(1)),),
        photos=(Photo(b"", "Підпис"),), signatures=(Signature("Директор", "Тарас Мороз"),),
    )  # fmt: skip


def codes(report: GrantReport) -> list[GapCode]:
    return [gap.code for gap in gaps(report)]


def test_a_complete_report_has_no_gap_and_may_be_final() -> None:
    assert gaps(complete()) == []
    assert mark_final(complete()).status is ReportStatus.FINAL


@pytest.mark.parametrize(
    ("changes", "code", "blocking"),
    [
        ({"agreement_number": " "}, GapCode.NO_AGREEMENT_NUMBER, True),
        ({"period": None}, GapCode.NO_PERIOD, True),
        ({"award": None}, GapCode.NO_AWARD, True),
        ({"award": D(0)}, GapCode.NO_AWARD, True),
        ({"leader": ""}, GapCode.NO_LEADER, True),
        ({"activities": ()}, GapCode.NO_ACTIVITIES, True),
        ({"activities": (LATE,)}, GapCode.ACTIVITY_LATE, False),
        ({"indicators": ()}, GapCode.NO_INDICATORS, True),
        ({"indicators": (IndicatorRow(name="Події"),)}, GapCode.INDICATOR_NOT_ACHIEVED, True),
        ({"participants": ParticipantsTable()}, GapCode.NO_PARTICIPANTS, True),
        ({"partners": ()}, GapCode.NO_PARTNERS, False),
        ({"tranches": ()}, GapCode.NO_TRANCHES, False),
        ({"documents": ()}, GapCode.LINE_WITHOUT_DOCUMENTS, True),
        ({"documents": (document("990.49"),)}, GapCode.DOCUMENTS_DIFFER, True),
        ({"documents": (document("990.50", number=""),)}, GapCode.DOCUMENT_WITHOUT_NUMBER, True),
        ({"period": Period(date(2026, 7, 1), DAY_AFTER)}, GapCode.DOCUMENT_OUTSIDE_PROJECT, False),
        ({"period": Period(date(2026, 1, 1), DAY)}, GapCode.DOCUMENT_OUTSIDE_PROJECT, False),
        ({"award": D("990.49")}, GapCode.GRANT_OVERSPENT, True),
        ({"finance": (line("990", "990.50"),)}, GapCode.LINE_OVER_PLAN, False),
        ({"photos": ()}, GapCode.NO_PHOTOS, False),
        ({"photos": (Photo(b"", ""),)}, GapCode.PHOTO_WITHOUT_CAPTION, True),
        ({"signatures": (Signature("Директор", " "),)}, GapCode.NO_SIGNATURES, True),
    ],
)  # fmt: skip
def test_each_missing_thing_is_named(changes: dict[str, object], code: GapCode, blocking: bool) -> None:
    report = replace(complete(), **changes)
    assert [(gap.code, gap.blocking) for gap in gaps(report)] == [(code, blocking)]
    if blocking:
        with pytest.raises(ReportIncomplete) as refused:
            mark_final(report)
        assert refused.value.details["count"] == 1
    else:
        assert mark_final(report).status is ReportStatus.FINAL


def test_money_that_came_before_the_time_of_a_report_is_no_missing_tranche() -> None:
    report = replace(complete(), tranches=(), tranches_before=complete().tranches)
    assert gaps(report) == []
    assert BlockKind.DISBURSEMENTS in report.filled
    assert BlockKind.DISBURSEMENTS not in replace(report, tranches_before=()).filled


def test_a_budget_without_lines_is_a_gap_and_so_is_each_unwritten_section() -> None:
    bare = replace(complete(), finance=(), documents=(), narratives={NarrativeSection.SUMMARY: "  \n"})
    assert codes(bare) == [
        GapCode.NO_SUMMARY, GapCode.NO_OBJECTIVES, GapCode.NO_COMMUNICATION, GapCode.NO_DIFFICULTIES,
        GapCode.NO_SUSTAINABILITY, GapCode.NO_FINANCE,
    ]  # fmt: skip


def test_a_line_without_spending_needs_no_document() -> None:
    assert codes(replace(complete(), finance=(line("1000", "990.50"), line("5", "0", "1.2")))) == []


def test_a_mark_may_not_exceed_everybody() -> None:
    people = ParticipantsTable(rows=(ParticipantsRow("60+", (3, 0)),), marks=((Mark.IDPS, 4), (Mark.VETERANS, 3)))
    found = gaps(replace(complete(), participants=people))
    assert [(gap.code, gap.subject) for gap in found] == [(GapCode.MARK_ABOVE_TOTAL, Mark.IDPS)]


def test_marks_never_add_to_the_participants() -> None:
    rows = (ParticipantsRow("7–14", (40, 2), True), ParticipantsRow("60+", (5, 1)))
    people = ParticipantsTable(rows=rows, marks=((Mark.IDPS, 30),))
    assert (people.by_mode, people.total, people.children) == ((45, 3), 48, 42)


def test_nothing_is_said_about_children_where_nobodys_age_is_known() -> None:
    unstated = ParticipantsRow("вік не зазначено", (23, 0), is_unstated=True)
    assert not ParticipantsTable(rows=(unstated,)).knows_ages
    of_a_period = ParticipantsTable(rows=(unstated,))
    assert (of_a_period.known_total, of_a_period.known_events) == (23, None)
    uncounted = ParticipantsTable(events=2)
    assert (uncounted.known_total, uncounted.known_events) == (None, 2)
    assert (ParticipantsTable().known_total, ParticipantsTable().known_events) == (0, 0)
    assert ParticipantsTable(rows=(ParticipantsRow("60+", (1, 0)), unstated)).knows_ages


def test_a_row_of_participants_needs_a_count_for_each_mode() -> None:
    with pytest.raises(ValueError, match="one count per mode"):
        ParticipantsTable(modes=(AttendanceMode.ON_SITE,), rows=(ParticipantsRow("60+", (1, 2)),))


def test_an_activity_is_late_from_the_day_after_its_last_planned_day() -> None:
    row = ActivityRow(title="Клуб", planned_from=date(2026, 6, 1), planned_to=DAY)
    assert row.state(DAY) is ActivityState.PLANNED
    assert row.state(date(2026, 7, 1)) is ActivityState.LATE
    assert replace(row, done_on=DAY).state(date(2027, 1, 1)) is ActivityState.DONE


def test_sections_are_numbered_from_the_cover() -> None:
    found = complete().sections
    assert [section.usual for section in found] == list(ReportSection)
    assert [section.number for section in found] == list(range(14))


def test_an_amount_without_a_plan_has_no_percentage() -> None:
    assert Amounts(D(0), D(5)).percent is None
    assert Amounts(D("200"), D("150")).percent == D("-25.0")
    assert IndicatorRow(name="x", target=D(0), achieved=D(1)).percent_of_target is None


cents = st.integers(0, 10**13).map(lambda value: Decimal(value) / 100)
lines = st.lists(
    st.builds(
        lambda planned, actual, category, source: FinanceLine(
            planned, actual, code="1", category=category, source=source, item=""
        ),
        cents, cents, st.sampled_from(BudgetCategory), st.sampled_from(BudgetSource),
    ),
    max_size=60,
)  # fmt: skip


@given(lines)
def test_subtotals_by_category_and_by_source_make_the_total_to_the_kopiyka(found: list[FinanceLine]) -> None:
    whole = total(found)
    groups, sources = by_category(found), by_source(found)
    in_kopiykas = sum(int(entry.actual * 100) for entry in found)
    assert int(whole.actual * 100) == in_kopiykas
    assert sum((group.total.actual for group in groups), D(0)) == whole.actual
    assert sum((group.total.planned for group in groups), D(0)) == whole.planned
    assert sum((sums.actual for _source, sums in sources), D(0)) == whole.actual
    assert sum((group.total.difference for group in groups), D(0)) == whole.difference
    assert sum(len(group.lines) for group in groups) == len(found)


def test_shares_are_rounded_halves_up_as_amounts_are() -> None:
    assert Amounts(D(160), D(10)).used == D("6.3")
    assert Amounts(D(160), D(10)).percent == D("-93.8")
    assert IndicatorRow(name="Учасники", target=D(80), achieved=D("0.2")).percent_of_target == D("0.3")

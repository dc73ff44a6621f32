"""Importing aggregated attendance from the command line, on an extract of real figures."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.events import AttendanceMode, CountMethod
from app.domain.imports import ImportStatus
from models.branches import Branch
from models.events import AgeBand, AttendanceCount, BranchFigure, Event, Measure
from models.jobs import ImportRun
from models.search import SearchEntry
from tests.support import factories

DATA = Path(__file__).parent / "data"
ALL = [str(DATA / f"{name}.csv") for name in ("services", "events", "event_attendance", "visits")]
EVENTS, ATTENDANCES, VISITS = 10_432, 155_283, 2_076_502


def run(app: Flask, session: Session, *arguments: str, code: int = 0) -> str:
    """Run a command as a person would, and read what it says."""
    session.commit()
    result = app.test_cli_runner().invoke(args=["import", *arguments])
    session.expire_all()
    assert result.exit_code == code, result.output
    return result.output


def total(session: Session, column: object) -> int:
    return int(session.scalar(sa.select(sa.func.coalesce(sa.func.sum(column), 0))) or 0)


def stored(session: Session) -> tuple[int, int, int]:
    visits = sa.select(sa.func.sum(BranchFigure.value)).where(BranchFigure.measure == Measure.VISITS)
    return (
        total(session, Event.events_count),
        total(session, AttendanceCount.count),
        int(session.scalar(visits) or 0),
    )


def event(session: Session, branch: str, start: str, band: str, end: str) -> Event:
    """Return the summary of the on-site events of a branch, age band and period."""
    wanted = Event.import_key.like(f"%:{AttendanceMode.ON_SITE}:{band}:{start}:{end}")
    return session.scalars(sa.select(Event).join(Branch).where(Branch.code == branch, wanted)).one()


def test_every_figure_of_the_files_arrives(app: Flask, session: Session) -> None:
    output = run(app, session, "attendance", *ALL)
    assert stored(session) == (EVENTS, ATTENDANCES, VISITS)
    for number in (EVENTS, ATTENDANCES, VISITS):
        assert f"{number:,}" in output
    branch = session.scalars(sa.select(Branch).where(Branch.code == "E09000001")).one()
    assert branch.name == "Barbican & Community Libraries"
    assert branch.population == 546 + 301 + 14264
    assert session.scalar(sa.select(sa.func.count(Branch.id))) == 5


def test_a_line_becomes_a_summary_with_a_count_in_its_age_band(app: Flask, session: Session) -> None:
    run(app, session, "attendance", *ALL)
    quarter = event(session, "E09000001", "2023-04-01", "18+", "2023-07-01")
    assert quarter.is_summary
    assert quarter.events_count == 364
    (count,) = quarter.counts
    assert (count.count, count.mode, count.method) == (5617, AttendanceMode.ON_SITE, CountMethod.IMPORTED)
    assert (count.age_band.min_age, count.age_band.max_age, count.age_band.in_grid) == (18, None, False)
    found = session.scalars(sa.select(SearchEntry).where(SearchEntry.record_id == quarter.id)).one()
    assert found.branch_id == quarter.branch_id


def test_own_age_bands_are_used_when_their_ages_fit(app: Flask, session: Session) -> None:
    adults = factories.make_age_band(session, "adults")
    run(app, session, "attendance", str(DATA / "event_attendance.csv"))
    same = sa.select(sa.func.count(AgeBand.id)).where(AgeBand.min_age == 18)
    assert session.scalar(same) == 1
    assert session.scalar(sa.select(AttendanceCount.id).where(AttendanceCount.age_band_id == adults.id).limit(1))


def test_a_second_run_changes_nothing_and_says_so(app: Flask, session: Session) -> None:
    run(app, session, "attendance", *ALL)
    before = session.execute(sa.select(Event.id, Event.version, Event.updated_at).order_by(Event.id)).all()
    output = run(app, session, "attendance", *ALL)
    assert output.count("Nothing changed") == 4
    assert stored(session) == (EVENTS, ATTENDANCES, VISITS)
    assert session.execute(sa.select(Event.id, Event.version, Event.updated_at).order_by(Event.id)).all() == before


def test_events_by_month_and_attendances_by_quarter_live_side_by_side(app: Flask, session: Session) -> None:
    """Each number adds up by itself, so that neither is refused nor counted twice."""
    run(app, session, "attendance", *ALL)
    month = event(session, "E06000038", "2023-04-01", "0-11", "2023-05-01")
    quarter = event(session, "E06000038", "2023-04-01", "0-11", "2023-07-01")
    assert {month.events_count is None, quarter.events_count is None} == {True, False}
    assert sorted([len(month.counts), len(quarter.counts)]) == [0, 1]


def test_a_changed_figure_in_a_newer_file_updates_the_row(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, session, "attendance", *ALL)
    newer = tmp_path / "events.csv"
    text = (DATA / "events.csv").read_text(encoding="utf-8")
    newer.write_text(text.replace("2023-04-01/P3M,364", "2023-04-01/P3M,400"), encoding="utf-8")
    output = run(app, session, "attendance", str(newer))
    assert "Changed: 1\n" in output
    assert stored(session)[0] == EVENTS + 36
    assert event(session, "E09000001", "2023-04-01", "18+", "2023-07-01").events_count == 400


def test_a_year_beside_its_quarters_is_refused_and_nothing_is_imported(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    bad = tmp_path / "events.csv"
    text = (DATA / "events.csv").read_text(encoding="utf-8")
    bad.write_text(text + "E09000001,Physical,Adult,2023-04-01/P1Y,7\n", encoding="utf-8")
    output = run(app, session, "attendance", str(bad), code=1)
    assert "91, Period" in output
    assert stored(session) == (0, 0, 0)
    assert session.scalar(sa.select(sa.func.count(ImportRun.id))) == 0
    run(app, session, "attendance", str(bad), "--skip-refused")
    assert stored(session)[0] == EVENTS
    done = session.scalars(sa.select(ImportRun)).one()
    assert done.status is ImportStatus.DONE
    assert [issue.line for issue in done.issues] == [91]


def test_parts_replace_the_total_that_they_add_up_to(app: Flask, session: Session) -> None:
    run(app, session, "attendance", str(DATA / "services.csv"))
    assert stored(session)[2] == VISITS
    run(app, session, "attendance", str(DATA / "visits.csv"))
    assert stored(session)[2] == VISITS
    wholes = sa.select(sa.func.count(BranchFigure.id)).where(
        BranchFigure.measure == Measure.VISITS, BranchFigure.detail == ""
    )
    assert session.scalar(wholes) == 0


def test_a_total_that_differs_from_its_parts_is_noticed(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, session, "attendance", *ALL)
    wrong = tmp_path / "services.csv"
    text = (DATA / "services.csv").read_text(encoding="utf-8")
    wrong.write_text(text.replace(",341486,", ",341487,"), encoding="utf-8")
    output = run(app, session, "attendance", str(wrong))
    assert "341,487 ≠ 341,486" in output
    assert stored(session)[2] == VISITS


def test_branches_are_found_by_name_and_unknown_ones_can_be_refused(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    branch = factories.make_branch(session, "Філія № 3")
    path = tmp_path / "облік.csv"
    path.write_text(
        "Філія;Форма участі;Вік;Місяць;Кількість заходів;Кількість учасників\n"
        "Філія № 3;На місці;0–11;вересень 2025;12;240\nФілія № 99;Онлайн;18+;2025-09;2;31\n",
        encoding="cp1251",
        errors="replace",
    )
    run(app, session, "attendance", str(path), "--known-branches-only", "--encoding", "cp1251", code=1)
    run(app, session, "attendance", str(path), "--known-branches-only", "--skip-refused", "--encoding", "cp1251")
    (only,) = session.scalars(sa.select(Event))
    assert (only.branch_id, only.events_count, only.counts[0].count) == (branch.id, 12, 240)


def test_a_count_without_a_hint_is_not_guessed(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "2023.csv"
    path.write_bytes((DATA / "event_attendance.csv").read_bytes())
    run(app, session, "attendance", str(path), code=1)
    run(app, session, "attendance", str(path), "--count-is", "attendances")
    assert stored(session) == (0, ATTENDANCES, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in the file"),
        (b"Colour,Taste\nred,sweet\n", "not those of an attendance file"),
        (b"1,2,3\n4,5,6\n", "headings"),
    ],
)
def test_a_file_that_is_no_attendance_is_explained(
    app: Flask, session: Session, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    assert words in run(app, session, "attendance", str(path), code=1)


def test_the_command_answers_in_english_unless_asked_and_titles_are_the_institutions(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "події.csv"
    path.write_text("Філія;Місяць;Вік\nФілія № 3;2025-09;18+\n", encoding="utf-8")
    output = run(app, session, "attendance", str(path), "--count-is", "events", code=1)
    assert "those of an attendance file" in output
    path.write_text("Філія;Місяць;Кількість заходів\nФілія № 3;2025-13;12\n", encoding="utf-8")
    assert "This is not a period in the past" in run(app, session, "attendance", str(path), code=1)
    path.write_text("Філія;Кількість заходів\nФілія № 3;12\n", encoding="utf-8")
    output = run(app, session, "attendance", str(path), code=1)
    assert "No heading is known as: Period." in output and "Choose" not in output
    path.write_text("Філія;Місяць;Кількість заходів\nФілія № 3;2025-09;12\n", encoding="utf-8")
    assert "Lines in the file: 1" in run(app, session, "attendance", str(path))
    assert session.scalars(sa.select(Event.title)).one().startswith("Зведені дані: ")
    assert "Нічого не змінилося" in run(app, session, "attendance", str(path), "--lang", "uk")

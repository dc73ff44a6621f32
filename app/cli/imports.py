"""`import attendance` and `import contacts`: spreadsheets from the command line, all of them or nothing."""

import time
from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask, current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.cli.database import DatabaseGroup
from app.cli.refusing import LANGUAGE
from app.clock import today
from app.domain.attendance_import import AttendanceField, AttendanceFile
from app.domain.errors import RuleError
from app.domain.imports import DuplicateChoice, ImportKind, Issue
from app.formats import comma_is_decimal
from app.i18n import LOCALES, _, _l
from app.labels import label, refusal
from app.labels.imports import counts_words, table_refusal
from app.queries.accounts import account_by_email, first_administrator
from app.queries.custom_fields import definitions
from app.services.accounts import normal_email
from app.services.imports.outcome import Outcome
from app.services.imports.plans import Settings, apply_plan, guess_settings, make_plan, require_fields
from app.services.imports.runs import record_run
from app.spreadsheets import ENCODINGS, Table, UnreadableTable, read_table
from app.templating import number
from models import db

group = DatabaseGroup("import", help="Take over spreadsheets.")

FILES = click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
SKIP = click.option("--skip-refused", is_flag=True, help="Import the other lines when some are refused.")
ENCODING = click.option("--encoding", type=click.Choice(ENCODINGS), help="Of a text file; guessed when omitted.")
LANG = click.option(
    "--lang", type=click.Choice(list(LOCALES)), default=LANGUAGE, show_default=True, help="Language of the answers."
)
SHOWN = 50
# Nothing can be chosen here, as the pages advise.
WORDS = {
    "import_fields_missing": _l(
        "No heading is known as: %(value)s. Rename the headings as the guide says, or import the file in the browser, "
        "where the columns can be chosen."
    ),
    "import_names_missing": _l(
        "No heading is known as any of these: %(value)s. Rename the headings as the guide says, or import the file in "
        "the browser, where the columns can be chosen."
    ),
}


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(group)


@group.command("attendance")
@FILES
@SKIP
@ENCODING
@LANG
@click.option(
    "--count-is",
    type=click.Choice([AttendanceField.EVENTS.value, AttendanceField.ATTENDANCES.value]),
    help="What a column counts that is only called “Count”, when the name of the file does not tell.",
)
@click.option("--known-branches-only", is_flag=True, help="Refuse branches that are not in Mistok yet.")
def attendance(
    files: Sequence[Path],
    skip_refused: bool,
    encoding: str | None,
    lang: str,
    count_is: str | None,
    known_branches_only: bool,
) -> None:
    """Import aggregated attendance: events, participants, visits, branches with their figures.

    The files are recognised by their columns and may come in any order. Importing the same file again
    changes nothing; a newer one updates the figures that differ.
    """
    with force_locale(lang):
        _attendance(files, skip_refused, encoding, count_is or "", add_branches=not known_branches_only)


def _attendance(
    files: Sequence[Path], skip_refused: bool, encoding: str | None, count_is: str, *, add_branches: bool
) -> None:
    tables = []
    for path in files:
        table = _read(path, encoding)
        settings = guess_settings(ImportKind.ATTENDANCE, table.columns, f"{path.name} {count_is}")
        if settings.table is None:
            raise click.ClickException(refusal(RuleError("import_kind_unknown", path.name)))
        settings = Settings(settings.kind, settings.fields, settings.table, add_branches=add_branches)
        tables.append((path, table, settings))
    # Yearly totals come last, so that they are compared with the figures that they add up.
    order = list(AttendanceFile)
    tables.sort(key=lambda item: order.index(item[2].table or AttendanceFile.ACTIVITY))
    _run(tables, skip_refused)


@group.command("contacts")
@FILES
@SKIP
@ENCODING
@LANG
@click.option(
    "--duplicates",
    type=click.Choice([choice.value for choice in DuplicateChoice]),
    default=DuplicateChoice.SKIP.value,
    show_default=True,
    help="What happens to lines that are most probably known contacts.",
)
@click.option(
    "--author", metavar="E-MAIL", help="Whose comments the notes become; the first administrator's when omitted."
)
def contacts(
    files: Sequence[Path], skip_refused: bool, encoding: str | None, lang: str, duplicates: str, author: str | None
) -> None:
    """Import people and organisations."""
    tables = []
    with force_locale(lang):
        author_id = _author(author)
        own = [field.rule for field in definitions(db.session())]
        for path in files:
            table = _read(path, encoding)
            guessed = guess_settings(ImportKind.CONTACTS, table.columns, path.name, own)
            choice = DuplicateChoice(duplicates)
            fields, comma = guessed.fields, comma_is_decimal()
            tables.append((path, table, Settings(guessed.kind, fields, duplicates=choice, decimal_comma=comma)))
        _run(tables, skip_refused, author_id)


def _author(email: str | None) -> int | None:
    """Return whose comments notes become; whoever uses the command line administers Mistok, if nobody is named."""
    session = db.session()
    if email is None:
        return first_administrator(session)
    user = account_by_email(session, normal_email(email))
    if user is None:
        raise click.ClickException(f"There is no account {email}")
    return user.id


def _read(path: Path, encoding: str | None) -> Table:
    try:
        return read_table(path.read_bytes(), path.name, encoding=encoding)
    except UnreadableTable as error:
        raise click.ClickException(f"{path.name}: {table_refusal(error)}") from error


def _run(tables: Sequence[tuple[Path, Table, Settings]], skip_refused: bool, author_id: int | None = None) -> None:
    """Import the tables in one transaction, say what was done, and undo all of it when lines were refused."""
    session = db.session()
    done: list[tuple[Path, Settings, Outcome, float]] = []
    for path, table, settings in tables:
        started = time.perf_counter()
        try:
            outcome = _import(session, path, table, settings, author_id)
        except RuleError as error:
            session.rollback()
            _print_all(done, is_written=False)
            raise click.ClickException(f"{path.name}: {_refusal(error)}") from error
        done.append((path, settings, outcome, time.perf_counter() - started))
    refused = sum(outcome.refused for _path, _settings, outcome, _time in done)
    is_written = skip_refused or not refused
    _print_all(done, is_written=is_written)
    if not is_written:
        session.rollback()
        raise click.ClickException(
            _("Nothing was imported. Refused lines: %(num)d. Correct them, or add --skip-refused.", num=refused)
        )
    session.commit()


def _import(session: Session, path: Path, table: Table, settings: Settings, author_id: int | None) -> Outcome:
    """Import one table and return its totals and its refused lines; titles are in the institution's language."""
    require_fields(settings)
    plan = make_plan(session, table, settings, today=today())
    with force_locale(current_app.config["BABEL_DEFAULT_LOCALE"]):
        apply_plan(session, plan, author_id=author_id)
    record_run(session, path.name, settings, plan.outcome)
    return plan.outcome


def _refusal(error: RuleError) -> str:
    words = WORDS.get(error.code)
    return str(words) % {"value": error.value} if words else refusal(error)


def _print_all(done: Sequence[tuple[Path, Settings, Outcome, float]], *, is_written: bool) -> None:
    for path, settings, outcome, elapsed in done:
        _print(path, settings, outcome, elapsed, is_written=is_written)


def _print(path: Path, settings: Settings, outcome: Outcome, elapsed: float, *, is_written: bool) -> None:
    counts = outcome.summary()["counts"]
    what = label(settings.table or settings.kind)
    lines = outcome.counts["lines"]
    speed = _("%(count)s lines a second", count=number(round(lines / max(elapsed, 0.001))))
    click.echo(f"{path.name}: {what} ({speed})")
    for name, words in counts_words(is_written=is_written).items():
        if counts.get(name) or name in {"lines", "refused"}:
            click.echo(f"  {words}: {number(counts.get(name, 0))}")
    changed = ("created", "updated", "branches", "branches_updated", "organisations")
    if not any(counts.get(name) for name in changed):
        click.echo("  " + _("Nothing changed.") + " " + _("The database already holds these lines."))
    for title, chosen in (
        (_("Refused"), [issue for issue in outcome.issues if issue.is_refusal]),
        (_("Lines to look at"), [issue for issue in outcome.issues if not issue.is_refusal]),
    ):
        _print_issues(title, chosen)


def _print_issues(title: str, issues: Sequence[Issue]) -> None:
    if not issues:
        return
    click.echo(f"  {title}:", err=True)
    for issue in issues[:SHOWN]:
        place = ", ".join(filter(None, (str(issue.line), issue.column)))
        click.echo(f"    {place}: {label(issue.code)}: {issue.value}", err=True)
    if len(issues) > SHOWN:
        click.echo(f"    … {len(issues) - SHOWN}", err=True)

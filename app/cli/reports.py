"""`grant-report`: the report of one application as a file; `grant-reports`: all that are due in a month."""

from pathlib import Path

import click
from flask import Flask
from flask_babel import force_locale

from app.cli.database import needs_database
from app.clock import today
from app.domain.grant_report import GrantReport
from app.domain.grants import DeliverableKind
from app.domain.period_text import parse_period
from app.domain.periods import InvalidPeriod
from app.domain.report_formats import ReportFormat
from app.domain.report_gaps import Gap, gaps
from app.grant_report_pdf import section_words
from app.labels import label
from app.live_report import Wanted, live_report, report_files
from app.queries.reports_due import reports_due
from app.report_batch import INDEX, Order, Outcome, make_report_file, write_index
from app.report_files import RenderFailed
from models import db
from models.grants import Application

FORMAT = click.option(
    "--format", "format_", type=click.Choice([kind.value for kind in ReportFormat]), default="pdf", show_default=True,
    help="Format of the file.",
)  # fmt: skip


def register(app: Flask) -> None:
    """Attach the commands."""
    app.cli.add_command(make_report)
    app.cli.add_command(make_reports)


@click.command("grant-report")
@click.argument("application_id", type=int)
@click.option(
    "--lang", type=click.Choice(["uk", "en"]), default="uk", show_default=True, help="Language of the report."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option("--interim", is_flag=True, help="An interim report instead of the final one.")
@FORMAT
@needs_database
def make_report(application_id: int, lang: str, out: Path, interim: bool, format_: str) -> None:
    """Write the report of application APPLICATION_ID: as PDF, as DOCX, or its money as XLSX.

    What the report lacks goes to the standard error, in the language of the report. A report that is not
    marked as final, or lacks something required, is a draft with a watermark. The exit code is 0 when the
    file was written, 1 when it was not, 2 for a wrong call.
    """
    session = db.session()
    application = session.get(Application, application_id)
    if application is None:
        raise click.ClickException(f"There is no application {application_id}")
    kind = DeliverableKind.INTERIM_REPORT if interim else DeliverableKind.FINAL_REPORT
    report = live_report(session, application, Wanted(lang, kind), today=today())
    missing = gaps(report)
    with force_locale(lang):
        for gap in missing:
            click.echo(described(gap, report), err=True)
    try:
        out.write_bytes(report_files().file(report, ReportFormat(format_)).read_bytes())
    except RenderFailed as error:
        raise click.ClickException(f"The report could not be set: {error}") from error
    except OSError as error:
        raise click.ClickException(f"Cannot write {out}: {error.strerror}") from error
    required = sum(gap.blocking for gap in missing)
    click.echo(f"{out}: {report.status.value}, {out.stat().st_size / 1024:.0f} KB, required items missing: {required}")


def described(gap: Gap, report: GrantReport) -> str:
    """Return one line about a gap."""
    need = "required" if gap.blocking else "advised"
    subject = f": {label(gap.subject)}" if gap.subject else ""
    return f"{need}: {section_words(gap, report)}: {label(gap.code)}{subject}"


@click.command("grant-reports")
@click.option("--due", required=True, metavar="YYYY-MM", help="The month in which the reports are due.")
@click.option(
    "--lang", type=click.Choice(["uk", "en"]), default="uk", show_default=True, help="Language of the reports."
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder to write into.",
)
@FORMAT
@needs_database
def make_reports(due: str, lang: str, out: Path, format_: str) -> None:
    """Write the interim and final reports that are due in a month, and index.csv with what each lacks.

    The exit code is 0 when every report was written, 1 when one was not, 2 for a wrong call.
    """
    try:
        period = parse_period(due)
    except InvalidPeriod as error:
        raise click.BadParameter("Write the month as 2026-12", param_hint="--due") from error
    session = db.session()
    order = Order(lang, ReportFormat(format_), today())
    try:
        out.mkdir(parents=True, exist_ok=True)
        outcomes: list[Outcome] = []
        for row in reports_due(session, period):
            made = make_report_file(session, row, order, out, [outcome.file for outcome in outcomes])
            outcomes.append(made)
            click.echo(f"{made.file}: {made.status}, required items missing: {made.required}" if made.file else
                       f"{made.project}: {made.trouble}", err=not made.file)  # fmt: skip
        write_index(out / INDEX, outcomes, lang)
    except OSError as error:
        raise click.ClickException(f"Cannot write into {out}: {error.strerror}") from error
    missing = sum(not outcome.file for outcome in outcomes)
    click.echo(f"{out}: {len(outcomes) - missing} of {len(outcomes)} reports written")
    if missing:
        raise SystemExit(1)

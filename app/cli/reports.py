"""`grant-report`: the PDF of one application."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.domain.grant_report import GrantReport
from app.domain.grants import DeliverableKind
from app.domain.report_gaps import Gap, gaps
from app.grant_report_pdf import section_words
from app.labels import label
from app.live_report import Wanted, live_report, report_files
from app.report_files import RenderFailed
from models import db
from models.grants import Application
from views.clock import today


def register(app: Flask) -> None:
    """Attach the command."""
    app.cli.add_command(make_report)


@click.command("grant-report")
@click.argument("application_id", type=int)
@click.option(
    "--lang", type=click.Choice(["uk", "en"]), default="uk", show_default=True, help="Language of the report."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option("--interim", is_flag=True, help="An interim report instead of the final one.")
@with_appcontext
def make_report(application_id: int, lang: str, out: Path, interim: bool) -> None:
    """Write the PDF report of application APPLICATION_ID.

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
        out.write_bytes(report_files().pdf(report).read_bytes())
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

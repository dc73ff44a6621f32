"""`grant-report`: the PDF of one application."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.domain.grant_report import gaps, mark_final
from app.domain.grants import DeliverableKind
from app.domain.money import Currency
from app.grant_report_pdf import pdf_bytes
from app.queries.grant_report import Request, grant_report
from app.uploads import FileStore
from models import db
from models.base import utc_now
from models.grants import Application


def register(app: Flask) -> None:
    """Attach the command."""
    app.cli.add_command(make_report)


@click.command("grant-report")
@click.argument("application_id", type=int)
@click.option("--lang", type=click.Choice(["uk", "en"]), default="uk", help="Language of the report.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write it.")
@click.option("--interim", is_flag=True, help="An interim report instead of the final one.")
@with_appcontext
def make_report(application_id: int, lang: str, out: Path, interim: bool) -> None:
    """Write the PDF report of an application; what it lacks is printed, and a draft carries a watermark."""
    session = db.session()
    application = session.get(Application, application_id)
    if application is None:
        raise click.ClickException(f"There is no application {application_id}")
    store = FileStore(current_app.config["DATA_DIR"] / "uploads")
    kind = DeliverableKind.INTERIM_REPORT if interim else DeliverableKind.FINAL_REPORT
    base = Currency(current_app.config["BASE_CURRENCY"])
    wanted = Request(application_id, lang, utc_now().date(), base, kind)
    with force_locale(lang):
        report = grant_report(session, wanted, lambda token: store.path(token).read_bytes())
    if report is None:
        raise click.ClickException(f"There is no application {application_id}")
    missing = gaps(report)
    for gap in missing:
        need = "required" if gap.blocking else "advised"
        click.echo(f"{need}: {gap.code.value}{': ' + gap.subject if gap.subject else ''}", err=True)
    if application.report_final_at is not None and not any(gap.blocking for gap in missing):
        report = mark_final(report)
    out.write_bytes(pdf_bytes(report))
    click.echo(f"{out}: {report.status.value}, {out.stat().st_size / 1024:.0f} KB")

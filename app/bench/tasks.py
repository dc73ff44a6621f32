"""Work that is measured as a whole process: start, import, report."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from config import ROOT

START = """
import json, time
t = time.perf_counter()
from app import create_app
app = create_app()
answer = app.test_client().get("/login")
assert answer.status_code == 200, answer.status_code
print(json.dumps({"seconds": time.perf_counter() - t}))
"""

REPORT = """
import io, json, resource, time
from app import create_app
app = create_app()
with app.app_context(), app.test_request_context():
    from dataclasses import replace
    from flask_babel import force_locale
    from app.domain.money import Currency
    from app.live_report import report_files
    from app.queries.grant_report import Request, grant_report
    from models import db
    from datetime import date
    times = []
    with force_locale("uk"):
        for title in ("", "again"):
            t = time.perf_counter()
            wanted = Request(1, "uk", date(2026, 11, 22), Currency.UAH)
            report = grant_report(db.session(), wanted, lambda token: b"")
            report = replace(report, project_title=report.project_title + title)
            data = report_files().pdf(report).read_bytes()
            times.append(time.perf_counter() - t)
import pypdf
pages = len(pypdf.PdfReader(io.BytesIO(data)).pages)
print(json.dumps({"cold": times[0], "warm": times[1], "size": len(data), "pages": pages,
                  "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}))
"""


def run_script(script: str, env: dict[str, str]) -> dict[str, float]:
    """Run a script in its own process and return the figures that it prints last."""
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    figures: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def contacts_file(path: Path, rows: int, name: Callable[[int], str]) -> None:
    """Write a spreadsheet of people to import."""
    lines = ["Прізвище;Ім’я;E-mail;Телефон;Місто"]
    lines += [f"{name(n)};Оксана;import{n}@example.org;+38067{n:07};Рівне" for n in range(rows)]
    path.write_text("\n".join(lines), encoding="utf-8")

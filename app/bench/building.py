"""Building the data of a benchmark, and the rate of an import, each in a process of its own."""

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.bench.tasks import contacts_file, run_script

BUILD = """
import json, sys
from app.migrations import upgrade
from app import create_app
app = create_app()
with app.app_context():
    upgrade()
    from app.bench.data import Size, build, index_words
    from models import db
    session = db.session()
    build(session, Size(**json.loads(SIZE)))
    index_words(session)
    from models.planner import refresh_statistics
    refresh_statistics(session)
    db.session.commit()
print(json.dumps({}))
"""

COPY = """
import json, os
from pathlib import Path
from app.migrations import upgrade
from app import create_app
app = create_app()
with app.app_context():
    upgrade()
    from app.bench.copying import copy_database
    copy_database(Path(BUILT), os.environ["DATABASE_URL"])
print(json.dumps({}))
"""

IMPORTED_ROWS = 20_000


def build_database(env: dict[str, str], size: Any) -> float:
    """Migrate and fill the database of an environment on SQLite; return the seconds it took."""
    started = time.perf_counter()
    run_script(f"SIZE = {json.dumps(json.dumps(asdict(size)))}\n{BUILD}", env)
    return time.perf_counter() - started


def copy_to_postgresql(built: Path, env: dict[str, str]) -> float:
    """Migrate the database of an environment on PostgreSQL and fill it; return the seconds it took."""
    started = time.perf_counter()
    run_script(f"BUILT = {str(built)!r}\n{COPY}", env)
    return time.perf_counter() - started


def import_rate(env: dict[str, str], folder: Path) -> float:
    """Import a spreadsheet of people and return the rows a second, duplicates detected."""
    path = folder / "people.csv"
    contacts_file(path, IMPORTED_ROWS, lambda number: f"Імпортенко{number}")
    figures = run_script(f"PATH = {str(path)!r}\n{IMPORT}", env)
    return IMPORTED_ROWS / figures["seconds"]


IMPORT = """
import json, time
from app import create_app
app = create_app()
runner = app.test_cli_runner()
t = time.perf_counter()
result = runner.invoke(args=["import", "contacts", PATH])
assert result.exit_code == 0, result.output
print(json.dumps({"seconds": time.perf_counter() - t}))
"""

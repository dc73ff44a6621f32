"""Grant reports of two lengths with large photographs: how long each format takes, and how large it becomes."""

import json

from app.bench.tasks import run_script

# Application, activities, supporting documents: about 15 pages, and about 150.
LENGTHS = ((2, 20, 180), (3, 1_300, 3_400))
PHOTOS = 12

REPORT = """
import io, json, random, resource, time
from datetime import date, timedelta
from PIL import Image
from app import create_app
app = create_app()
NUMBER, ACTIVITIES, DOCUMENTS, PHOTOS = LENGTH


def photograph(number):
    # Noise over blocks of colour, as large as a photograph of a camera: about five megabytes.
    chance = random.Random(number)
    picture = Image.new("RGB", (4000, 3000), "white")
    for left in range(0, 4000, 40):
        tint = tuple(chance.randrange(256) for _ in range(3))
        picture.paste(tint, (left, chance.randrange(900), left + 38, 3000))
    out = io.BytesIO()
    Image.blend(picture, Image.effect_noise((4000, 3000), 60).convert("RGB"), 0.3).save(out, "JPEG", quality=92)
    return out.getvalue()


with app.app_context(), app.test_request_context():
    import sqlalchemy as sa
    from app.live_report import Wanted, live_report, report_files
    from app.domain.report_formats import ReportFormat
    from app.uploads import FileStore, Kind
    from models import db
    from models.files import Attachment
    from models.grant_money import BudgetLine, BudgetLineSource, Expenditure
    from models.grant_work import PlannedActivity
    from models.grants import Application
    session = db.session()
    application = session.get(Application, NUMBER)
    first = date(2026, 1, 1)
    line = BudgetLine(application_id=NUMBER, code="1", category="materials", item="Матеріали",
                      quantity=1, price=500_000, planned=500_000,
                      sources=[BudgetLineSource(source="grant", amount=500_000)])
    session.add(line)
    session.flush()
    session.execute(sa.insert(PlannedActivity), [
        {"application_id": NUMBER, "title": f"Зустріч читацького клубу № {n} з авторкою", "place": f"Філія № {n % 25}",
         "planned_from": first + timedelta(days=n % 300), "done_on": first + timedelta(days=n % 300),
         "responsible": "Оксана Ковальчук", "note": "", "version": 1}
        for n in range(ACTIVITIES)])
    session.execute(sa.insert(Expenditure), [
        {"application_id": NUMBER, "budget_line_id": line.id, "source": "grant", "amount": 100,
         "spent_on": first + timedelta(days=n % 300), "currency": "UAH", "base_amount": 100, "grant_amount": 100,
         "rate": 1, "rate_date": first, "rate_source": "same_currency", "document_type": "invoice",
         "document_number": f"РН-{n}", "counterparty": "ТОВ «Книжковий гурт»", "note": "", "version": 1}
        for n in range(DOCUMENTS)])
    store = FileStore(app.config["DATA_DIR"] / "uploads")
    uploaded = 0
    for n in range(PHOTOS):
        data = photograph(n)
        uploaded += len(data)
        stored = store.save(io.BytesIO(data), "фото.jpg", max_bytes=10**8, allowed={Kind.IMAGE})
        session.add(Attachment(application_id=NUMBER, token=stored.token, filename="фото.jpg", size=stored.size,
                               content_type=stored.content_type, sha256=stored.sha256, is_photo=True, in_report=True,
                               caption=f"Подія {n}"))
    session.commit()
    figures = {"uploaded": uploaded}
    wanted = Wanted("uk")
    for name in ("photos", "again"):
        t = time.perf_counter()
        report = live_report(session, application, wanted, today=date(2026, 11, 22))
        figures[name] = time.perf_counter() - t
    for kind in ReportFormat:
        t = time.perf_counter()
        data = report_files().file(report, kind).read_bytes()
        figures[kind.value] = figures["again"] + time.perf_counter() - t
        figures[f"{kind.value}_size"] = len(data)
        if kind is ReportFormat.PDF:
            import pypdf
            figures["pages"] = len(pypdf.PdfReader(io.BytesIO(data)).pages)
            figures["memory"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps(figures))
"""


def report_lines(env: dict[str, str]) -> list[str]:
    """Return a line of figures for each length of report."""
    lines = []
    for length in LENGTHS:
        found = run_script(f"LENGTH = {json.dumps([*length, PHOTOS])}\n{REPORT}", env)
        sizes = {kind: found[f"{kind}_size"] / 1024 / 1024 for kind in ("pdf", "docx", "xlsx")}
        lines.append(
            f"report of {found['pages']:.0f} pages, {PHOTOS} photographs of {found['uploaded'] / 1024 / 1024:.0f} MB: "
            f"photographs made small {found['photos'] - found['again']:.1f} s, once; "
            f"PDF {found['pdf']:.1f} s, {sizes['pdf']:.1f} MB, {found['memory']:.0f} MB of memory; "
            f"DOCX {found['docx']:.1f} s, {sizes['docx']:.1f} MB; XLSX {found['xlsx']:.1f} s, {sizes['xlsx']:.1f} MB"
        )
    return lines

"""The work on the applications of the demo: forms, texts of the library, sections, documents, teams, versions."""

import io

import sqlalchemy as sa
from flask_babel import force_locale

from app.demo.application_words import FORMS, TEAMS, TEXTS, Asked, Paper, Written
from app.demo.library_words import BLOCKS
from app.demo.world import World
from app.domain.tasks import TaskState
from app.domain.text_limits import fingerprint
from app.queries.application_work import documents_of, sections_of
from app.queries.timetables import timetable_templates
from app.services.application_versions import take_version
from app.services.application_work.documents import DocumentStanding, attach, edit_document, take_documents
from app.services.application_work.sections import take_sections, write_section
from app.services.application_work.team import add_member
from app.services.call_forms import DOCUMENT_FACTS, DocumentData, FormRow, SectionData, facts_of, save_call_form
from app.services.files import attach_file
from app.services.tasks import do_task
from app.services.text_blocks import BlockData, archive_block, save_block
from app.services.timetables import ship_timetable, start_timetable
from models.application_work import ApplicationDocument, ApplicationSection
from models.grants import Application
from models.tasks import Task
from models.text_blocks import TextBlockVersion

_PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def add_text_library(world: World) -> None:
    """Write down the texts with all their versions, and the forms of the calls."""
    for item in BLOCKS:
        block = None
        for days, text in item.versions:
            data = BlockData(title=item.title, topic=item.topic, text=text, locale=item.locale, tags=item.tags)
            now = world.moment(world.workday(days), 11)
            block = save_block(world.session, block, data, by=world.coordinator, now=now)
            world.blocks[item.key] = block
            block.updated_at = now
        if item.archived and block is not None:
            archive_block(world.session, block, now=world.moment(world.workday(90)))
            block.updated_at = world.moment(world.workday(90))
    for key, (sections, papers, locale) in FORMS.items():
        save_call_form(
            world.session,
            world.calls[key],
            [FormRow(None, place, _section(row, locale)) for place, row in enumerate(sections, start=1)],
            [FormRow(None, place, _paper(row)) for place, row in enumerate(papers, start=1)],
            now=world.moment(world.workday(30)),
        )


def begin_work(world: World, key: str, application: Application, begun: int) -> None:
    """Write what is written of an application before it moves on, `begun` days ago."""
    if key not in TEXTS:
        return
    with force_locale("uk"):
        take_sections(world.session, application)
    take_documents(world.session, application)
    for role, who in TEAMS[key]:
        person = {"user_id": world.users[who].id} if who else {"contact_id": world.givers[0].id} if world.givers else {}
        if person:
            add_member(world.session, application, role, **person)
    sections = sections_of(world.session, application.id)
    for number, item in enumerate(TEXTS[key]):
        _write(world, sections[item.place - 1], item, begun - 3 - number)


def add_application_papers(world: World) -> None:
    """Attach documents, plan back from the deadline, and freeze versions besides those of submission."""
    with force_locale("uk"):
        ship_timetable(world.session, now=world.moment(world.workday(200)))
    season, evz = world.applications["season"], world.applications["evz"]
    _papers(world, season)
    _timetable(world, season)
    _version(world, season, "Перша чернетка для директорки", 9)
    section = sections_of(world.session, season.id)[1]
    _write(world, section, Written(2, section.text.replace("62 %", "64 %")), 2)
    _version(world, evz, "Відповіді на уточнення", 4)
    clarified = sections_of(world.session, evz.id)[2]
    more = clarified.text + " Меблі купуємо в місцевої майстерні, тому гарантія й ремонт – поруч."
    _write(world, clarified, Written(3, more), 1)
    _version(world, world.applications["nearby"], "Перед звітуванням", 19)


def _section(row: Asked, locale: str) -> SectionData:
    return SectionData(
        title=row.title,
        hint=row.hint,
        limit_unit=row.unit if row.limit else None,
        limit_count=row.limit,
        locale=locale,
        required=row.required,
    )


def _paper(row: Paper) -> DocumentData:
    return DocumentData(title=row.title, hint=row.hint, required=row.required, max_age_months=row.months)


def _write(world: World, section: ApplicationSection, item: Written, days: int) -> None:
    newest = sa.select(TextBlockVersion.id).where(
        TextBlockVersion.block_id.in_([world.blocks[key].id for key in item.blocks])
    )
    write_section(
        world.session,
        section,
        item.text,
        grew_from=fingerprint(section.text),
        ready=item.ready,
        by=world.coordinator,
        used=list(world.session.scalars(newest.order_by(TextBlockVersion.number).limit(1))),
        now=world.moment(world.workday(max(days, 1)), 15),
    )


def _papers(world: World, application: Application) -> None:
    """Half of the list is done: two files, one of them too old, and one that is not needed."""
    extract, decision, _letters, consent, *_rest = documents_of(world.session, application.id)
    for document, name, days in ((extract, "витяг-єдр.pdf", 95), (decision, "неприбутковість.pdf", 400)):
        row = attach_file(
            world.session, world.store, "application", application.id, _stream(), name, by=world.users["staff"]
        )
        row.uploaded_at = world.moment(world.workday(8))
        attach(world.session, document, row)
        standing = DocumentStanding(attachment_id=row.id, issued_on=world.workday(days))
        edit_document(world.session, document, _data(document), standing)
    reason = DocumentStanding(not_needed="Засновник є співзаявником, згода вже у формі")
    edit_document(world.session, consent, _data(consent), reason)


def _data(document: ApplicationDocument) -> DocumentData:
    return DocumentData(**facts_of(document, DOCUMENT_FACTS))


def _stream() -> io.BytesIO:
    return io.BytesIO(_PAPER)


def _timetable(world: World, application: Application) -> None:
    """Start the timetable five weeks before its deadline and do its first steps."""
    template = timetable_templates(world.session)[0]
    begun = world.workday(35)
    checklist = start_timetable(world.session, template, application, by=world.coordinator, today=begun)
    checklist.started_at = world.moment(begun)
    steps = world.session.scalars(
        sa.select(Task).where(Task.checklist_id == checklist.id).order_by(Task.due_key, Task.id)
    )
    for task in list(steps)[:4]:
        if task.state is TaskState.OPEN and task.due_on is not None:
            now = world.moment(min(task.due_on, world.workday(1)), 16)
            do_task(world.session, task, by=world.coordinator, now=now, today=world.today)


def _version(world: World, application: Application, name: str, days: int) -> None:
    day = world.workday(days)
    with force_locale("uk"):
        take_version(world.session, application, name, by=world.coordinator, at=world.moment(day, 17), today=day)

"""An import step by step, as a person sees it."""

from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.contacts import OrganisationType
from app.domain.imports import ImportStatus
from models.contacts import Person
from models.events import Event
from models.jobs import ImportRun
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import Page, PageClient

DATA = Path(__file__).parent / "data"
PEOPLE = "Прізвище;Ім’я;E-mail\nҐудзь;Олена;olena@example.org\nЇжакевич;Тарас;taras@example.org\n"
WITH_REFUSAL = PEOPLE + "Поганий;Лист;не-адреса\n"


def upload(me: PageClient, content: bytes | str, name: str = "c.csv", status: int = 302, **fields: str) -> Page:
    data = content.encode() if isinstance(content, str) else content
    form = {"kind": "contacts", "encoding": "", **fields, "file": (BytesIO(data), name)}
    return me.post("/imports/new", form, status, content_type="multipart/form-data")


def checked(me: PageClient, content: bytes | str, name: str = "c.csv", **fields: str) -> Page:
    """Upload a file, accept the guessed columns, and return the preview."""
    columns = me.follow(upload(me, content, name, **fields))
    return me.follow(me.submit(columns, css="main form[method=post].form-page"))


def people(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count(Person.id))) or 0


def test_contacts_go_from_the_file_to_the_result(login, session: Session) -> None:
    me = login("coordinator")
    preview = checked(me, PEOPLE)
    assert "Ґудзь Олена" in preview.text
    assert "Every line can be imported." in preview.text
    # Columns in which nothing stands are not taken for figures.
    assert not preview.select("table.plain th.num")
    assert "To be added" in preview.texts(".kv dt") and "Added" not in preview.texts(".kv dt")
    assert people(session) == 0
    result = me.follow(me.submit(preview, css="main form[action$=start]"))
    assert "The file is imported." in result.text
    assert len(result.select(".stepper .bi-check-lg")) == 4 and result.texts(".stepper li")[-1] == "Done – done"
    assert "Added" in result.texts(".kv dt") and "To be added" not in result.texts(".kv dt")
    assert people(session) == 2
    assert "c.csv" in me.get("/imports").text


def test_notes_are_shown_before_they_become_comments_and_columns_without_a_field_are_named(
    login, session: Session
) -> None:
    me = login("coordinator")
    columns = me.follow(upload(me, "Прізвище;Примітки;Улюблена книга\nҐудзь;Дзвонити після 18;Енеїда\n"))
    assert "No field for: Улюблена книга." in columns.text
    preview = me.follow(me.submit(columns, css="main form[method=post].form-page"))
    assert "Дзвонити після 18" in preview.text
    me.submit(preview, css="main form[action$=start]")
    person = session.scalars(sa.select(Person)).one()
    record = me.get(f"/contacts/{person.id}")
    assert "Дзвонити після 18" in record.text


def test_attendance_goes_from_the_file_to_the_result(login, session: Session) -> None:
    me = login("coordinator")
    preview = checked(me, (DATA / "events.csv").read_bytes(), "events.csv", kind="attendance")
    assert "Barbican" not in preview.text
    assert "E09000001" in preview.text
    result = me.follow(me.submit(preview, css="main form[action$=start]"))
    assert "10,432" in result.text
    assert session.scalar(sa.select(sa.func.sum(Event.events_count))) == 10_432
    assert "/events?summary=1" in result.links


def test_the_other_lines_are_imported_only_when_a_person_agrees(login, session: Session) -> None:
    me = login("coordinator")
    preview = checked(me, WITH_REFUSAL)
    assert "This does not look like an e-mail address" in preview.text
    refused = me.submit(preview, status=422, css="main form[action$=start]")
    assert any("Some lines are refused" in error for error in refused.errors())
    assert people(session) == 0
    me.submit(preview, {"skip_refused": "y"}, css="main form[action$=start]")
    assert people(session) == 2


def test_a_refused_file_is_checked_again_after_a_branch_was_added(login, session: Session) -> None:
    me = login("coordinator")
    rows = "Філія;Місяць;Кількість заходів;Кількість учасників\nФілія № 3;2025-09;12;16616\n"
    columns = me.follow(upload(me, rows, "облік.csv", kind="attendance"))
    preview = me.follow(me.submit(columns, {"add_branches": None}, css="main form.form-page"))
    assert "There is no such branch" in preview.text
    factories.make_branch(session, "Філія № 3")
    session.commit()
    (button,) = preview.select("main button[formaction$=check]")
    again = me.follow(me.post(str(button["formaction"])))
    assert "Every line can be imported." in again.text and "There is no such branch" not in again.text
    assert not again.select("button[formaction$=check]")
    assert again.texts("tbody td.num") == ["12", "16,616"]
    me.submit(again, css="main form[action$=start]")
    assert me.post(preview.path + "/check", status=422)


def test_a_misspelt_branch_is_added_only_where_it_was_wanted(login, session: Session) -> None:
    factories.make_branch(session, "Центральна бібліотека")
    session.commit()
    me = login("coordinator")
    rows = "Назва філії;Місяць;Заходи;Учасники\nЦентральна бібліотека;2025-09;1;10\nЦентральна бібліотка;2025-09;1;10\n"
    columns = me.follow(upload(me, rows, "облік.csv", kind="attendance"))
    preview = me.follow(me.submit(columns, css="main form.form-page"))
    assert "There is no such branch" in preview.text
    # The preview says how to have them added, and leads there.
    assert any(link.endswith("/columns#add_branches") for link in preview.links)
    wanted = me.follow(me.submit(columns, {"add_branches": "y"}, css="main form.form-page"))
    assert "There is no such branch" not in wanted.text
    assert not any(link.endswith("#add_branches") for link in wanted.links)


def test_refused_lines_can_be_taken_away(login) -> None:
    me = login("coordinator")
    preview = checked(me, WITH_REFUSAL)
    (link,) = [url for url in preview.links if url.endswith("issues.csv")]
    text = me.get(link).html
    assert "4,E-mail,This does not look like an e-mail address,не-адреса,Yes" in text


def test_columns_can_be_chosen_by_hand(login, session: Session) -> None:
    me = login("coordinator")
    columns = me.follow(upload(me, "A;B\nҐудзь;Олена\n"))
    missing = me.submit(columns, status=422, css="main form.form-page")
    assert any("Choose a column for at least one of these" in error for error in missing.errors())
    twice = {"field_last_name": "A", "field_first_name": "A"}
    refused = me.submit(columns, twice, status=422, css="main form.form-page")
    assert any("One column cannot serve two fields" in error for error in refused.errors())
    chosen = {"field_last_name": "A", "field_first_name": "B"}
    preview = me.follow(me.submit(columns, chosen, css="main form.form-page"))
    assert "Ґудзь Олена" in preview.text


def test_the_kind_of_an_attendance_table_can_be_changed(login) -> None:
    me = login("coordinator")
    columns = me.follow(upload(me, "Authority,Period,Count\nB1,2024,5\n", "x.csv", kind="attendance"))
    assert "Number of participants" in columns.text
    visits = me.get(columns.path + "?table=visits")
    assert "Place of the visit" in visits.text
    chosen = {"field_visits": "Count"}
    preview = me.follow(me.submit(visits, chosen, css="main form.form-page"))
    assert "Every line can be imported." in preview.text


def test_a_wrong_encoding_can_be_put_right(login) -> None:
    me = login("coordinator")
    columns = me.follow(upload(me, PEOPLE.encode("cp1251"), encoding="koi8-u"))
    assert "Прізвище" not in columns.html
    again = me.follow(me.submit(columns, {"encoding": "cp1251"}, css="main form[action$=read-again]"))
    assert "Прізвище" in again.html
    wrong = me.submit(again, {"encoding": "utf-8"}, status=422, css="main form[action$=read-again]")
    assert any("is not written in this encoding" in error for error in wrong.errors())


def test_files_that_are_no_tables_are_explained(login, session: Session) -> None:
    me = login("coordinator")
    for content, name, words in (
        (b"", "c.csv", "The file is empty."),
        (b"%PDF-1.7 not a table", "c.csv", "Choose a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n....", "c.xlsx", "Choose a spreadsheet"),
        (b"1,2\n3,4\n", "c.csv", "headings"),
        (b"A,A\n3,4\n", "c.csv", "same heading"),
        (b'A,B\n"3,4\n5,6\n', "c.csv", "Quotation marks"),
        (b"Surname,Name\n", "c.csv", "nothing in the file"),
    ):
        page = upload(me, content, name, status=422)
        assert any(words in error for error in page.errors()), (words, page.errors())
    assert session.scalar(sa.select(sa.func.count(ImportRun.id))) == 0
    me.post("/imports/new", {"kind": "contacts"}, 422)
    me.post("/imports/new", {"kind": "dragons", "file": (BytesIO(b"a,b\n1,2\n"), "c.csv")}, 422)


def test_a_cell_without_an_end_is_explained(login, session: Session) -> None:
    page = upload(login("coordinator"), 'Прізвище;Примітки\nҐудзь;"' + "х" * 200_000 + "\n", status=422)
    assert any("more than 100,000 characters" in error for error in page.errors())
    assert session.scalar(sa.select(sa.func.count(ImportRun.id))) == 0


def test_a_run_that_somebody_else_finished_is_not_done_twice(login, session: Session) -> None:
    me, other = login("coordinator"), login("administrator")
    preview = checked(me, PEOPLE)
    theirs = other.get(preview.path)
    other.submit(theirs, css="main form[action$=start]")
    late = me.submit(preview, status=422, css="main form[action$=start]")
    assert "already started or finished" in late.text and late.texts("h1") == ["This cannot be done"]
    assert people(session) == 2
    me.post(preview.path + "/discard", status=422)
    assert me.get(preview.path + "/columns", 302).location == preview.path


def test_an_import_can_be_left_and_found_again_or_removed(login, session: Session) -> None:
    me = login("coordinator")
    columns = me.follow(upload(me, PEOPLE))
    run_id = session.scalars(sa.select(ImportRun.id)).one()
    assert f"/imports/{run_id}" in me.get("/imports").links
    assert me.get(f"/imports/{run_id}", 302).location == columns.path
    me.submit(columns, css="main form[action$=discard]")
    assert session.scalar(sa.select(sa.func.count(ImportRun.id))) == 0
    me.get(f"/imports/{run_id}", 404)


def test_a_failed_import_leaves_nothing_and_can_be_repeated(app, login, session: Session) -> None:
    me = login("coordinator")
    preview = checked(me, PEOPLE)
    run = session.scalars(sa.select(ImportRun)).one()
    stored = app.config["DATA_DIR"] / "uploads" / run.token[:2] / run.token[2:4] / run.token
    kept = stored.read_bytes()
    stored.unlink()
    failed = me.follow(me.submit(preview, css="main form[action$=start]"))
    assert "The uploaded file is no longer there." in failed.text
    assert people(session) == 0
    stored.write_bytes(kept)
    again = me.follow(me.submit(failed, css="main form[action$=retry]"))
    me.submit(again, css="main form[action$=start]")
    assert people(session) == 2
    session.refresh(run)
    assert run.status is ImportStatus.DONE


def test_a_long_file_is_checked_in_the_background(login, session: Session) -> None:
    me = login("coordinator")
    rows = "".join(f"Особа{number};Ім’я;p{number}@example.org\n" for number in range(3_001))
    preview = checked(me, "Прізвище;Ім’я;E-mail\n" + rows)
    assert "3,001" in preview.text
    assert me.get(preview.path + "/progress").headers["HX-Refresh"] == "true"


def test_samples_can_be_imported_as_they_are(login) -> None:
    for locale in ("uk", "en"):
        me = login("coordinator", locale=locale)
        for kind in ("contacts", "attendance"):
            body = me.get(f"/imports/sample/{kind}.csv").response.get_data()
            preview = checked(me, body, "sample.csv", kind=kind)
            assert not preview.select("input[name=skip_refused]"), preview.text
            assert preview.select("form[action$=start] button[type=submit]")
    me.get("/imports/sample/dragons.csv", 404)


def test_only_those_who_may_import_see_the_pages(login) -> None:
    for role in ("staff", "director", "accountant", "monitor"):
        login(role).get("/imports", 403)


def test_pages_ask_the_database_little_whatever_the_number_of_lines(app, login) -> None:
    me = login("coordinator")
    preview = checked(me, WITH_REFUSAL + "".join(f"Поганий;Лист{n};не-адреса\n" for n in range(60)))
    for path in (preview.path, "/imports"):
        with count_queries(app) as count:
            me.get(path)
        assert len(count) <= 10, count


def test_an_exported_list_of_contacts_is_recognised_in_both_languages(login, session: Session) -> None:
    library = factories.make_organisation(session, "ГО «Читанка»", organisation_type=OrganisationType.COMMUNITY)
    factories.make_affiliation(
        session, factories.make_person(session, "Коваль", email="olena@library.example"), library
    )
    session.commit()
    for locale in ("uk", "en"):
        me = login("coordinator", locale=locale)
        exported = me.get("/contacts?format=csv").html
        columns = me.follow(upload(me, exported, f"{locale}.csv"))
        form = columns.form("main form[method=post].form-page")
        wanted = ("full_name", "type", "email", "phone", "city", "organisation")
        assert all(form[f"field_{name}"] for name in wanted), (locale, form)

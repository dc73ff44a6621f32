"""Importing spreadsheets of contacts from the command line."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.roles import Role
from app.queries.custom_fields import values_of
from app.queries.search import found_ids
from app.spreadsheets import write_xlsx
from models.audit import AuditEntry
from models.contacts import Affiliation, Contact, Organisation, Person
from models.interactions import Comment
from tests.support import factories

HEADING = "Прізвище;Ім’я;По батькові;Назва;Тип;E-mail;Телефон;Місто;Теги;Організація;Посада;Дата народження"
ROWS = (
    "Ґудзь;Олена;Петрівна;;;olena@example.org;050 123 45 67;Луцьк;друг, волонтерка;ГО «Читанка»;голова;01.02.1990",
    "Їжакевич;Тарас;;;;taras@example.org;;Ковель;друг;ГО «Читанка»;член;",
    ";;;ГО «Промінь»;ГО;office@example.org;0332723344;Луцьк;партнер;;;",
)


def write(path: Path, *rows: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join([HEADING, *rows]) + "\n", encoding=encoding)
    return path


def run(app: Flask, session: Session, *arguments: object, code: int = 0) -> str:
    """Run a command as a person would, and read what it says."""
    session.commit()
    result = app.test_cli_runner().invoke(args=["import", "contacts", *map(str, arguments)])
    session.expire_all()
    assert result.exit_code == code, result.output
    return result.output


def count(session: Session, model: type[Contact] = Contact) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_files_in_four_encodings_arrive_alike(app: Flask, session: Session, tmp_path: Path, encoding: str) -> None:
    run(app, session, write(tmp_path / "c.csv", *ROWS, encoding=encoding))
    names = sorted(session.scalars(sa.select(Contact.display_name)))
    assert names == sorted(["Ґудзь Олена Петрівна", "Їжакевич Тарас", "ГО «Промінь»", "ГО «Читанка»"])


def test_a_workbook_arrives_with_everything_that_a_contact_has(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    rows = [[cell or None for cell in row.split(";")] for row in ROWS]
    write_xlsx(path, "Контакти", HEADING.split(";"), rows, {})
    run(app, session, path)
    person = session.scalars(sa.select(Person).where(Person.last_name == "Ґудзь")).one()
    assert [item.email for item in person.emails] == ["olena@example.org"]
    assert [item.number for item in person.phones] == ["+380501234567"]
    assert [tag.name for tag in person.tags] == ["волонтерка", "друг"]
    assert (person.city, str(person.birth_date)) == ("Луцьк", "1990-02-01")
    (place,) = person.affiliations
    assert (place.organisation.display_name, place.role) == ("ГО «Читанка»", "голова")
    assert count(session, Organisation) == 2


def test_notes_become_comments_once(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.make_user(session, Role.COORDINATOR)
    boss = factories.make_user(session, Role.ADMINISTRATOR)
    known = factories.make_person(session, "Їжакевич", "Тарас", email="taras@example.org")
    heading = "Прізвище;Ім’я;Ел. пошта;Мобільний тел.;Дата народж.;Примітки"
    rows = (
        "Ґудзь;Олена;olena@example.org;0501234567;01.02.1990;дзвонити після 18",
        "Їжакевич;Тарас;taras@example.org;;;друг",
    )
    path = tmp_path / "c.csv"
    path.write_text("\n".join([heading, *rows]), encoding="utf-8")
    for _again in range(2):
        run(app, session, path, "--duplicates", "update")
        comments = session.scalars(sa.select(Comment).order_by(Comment.body)).all()
        assert [(item.body, item.author_id) for item in comments] == [("дзвонити після 18", boss.id), ("друг", boss.id)]
        assert comments[1].contact_id == known.id
    person = session.scalars(sa.select(Person).where(Person.last_name == "Ґудзь")).one()
    assert ([item.number for item in person.phones], str(person.birth_date)) == (["+380501234567"], "1990-02-01")


def test_a_telephone_brings_its_extension(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Назва;Телефон\nМіська рада;(0332) 77 88 99, дод. 5, 050 111 22 33", encoding="utf-8")
    for _again in range(2):
        run(app, session, path, "--duplicates", "update")
        (council,) = session.scalars(sa.select(Contact))
        assert [item.number for item in council.phones] == ["+380332778899;ext=5", "+380501112233"]


def test_notes_are_the_comments_of_whom_the_command_names(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.make_user(session, Role.ADMINISTRATOR)
    coordinator = factories.make_user(session, Role.COORDINATOR)
    path = tmp_path / "c.csv"
    path.write_text("Прізвище;Примітки\nҐудзь;друг", encoding="utf-8")
    assert "nobody@example.org" in run(app, session, path, "--author", "nobody@example.org", code=1)
    assert count(session) == 0
    run(app, session, path, "--author", coordinator.email.upper())
    assert session.scalars(sa.select(Comment.author_id)).all() == [coordinator.id]


def test_a_column_of_notes_is_the_institutions_own_field_where_there_is_one(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    factories.make_user(session, Role.ADMINISTRATOR)
    field = factories.make_custom_field(session, name="Примітки")
    path = tmp_path / "c.csv"
    path.write_text("Прізвище;Примітки\nҐудзь;друг", encoding="utf-8")
    run(app, session, path)
    assert not session.scalars(sa.select(Comment)).all()
    person = session.scalars(sa.select(Person)).one()
    assert values_of(session, person.id) == {field.id: "друг"}


def test_imported_contacts_are_found_by_search_in_both_scripts(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, session, write(tmp_path / "c.csv", *ROWS))
    for words in ("ґудзь", "gudz", "olena@example", "380501234567"):
        ids = found_ids(session, "contact", words)
        assert ids is not None
        assert len(session.scalars(ids).all()) == 1, words


def test_a_second_run_finds_every_line_as_known(app: Flask, session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", *ROWS, "Безпошти;Анна;;;;;;;;;;")
    run(app, session, path)
    before = count(session)
    output = run(app, session, path)
    assert "Skipped as known: 4" in output
    assert "Nothing changed" in output
    assert count(session) == before


def test_a_line_that_repeats_another_is_skipped_and_listed(app: Flask, session: Session, tmp_path: Path) -> None:
    output = run(app, session, write(tmp_path / "c.csv", *ROWS, ROWS[0]))
    assert "5: Most probably known already: Ґудзь Олена Петрівна, line 2" in output
    assert count(session, Person) == 2


def test_known_contacts_are_filled_in_and_never_overwritten(app: Flask, session: Session, tmp_path: Path) -> None:
    known = factories.make_person(session, "Їжакевич", "Тарас", email="taras@example.org", city="Рівне")
    output = run(app, session, write(tmp_path / "c.csv", *ROWS), "--duplicates", "update")
    assert "Changed: 1" in output
    person = session.get_one(Person, known.id)
    assert person.city == "Рівне"
    assert [tag.name for tag in person.tags] == ["друг"]
    assert [item.organisation.display_name for item in person.affiliations] == ["ГО «Читанка»"]
    again = run(app, session, write(tmp_path / "c.csv", *ROWS), "--duplicates", "update")
    assert "Nothing changed" in again


def test_known_contacts_may_be_added_a_second_time_on_purpose(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.make_person(session, "Їжакевич", "Тарас", email="taras@example.org")
    run(app, session, write(tmp_path / "c.csv", *ROWS), "--duplicates", "add")
    assert count(session, Person) == 3


def test_an_archived_contact_is_not_brought_back(app: Flask, session: Session, tmp_path: Path) -> None:
    factories.make_person(session, "Їжакевич", "Тарас", email="taras@example.org", archived_at=factories.MOMENT)
    run(app, session, write(tmp_path / "c.csv", ROWS[1]))
    assert count(session, Person) == 1


def test_workplaces_are_linked_to_organisations_that_exist(app: Flask, session: Session, tmp_path: Path) -> None:
    place = factories.make_organisation(session, "ГО «ЧИТАНКА»")
    run(app, session, write(tmp_path / "c.csv", *ROWS))
    assert set(session.scalars(sa.select(Affiliation.organisation_id))) == {place.id}


def test_nothing_is_imported_while_a_line_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    path = write(tmp_path / "c.csv", *ROWS, "Поганий;Лист;;;;не адреса;;;;;;")
    output = run(app, session, path, code=1)
    assert "5, E-mail: This does not look like an e-mail address: не" in output
    assert "To be added: 3" in output and "Organisations to be added on the way: 1" in output
    assert not [line for line in output.splitlines() if line.strip().startswith("Added")]
    assert count(session) == 0
    output = run(app, session, path, "--skip-refused")
    assert "  Added: 3" in output and "Organisations added on the way: 1" in output
    assert count(session, Person) == 2


def test_the_run_is_the_audit_entry_of_an_import(app: Flask, session: Session, tmp_path: Path) -> None:
    run(app, session, write(tmp_path / "c.csv", *ROWS))
    tables = set(session.scalars(sa.select(AuditEntry.table_name)))
    assert "import_runs" in tables
    assert "contacts" not in tables


def test_a_file_without_names_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("E-mail,City\na@example.org,Lutsk\n", encoding="utf-8")
    assert "No heading is known as any of these: Last name, First name" in run(app, session, path, code=1)


def test_of_a_group_with_one_tag_a_line_brings_one_and_a_known_contact_keeps_its_own(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    known = factories.make_person(session, "Їжакевич", "Тарас", email="taras@example.org")
    group = factories.make_tag_group(session, "Як спілкуємось", is_exclusive=True)
    formal, plain = factories.make_tag(session, "офіційно", known), factories.make_tag(session, "на ти")
    formal.group = plain.group = group
    rows = [ROWS[0].replace("друг, волонтерка", "на ти, друг, офіційно"), ROWS[1].replace(";друг;", ";на ти, друг;")]
    path = write(tmp_path / "c.csv", *rows)
    output = run(app, session, path, "--duplicates", "update")
    assert "2: A contact can have one tag of this group, so this one is left out: офіційно" in output
    assert "3: A contact can have one tag of this group, so this one is left out: на ти" in output
    people = session.scalars(sa.select(Person).order_by(Person.last_name)).all()
    assert {person.last_name: {tag.name for tag in person.tags} for person in people} == {
        "Ґудзь": {"на ти", "друг"},
        "Їжакевич": {"офіційно", "друг"},
    }

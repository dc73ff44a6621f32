"""The search: what a person types finds what a colleague wrote, whatever the apostrophe, letters or case."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.text import APOSTROPHES
from app.queries.contacts import CONTACT_LIST
from app.queries.interactions import interaction_list
from app.queries.listing import ListState, run
from app.queries.search import found_ids, search
from app.scope import EVERYTHING, Scope
from models.contacts import Contact, ContactEmail, ContactPhone
from models.grants import Application
from tests.support import factories

ALL = frozenset({"contact", "application", "event", "volunteer", "partnership", "donation", "call"})


def titles(session: Session, words: str, kinds: frozenset[str] = ALL, scope: Scope = EVERYTHING) -> list[str]:
    return [hit.title for hit in search(session, words, kinds, scope)]


@pytest.mark.parametrize("apostrophe", sorted(APOSTROPHES))
def test_every_apostrophe_finds_every_other(session: Session, apostrophe: str) -> None:
    factories.make_person(session, f"Мар{apostrophe}янчук", "В’ячеслав")
    for typed in APOSTROPHES:
        assert len(titles(session, f"мар{typed}янчук")) == 1
    assert len(titles(session, "Марянчук вячеслав")) == 1


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Ґудзь", "ґудз"), ("Їжакевич", "ЇЖАК"), ("Єгорова", "єгор"), ("Іваненко", "іван"), ("Щербань", "щЕРБ"),
        ("Йосипенко", "йос"), ("Ґалаґан", "Ґалаґ"), ("Коваль-Мельник", "мельник"), ("Коваль-Мельник", "коваль-мел"),
    ],
)  # fmt: skip
def test_ukrainian_letters_fold_and_begin_words(session: Session, written: str, typed: str) -> None:
    factories.make_person(session, written)
    factories.make_person(session, "Стороння", "Зоя")
    assert len(titles(session, typed)) == 1


def test_letters_that_only_look_alike_stay_apart(session: Session) -> None:
    factories.make_person(session, "Іщенко", "Олег")
    assert titles(session, "їщенко") == []
    factories.make_person(session, "Єфремова", "Олена")
    assert titles(session, "ефремова") == []


@pytest.mark.parametrize("written", ["Ґудзик", "Гудзик"])
@pytest.mark.parametrize("typed", ["ґудзик", "гудзик", "Ґудз", "ГУДЗ"])
def test_either_letter_finds_both_since_many_keyboards_have_one(session: Session, written: str, typed: str) -> None:
    factories.make_person(session, written, "Олег")
    assert titles(session, typed) == [f"{written} Олег"]


def test_latin_letters_still_tell_one_letter_from_the_other(session: Session) -> None:
    factories.make_person(session, "Ґудзик", "Олег")
    factories.make_person(session, "Гудзик", "Олег")
    assert titles(session, "hudzyk") == ["Гудзик Олег"]
    assert sorted(titles(session, "Gudzyk")) == ["Гудзик Олег", "Ґудзик Олег"]


@pytest.mark.parametrize(
    ("written", "typed"),
    [("Шевченко", "shevch"), ("Згурський", "zghur"), ("Юрій Коваль", "yurii"), ("Щастя", "shchastia"),
     ("Єнакієве", "yenak"), ("Łukasz", "lukasz")],
)  # fmt: skip
def test_latin_letters_find_what_is_written_in_cyrillic(session: Session, written: str, typed: str) -> None:
    factories.make_organisation(session, written)
    assert titles(session, typed) == [written]


@pytest.mark.parametrize("typed", ["serhii", "Sergiy", "sergii", "serhiy", "Сергій", "сергі"])
def test_everyday_latin_spellings_find_a_name(session: Session, typed: str) -> None:
    factories.make_person(session, "Бондар", "Сергій")
    assert len(titles(session, typed)) == 1


@pytest.mark.parametrize("typed", ["0671234567", "067 123-45-67", "(067) 123", "+38 067 123 45 67", "380671"])
def test_a_telephone_number_is_found_as_people_write_it(session: Session, typed: str) -> None:
    for name, number in (("Бондар", "+380671234567"), ("Стороння", "+380501234567")):
        person = factories.make_person(session, name, "Сергій")
        person.phones.append(ContactPhone(number=number))
    session.flush()
    assert titles(session, typed) == ["Бондар Сергій"]


def test_every_word_has_to_begin_a_word_in_any_order(session: Session) -> None:
    factories.make_person(session, "Коваль", "Олена")
    factories.make_person(session, "Коваленко", "Олег")
    assert len(titles(session, "коваль")) == 1
    assert len(titles(session, "ковал оле")) == 2
    assert len(titles(session, "олена ковал")) == 1
    assert titles(session, "валь") == []


def test_contacts_are_found_by_their_mail_phone_and_code(session: Session) -> None:
    factories.make_organisation(
        session, "ГО «Читанка»", edrpou="12345678", email="info@chytanka.example", phone="+380501112233"
    )
    for typed in ("info@chytanka.example", "chytanka", "12345678", "380501112233", "38050"):
        assert titles(session, typed) == ["ГО «Читанка»"], typed


def test_a_new_mail_address_is_found_and_an_old_one_forgotten(session: Session) -> None:
    person = factories.make_person(session, "Гуменюк", email="old@library.example")
    person.emails[0].email = "new@library.example"
    session.flush()
    assert len(titles(session, "new@library.example")) == 1
    assert titles(session, "old@library.example") == []
    person.emails.append(ContactEmail(email="second@library.example"))
    session.flush()
    assert len(titles(session, "second@library.example")) == 1


def test_what_is_linked_is_found_by_the_name_of_the_contact(session: Session) -> None:
    organisation = factories.make_organisation(session, "Фонд «Обрій»")
    factories.make_application(session, "Простір", funder=organisation)
    factories.make_partnership(session, organisation)
    factories.make_call(session, organisation, title="Малі гранти")
    kinds = {hit.kind for hit in search(session, "обрій", ALL, EVERYTHING)}
    assert {"contact", "application", "partnership"} <= kinds


def test_a_new_name_of_a_contact_is_found_in_what_is_linked(session: Session) -> None:
    organisation = factories.make_organisation(session, "Стара назва")
    factories.make_partnership(session, organisation)
    organisation.display_name = "Нова назва"
    organisation.rename()
    session.flush()
    assert {hit.kind for hit in search(session, "нова", ALL, EVERYTHING)} == {"contact", "partnership"}
    assert search(session, "стара", ALL, EVERYTHING) == []


def test_only_the_kinds_that_the_reader_may_see_are_found(session: Session) -> None:
    factories.make_organisation(session, "Обрій")
    factories.make_application(session, "Обрій для дітей")
    assert titles(session, "обрій", frozenset({"application"})) == ["Обрій для дітей"]
    assert titles(session, "обрій", frozenset()) == []


def test_staff_find_the_events_of_their_own_branch_only(session: Session) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    factories.make_event(session, "Казки зранку", branch=own)
    factories.make_event(session, "Казки ввечері", branch=other)
    assert titles(session, "казки", scope=Scope(own.id)) == ["Казки зранку"]
    assert len(titles(session, "казки")) == 2


def test_titles_that_begin_with_the_words_come_first(session: Session) -> None:
    for name in ("Центр «Луцьк»", "Луцьк", "Луцька громада"):
        factories.make_organisation(session, name)
    assert titles(session, "луцьк")[:2] == ["Луцьк", "Луцька громада"]


@pytest.mark.parametrize("typed", ["", "   ", "'", "***", '"', "(", "AND", "NEAR(", "a:b", "-", "%", "_", "\0", "🙂"])
def test_signs_alone_find_nothing_and_break_nothing(session: Session, typed: str) -> None:
    factories.make_person(session, "Коваль")
    assert titles(session, typed) == []


@given(st.text(max_size=40))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_breaks_the_search(session: Session, typed: str) -> None:
    search(session, typed, ALL, EVERYTHING)
    ids = found_ids(session, "contact", typed)
    if ids is not None:
        session.execute(ids).all()


@pytest.mark.parametrize(
    ("sample", "many", "common", "enough"),
    [(400, 1, 1, 0), (400, 9, 1, 0), (2, 9, 1, 0), (400, 2, 9, 9), (400, 9, 9, 9)],
)
def test_interactions_are_found_however_common_their_words_are(
    session: Session, monkeypatch: pytest.MonkeyPatch, sample: int, many: int, common: int, enough: int
) -> None:
    for name, value in (("MILLIONS", 0), ("SAMPLE", sample), ("MANY", many), ("COMMON", common), ("ENOUGH", enough)):
        monkeypatch.setattr(f"app.queries.search.{name}", value)
    person = factories.make_person(session)
    for subject in ("Розмова про книги", "Розмова про сад", "Зустріч у саду", "Дзвінок"):
        factories.make_interaction(session, person, subject=subject)
    talks = interaction_list(ZoneInfo("Europe/Kyiv"))

    def found(words: str) -> list[str]:
        listed = run(session, talks, ListState(query=words), EVERYTHING)
        assert listed.count == len(listed.rows)
        hits = titles(session, words, frozenset({"interaction"}))
        assert sorted(hits) == sorted(row.subject for row in listed.rows)
        return sorted(hits)

    assert found("розмо") == ["Розмова про книги", "Розмова про сад"]
    assert found("розмова сад") == ["Розмова про сад"]
    assert found("сад") == ["Зустріч у саду", "Розмова про сад"]
    assert found("rozmova knyhy") == ["Розмова про книги"]
    assert found("мова") == found("розмова дзвінок") == found("%") == []


def test_whole_words_do_not_hide_words_that_begin_alike(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.queries.listing.pages.MATCH_LIMIT", 3)
    for name in ("Іван", "Іваненко", "Іванів"):
        factories.make_person(session, f"Гай {name}")
    found = run(session, CONTACT_LIST, ListState(query="іван"), EVERYTHING)
    assert [row.display_name.split()[1] for row in found.rows] == ["Іван", "Іваненко", "Іванів"]
    for _ in range(4):
        factories.make_person(session, "Яр Іван")
    found = run(session, CONTACT_LIST, ListState(query="іван"), EVERYTHING)
    assert (found.count, found.count_capped) == (3, True)


def test_a_removed_record_is_not_found(session: Session) -> None:
    person = factories.make_person(session, "Тимчасова")
    session.commit()
    session.delete(session.get_one(Contact, person.id))
    application = factories.make_application(session, "Тимчасовий проєкт")
    session.flush()
    session.delete(session.get_one(Application, application.id))
    session.flush()
    assert titles(session, "тимчасов") == []


@pytest.mark.parametrize("text", ["коваль", "tkachenko", "олена коваль"])
def test_sqlite_begins_with_the_words_even_when_it_knows_nothing_of_the_tables(session: Session, text: str) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("PostgreSQL counts its tables by itself")
    factories.make_person(session, "Коваль", "Олена")
    session.execute(sa.text("DELETE FROM sqlite_stat1"))
    session.commit()
    connection = session.connection()
    asked: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    sa.event.listen(connection, "before_cursor_execute", keep)
    run(session, CONTACT_LIST, ListState(query=text), EVERYTHING)
    search(session, text, ALL, EVERYTHING)
    sa.event.remove(connection, "before_cursor_execute", keep)

    plans = [
        [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        for statement, parameters in asked
        if "MATCH" in statement
    ]
    assert len(plans) == 2
    for plan in plans:
        words = next(place for place, step in enumerate(plan) if "search_fts " in step)
        assert plan[words].startswith("SCAN search_fts VIRTUAL TABLE")
        assert plan[words + 1].startswith("SEARCH search_entries USING INTEGER PRIMARY KEY")

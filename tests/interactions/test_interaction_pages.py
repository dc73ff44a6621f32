"""Writing down what happened: the card, the full form, the list, one interaction, the archive."""

import csv
import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.interactions import Direction, Outcome, split_quoted
from app.domain.roles import Role
from models.interactions import Interaction, InteractionDetails
from models.tasks import Task
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import costs

CARD = "form[action$='/interactions']"


def the_only(session: Session) -> Interaction:
    session.expire_all()
    return session.scalars(sa.select(Interaction)).one()


def test_everything_about_a_meeting_is_written_down_and_stands_on_every_timeline(
    session: Session, login: SignIn
) -> None:
    person = factories.make_person(session, "Коваль")
    other = factories.make_person(session, "Гнатюк", "Петро")
    application = factories.make_application(session, "Простір читання")
    colleague = factories.make_user(session, name="Марія Бойко")
    me = login("coordinator")
    page = me.get(f"/contacts/{person.id}/interactions/new?kind=meeting")
    assert page.form()["kind"] == "meeting"
    due = today() + timedelta(days=7)
    me.submit(
        page,
        {
            "subject": "Домовилися про читання",
            "minutes": "45",
            "participants": str(other.id),
            "colleagues": str(colleague.id),
            "outcome": "agreed",
            "outcome_note": "Раз на місяць",
            "next_step": "Надіслати графік",
            "next_on": due.isoformat(),
            "application_id": str(application.id),
        },
    )
    talk = the_only(session)
    assert (talk.details.minutes, talk.details.outcome) == (45, Outcome.AGREED)
    assert [item.id for item in talk.contacts] == [other.id] and [item.id for item in talk.colleagues] == [colleague.id]
    task = session.scalars(sa.select(Task)).one()
    assert (task.title, task.due_on, task.assignee_id) == ("Надіслати графік", due, me.user.id)
    for path in (f"/contacts/{person.id}", f"/contacts/{other.id}", f"/grants/{application.id}"):
        shown = me.get(path)
        entry = next(item for item in shown.select(".timeline li") if "Домовилися про читання" in item.get_text())
        assert entry.select_one(f"a[href='/interactions/{talk.id}']")
        assert "Agreed. Раз на місяць" in entry.get_text() and "Надіслати графік" in entry.get_text()
    record = me.get(f"/interactions/{talk.id}")
    for words in ("45 minutes", "Гнатюк Петро", "Марія Бойко", "Простір читання", "A task for"):
        assert words in record.text


def test_the_card_takes_the_kind_the_line_and_the_day_and_keeps_what_is_wrong_open(
    session: Session, login: SignIn
) -> None:
    person = factories.make_person(session, "Коваль")
    me = login("staff")
    page = me.get(f"/contacts/{person.id}")
    assert not page.select("details.section.more[open]")
    wrong = {"subject": "Дзвінок", "kind": "call", "next_step": "Передзвонити"}
    refused = me.submit(page, wrong, 422, CARD)
    assert any("by what day" in text for text in refused.errors())
    assert refused.form(CARD)["next_step"] == "Передзвонити" and refused.select("details.section.more[open]")
    assert session.scalar(sa.select(sa.func.count(Interaction.id))) == 0
    assert session.scalar(sa.select(sa.func.count(Task.id))) == 0
    me.submit(page, {"subject": "Дзвінок", "kind": "call", "direction": "incoming"}, css=CARD)
    assert the_only(session).details.direction is Direction.INCOMING


def test_a_plain_note_takes_no_row_of_details(session: Session, login: SignIn) -> None:
    person = factories.make_person(session, "Коваль")
    me = login("coordinator")
    me.submit(
        me.get(f"/contacts/{person.id}"), {"subject": "У відпустці", "kind": "note", "direction": "incoming"}, css=CARD
    )
    assert the_only(session).details is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"subject": ""}, "Fill in this field."),
        ({"occurred_on": "2199-01-01"}, "not later than today"),
        ({"minutes": "0"}, "from 1 to 1,440"),
        ({"minutes": "99999999999"}, "from 1 to 1,440"),
        ({"kind": "dance"}, "Choose one of the offered values."),
        ({"outcome": "won"}, "Choose one of the offered values."),
        ({"colleagues": "999999"}, "Choose one of the offered values."),
        ({"next_on": "2026-05-01"}, "what has to be done next"),
        ({"participants": "999999"}, "no longer exists"),
        ({"participants_text": "Немає Такого"}, "no contact with this name"),
        ({"application_id": "999999"}, "Choose one of the offered values."),
        ({"event_id": "x"}, "Choose one of the offered values."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(
    session: Session, login: SignIn, changes: dict[str, str], message: str
) -> None:
    person = factories.make_person(session, "Коваль")
    me = login("coordinator")
    page = me.get(f"/contacts/{person.id}/interactions/new")
    refused = me.submit(page, {"subject": "Зустріч", "body": "Довга <b>розмова</b>", **changes}, 422)
    assert any(message in text for text in refused.errors()), refused.errors()
    assert refused.form()["body"] == "Довга <b>розмова</b>"
    assert session.scalar(sa.select(sa.func.count(Interaction.id))) == 0


def test_two_people_who_correct_one_interaction_see_both_versions(session: Session, login: SignIn) -> None:
    talk = factories.make_interaction_details(session, factories.make_interaction(session, subject="Розмова"))
    first, second = login("coordinator"), login("director")
    stale = second.get(f"/interactions/{talk.id}/edit")
    first.submit(first.get(f"/interactions/{talk.id}/edit"), {"outcome": "refused", "subject": "Відмова"})
    conflict = second.submit(stale, {"subject": "Моя версія"}, 409)
    table = {
        row.th.get_text(): [cell.get_text() for cell in row.find_all("td")]
        for row in conflict.select(".table-m tbody tr")
    }
    assert table["In one line"] == ["Моя версія", "Відмова"]
    assert table["Outcome"] == ["Agreed", "Turned down"]
    assert the_only(session).subject == "Відмова"
    second.submit(conflict)
    assert the_only(session).subject == "Моя версія"


def test_correcting_keeps_the_hour_and_makes_the_task_once(session: Session, login: SignIn) -> None:
    talk = factories.make_interaction(session)
    me = login("coordinator")
    step = {"next_step": "Подякувати", "next_on": "2026-12-01"}
    me.submit(me.get(f"/interactions/{talk.id}/edit"), step)
    page = me.get(f"/interactions/{talk.id}/edit")
    assert "next_step" not in page.form() and "A task was made of it" in page.text
    me.submit(page, {"subject": "Інакше", **step})
    changed = the_only(session)
    assert (changed.subject, changed.occurred_at, changed.details.next_step) == (
        "Інакше", factories.MOMENT, "Подякувати",
    )  # fmt: skip
    assert session.scalar(sa.select(sa.func.count(Task.id))) == 1


def test_an_archived_interaction_leaves_the_timeline_and_comes_back(session: Session, login: SignIn) -> None:
    talk = factories.make_interaction(session, subject="Помилковий запис")
    me = login("coordinator")
    gone = me.follow(me.post(f"/interactions/{talk.id}/archive"))
    undo = gone.select(".toast-note form")[0]["action"]
    assert "Помилковий запис" not in " ".join(gone.texts(".timeline-title"))
    assert me.get("/interactions").texts("tbody th a") == []
    assert me.get("/interactions?view=archive").texts("tbody th a") == ["Помилковий запис"]
    assert "Restore" in me.get(f"/interactions/{talk.id}").text
    me.get(f"/interactions/{talk.id}/edit", 422)
    me.post(undo)
    assert me.get("/interactions").texts("tbody th a") == ["Помилковий запис"]


def test_the_list_is_narrowed_searched_and_exported(session: Session, login: SignIn) -> None:
    person, guest = factories.make_person(session, "Коваль"), factories.make_person(session, "Гість")
    author = factories.make_user(session, name="Ірина")
    first = factories.make_interaction(session, person, subject="=Читання для дітей", author=author)
    first.contacts = [guest]
    factories.make_interaction_details(session, first, outcome=Outcome.CALL_BACK, direction=Direction.OUTGOING)
    factories.make_interaction(
        session, subject="Про бюджет", kind="meeting", occurred_at=factories.MOMENT - timedelta(days=40)
    )
    me = login("coordinator")

    def found(query: str) -> list[str]:
        return me.get(f"/interactions{query}").texts("tbody th a")

    both = ["=Читання для дітей", "Про бюджет"]
    assert found("") == both
    for query in (
        "?q=дітей", "?kind=call", "?outcome=call_back", "?direction=outgoing", f"?author={author.id}",
        f"?contact={person.id}", f"?contact={guest.id}", "?period=2026-03", "?period=2026-03-02..2026-03-02",
    ):  # fmt: skip
        assert found(query) == both[:1], query
    assert found("?q=садівництво") == []
    me.get("/interactions?outcome=x", 422)
    answer = me.get("/interactions?kind=call&format=csv")
    rows = list(csv.reader(io.StringIO(answer.response.get_data(as_text=True).lstrip("\ufeff"))))
    assert "'=Читання для дітей" in rows[1] and "Call back" in rows[1]
    assert me.get("/interactions?format=xlsx").response.data.startswith(b"PK")
    assert "Читання для дітей" in me.get("/search?q=читання").text


def test_a_list_of_many_has_pages(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    for place in range(55):
        factories.make_interaction(session, person, subject=f"Розмова {place}", occurred_at=factories.MOMENT)
    me = login("monitor")
    first = me.get("/interactions")
    second = me.get(first.select("a[rel=next]")[0]["href"])
    names = first.texts("tbody th a") + second.texts("tbody th a")
    assert len(names) == len(set(names)) == 55


def test_pages_ask_the_same_number_of_questions_whatever_they_show(session: Session, login: SignIn, app: Flask) -> None:
    person = factories.make_person(session, "Коваль")
    talk = factories.make_interaction_details(session, factories.make_interaction(session, person))
    talk.contacts = [factories.make_person(session)]
    talk.files = [factories.make_attachment(session, contact_id=person.id)]
    me = login("coordinator")

    paths = ("/interactions", f"/interactions/{talk.id}", f"/contacts/{person.id}", f"/interactions/{talk.id}/edit")
    few = costs(app, me, *paths)
    for place in range(30):
        guest = factories.make_person(session, f"Гість {place}")
        talk.contacts.append(guest)
        talk.files.append(factories.make_attachment(session, contact_id=person.id))
        more = factories.make_interaction_details(session, factories.make_interaction(session, guest))
        more.contacts = [person]
    assert costs(app, me, *paths) == few
    assert few[0] <= 6 and few[1] <= 7, few


def test_a_reader_who_may_not_write_sees_and_changes_nothing(session: Session, login: SignIn) -> None:
    talk = factories.make_interaction(session)
    me = login("monitor")
    assert "/edit" not in me.get(f"/interactions/{talk.id}").html
    me.get(f"/interactions/{talk.id}/edit", 403)
    me.post(f"/interactions/{talk.id}/archive", status=403)
    me.get(f"/contacts/{talk.contact_id}/interactions/new", 403)


@pytest.mark.parametrize(
    ("text", "own", "quoted"),
    [
        ("Добре.\n\n> Чи зручно?\n> О десятій", "Добре.", "> Чи зручно?\n> О десятій"),
        ("Так\n\nOn Mon, 2 Mar 2026, Olena wrote:\n> Hi", "Так", "On Mon, 2 Mar 2026, Olena wrote:\n> Hi"),
        ("Так\nпн, 2 бер. 2026 р. о 10:00 Олена пише:\n> Ні", "Так", "пн, 2 бер. 2026 р. о 10:00 Олена пише:\n> Ні"),
        ("Дивіться\n-----Original Message-----\nFrom: a", "Дивіться", "-----Original Message-----\nFrom: a"),
        ("> лише цитата", "> лише цитата", ""),
        ("5 > 3, і край", "5 > 3, і край", ""),
        ("", "", ""),
    ],
)
def test_the_quoted_letter_is_told_from_the_answer(text: str, own: str, quoted: str) -> None:
    assert split_quoted(text) == (own, quoted)


def test_who_may_not_see_grants_does_not_lose_what_an_interaction_is_about(session: Session, login: SignIn) -> None:
    talk = factories.make_interaction(session, factories.make_person(session))
    application = factories.make_application(session)
    talk.details = InteractionDetails(application_id=application.id)
    me = login("staff")
    me.submit(me.get(f"/interactions/{talk.id}/edit"), {"subject": "Уточнено"})
    saved = the_only(session)
    assert (saved.subject, saved.details.application_id) == ("Уточнено", application.id)


def test_a_next_step_is_offered_to_those_who_may_have_it_only(session: Session, login: SignIn) -> None:
    person = factories.make_person(session)
    elsewhere = factories.make_user(session, Role.STAFF, name="Чужа", branch=factories.make_branch(session))
    monitor = factories.make_user(session, Role.MONITOR, name="Читачка")
    closed = factories.make_user(session, Role.DIRECTOR, name="Колишня", is_active=False)
    director = factories.make_user(session, Role.DIRECTOR, name="Директорка")
    me = login("staff")
    page = me.get(f"/contacts/{person.id}/interactions/new")
    offered = {option["value"] for option in page.select("select[name=next_assignee_id] option")}
    assert offered == {"", str(director.id), str(me.user.id)}
    typed = {"subject": "Дзвінок", "next_step": "Передзвонити", "next_on": today().isoformat()}
    for other in (elsewhere, monitor, closed):
        me.submit(page, {**typed, "next_assignee_id": str(other.id)}, 422)
    assert session.scalar(sa.select(sa.func.count(Task.id))) == 0


@pytest.mark.parametrize("few", [0, 10_000])
def test_an_outcome_narrows_the_list_whether_few_or_many_have_it(
    session: Session, login: SignIn, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("app.queries.interactions.FEW", few)
    for subject, outcome in (("Згода", Outcome.AGREED), ("Тиша", Outcome.NO_ANSWER), ("Ще згода", Outcome.AGREED)):
        talk = factories.make_interaction(session, subject=subject)
        factories.make_interaction_details(session, talk, outcome=outcome, direction=Direction.INCOMING)
    factories.make_interaction(session, subject="Без підсумку")
    me = login("coordinator")
    both = me.get("/interactions?outcome=agreed&direction=incoming").text
    assert "2 records" in both and "Ще згода" in both and "Тиша" not in both and "Без підсумку" not in both
    assert "3 records" in me.get("/interactions?outcome=agreed,no_answer").text


def test_branch_staff_do_not_read_what_another_branch_holds_in_a_common_interaction(
    session: Session, login: SignIn
) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    contact = factories.make_organisation(session)
    partnership = factories.make_partnership(session, contact, branch=other)
    event = factories.make_event(session, "Захід сусідів", branch=other, starts_on=today())
    told = {"kind": "meeting", "subject": "Зустріч", "event_id": event.id, "partnership_id": partnership.id}
    me, staff = login("coordinator"), login(Role.STAFF, branch=own)
    me.submit(me.get(f"/contacts/{contact.id}/interactions/new"), told)
    interaction = the_only(session)
    assert "Захід сусідів" in me.get(f"/interactions/{interaction.id}").text
    page = staff.get(f"/interactions/{interaction.id}")
    assert "Захід сусідів" not in page.text and f"/partnerships/{partnership.id}" not in page.links
    form = staff.get(f"/interactions/{interaction.id}/edit")
    assert "Захід сусідів" not in form.text and "An event of another branch" in form.text
    staff.submit(form, {"subject": "Зустріч у місті"})
    session.expire_all()
    details = session.query(InteractionDetails).one()
    assert (details.event_id, details.partnership_id) == (event.id, partnership.id)

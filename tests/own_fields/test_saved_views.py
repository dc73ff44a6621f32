"""Saved views of every list, segments, tags with groups, and one action on many contacts."""

from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.errors import RuleError
from app.queries.segments import segment_ids, segments
from app.scope import EVERYTHING
from models.audit import AuditEntry
from models.contacts import Contact, Person, Tag, TagGroup, contact_tags
from models.jobs import Job
from models.saved_views import DefaultView, SavedView
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import Page, PageClient

SAVE = "form.view-form"
FORM = "form.form-page"


def names(page: Page) -> list[str]:
    return [name.split()[0] for name in page.texts("tbody th a")]


def tabs(page: Page) -> list[str]:
    return [text.partition(" (")[0] for text in page.texts(".view-tabs a")]


def save_view(me: PageClient, address: str, name: str, **more: str) -> Page:
    saved = me.submit(me.get(address), {"name": name, **more}, css=SAVE)
    board = "view=board" in address
    return me.follow(saved) if board else me.follow(me.follow(saved, 302))


def two_people(session: Session) -> tuple[Person, Person]:
    return (
        factories.make_person(session, "Ананенко", email="a@library.example"),
        factories.make_person(session, "Яремчук"),
    )


def test_what_a_list_shows_is_saved_opened_changed_and_deleted(session: Session, login: SignIn) -> None:
    two_people(session)
    me = login("coordinator")
    page = save_view(me, "/contacts?email=1&sort=-added", "З поштою")
    assert names(page) == ["Ананенко"] and tabs(page) == ["Everything", "З поштою"]
    assert page.texts(".view-tabs [aria-current]")[0].startswith("З поштою")
    view = session.scalars(sa.select(SavedView)).one()
    assert view.params["filters"] == {"email": "1"} and view.params["sort"] == "-added"
    # The view follows the filters only when it is asked to.
    changed = me.get(f"/contacts?email=0&saved={view.id}")
    assert names(changed) == ["Яремчук"]
    me.submit(changed, css="form[action$='/update']")
    assert names(me.follow(me.get(f"/contacts?saved={view.id}", 302))) == ["Яремчук"]
    page = me.get(f"/views/{view.id}")
    me.submit(page, {"name": "Без пошти"}, css=FORM)
    assert "Без пошти" in me.get("/views").text
    number = view.id
    me.post(f"/views/{number}/remove")
    assert tabs(me.get("/contacts")) == []
    me.get(f"/contacts?saved={number}")


def test_a_list_opens_with_the_chosen_view_and_can_still_show_everything(session: Session, login: SignIn) -> None:
    two_people(session)
    me = login("coordinator")
    page = save_view(me, "/contacts?email=1", "З поштою")
    me.submit(page, css="form[action$='/default']")
    page = me.follow(me.get("/contacts", 302))
    assert names(page) == ["Ананенко"]
    assert names(me.get(page.select(".view-tabs a")[0]["href"])) == ["Ананенко", "Яремчук"]
    assert names(login("director").get("/contacts")) == ["Ананенко", "Яремчук"]
    me.submit(page, css="form[action$='/default']")
    assert session.scalar(sa.select(sa.func.count(DefaultView.id))) == 0
    assert names(me.get("/contacts")) == ["Ананенко", "Яремчук"]


def test_a_private_view_is_nobody_elses_and_only_some_may_share(session: Session, login: SignIn) -> None:
    me, staff = login("coordinator"), login("staff")
    save_view(me, "/contacts?email=1", "Моє")
    save_view(me, "/contacts?email=0", "Спільне", is_shared="1")
    own, shared = (
        session.scalars(sa.select(SavedView).where(SavedView.name == name)).one() for name in ("Моє", "Спільне")
    )
    assert tabs(staff.get("/contacts")) == ["Everything", "Спільне"]
    staff.get(f"/views/{own.id}", 404)
    assert staff.get(f"/views/{shared.id}", 302).location == f"/contacts?saved={shared.id}"
    staff.post(f"/views/{shared.id}", {"name": "Чуже"}, 404)
    staff.post(f"/views/{shared.id}/remove", status=404)
    staff.post(f"/views/{own.id}/default", {"on": "1"}, status=404)
    page = staff.submit(staff.get("/contacts?email=1"), {"name": "Чуже", "is_shared": "1"}, 422, css=SAVE)
    assert page.errors() and page.form(FORM)["name"] == "Чуже"
    login("director").get(f"/views/{shared.id}")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": " "}, "Fill in this field."),
        ({"name": "Є вже"}, "There is a view of this name already"),
        ({"name": "x" * 81}, "Use at most 80 characters."),
        ({"state": "{"}, "cannot be read"),
        ({"state": '{"filters": [1]}'}, "cannot be read"),
        ({"state": '{"query": 5}'}, "cannot be read"),
        ({"state": "[" * 9000}, "cannot be read"),
    ],
)
def test_a_view_that_cannot_be_saved_keeps_what_was_typed(
    session: Session, login: SignIn, changes: dict[str, str], message: str
) -> None:
    me = login("coordinator")
    factories.make_view(session, me.user, "Є вже")
    page = me.submit(me.get("/contacts?email=1"), {"name": "Нове", **changes}, 422, css=SAVE)
    assert any(message in error for error in page.errors()), page.errors()


def test_a_view_leads_only_to_our_own_pages(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        me.submit(me.get("/contacts"), {"name": "Зле", "back": place}, css=SAVE)
    assert session.scalar(sa.select(sa.func.count(SavedView.id))) == 0


def test_a_view_whose_filter_is_gone_says_so(session: Session, login: SignIn) -> None:
    two_people(session)
    me = login("coordinator")
    view = factories.make_view(
        session, me.user, "Давнє", filters={"email": "1", "custom_77": "3"}, words={"custom_77": "Мова: польська"}
    )
    tag = factories.make_tag(session, "Друзі")
    other = factories.make_view(session, me.user, "Друзі", filters={"tag": str(tag.id)}, words={"tag": "Тег: Друзі"})
    session.delete(tag)
    page = me.follow(me.get(f"/contacts?saved={view.id}", 302))
    assert names(page) == ["Ананенко"] and "Мова: польська" in page.text and "no longer exists" in page.text
    page = me.get(f"/contacts?saved={other.id}")
    assert names(page) == ["Ананенко", "Яремчук"] and "Тег: Друзі" in page.text
    me.post(f"/views/{other.id}/default", {"on": "1"})
    assert "Тег: Друзі" in me.follow(me.get("/contacts", 302)).text


LISTS = (
    "/contacts?kind=person",
    "/contacts?view=archive&kind=person",
    "/partnerships?stage=active",
    "/partnerships?view=board&q=дім",
    "/volunteers?q=оля",
    "/hours?status=logged",
    "/donations?kind=money",
    "/donations/campaigns?q=рік",
    "/grants?stage=idea",
    "/grants/calls?q=рік",
    "/events?status=held",
    "/settings/audit?action=create",
    "/settings/accounts?role=staff",
    "/settings/rates?currency=EUR",
    "/jobs?status=done",
    "/imports?kind=contacts",
    "/settings/branches?q=центр",
)


@pytest.mark.parametrize("address", LISTS)
def test_every_list_has_views(session: Session, login: SignIn, address: str) -> None:
    me = login("administrator")
    page = save_view(me, address, "Моє подання")
    assert "Моє подання" in " ".join(tabs(page))
    view = session.scalars(sa.select(SavedView)).one()
    assert me.get("/views").texts(".row-list strong") == ["Моє подання"]
    place, _question, query = address.partition("?")
    assert view.path == place + (f"?{query.partition('&')[0]}" if query.startswith("view=") else "")


def test_a_segment_is_asked_anew_each_time(session: Session, login: SignIn) -> None:
    anna, _other = two_people(session)
    me = login("coordinator")
    save_view(me, "/contacts?email=1&q=" + quote("анан"), "Новини", is_segment="1", is_shared="1")
    (view,) = segments(session, login("director").user.id)
    assert list(session.scalars(segment_ids(session, view, EVERYTHING, today()))) == [anna.id]
    new = factories.make_person(session, "Ананко", email="b@library.example")
    session.commit()
    assert set(session.scalars(segment_ids(session, view, EVERYTHING, today()))) == {anna.id, new.id}
    page = me.get("/views")
    assert page.texts("tbody tr:first-child td.num") == ["2", "2"]


def test_a_segment_that_lost_a_filter_goes_to_nobody(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    two_people(session)
    view = factories.make_view(session, me.user, "Новини", filters={"custom_9": "1"}, is_segment=True)
    plain = factories.make_view(session, me.user, "Не для листів", filters={"email": "1"})
    session.commit()
    with pytest.raises(RuleError, match="segment_filter_gone"):
        segment_ids(session, view, EVERYTHING, today())
    with pytest.raises(RuleError, match="not_found"):
        segment_ids(session, plain, EVERYTHING, today())
    assert "A filter no longer exists" in me.get("/views").text


def test_views_and_segments_cost_a_fixed_number_of_questions(app: Flask, session: Session, login: SignIn) -> None:
    me = login("coordinator")

    def cost(*paths: str) -> list[int]:
        found = []
        for path in paths:
            with count_queries(app) as counted:
                me.get(path)
            found.append(len(counted.statements))
        return found

    factories.make_view(session, me.user, filters={"email": "1"}, is_segment=True)
    cost("/views", "/contacts")
    few = cost("/views", "/contacts")
    other = factories.make_user(session)
    for place in range(8):
        factories.make_view(session, other, f"Ще {place}", filters={"kind": "person"}, is_segment=True, is_shared=True)
        factories.make_person(session)
    assert cost("/views", "/contacts") == few


def tag_names(session: Session, person: Contact) -> list[str]:
    session.expire_all()
    return sorted(tag.name for tag in person.tags)


def test_tags_are_filtered_by_group(session: Session, login: SignIn) -> None:
    theme, role = factories.make_tag_group(session, "Тема"), factories.make_tag_group(session, "Роль")
    both, one, other = (factories.make_person(session, name) for name in ("Анна", "Борис", "Віра"))
    children = factories.make_tag(session, "Діти", both, one)
    media = factories.make_tag(session, "Медіа", other)
    writer = factories.make_tag(session, "Письменник", both)
    children.group, media.group, writer.group = theme, theme, role
    me = login("coordinator")
    assert names(me.get(f"/contacts?tag={children.id}&tag={media.id}")) == ["Анна", "Борис", "Віра"]
    assert names(me.get(f"/contacts?tag={children.id}&tag={media.id}&tag={writer.id}")) == ["Анна"]
    headings = me.get("/contacts").texts("#filter-tag .pop-title")
    assert "Тема" in headings and "Роль" in headings


def test_of_an_exclusive_group_a_contact_has_one_tag(session: Session, login: SignIn) -> None:
    group = factories.make_tag_group(session, "Звертання", is_exclusive=True)
    for name in ("на ти", "на ви"):
        factories.make_tag(session, name).group = group
    me = login("coordinator")
    page = me.submit(me.get("/contacts/people/new"), {"last_name": "Ґудзь", "tags": "на ти, на ви"}, 422)
    assert any("Only one tag of the group “Звертання”" in error for error in page.errors())
    assert page.form()["tags"] == "на ти, на ви"
    me.submit(page, {"tags": "на ти, новий"})


def test_tags_are_renamed_moved_merged_and_deleted(session: Session, login: SignIn) -> None:
    anna, borys = two_people(session)
    old, new = factories.make_tag(session, "ЗМІ", anna, borys), factories.make_tag(session, "Медіа", borys)
    me = login("administrator")
    view = factories.make_view(session, me.user, filters={"tag": f"{old.id},{new.id}"})
    me.submit(me.get("/settings/tag-groups/new"), {"name_uk": "Тема", "tone": "success"})
    group = session.scalars(sa.select(TagGroup)).one()
    me.submit(me.get(f"/settings/tags/{new.id}"), {"name": "Преса", "group_id": str(group.id)}, css=FORM)
    assert "Преса" in me.get("/settings/tags").text
    assert me.get(f"/contacts/{borys.id}").texts(".chip.tinted.success") == ["Преса"]
    page = me.submit(me.get(f"/settings/tags/{old.id}"), {"name": "преса"}, 422, css=FORM)
    assert any("Merge the two" in error for error in page.errors())
    version, kept = anna.version, new.id
    me.submit(me.get(f"/settings/tags/{old.id}"), {"into": str(new.id)}, css="form[action$='/merge']")
    assert tag_names(session, anna) == tag_names(session, borys) == ["Преса"]
    assert anna.version > version and view.params["filters"]["tag"] == str(kept)
    page = me.get(f"/settings/tags/{kept}")
    assert "taken off 2 contacts" in str(page.select("form[data-confirm]")[0]["data-confirm"])
    me.post(f"/settings/tags/{kept}/remove")
    assert tag_names(session, anna) == []
    me.post(f"/settings/tag-groups/{group.id}/remove")


def test_a_group_does_not_become_exclusive_while_contacts_have_two_of_its_tags(session: Session, login: SignIn) -> None:
    group = factories.make_tag_group(session, "Тема")
    person = factories.make_person(session, "Ґудзь")
    for name in ("Діти", "Медіа"):
        factories.make_tag(session, name, person).group = group
    me = login("administrator")
    page = me.submit(me.get(f"/settings/tag-groups/{group.id}"), {"is_exclusive": "y"}, 422, css=FORM)
    assert any("Ґудзь Олена" in error for error in page.errors())


def bulk(me: PageClient, action: str, ids: list[int], query: str = "", **typed: Any) -> Page:
    page = me.post(f"/contacts/bulk?action={action}{query}", {"ids": [str(value) for value in ids]}, 200)
    return me.submit(page, typed, css=FORM)


def test_a_tag_is_put_on_chosen_contacts_and_taken_off(session: Session, login: SignIn) -> None:
    anna, borys = two_people(session)
    factories.make_tag(session, "Діти", borys)
    version = anna.version
    me = login("coordinator")
    page = me.follow(bulk(me, "add_tag", [anna.id, borys.id, 999_999], "&sort=-name", tag="діти"))
    assert "added to 1 contact; 1 had it already." in page.html
    assert tag_names(session, anna) == tag_names(session, borys) == ["Діти"]
    assert anna.version > version
    bulk(me, "remove_tag", [anna.id], tag="ДІТИ")
    assert tag_names(session, anna) == [] and tag_names(session, borys) == ["Діти"]
    bulk(me, "add_tag", [anna.id], tag="Новий")
    assert tag_names(session, anna) == ["Новий"]
    assert me.get(f"/contacts/{anna.id}").texts(".timeline-title")[:3] == ["Changed: tags"] * 3
    log = login("administrator").get(f"/settings/audit?table=contacts&record={anna.id}").text
    assert log.index("Tags: — → Новий") < log.index("Tags: Діти → —") < log.index("Tags: — → Діти")


def test_bulk_respects_groups_and_refuses_nonsense(session: Session, login: SignIn) -> None:
    anna, borys = two_people(session)
    group = factories.make_tag_group(session, "Звертання", is_exclusive=True)
    formal, warm = factories.make_tag(session, "на ви", anna), factories.make_tag(session, "на ти")
    formal.group, warm.group = group, group
    me = login("coordinator")
    page = me.follow(bulk(me, "add_tag", [anna.id, borys.id], tag="на ти"))
    assert "added to 1 contact" in page.html and "1 has another tag of its group" in page.html
    assert tag_names(session, anna) == ["на ви"]
    page = me.post("/contacts/bulk?action=remove_tag", {"ids": str(anna.id), "do": "1", "which": "chosen",
                                                      "tag": "немає"}, 422)  # fmt: skip
    assert any("Choose a tag." in error for error in page.errors())
    me.post("/contacts/bulk?action=burn", {"ids": "1"}, 400)
    assert "No contact is chosen" in me.post("/contacts/bulk?action=archive&q=ніхто", status=200).text
    login("monitor").post("/contacts/bulk?action=archive", {"ids": str(anna.id)}, 403)


def test_archiving_several_can_be_undone_and_is_audited(session: Session, login: SignIn) -> None:
    people = two_people(session)
    me = login("coordinator")
    done = bulk(me, "archive", [person.id for person in people], query="&kind=person&sort=-name&tag=1&tag=2")
    assert done.location == "/contacts?kind=person&sort=-name&tag=1&tag=2"
    page = me.follow(done)
    session.expire_all()
    assert all(person.archived_at for person in people)
    audited = sa.select(sa.func.count(AuditEntry.id)).where(
        AuditEntry.table_name == "contacts", AuditEntry.action == "update"
    )
    assert session.scalar(audited) == 2
    (undo,) = [form for form in page.select("form") if "bulk/restore" in str(form.get("action"))]
    # Undoing leads to the list as it was filtered, too.
    assert me.post(str(undo["action"])).location == done.location
    session.expire_all()
    assert not any(person.archived_at for person in people)


def test_everything_that_matches_is_changed_in_the_background_when_it_is_much(
    session: Session, login: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("views.contacts.bulk.AT_ONCE", 3)
    for place in range(5):
        factories.make_person(session, f"Особа {place}")
    factories.make_organisation(session, "ГО «Ні»")
    me = login("coordinator")
    page = me.post("/contacts/bulk?action=add_tag&kind=person", {}, 200)
    page = me.follow(me.submit(page, {"tag": "Усі", "which": "matching"}, css=FORM))
    job = session.scalars(sa.select(Job)).one()
    tag = session.scalars(sa.select(Tag)).one()
    assert (job.kind, job.result["updated"]) == ("contacts_bulk", 5)
    count = sa.select(sa.func.count()).select_from(contact_tags).where(contact_tags.c.tag_id == tag.id)
    assert session.scalar(count) == 5


def test_rows_can_be_chosen_without_a_script(session: Session, login: SignIn) -> None:
    two_people(session)
    page = login("coordinator").get("/contacts?kind=person")
    assert len(page.select("input[form=bulk][name=ids]")) == 2
    actions = [str(button["formaction"]) for button in page.select("#bulk button")]
    ours = [action for action in actions if action.startswith("/contacts/bulk")]
    assert len(ours) == 3 and all("kind=person" in action for action in ours)
    assert not login("monitor").get("/contacts").select("#bulk")

"""Partner growth: the same in SQL, in the numbers of the page and in the rule, and every figure opens to its rows."""

from collections import Counter
from datetime import date, timedelta

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.clock import today
from app.domain.partner_growth import Growth, PartnerMove, Spell, ends_of, move_between, spell_of_activity
from app.domain.partnerships import PartnerType
from app.domain.periods import last_months, month, year
from app.domain.roles import Role
from app.queries.partner_growth import partner_growth
from app.queries.partnerships import growth_in
from app.queries.partnerships.growth import move_condition
from app.scope import EVERYTHING, Scope
from models.base import utc_now
from models.branches import Branch
from models.contacts import Organisation
from models.partnerships import Partnership
from tests.conftest import SignIn
from tests.support import factories
from tests.support.databases import count_queries
from tests.support.pages import Page

NOW = date(2026, 8, 20)
MOVES = ("new_in", "returned_in", "lapsed_in", "moved_in", "active_on")
LENIENT = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
days = st.dates(date(2023, 11, 1), date(2026, 12, 31)) | st.sampled_from(
    [date(2025, 7, 31), date(2025, 8, 1), date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), NOW]
)
terms = st.none() | st.tuples(st.none() | days, st.none() | days).map(
    lambda ends: tuple(sorted(ends)) if None not in ends else ends
)
stories = st.tuples(terms, st.lists(st.tuples(days, st.integers(0, 1)), max_size=3), st.lists(days, max_size=1))


def make_partner(session: Session, organisation: Organisation, branches: list[Branch], story: tuple) -> Partnership:
    """A partner of the first branch when its story begins with a memorandum, else of the whole system."""
    term, held, submitted = story
    for day, place in held:
        factories.make_event(session, starts_on=day, branch=branches[place], partners=[organisation])
    for day in submitted:
        factories.make_application(session, submitted_on=day, partners=[organisation])
    begins, ends = term or (None, None)
    return factories.make_partnership(
        session,
        organisation,
        branch=branches[0] if term else None,
        memorandum_from=begins,
        memorandum_until=ends,
        partner_type=PartnerType.SCHOOL if held else PartnerType.NGO,
    )


def spells(story: tuple) -> list[Spell]:
    term, held, submitted = story
    dated = [Spell(*term)] if term and any(term) else []
    return dated + [spell_of_activity(day) for day in [*(day for day, _place in held), *submitted]]


def spells_in(story: tuple, place: int) -> list[Spell]:
    term, held, _submitted = story
    if term and place == 0:
        return spells(story)
    return [spell_of_activity(day) for day, where in held if where == place]


def expected(found: list[list[Spell]], opening: date, closing: date) -> Growth:
    moves = Counter(move_between(partner, opening, closing) for partner in found)
    before = sum(any(spell.covers(opening) for spell in partner) for partner in found)
    return Growth(before, moves[PartnerMove.NEW], moves[PartnerMove.RETURNED], moves[PartnerMove.LAPSED])


@LENIENT
@given(told=st.lists(stories, min_size=1, max_size=6))
def test_sql_the_page_and_the_rule_agree_on_random_histories(session: Session, told: list) -> None:
    with session.begin_nested() as savepoint:
        branches = [factories.make_branch(session), factories.make_branch(session)]
        made = [make_partner(session, factories.make_organisation(session), branches, story) for story in told]
        known = [spells(story) for story in told]
        for period in (year(2026), last_months(12, NOW), month(2026, 3), year(2025)):
            found = partner_growth(session, period, EVERYTHING, NOW)
            ends = ends_of(period, NOW)
            assert found.total == growth_in(session, period, EVERYTHING, NOW) == expected(known, *ends)
            assert found.before == expected(known, *ends_of(found.earlier, NOW))
            for row in found.months:
                assert row.growth == expected(known, *ends_of(row.period, NOW))
            for move in PartnerMove:
                listed = session.scalars(sa.select(Partnership.id).where(move_condition(move, *ends)))
                assert sorted(listed) == [
                    partnership.id
                    for partnership, partner in zip(made, known, strict=True)
                    if move_between(partner, *ends) is move
                ]
            for place, branch in enumerate(branches):
                there = [spells_in(story, place) for story in told]
                assert found.branches.get(branch.id, Growth()) == expected(there, *ends)
                only = partner_growth(session, period, EVERYTHING, NOW, branch_id=branch.id)
                assert only.total == expected(there, *ends)
                for move in PartnerMove:
                    listed = session.scalars(
                        sa.select(Partnership.id).where(move_condition(move, *ends, branch_id=branch.id))
                    )
                    assert sorted(listed) == [
                        partnership.id
                        for partnership, partner in zip(made, there, strict=True)
                        if move_between(partner, *ends) is move
                    ]
            by_type = list(found.types.values())
            assert sum(growth.active for growth in by_type) == found.total.active
            assert sum(growth.net for growth in by_type) == found.total.net
        savepoint.rollback()
    session.expunge_all()


def test_months_follow_one_another(session: Session) -> None:
    factories.make_partnership(session, memorandum_from=date(2026, 3, 5), memorandum_until=date(2026, 5, 10))
    found = partner_growth(session, year(2026), EVERYTHING, NOW)
    assert [row.growth.active for row in found.months] == [0, 0, 1, 1, 0, 0, 0, 0]
    assert [row.growth.new for row in found.months] == [0, 0, 1, 0, 0, 0, 0, 0]
    assert [row.growth.lapsed for row in found.months] == [0, 0, 0, 0, 1, 0, 0, 0]
    # It came and went within the year, so it moved nothing between the ends of the year.
    assert found.total == Growth()


def test_an_archived_partnership_counts_nowhere_and_a_branch_sees_its_own_and_the_common(session: Session) -> None:
    own, other = factories.make_branch(session), factories.make_branch(session)
    for fields in ({"branch": own}, {"branch": other}, {}, {"archived_at": utc_now()}):
        factories.make_partnership(session, memorandum_from=date(2026, 2, 1), **fields)
    assert partner_growth(session, year(2026), EVERYTHING, NOW).total == Growth(new=3)
    seen = partner_growth(session, year(2026), Scope(own.id), NOW)
    assert seen.total == growth_in(session, year(2026), Scope(own.id), NOW) == Growth(new=2)
    assert seen.branches == {own.id: Growth(new=1)}


def make_history(session: Session) -> tuple[Branch, Branch]:
    """Partners of every kind of move in the last twelve months and in the year before."""
    own, other = factories.make_branch(session, "Філія № 1"), factories.make_branch(session, "Філія № 2")
    now = today()
    for shift, length in ((30, 400), (100, 20), (400, 380), (800, 900), (380, 200), (700, 100)):
        for branch in (own, None):
            begins = now - timedelta(days=shift)
            factories.make_partnership(
                session, branch=branch, memorandum_from=begins, memorandum_until=begins + timedelta(days=length)
            )
    for shifts in ((500, 20), (200,), (600,), (900, 420)):
        organisation = factories.make_organisation(session)
        factories.make_partnership(session, organisation, partner_type=PartnerType.SCHOOL)
        for place, shift in enumerate(shifts):
            day = now - timedelta(days=shift)
            factories.make_event(session, branch=(own, other)[place % 2], starts_on=day, partners=[organisation])
    return own, other


def links_with_figures(page: Page) -> list[tuple[str, int]]:
    """Return (address of the list, figure) of every figure on the page that opens to a list."""
    found = []
    for link in page.select("table td a, .stat-label a"):
        address = str(link["href"])
        if not any(f"{key}=" in address for key in MOVES):
            continue
        inside = link.find_parent("div", class_="stat")
        text = inside.select_one(".stat-value").get_text() if inside else link.get_text()
        found.append((address, int(text.strip().replace("−", "-").replace("+", ""))))
    return found


def test_every_figure_of_the_page_opens_to_exactly_its_partners(session: Session, login: SignIn) -> None:
    own, _other = make_history(session)
    me = login("director")
    for query in ("", "?type=school", f"?branch={own.id}"):
        figures = links_with_figures(me.get(f"/partnerships/growth{query}"))
        assert len(figures) > 20
        for address, figure in dict.fromkeys(figures):
            listed = len(me.get(address).select("tbody tr"))
            if "moved_in" in address:
                came = sum(
                    len(me.get(address.replace("moved_in", key)).select("tbody tr"))
                    for key in ("new_in", "returned_in")
                )
                assert figure == 2 * came - listed, address
            else:
                assert figure == listed, address


def test_branch_staff_see_the_figures_of_their_branch_and_their_rows(session: Session, login: SignIn) -> None:
    own, other = make_history(session)
    me = login(Role.STAFF, branch=own)
    page = me.get(f"/partnerships/growth?branch={other.id}")
    assert "Філія № 1" in page.text
    assert "Філія № 2" not in page.text
    assert not page.select("#growth-branch")
    for address, figure in links_with_figures(page):
        if "moved_in" not in address:
            assert len(me.get(address).select("tbody tr")) == figure, address


def test_the_page_costs_the_same_whatever_it_counts(session: Session, app: Flask, login: SignIn) -> None:
    me = login("monitor")
    with count_queries(app) as few:
        me.get("/partnerships/growth")
    make_history(session)
    with count_queries(app) as many:
        me.get("/partnerships/growth")
    assert len(few) == len(many) <= 12, str(many)


def test_the_figures_are_taken_away_as_a_table(session: Session, login: SignIn) -> None:
    make_history(session)
    me = login("coordinator")
    lines = me.get("/partnerships/growth?format=csv").html.splitlines()
    assert lines[0].lstrip("\ufeff").startswith("Counted by,Name,Active before,New")
    assert len([line for line in lines if line.startswith("Month,")]) == 12
    assert any(line.startswith("Branch,Філія № 1") for line in lines)
    assert me.get("/partnerships/growth?format=xlsx").headers["Content-Type"].endswith("spreadsheetml.sheet")


def test_periods_are_chosen_and_nonsense_counts_as_none(session: Session, login: SignIn) -> None:
    me = login("coordinator")
    page = me.get(f"/partnerships/growth?period={today().year - 1}")
    assert page.texts("#growth-period option[selected]") == ["Last year"]
    assert len(page.select("#growth-picture tbody tr")) == 12
    for query in ("period=2099", "period=never&type=x&branch=999999", "branch=x"):
        assert len(me.get(f"/partnerships/growth?{query}").select("#growth-picture tbody tr")) == 12
    for value in ("new_in=x", "lapsed_in=2026~x", "returned_in=0001", "moved_in=~", "active_on=2026~1"):
        me.get(f"/partnerships?{value}", status=422)


def test_the_page_is_reached_from_the_list_and_from_the_drivers(login: SignIn) -> None:
    me = login("monitor")
    for place in ("/partnerships", "/drivers"):
        assert "/partnerships/growth" in me.get(place).links

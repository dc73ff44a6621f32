"""Partners counted at once are counted as one by one."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.partner_growth import Growth, PartnerMove, Spell, move_between, stretches
from app.queries.partner_presence import Presence
from tests.domain.test_partner_growth import dates, spells


def written(partners: dict[int, list[Spell]]) -> list[str]:
    """Return the spans of partners as the database writes them."""
    spans = [
        (first, last, found[0][0], number)
        for number, spells_of_one in partners.items()
        for found in [stretches(spells_of_one)]
        for first, last in found
    ]
    *days, numbers = zip(*spans, strict=True) if spans else ((), (), (), ())
    return [*("".join(day.isoformat() for day in column) for column in days), ",".join(map(str, numbers))]


@given(
    partners=st.dictionaries(st.integers(1, 10**9), spells, max_size=12), days=st.sets(dates, min_size=2, max_size=5)
)
def test_partners_counted_at_once_are_counted_as_one_by_one(partners: dict[int, list[Spell]], days: set[date]) -> None:
    presence = Presence(days, *written(partners))
    # A partnership without any span is never counted, and one that got another letter or none is not either.
    marks = presence.marks(",".join(map(str, partners)), "".join("ab"[number % 2] for number in partners))
    odd = [number for number in partners if number % 2]
    only = presence.marks(",".join(map(str, odd)), "c" * len(odd))
    assert ((only != 0) == (marks == ord("b"))).all()
    for chosen, places in ((list(partners), marks != 0), (odd, marks == ord("b"))):
        histories = [partners[number] for number in chosen]
        for opening in days:
            for closing in (day for day in days if day > opening):
                growth = presence.growth(places, opening, closing)
                moves = Counter(move_between(found, opening, closing) for found in histories)
                assert growth == Growth(
                    sum(any(spell.covers(opening) for spell in found) for found in histories),
                    moves[PartnerMove.NEW],
                    moves[PartnerMove.RETURNED],
                    moves[PartnerMove.LAPSED],
                )
                assert growth.active == sum(any(spell.covers(closing) for spell in found) for found in histories)
                assert growth.active - growth.before == growth.net == growth.new + growth.returned - growth.lapsed

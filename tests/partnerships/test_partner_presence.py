"""Partners counted at once are counted as one by one."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.domain.partner_growth import Growth, PartnerMove, Spell, move_between, stretches
from app.queries.partner_presence import Presence
from tests.domain.test_partner_growth import dates, spells


def written(partner_id: int, found: list[Spell]) -> str:
    """Return the spans of a partner as the database writes them."""
    spans = stretches(found)
    return "".join(
        f"{first.isoformat()}{last.isoformat()}{spans[0][0].isoformat()}{partner_id + 10**9}" for first, last in spans
    )


@given(
    partners=st.dictionaries(st.integers(1, 10**9), spells, max_size=12), days=st.sets(dates, min_size=2, max_size=5)
)
def test_partners_counted_at_once_are_counted_as_one_by_one(partners: dict[int, list[Spell]], days: set[date]) -> None:
    presence = Presence(days, "".join(written(number, found) for number, found in partners.items()))
    # A partnership without any span is never counted, and one that was not chosen is not either.
    for chosen in (list(partners), [number for number in partners if number % 2]):
        histories = [partners[number] for number in chosen]
        places = presence.among(",".join(str(number) for number in chosen))
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

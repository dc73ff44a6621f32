"""Names of days and months as the pages write them."""

from datetime import date

from app.formats import day_words


def test_the_apostrophe_is_that_of_every_other_text() -> None:
    assert day_words(date(2026, 12, 4), "cccc", "uk") == "п’ятниця"
    assert day_words(date(2026, 12, 4), "full", "uk").startswith("п’ятниця, 4 грудня")

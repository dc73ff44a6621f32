from app.domain.duplicates import PairFinder, folded_name, turned
from app.domain.matching import MatchWeights

NAMES = [
    "Коваленко Олена",
    "Коваленко Олени",
    "Коваленко О.",
    "Kovalenko Olena Ivanivna",
    "Школа 12",
    "Школа 13",
    "Школа  № 12",
    "Бондар",
    "",
    "",
]


def pairs(least: float) -> set[tuple[str, str]]:
    names = {number: folded_name(name) for number, name in enumerate(NAMES)}
    finder = PairFinder(names, least)
    finder.go_through(sorted(names, key=lambda key: (names[key], key)))
    finder.go_through(sorted(names, key=lambda key: (turned(names[key]), key)))
    return {(NAMES[one], NAMES[other]) for one, other in finder.pairs}


def test_neighbours_meet_by_a_slip_an_initial_or_a_missing_patronymic_and_never_by_other_numbers() -> None:
    assert pairs(MatchWeights().least_likeness) == {
        ("Коваленко Олена", "Коваленко Олени"),
        ("Коваленко Олена", "Коваленко О."),
        ("Коваленко Олени", "Коваленко О."),
        ("Коваленко Олена", "Kovalenko Olena Ivanivna"),
        ("Коваленко О.", "Kovalenko Olena Ivanivna"),
        ("Школа 12", "Школа  № 12"),
    }


def test_only_the_same_name_makes_a_pair_when_a_similar_one_never_gives_enough_points() -> None:
    weights = MatchWeights(similar_name=30, possible=50)
    assert weights.least_likeness > 1.02
    assert pairs(weights.least_likeness) == {("Школа 12", "Школа  № 12")}

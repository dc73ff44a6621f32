"""The age bands that a new installation starts with."""

from dataclasses import dataclass

UNSTATED = "unknown"


@dataclass(frozen=True, slots=True)
class BandRule:
    """An age band: its code, its names in both languages and its ages, both ends inclusive."""

    code: str
    name_uk: str
    name_en: str
    min_age: int | None
    max_age: int | None


DEFAULT_BANDS = (
    BandRule("u6", "до 6 років", "up to 6", 0, 6),
    BandRule("a7_14", "7–14 років", "7–14", 7, 14),
    BandRule("a15_17", "15–17 років", "15–17", 15, 17),
    BandRule("a18_35", "18–35 років", "18–35", 18, 35),
    BandRule("a36_59", "36–59 років", "36–59", 36, 59),
    BandRule("a60", "60 років і старші", "60 and over", 60, None),
    BandRule(UNSTATED, "вік не зазначено", "age not stated", None, None),
)

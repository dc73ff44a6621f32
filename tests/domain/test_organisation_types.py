"""The type of an organisation as far as its name tells it."""

import pytest

from app.domain.contacts import OrganisationType
from app.domain.organisation_types import type_by_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ГО «Музей міста»", OrganisationType.NGO),
        ("Громадська спілка «Разом»", OrganisationType.NGO),
        ("Благодійна організація «Світло»", OrganisationType.CHARITY),
        ("ТОВ «Книга»", OrganisationType.BUSINESS),
        ("КЗ «Вербоградський ліцей № 3»", OrganisationType.SCHOOL),
        ("Вербоградський національний університет", OrganisationType.UNIVERSITY),
        ("Міська дитяча бібліотека", OrganisationType.CULTURAL_INSTITUTION),
        ("Радіо «Верба»", OrganisationType.MEDIA),
        ("Департамент культури Вербоградської міської ради", OrganisationType.AUTHORITY),
        ("Підгірська територіальна сільська рада", OrganisationType.AUTHORITY),
        ("Підгірська сільська територіальна рада", OrganisationType.AUTHORITY),
        ("Вербоградська міська рада", OrganisationType.AUTHORITY),
        ("Молодіжна рада", OrganisationType.OTHER),
        ("Інклюзивно-ресурсний центр", OrganisationType.OTHER),
        ("«»", OrganisationType.OTHER),
        ("", OrganisationType.OTHER),
    ],
)
def test_the_name_tells_the_type_where_it_says_one(name: str, expected: OrganisationType) -> None:
    assert type_by_name(name) is expected

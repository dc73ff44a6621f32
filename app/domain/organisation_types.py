"""What kind of body an organisation is, as far as its name tells."""

import re

from app.domain.contacts import OrganisationType
from app.domain.text import search_text

_NAMED = re.compile(r"[«„“\"]")
# A legal form stands before the name proper and decides: ГО «Музей міста» is an NGO.
_FORMS: dict[OrganisationType, str] = {
    OrganisationType.NGO: "го нго громадська ngo",
    OrganisationType.CHARITY: "бф бо благодійна благодійний charity charitable",
    OrganisationType.BUSINESS: "тов тзов тдв пп пат прат ат фоп llc ltd inc gmbh",
}
_WORDS: dict[OrganisationType, str] = {
    OrganisationType.SCHOOL: "школа ліцей гімназія садок дитсадок зош ззсо здо school lyceum",
    OrganisationType.UNIVERSITY: "університет коледж university college",
    OrganisationType.CULTURAL_INSTITUTION: "музей театр бібліотека філармонія галерея museum theatre library gallery",
    OrganisationType.MEDIA: "газета радіо телеканал телерадіокомпанія редакція newspaper radio",
    OrganisationType.AUTHORITY: "міністерство департамент управління адміністрація виконком ministry department",
}
_COUNCIL = re.compile(r"\b(?:міська|сільська|селищна|районна|обласна) (?:\w+ )?рада\b")


def _by_word(words: dict[OrganisationType, str]) -> dict[str, OrganisationType]:
    return {search_text(word): kind for kind, line in words.items() for word in line.split()}


_KIND_OF_FORM, _KIND_OF_WORD = _by_word(_FORMS), _by_word(_WORDS)


def type_by_name(name: str) -> OrganisationType:
    """Return the type that a name tells: by its legal form, else by the first word that says it; `OTHER` by none."""
    words = search_text(name).split()
    before = search_text(_NAMED.split(name)[0]).split()
    for known, found in ((_KIND_OF_FORM, before), (_KIND_OF_WORD, before), (_KIND_OF_WORD, words)):
        for word in found:
            if word in known:
                return known[word]
    return OrganisationType.AUTHORITY if _COUNCIL.search(search_text(name)) else OrganisationType.OTHER

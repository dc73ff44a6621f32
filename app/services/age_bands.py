"""Age bands of the audience grid."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.age_bands import DEFAULT_BANDS
from models.events import AgeBand


def ensure_default_bands(session: Session) -> dict[str, AgeBand]:
    """Make the default bands that are missing and return all bands by code; a changed band stays as it is."""
    known = {band.code: band for band in session.scalars(sa.select(AgeBand))}
    for position, rule in enumerate(DEFAULT_BANDS, start=1):
        if rule.code not in known:
            band = AgeBand(
                code=rule.code,
                name_uk=rule.name_uk,
                name_en=rule.name_en,
                min_age=rule.min_age,
                max_age=rule.max_age,
                position=position * 10,
            )
            session.add(band)
            known[rule.code] = band
    session.flush()
    return known

"""Verbs of funders: keep the profile, add the public funders that the product knows."""

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.contacts import ContactKind
from app.domain.errors import RuleError
from app.domain.money import Currency
from app.domain.public_funders import PUBLIC_FUNDERS, Programme, PublicFunder
from app.queries.contacts import named
from app.services.calls import CallData, create_call
from app.services.contacts import OrganisationData, save_organisation
from models.calls import Call
from models.contacts import Organisation
from models.funders import FunderProfile


@dataclass(frozen=True, kw_only=True)
class ProfileData:
    """A profile as typed."""

    interests: str = ""
    min_amount: Decimal | None = None
    max_amount: Decimal | None = None
    currency: Currency = Currency.UAH
    languages: str = ""
    reporting_rules: str = ""
    partner_note: str = ""


@dataclass(frozen=True)
class Added:
    """How many funders and programmes were missing and were added."""

    funders: int
    calls: int


def save_profile(
    session: Session, organisation: Organisation, profile: FunderProfile | None, data: ProfileData
) -> FunderProfile:
    """Write down what is known about a funder, or change it.

    Raises:
        RuleError: `amounts_out_of_order`; `stale_record`, when somebody began the profile at the same time.
    """
    if data.min_amount is not None and data.max_amount is not None and data.max_amount < data.min_amount:
        raise RuleError("amounts_out_of_order", field="max_amount")
    record = profile or FunderProfile(contact_id=organisation.id)
    for name in ("interests", "min_amount", "max_amount", "currency", "languages", "reporting_rules", "partner_note"):
        setattr(record, name, getattr(data, name))
    try:
        with session.begin_nested():
            session.add(record)
            session.flush()
    except IntegrityError as error:
        raise RuleError("stale_record") from error
    return record


def add_public_funders(session: Session) -> Added:
    """Add the public funders and programmes that are missing; what is there is left as people made it.

    A funder or programme that was renamed, changed or archived is not added again. An organisation of the same name
    becomes the funder, with a profile if it has none.

    Raises:
        RuleError: `list_added_meanwhile`, when somebody does the same at the same moment.
    """
    try:
        with session.begin_nested():
            return _add_missing(session)
    except IntegrityError as error:
        raise RuleError("list_added_meanwhile") from error


def _add_missing(session: Session) -> Added:
    kept = sa.select(FunderProfile.list_key, FunderProfile.contact_id).where(FunderProfile.list_key.is_not(None))
    known = {row.list_key: row.contact_id for row in session.execute(kept)}
    programmes = set(session.scalars(sa.select(Call.list_key).where(Call.list_key.is_not(None))))
    funders = calls = 0
    for funder in PUBLIC_FUNDERS:
        contact_id = known.get(funder.key)
        if contact_id is None:
            contact_id = _add_funder(session, funder)
            funders += 1
        for programme in funder.programmes:
            if programme.key not in programmes:
                _add_programme(session, programme, contact_id)
                calls += 1
    return Added(funders, calls)


def _add_funder(session: Session, funder: PublicFunder) -> int:
    found = named(session, funder.name, ContactKind.ORGANISATION)
    organisation = session.get(Organisation, found[0]) if found else None
    if organisation is None:
        organisation = save_organisation(
            session,
            OrganisationData(
                name=funder.name,
                legal_name=funder.legal_name,
                organisation_type=funder.organisation_type,
                city=funder.city,
                website=funder.website,
            ),
        )
        organisation.is_public_funder = True
    profile = session.scalar(sa.select(FunderProfile).where(FunderProfile.contact_id == organisation.id))
    if profile is None:
        profile = FunderProfile(
            contact_id=organisation.id,
            interests=funder.interests,
            min_amount=_amount(funder.least),
            max_amount=_amount(funder.most),
            currency=funder.currency,
            languages=funder.languages,
            reporting_rules=_with_sources(funder.reporting, funder.sources),
            partner_note=funder.partner_note,
        )
        session.add(profile)
    profile.list_key = funder.key
    session.flush()
    return organisation.id


def _add_programme(session: Session, programme: Programme, funder_id: int) -> None:
    call = create_call(session, call_of_programme(programme, funder_id))
    call.list_key = programme.key
    session.flush()


def call_of_programme(programme: Programme, funder_id: int) -> CallData:
    """Return the facts of a programme as those of a call without dates."""
    return CallData(
        title=programme.title,
        funder_id=funder_id,
        min_amount=_amount(programme.least),
        max_amount=_amount(programme.most),
        currency=programme.currency,
        cofinancing_percent=programme.cofinancing,
        applicants=programme.applicants,
        eligibility=_with_sources(programme.eligibility, programme.sources),
        eligible_costs=programme.eligible,
        ineligible_costs=programme.ineligible,
        languages=programme.languages,
        url=programme.url,
    )


def _with_sources(text: str, sources: tuple[str, ...]) -> str:
    """Return a text with the public addresses that it was taken from."""
    return f"{text}\n\nДжерела: {', '.join(sources)}".strip() if sources else text


def _amount(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)

"""Records for tests: each function adds one valid record to the session and flushes it.

Fields that a test does not name get plain values; related records are made when they are not given.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.application_work import BlockTopic, TeamRole
from app.domain.awards import AmendmentKind, GateKind
from app.domain.bounces import BounceKind, BounceSource, SuppressionReason
from app.domain.calls import CofinancingKind
from app.domain.contacts import InteractionKind, OrganisationType
from app.domain.custom_fields import FieldType, Value
from app.domain.donations import DonationKind
from app.domain.events import AttendanceMode, Mark
from app.domain.frozen import checksum
from app.domain.go_no_go import Decision, expected_value, value_per_hour
from app.domain.grant_approvals import Decision as ApprovalDecision
from app.domain.grant_claims import ClaimSource
from app.domain.grant_report import GrantReport, ReportStatus
from app.domain.grant_stages import Requirement
from app.domain.grants import (
    BudgetCategory,
    BudgetSource,
    DeliverableKind,
    DocumentType,
    LossReason,
    NarrativeSection,
    Stage,
    line_total,
)
from app.domain.imports import ImportKind, ImportStatus
from app.domain.interactions import Outcome
from app.domain.investments import EffortSource, EffortWork
from app.domain.ledger import LedgerDirection, LedgerKind
from app.domain.letters import TemplatePurpose
from app.domain.mailings import AudienceKind, RecipientState
from app.domain.matching import MatchReason, MatchStrength
from app.domain.money import Currency, RateSource
from app.domain.opportunities import AssignmentStatus, OpportunityKind, OpportunityStatus, Visibility
from app.domain.partnerships import BranchScope, PartnershipStage, PartnerType
from app.domain.privacy import VOLUNTEERING, AccessAction, ConsentChannel, access_hour
from app.domain.relationships import stored_pair
from app.domain.report_blocks import default_blocks
from app.domain.roles import Approver, Role
from app.domain.saved_views import SavedState
from app.domain.signups import SignUpStatus
from app.domain.tasks import ChecklistTrigger
from app.domain.text import sort_key
from app.domain.volunteer_documents import DocumentKind
from app.domain.volunteer_papers import PaperKind
from app.domain.volunteers import HoursStatus, VolunteerStatus
from app.passwords import hash_password, hash_token
from app.queries.grant_approvals import figures_of
from app.report_freezing import frozen
from app.services.application_versions import take_version
from app.services.custom_field_values import columns_of
from app.services.custom_fields import FieldData, OptionData, save_field
from app.services.mailing_sending import recipient_row
from app.services.merging import merge
from app.services.reports import block_rows
from app.services.text_blocks import BlockData, save_block
from models.accounts import User
from models.agreements import Agreement, LedgerEntry
from models.application_work import (
    ApplicationDocument,
    ApplicationMember,
    ApplicationSection,
    ApplicationVersion,
    CallDocument,
    CallSection,
)
from models.awards import (
    Amendment,
    AmendmentChange,
    DeliverableReturn,
    GrantAgreement,
    GrantReceipt,
    TrancheGate,
)
from models.base import utc_now
from models.branches import Branch, BranchKind, Institution
from models.calls import Call, CallApplicant, CallCofinancing
from models.contacts import (
    Affiliation,
    Contact,
    ContactAddress,
    ContactEmail,
    ContactPhone,
    Organisation,
    Person,
    Tag,
    TagGroup,
)
from models.custom_fields import CustomField, CustomValue
from models.donations import Campaign, Donation
from models.duplicates import DuplicatePair
from models.events import AgeBand, AttendanceCount, AttendanceMark, BranchFigure, Event, Measure
from models.files import Attachment
from models.funder_headings import Heading, HeadingPlace, HeadingSet
from models.funders import FunderProfile
from models.fundraising import ForecastSettings, FundraisingEffort
from models.go_no_go import Assessment, AssessmentScore, GoCriterion
from models.grant_claims import ClaimRelease, CofinancingClaim
from models.grant_money import BudgetLine, BudgetLineSource, Disbursement, Expenditure, Reallocation
from models.grant_stages import ApplicationApproval, GrantStage, GrantStageRequirement
from models.grant_work import GrantIndicator, PlannedActivity
from models.grants import Application, ApplicationStageChange, Deliverable, Narrative
from models.hours import GrantHourRate, HoursClaim, HoursCorrection, MilestoneThanks
from models.interactions import Comment, Interaction, InteractionDetails
from models.jobs import ImportIssue, ImportRun, Job
from models.letters import Letter, LetterTemplate
from models.mailings import Bounce, Mailing, MailingRecipient, SuppressedAddress
from models.memoranda import MemorandumTemplate, MemorandumText
from models.merging import Merge
from models.money import ExchangeRate
from models.opportunities import Assignment, Opportunity, PersonalLink, Shift
from models.partnerships import Partnership, PartnershipStageChange
from models.privacy import (
    AccessEntry,
    Consent,
    ConsentPurpose,
    ConsentText,
    ErasureRequest,
    PrivacySettings,
    RetentionProposal,
)
from models.relationships import Relationship, RelationshipType
from models.reports import Report, ReportTemplate, ReportVersion
from models.saved_views import SavedView
from models.signups import SignUp
from models.tasks import ChecklistStep, ChecklistTemplate, Task
from models.text_blocks import TextBlock, TextBlockUse
from models.volunteer_documents import VolunteerDocument
from models.volunteer_papers import IssuedPaper
from models.volunteers import HoursEntry, Skill, Volunteer, VolunteerStatusChange

PASSWORD = "correct-Horse-42"
DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 12, tzinfo=UTC)
WON = frozenset({Stage.AWARDED, Stage.CONTRACTING, Stage.IMPLEMENTATION, Stage.REPORTING, Stage.CLOSED})

Record = TypeVar("Record")
_numbers = count(1)


def number() -> int:
    """Return a number that no other record of this run carries."""
    return next(_numbers)


def save(session: Session, record: Record) -> Record:
    """Add a record and flush it."""
    session.add(record)
    session.flush()
    return record


@cache
def password_hash(password: str = PASSWORD) -> str:
    """Return a hash of the test password, computed once."""
    return hash_password(password)


def make_institution(session: Session, **fields: Any) -> Institution:
    """The institution; there is only one, and its row is number 1."""
    defaults = {
        "name_uk": "Луцька публічна бібліотека",
        "name_en": "Lutsk Public Library",
        "director": "О. Савчук",
    }
    return save(session, Institution(id=1, **{**defaults, **fields}))


def make_branch(session: Session, name: str | None = None, **fields: Any) -> Branch:
    """A branch library."""
    place = number()
    branch = Branch(**{"code": f"B{place}", "kind": BranchKind.BRANCH, "opened_year": 1950, **fields})
    branch.rename(name or f"Філія {place}")
    return save(session, branch)


def make_user(session: Session, role: Role = Role.COORDINATOR, **fields: Any) -> User:
    """An account with the password `PASSWORD`; branch staff get a branch."""
    place = number()
    if role is Role.STAFF and not fields.get("branch_id") and fields.get("branch") is None:
        fields["branch"] = make_branch(session)
    password = fields.pop("password", PASSWORD)
    defaults = {
        "email": f"{role.value}{place}@library.example",
        "name": f"{role.value.title()} {place}",
        "password_hash": password_hash(password),
        "locale": "en",
    }
    return save(session, User(role=role, **{**defaults, **fields}))


def make_person(session: Session, last_name: str | None = None, first_name: str = "Олена", **fields: Any) -> Person:
    """A person. `email` and `phone` add one of each."""
    email, phone = fields.pop("email", None), fields.pop("phone", None)
    person = Person(last_name=last_name or f"Коваль-{number()}", first_name=first_name, **fields)
    person.rename()
    return _with_channels(session, person, email, phone)


def make_organisation(session: Session, name: str | None = None, **fields: Any) -> Organisation:
    """An organisation. `email` and `phone` add one of each."""
    email, phone = fields.pop("email", None), fields.pop("phone", None)
    defaults = {"organisation_type": OrganisationType.NGO, "display_name": name or f"ГО «Читанка {number()}»"}
    organisation = Organisation(**{**defaults, **fields})
    organisation.rename()
    return _with_channels(session, organisation, email, phone)


ContactRecord = TypeVar("ContactRecord", bound=Contact)


def _with_channels(session: Session, contact: ContactRecord, email: str | None, phone: str | None) -> ContactRecord:
    if email:
        contact.emails.append(ContactEmail(email=email))
    if phone:
        contact.phones.append(ContactPhone(number=phone))
    return save(session, contact)


def make_tag(session: Session, name: str, *contacts: Contact) -> Tag:
    """A tag, put on the contacts."""
    tag = save(session, Tag(name=name, key=name.casefold()))
    for contact in contacts:
        contact.tags.append(tag)
    session.flush()
    return tag


def make_affiliation(
    session: Session, person: Person | None = None, organisation: Organisation | None = None, **fields: Any
) -> Affiliation:
    """Where a person works."""
    defaults = {
        "person": person or make_person(session),
        "organisation": organisation or make_organisation(session),
        "role": "координаторка",
    }
    return save(session, Affiliation(**{**defaults, **fields}))


def make_relationship(
    session: Session,
    first: Contact | None = None,
    second: Contact | None = None,
    code: str = "referred_by",
    **fields: Any,
) -> Relationship:
    """What the first contact is to the second, of a type that the product ships."""
    kind = session.scalars(sa.select(RelationshipType).where(RelationshipType.code == code)).one()
    ends = stored_pair(
        (first or make_person(session)).id, (second or make_person(session)).id, symmetric=kind.symmetric
    )
    pair = dict(zip(("from_contact_id", "to_contact_id"), ends, strict=True))
    return save(session, Relationship(**{"type_id": kind.id, **pair, **fields}))


def make_address(session: Session, contact: Contact, address: str = "Луцьк, вул. Лесі Українки, 10") -> ContactAddress:
    """A postal address of a contact."""
    return save(session, ContactAddress(contact=contact, address=address))


def make_interaction(session: Session, contact: Contact | None = None, **fields: Any) -> Interaction:
    """A meeting, call, letter or note."""
    defaults = {"kind": InteractionKind.CALL, "subject": f"Розмова {number()}", "occurred_at": MOMENT}
    return save(session, Interaction(**{"contact": contact or make_person(session), **defaults, **fields}))


def make_interaction_details(session: Session, interaction: Interaction | None = None, **fields: Any) -> Interaction:
    """An interaction with an outcome; name what else it has, such as `message_id=…`."""
    interaction = interaction or make_interaction(session)
    interaction.details = InteractionDetails(**{"outcome": Outcome.AGREED, **fields})
    session.flush()
    return interaction


def make_comment(session: Session, author: User | None = None, body: str = "Добре", **subject: Any) -> Comment:
    """A remark; name its subject, such as `contact_id=…`."""
    if not subject:
        subject = {"contact_id": make_person(session).id}
    return save(session, Comment(author=author or make_user(session), body=body, **subject))


def make_call(session: Session, funder: Organisation | None = None, **fields: Any) -> Call:
    """A call of a funder; `applicants` and `cofinancing` are kinds."""
    defaults = {"title": f"Конкурс {number()}", "deadline_on": DAY + timedelta(days=60)}
    applicants = [CallApplicant(kind=kind) for kind in fields.pop("applicants", ())]
    cofinancing = [CallCofinancing(kind=kind) for kind in fields.pop("cofinancing", ())]
    funder = funder or make_organisation(session)
    call = Call(**{"funder": funder, **defaults, **fields}, applicant_rows=applicants, cofinancing_rows=cofinancing)
    return save(session, call)


def make_funder_profile(session: Session, funder: Organisation | None = None, **fields: Any) -> FunderProfile:
    """What is known about a funder."""
    return save(session, FunderProfile(organisation=funder or make_organisation(session), **fields))


def make_criterion(session: Session, name: str | None = None, **fields: Any) -> GoCriterion:
    """A criterion of go or no-go beside those that every database begins with."""
    defaults = {"name_uk": name or f"Критерій {number()}", "weight": 5, "position": 50}
    return save(session, GoCriterion(**{**defaults, **fields}))


def make_assessment(
    session: Session, call: Call | None = None, scores: Mapping[GoCriterion, int] | None = None, **fields: Any
) -> Assessment:
    """An assessment of a call in hryvnias; the value follows from amount, chance and hours."""
    values: dict[str, Any] = {
        "at": MOMENT,
        "hours": 40,
        "chance": 50,
        "score": 80,
        "amount": Decimal(100_000),
        "decision": Decision.GO,
        "rate_date": DAY,
        **fields,
    }
    values.setdefault("reason", "" if values["decision"] is Decision.UNDECIDED else "Так вирішили")
    values.setdefault("base_amount", values["amount"])
    values.setdefault("value_base", expected_value(values["base_amount"], values["chance"]))
    values.setdefault("hourly_base", value_per_hour(values["base_amount"], values["chance"], values["hours"]))
    rows = [AssessmentScore(criterion=item, score=score, weight=item.weight) for item, score in (scores or {}).items()]
    return save(session, Assessment(call=call or make_call(session), scores=rows, **values))


def make_application(
    session: Session, title: str | None = None, *, stage: Stage = Stage.IDEA, **fields: Any
) -> Application:
    """An application in the given stage, with the one change that brought it there.

    A won application gets an award. Amounts are in hryvnias unless `currency` and `rate` say otherwise;
    the amounts in the base currency follow from the rate.
    """
    values: dict[str, Any] = {
        "currency": Currency.UAH,
        "rate": Decimal(1),
        "rate_date": DAY,
        "requested_amount": Decimal(100_000),
        "cofinancing_amount": Decimal(0),
        **fields,
    }
    values.setdefault("funder", None if "funder_id" in fields else make_organisation(session))
    if values["funder"] is None:
        del values["funder"]
    values.setdefault(
        "rate_source", RateSource.SAME_CURRENCY if values["currency"] is Currency.UAH else RateSource.MANUAL
    )
    if stage in WON:
        values.setdefault("awarded_amount", values["requested_amount"])
        values.setdefault("awarded_on", DAY)
    for name in ("requested", "cofinancing", "awarded"):
        amount = values.get(f"{name}_amount")
        if amount is not None:
            values.setdefault(f"{name}_base", (Decimal(amount) * values["rate"]).quantize(Decimal("0.01")))
    title = title or f"Проєкт {number()}"
    application = Application(**{"title": title, "sort_key": sort_key(title), **values})
    save(session, application)
    if stage is not Stage.IDEA:
        move_application(session, application, stage)
    return application


def move_application(session: Session, application: Application, stage: Stage, **fields: Any) -> ApplicationStageChange:
    """Write a move of an application into its history, whatever the rules say about it."""
    reason = LossReason.LOW_SCORE if stage in {Stage.REJECTED, Stage.WITHDRAWN} else None
    defaults = {"from_stage": application.stage, "to_stage": stage, "reason_code": reason, "at": MOMENT}
    change = save(session, ApplicationStageChange(application_id=application.id, **{**defaults, **fields}))
    with session.no_autoflush:
        application.held_stage = application.stage if stage is Stage.SUSPENDED else None
        application.stage = stage
        application.current_change_id = change.id
    session.flush()
    return change


def rename_stage(session: Session, stage: Stage, **fields: Any) -> GrantStage:
    """Give a stage other names, a place or a probability."""
    row = session.scalars(sa.select(GrantStage).where(GrantStage.code == stage)).one()
    for name, value in fields.items():
        setattr(row, name, value)
    session.flush()
    return row


def ask_for(session: Session, stage: Stage, *requirements: Requirement) -> None:
    """Let a stage ask for these things."""
    row = session.scalars(sa.select(GrantStage).where(GrantStage.code == stage)).one()
    row.requirement_rows = [GrantStageRequirement(requirement=item) for item in requirements]
    session.flush()


def make_approval(
    session: Session, application: Application, approver: Approver = Approver.DIRECTOR, **fields: Any
) -> ApplicationApproval:
    """An approval of an application in its present stage, for the money that it has now."""
    figures = figures_of(session, application)
    values = {
        "stage": application.stage,
        "decision": ApprovalDecision.APPROVED,
        "at": MOMENT,
        "currency": figures.currency,
        "requested_amount": figures.requested,
        "cofinancing_amount": figures.cofinancing,
        "budget_planned": figures.budget,
        **fields,
    }
    return save(session, ApplicationApproval(application_id=application.id, approver=approver, **values))


def approve_all(session: Session, application: Application) -> None:
    """Let the director and the accountant approve an application as it is now."""
    for office in Approver:
        make_approval(session, application, office)


def make_deliverable(session: Session, application: Application | None = None, **fields: Any) -> Deliverable:
    """Something due to a funder."""
    defaults = {"kind": DeliverableKind.FINAL_REPORT, "due_on": DAY + timedelta(days=30)}
    owner = application or make_application(session)
    return save(session, Deliverable(application=owner, **{**defaults, **fields}))


def make_narrative(
    session: Session, application: Application, section: NarrativeSection, text: str, locale: str = "uk"
) -> Narrative:
    """The text of a section of the grant report."""
    return save(session, Narrative(application=application, section=section, text=text, locale=locale))


def make_budget_line(session: Session, application: Application | None = None, **fields: Any) -> BudgetLine:
    """A budget line; what is planned follows from quantity and price, and one source pays it unless told otherwise."""
    source = fields.pop("source", BudgetSource.GRANT)
    sources = fields.pop("sources", None)
    values: dict[str, Any] = {
        "code": f"{number()}",
        "category": BudgetCategory.BOOKS,
        "item": "Книжки",
        "quantity": Decimal(10),
        "price": Decimal(500),
        **fields,
    }
    values.setdefault("planned", line_total(values["quantity"], values["price"]))
    shares = sources or {source: values["planned"]}
    values["sources"] = [BudgetLineSource(source=name, amount=amount) for name, amount in shares.items()]
    return save(session, BudgetLine(application=application or make_application(session), **values))


def make_expenditure(session: Session, line: BudgetLine | None = None, **fields: Any) -> Expenditure:
    """Money spent on a budget line, in the base currency unless told otherwise."""
    line = line or make_budget_line(session)
    values: dict[str, Any] = {
        "source": line.sources[0].source,
        "amount": Decimal(1200),
        "rate_date": DAY,
        "spent_on": DAY,
        "document_type": next(iter(DocumentType)),
        "document_number": "17",
        "counterparty": "Книгарня",
        **fields,
    }
    values.setdefault("grant_amount", values["amount"])
    values.setdefault("base_amount", values["amount"])
    return save(session, Expenditure(application_id=line.application_id, budget_line_id=line.id, **values))


def make_reallocation(session: Session, line: BudgetLine, other: BudgetLine, **fields: Any) -> Reallocation:
    """Money that was moved between two lines, whose plans the caller has changed already."""
    values: dict[str, Any] = {
        "source": BudgetSource.GRANT,
        "amount": Decimal(100),
        "moved_on": DAY,
        "reason": "Квитки подорожчали",
        **fields,
    }
    plans = {"from_planned": line.planned, "to_planned": other.planned}
    return save(
        session,
        Reallocation(application_id=line.application_id, from_line=line, to_line=other, **{**plans, **values}),
    )


def make_heading_set(session: Session, **owner: Any) -> HeadingSet:
    """The budget form of a funder or of a call: two headings, with books under the first."""
    found = save(session, HeadingSet(**owner))
    found.headings = [
        Heading(code="A1", name_uk="Ресурси", name_en="Resources", position=1),
        Heading(code="A2", name_uk="Послуги", name_en="Services", position=2),
    ]
    session.flush()
    found.places = [HeadingPlace(category=BudgetCategory.BOOKS, heading_id=found.headings[0].id)]
    session.flush()
    return found


def make_disbursement(
    session: Session, application: Application | None = None, *, received_on: date | None = None, **fields: Any
) -> Disbursement:
    """A tranche; it was received as a whole, in one receipt, when `received_on` is given."""
    values: dict[str, Any] = {
        "number": number(),
        "amount": Decimal(50_000),
        "rate_date": DAY,
        "due_on": DAY,
        **fields,
    }
    values.setdefault("base_amount", values["amount"] * values.get("rate", Decimal(1)))
    owner = application or make_application(session, stage=Stage.AWARDED)
    tranche = save(session, Disbursement(application=owner, settled_on=received_on, **values))
    if received_on is not None:
        money = {name: getattr(tranche, name) for name in ("amount", "base_amount")}
        make_receipt(session, tranche, received_on=received_on, **money)
    return tranche


def make_receipt(session: Session, tranche: Disbursement | None = None, **fields: Any) -> GrantReceipt:
    """Money that came of a tranche, in its currency and at its rate unless told otherwise."""
    tranche = tranche or make_disbursement(session)
    values: dict[str, Any] = {
        "received_on": DAY,
        "amount": Decimal(1000),
        "currency": tranche.currency,
        "rate": tranche.rate,
        "rate_date": tranche.rate_date,
        "rate_source": tranche.rate_source,
        **fields,
    }
    values.setdefault("tranche_amount", values["amount"])
    values.setdefault("base_amount", values["amount"] * values["rate"])
    return save(session, GrantReceipt(disbursement_id=tranche.id, **values))


def make_gate(session: Session, tranche: Disbursement | None = None, **fields: Any) -> TrancheGate:
    """What must have happened before a tranche comes: a condition in words unless told otherwise."""
    values: dict[str, Any] = {"kind": GateKind.CONDITION, **fields}
    if values["kind"] is GateKind.CONDITION:
        values.setdefault("text", "Надіслано підписаний кошторис")
    return save(session, TrancheGate(disbursement=tranche or make_disbursement(session), **values))


def make_grant_agreement(session: Session, application: Application, **fields: Any) -> GrantAgreement:
    """What is known of the agreement of a grant beside its record."""
    return save(session, GrantAgreement(application_id=application.id, **fields))


def make_amendment(session: Session, application: Application, **fields: Any) -> Amendment:
    """An amendment that moves the last day of the project; it is not applied."""
    values = {"number": str(number()), "agreed_on": DAY, "reason": "Подію перенесено", "consent_on": DAY, **fields}
    values.setdefault("changes", [AmendmentChange(kind=AmendmentKind.END_DATE, day_after=DAY + timedelta(days=60))])
    return save(session, Amendment(application_id=application.id, **values))


def make_return(session: Session, deliverable: Deliverable, **fields: Any) -> DeliverableReturn:
    """The funder gave a deliverable back."""
    values = {
        "due_on": DAY,
        "submitted_on": DAY,
        "returned_on": DAY,
        "new_due_on": DAY + timedelta(days=14),
        "remarks": "Додайте списки учасників",
        **fields,
    }
    return save(session, DeliverableReturn(deliverable_id=deliverable.id, **values))


def make_cofinancing(session: Session, application: Application, donation: Donation) -> CofinancingClaim:
    """A gift that a grant counts as its co-financing, at its value in the base currency."""
    return save(
        session,
        CofinancingClaim(
            application_id=application.id,
            kind=CofinancingKind.IN_KIND,
            donation_id=donation.id,
            base_amount=donation.base_amount,
            value=donation.base_amount,
        ),
    )


def make_release(session: Session, application: Application, **fields: Any) -> ClaimRelease:
    """A claim that was released."""
    values = {"source": ClaimSource.DONATION, "record_id": 1, "value": Decimal(100), "reason": "Помилка", **fields}
    return save(session, ClaimRelease(application_id=application.id, **values))


def make_activity(session: Session, application: Application | None = None, **fields: Any) -> PlannedActivity:
    """An activity that an application promised."""
    defaults = {"title": "Майстер-клас", "planned_from": DAY}
    return save(
        session,
        PlannedActivity(application=application or make_application(session), **{**defaults, **fields}),
    )


def make_indicator(session: Session, application: Application | None = None, **fields: Any) -> GrantIndicator:
    """A result that a grant is judged by."""
    defaults = {"name": f"Учасників {number()}", "unit": "осіб", "target": Decimal(100)}
    return save(
        session,
        GrantIndicator(application=application or make_application(session), **{**defaults, **fields}),
    )


def make_age_band(session: Session, code: str = "adults", **fields: Any) -> AgeBand:
    """An age band, found again when it was made before."""
    known = session.scalar(sa.select(AgeBand).where(AgeBand.code == code))
    if known is not None:
        return known
    ages = {"children": (0, 13), "teens": (14, 17), "adults": (18, None)}.get(code, (None, None))
    defaults = {
        "name_uk": code,
        "name_en": code,
        "min_age": ages[0],
        "max_age": ages[1],
        "position": number() % 1000,
    }
    return save(session, AgeBand(code=code, **{**defaults, **fields}))


def make_event(
    session: Session,
    title: str | None = None,
    *,
    counts: Mapping[str, int] | None = None,
    marks: Mapping[Mark, int] | None = None,
    **fields: Any,
) -> Event:
    """An event on one day (`starts_on`), of one hour, with people counted on site by code of age band."""
    values: dict[str, Any] = {"starts_on": DAY, **fields}
    if values.get("branch") is None and values.get("branch_id") is None:
        values["branch"] = make_branch(session)
    values.setdefault("ends_before", values["starts_on"] + timedelta(days=1))
    if not values.get("is_summary"):
        noon = datetime.combine(values["starts_on"], datetime.min.time(), UTC) + timedelta(hours=12)
        values.setdefault("starts_at", noon)
        values.setdefault("ends_at", values["starts_at"] + timedelta(hours=1))
    event = Event(**values)
    event.rename(title or f"Подія {number()}")
    save(session, event)
    for code, people in (counts or {}).items():
        band = make_age_band(session, code)
        event.counts.append(AttendanceCount(age_band=band, mode=AttendanceMode.ON_SITE, count=people))
    for mark, people in (marks or {}).items():
        event.marks.append(AttendanceMark(mark=mark, count=people))
    session.flush()
    return event


def make_figure(session: Session, branch: Branch | None = None, **fields: Any) -> BranchFigure:
    """A figure that a branch reports for a month."""
    defaults = {
        "measure": Measure.VISITS,
        "starts_on": DAY.replace(day=1),
        "ends_before": date(2026, 4, 1),
        "value": 900,
    }
    return save(session, BranchFigure(branch=branch or make_branch(session), **{**defaults, **fields}))


def make_volunteer(session: Session, person: Person | None = None, **fields: Any) -> Volunteer:
    """A volunteer of a branch. `skills` are names."""
    skills = fields.pop("skills", ())
    if fields.get("branch") is None and fields.get("branch_id") is None:
        fields["branch"] = make_branch(session)
    volunteer = Volunteer(**{"person": person or make_person(session), "started_on": DAY, **fields})
    volunteer.skills = [_skill(session, name) for name in skills]
    return save(session, volunteer)


def _skill(session: Session, name: str) -> Skill:
    known = session.scalar(sa.select(Skill).where(Skill.key == name.casefold()))
    return known or Skill(name=name, key=name.casefold())


def make_opportunity(session: Session, title: str = "Допомога на святі", **fields: Any) -> Opportunity:
    """An open opportunity of a branch that volunteers see by their links. `skills` are names."""
    skills = fields.pop("skills", ())
    if fields.get("branch") is None and fields.get("branch_id") is None:
        fields["branch"] = make_branch(session)
    defaults = {
        "token": f"opportunity-{number()}",
        "kind": OpportunityKind.RECURRING,
        "status": OpportunityStatus.OPEN,
        "visibility": Visibility.VOLUNTEERS,
        "self_signup": True,
    }
    opportunity = Opportunity(**{**defaults, **fields})
    opportunity.rename(title)
    opportunity.skills = [_skill(session, name) for name in skills]
    return save(session, opportunity)


def make_shift(session: Session, opportunity: Opportunity | None = None, **fields: Any) -> Shift:
    """Two hours for two volunteers; `starts_at` gives the day."""
    opportunity = opportunity or make_opportunity(session)
    starts_at = fields.pop("starts_at", MOMENT + timedelta(days=7))
    defaults = {"day": starts_at.date(), "ends_at": starts_at + timedelta(hours=2), "needed": 2}
    if fields.get("branch") is None:
        fields.setdefault("branch_id", opportunity.branch_id)
    return save(session, Shift(opportunity=opportunity, starts_at=starts_at, **{**defaults, **fields}))


def make_assignment(
    session: Session, shift: Shift | None = None, volunteer: Volunteer | None = None, **fields: Any
) -> Assignment:
    """A volunteer's place in a shift, counted in the shift when it is a confirmed one."""
    shift = shift or make_shift(session)
    values: dict[str, Any] = {"status": AssignmentStatus.CONFIRMED, **fields}
    if values["status"] is AssignmentStatus.CANCELLED:
        values.setdefault("cancelled_at", MOMENT)
    if values["status"] is AssignmentStatus.CONFIRMED:
        shift.taken += 1
    return save(session, Assignment(shift=shift, volunteer=volunteer or make_volunteer(session), **values))


def make_personal_link(
    session: Session, volunteer: Volunteer | None = None, token: str | None = None, **fields: Any
) -> PersonalLink:
    """A personal link of a volunteer that lasts a year; its secret is `token`."""
    secret = token or f"link-{number()}"
    defaults = {"created_at": MOMENT, "expires_at": MOMENT + timedelta(days=365)}
    values = {**defaults, **fields, "token_hash": hash_token(secret)}
    return save(session, PersonalLink(volunteer=volunteer or make_volunteer(session), **values))


def make_status_change(
    session: Session, volunteer: Volunteer, to_status: VolunteerStatus = VolunteerStatus.PAUSED, **fields: Any
) -> VolunteerStatusChange:
    """A move of a volunteer's status, which it stands in afterwards."""
    values = {"at": MOMENT, "reason": "Навчання", **fields}
    change = VolunteerStatusChange(
        volunteer_id=volunteer.id, from_status=volunteer.status, to_status=to_status, **values
    )
    save(session, change)
    volunteer.status, volunteer.current_change_id = to_status, change.id
    session.flush()
    return change


def make_document(session: Session, volunteer: Volunteer | None = None, **fields: Any) -> VolunteerDocument:
    """A paper of a volunteer that does not run out."""
    values = {"kind": DocumentKind.MEDICAL_BOOK, "number": f"Д-{number()}", "issued_on": DAY, **fields}
    return save(session, VolunteerDocument(volunteer=volunteer or make_volunteer(session), **values))


def make_sign_up(session: Session, last_name: str | None = None, **fields: Any) -> SignUp:
    """A sign-up of an adult that waits; `consent_text` is the newest Ukrainian one of volunteering when omitted."""
    place = number()
    defaults = {
        "reference": f"REF-{place}",
        "last_name": last_name or f"Охоча-{place}",
        "first_name": "Ірина",
        "birth_date": date(1995, 6, 1),
        "email": f"helper{place}@library.example",
        "phone": "+380501234567",
        "sent_at": MOMENT,
    }
    values = {**defaults, **fields}
    if "consent_text" not in values and "consent_text_id" not in values:
        purpose = session.scalar(sa.select(ConsentPurpose.id).where(ConsentPurpose.code == VOLUNTEERING))
        newest = sa.select(ConsentText).where(ConsentText.purpose_id == purpose, ConsentText.locale == "uk")
        values["consent_text"] = session.scalars(newest.order_by(ConsentText.number.desc())).first()
    if values.get("status", SignUpStatus.WAITING) is not SignUpStatus.WAITING:
        values.setdefault("decided_at", MOMENT)
    return save(session, SignUp(**values))


def make_hours(session: Session, volunteer: Volunteer | None = None, **fields: Any) -> HoursEntry:
    """Two hours of a volunteer, not yet confirmed."""
    volunteer = volunteer or make_volunteer(session)
    values: dict[str, Any] = {"worked_on": DAY, "minutes": 120, "activity": "Сортування книжок", **fields}
    if values.get("branch") is None:
        values.setdefault("branch_id", volunteer.branch_id)
    if values.get("status", HoursStatus.LOGGED) is not HoursStatus.LOGGED:
        values.setdefault("decided_at", MOMENT)
    return save(session, HoursEntry(volunteer=volunteer, **values))


def make_hour_rate(session: Session, application: Application | None = None, **fields: Any) -> GrantHourRate:
    """What an hour is worth on a grant from the beginning of the year on."""
    application = application or make_application(session, stage=Stage.IMPLEMENTATION)
    defaults = {"valid_from": date(DAY.year, 1, 1), "rate": Decimal(100), "basis": "Середня оплата праці за регіоном"}
    return save(session, GrantHourRate(application_id=application.id, **{**defaults, **fields}))


def make_claim(session: Session, entry: HoursEntry, application: Application, **fields: Any) -> HoursClaim:
    """A confirmed entry that a grant counts, at 100 an hour."""
    values = {"rate": Decimal(100), "value": Decimal(entry.minutes) * 100 / 60, **fields}
    values["value"] = round(values["value"], 2)
    claim = HoursClaim(hours_entry_id=entry.id, minutes=entry.minutes, application_id=application.id, **values)
    return save(session, claim)


def make_correction(session: Session, entry: HoursEntry, **fields: Any) -> HoursCorrection:
    """A correction of an entry's minutes."""
    defaults = {"before": {"minutes": 60}, "after": {"minutes": entry.minutes}, "reason": "Помилка в журналі"}
    return save(session, HoursCorrection(hours_entry_id=entry.id, **{**defaults, **fields}))


def make_thanks(session: Session, volunteer: Volunteer | None = None, hours: int = 10) -> MilestoneThanks:
    """A volunteer was thanked for a milestone."""
    return save(session, MilestoneThanks(volunteer=volunteer or make_volunteer(session), hours=hours))


def make_paper(session: Session, volunteer: Volunteer | None = None, **fields: Any) -> IssuedPaper:
    """A certificate for two hours of March 2026, with a number of its year and a code."""
    volunteer = volunteer or make_volunteer(session)
    running = number()
    values: dict[str, Any] = {
        "kind": PaperKind.CERTIFICATE,
        "year": DAY.year,
        "number": 1000 + running,
        "code": f"{running:016d}",
        "locale": "uk",
        "period_from": date(2026, 3, 1),
        "period_until": date(2026, 3, 31),
        "minutes": 120,
        "name": volunteer.person.display_name,
        "title": "Сертифікат",
        "body": "<p>за час, подарований бібліотеці</p>",
        "work": [{"activity": "Сортування книжок", "place": "Філія № 1", "times": 1, "minutes": 120}],
        "library_name": "Міська бібліотека",
        "issued_on": date(2026, 3, 31),
        **fields,
    }
    return save(session, IssuedPaper(volunteer=volunteer, **values))


def make_partnership(
    session: Session,
    organisation: Organisation | None = None,
    *,
    stage: PartnershipStage = PartnershipStage.IDENTIFIED,
    memorandum_number: str = "",
    memorandum_from: date | None = None,
    memorandum_until: date | None = None,
    **fields: Any,
) -> Partnership:
    """A partnership in the given stage, with the one change that brought it there, and the memorandum told of."""
    defaults = {"organisation": organisation or make_organisation(session), "partner_type": PartnerType.NGO}
    if fields.get("branch") is not None or fields.get("branch_id") is not None:
        defaults["scope"] = BranchScope.ONE
    partnership = save(session, Partnership(**{**defaults, **fields}))
    if stage is not PartnershipStage.IDENTIFIED:
        move_partnership(session, partnership, stage)
    if memorandum_number or memorandum_from or memorandum_until:
        make_agreement(
            session, partnership, number=memorandum_number, valid_from=memorandum_from, valid_until=memorandum_until
        )
    return partnership


def make_agreement(session: Session, partnership: Partnership | None = None, **fields: Any) -> Agreement:
    """A memorandum without dates, which is being prepared; `valid_from` and `valid_until` make it valid."""
    return save(session, Agreement(partnership=partnership or make_partnership(session), **fields))


def make_call_section(session: Session, call: Call, title: str = "Потреба громади", **fields: Any) -> CallSection:
    """A section of a call's form; `limit_unit` and `limit_count` give it a limit."""
    return save(session, CallSection(call_id=call.id, title=title, **fields))


def make_call_document(session: Session, call: Call, title: str = "Статут", **fields: Any) -> CallDocument:
    """A document that a call wants."""
    return save(session, CallDocument(call_id=call.id, title=title, **fields))


def make_section(
    session: Session, application: Application, title: str = "Потреба громади", **fields: Any
) -> ApplicationSection:
    """A section of an application; `limit_unit` and `limit_count` give it a limit."""
    return save(session, ApplicationSection(application_id=application.id, title=title, **fields))


def make_form_document(
    session: Session, application: Application, title: str = "Статут", **fields: Any
) -> ApplicationDocument:
    """A document that an application needs."""
    return save(session, ApplicationDocument(application_id=application.id, title=title, **fields))


def make_member(
    session: Session, application: Application, role: TeamRole = TeamRole.LEADER, **fields: Any
) -> ApplicationMember:
    """Somebody of an application's team: `user_id` or `contact_id`."""
    return save(session, ApplicationMember(application_id=application.id, role=role, **fields))


def make_version(session: Session, application: Application, name: str = "Чернетка") -> ApplicationVersion:
    """A frozen copy of an application as it is."""
    return take_version(session, application, name, by=None, at=MOMENT, today=DAY)


def make_block(session: Session, title: str | None = None, text: str = "Ми – бібліотека.", **fields: Any) -> TextBlock:
    """A text of the library with its first version."""
    title = title or f"Текст {number()}"
    data = BlockData(**{"title": title, "topic": BlockTopic.ABOUT, "text": text, **fields})
    return save_block(session, None, data, by=None, now=MOMENT)


def make_block_use(session: Session, block: TextBlock, section: ApplicationSection) -> TextBlockUse:
    """A note that a section holds the newest version of a block."""
    return save(session, TextBlockUse(version_id=block.versions[0].id, section_id=section.id, used_at=MOMENT))


def make_memorandum_template(session: Session, **fields: Any) -> MemorandumTemplate:
    """A template of a memorandum with one field."""
    name = f"Меморандум {number()}"
    values = {
        "name": name,
        "key": name.casefold(),
        "title": "Меморандум",
        "body": "# Мета\n\n{{partner_name}}",
        **fields,
    }
    return save(session, MemorandumTemplate(**values))


def make_memorandum_text(session: Session, agreement: Agreement | None = None, **fields: Any) -> MemorandumText:
    """The words of a memorandum with one section and one blank."""
    values = {"title": f"Меморандум {number()}", "body": "## Мета\n\n1. Читати разом від […].", **fields}
    return save(session, MemorandumText(agreement=agreement or make_agreement(session), **values))


def make_ledger_entry(session: Session, partnership: Partnership | None = None, **fields: Any) -> LedgerEntry:
    """Ten hours of a room that a partner lent, without a value; `amount` in the base currency gives it one."""
    values: dict[str, Any] = {
        "direction": LedgerDirection.PARTNER_GIVES,
        "kind": LedgerKind.SPACE,
        "happened_on": DAY,
        "quantity": Decimal(10),
        "description": f"Зала {number()}",
        "amount": Decimal(0),
        "rate_date": DAY,
        **fields,
    }
    values.setdefault("base_amount", values["amount"])
    return save(session, LedgerEntry(partnership=partnership or make_partnership(session), **values))


def move_partnership(
    session: Session, partnership: Partnership, stage: PartnershipStage, **fields: Any
) -> PartnershipStageChange:
    """Write a move of a partnership into its history, whatever the rules say about it."""
    defaults = {"from_stage": partnership.stage, "to_stage": stage, "at": MOMENT}
    change = save(session, PartnershipStageChange(partnership_id=partnership.id, **{**defaults, **fields}))
    partnership.stage = stage
    partnership.current_change_id = change.id
    session.flush()
    return change


def make_campaign(session: Session, **fields: Any) -> Campaign:
    """A fundraising campaign."""
    defaults = {"name": f"Збір {number()}", "starts_on": DAY, "goal": Decimal(10_000)}
    return save(session, Campaign(**{**defaults, **fields}))


def make_effort(session: Session, application: Application | None = None, **fields: Any) -> FundraisingEffort:
    """An hour of writing for an application, or what the fields say."""
    source = next((name for name in ("campaign", "donor") if fields.get(name)), "other")
    if application is not None:
        source, fields["application"] = "application", application
    defaults = {
        "done_on": DAY, "source": EffortSource(source), "work": EffortWork.WRITING, "minutes": 60,
        "amount": Decimal(0), "base_amount": Decimal(0), "rate_date": DAY,
    }  # fmt: skip
    return save(session, FundraisingEffort(**{**defaults, **fields}))


def make_hour_value(session: Session, rate: Decimal = Decimal(150)) -> ForecastSettings:
    """What an hour of fundraising is worth, in the settings that the migrations ship."""
    settings = session.get(ForecastSettings, 1)
    assert settings is not None
    settings.hour_rate = rate
    return save(session, settings)


def make_donation(session: Session, donor: Contact | None = None, **fields: Any) -> Donation:
    """A gift of money in the base currency; `kind` and `in_kind_status` make it a gift in kind."""
    values: dict[str, Any] = {
        "kind": DonationKind.MONEY,
        "amount": Decimal(1000),
        "rate_date": DAY,
        "received_on": DAY,
        "purpose": f"На книжки {number()}",
        **fields,
    }
    if values.get("branch") is None and values.get("branch_id") is None:
        values["branch"] = make_branch(session)
    rate = values.get("rate", Decimal(1))
    values.setdefault("base_amount", (Decimal(values["amount"]) * rate).quantize(Decimal("0.01")))
    return save(session, Donation(donor=donor or make_person(session), **values))


def make_attachment(session: Session, **fields: Any) -> Attachment:
    """The row of an uploaded file; no file lies behind it."""
    defaults = {
        "token": f"{number():032x}",
        "filename": "лист.pdf",
        "content_type": "application/pdf",
        "size": 1024,
        "sha256": "0" * 64,
    }
    kinds = ("contact", "application", "event", "partnership", "donation", "volunteer", "call")
    if not {f"{kind}_id" for kind in kinds} & set(fields):
        fields["contact_id"] = make_person(session).id
    return save(session, Attachment(**{**defaults, **fields}))


def make_rate(session: Session, currency: Currency = Currency.EUR, **fields: Any) -> ExchangeRate:
    """An exchange rate of a day."""
    defaults = {"on_date": DAY, "rate": Decimal("45.5"), "source": RateSource.MANUAL}
    return save(session, ExchangeRate(currency=currency, **{**defaults, **fields}))


def make_job(session: Session, **fields: Any) -> Job:
    """A background job."""
    return save(session, Job(**{"kind": "import", "title": "Імпорт", **fields}))


def make_import(session: Session, **fields: Any) -> ImportRun:
    """An uploaded spreadsheet with one refused line."""
    defaults = {
        "kind": ImportKind.CONTACTS,
        "status": ImportStatus.DONE,
        "filename": "контакти.csv",
        "token": f"{number():032x}",
    }
    run = save(session, ImportRun(**{**defaults, **fields}))
    save(session, ImportIssue(run=run, line=3, column="Пошта", code="bad_email", value="не пошта"))
    return run


def make_task(session: Session, title: str | None = None, **fields: Any) -> Task:
    """An open task of nobody, without a date, that belongs to nothing."""
    return save(session, Task(title=title or f"Завдання {number()}", **fields))


def make_checklist_template(
    session: Session, trigger: ChecklistTrigger = ChecklistTrigger.BY_HAND, *steps: ChecklistStep, **fields: Any
) -> ChecklistTemplate:
    """A checklist in use with the given steps, or with one for the responsible person a week later."""
    template = ChecklistTemplate(**{"name": f"Перелік {number()}", "trigger": trigger, **fields})
    template.steps = list(steps) or [ChecklistStep(title="Зателефонувати", days_after=7)]
    return save(session, template)


def make_purpose(session: Session, **fields: Any) -> ConsentPurpose:
    """One more purpose with a text, and more days for an answer than the migrations ship."""
    settings = session.get(PrivacySettings, 1)
    assert settings is not None
    settings.answer_days = 14
    defaults = {"code": f"purpose-{number()}", "name_uk": "Опитування", "name_en": "Surveys", "retention_months": 12}
    purpose = save(session, ConsentPurpose(**{**defaults, **fields}))
    save(session, ConsentText(purpose_id=purpose.id, locale="uk", number=1, body="Погоджуюся"))
    return purpose


def make_consent(session: Session, person: Person, purpose: str = "mailing", **fields: Any) -> Consent:
    """A consent of a person to the first text of a purpose, which the migrations ship."""
    text = session.scalars(
        sa.select(ConsentText)
        .join(ConsentPurpose, ConsentPurpose.id == ConsentText.purpose_id)
        .where(ConsentPurpose.code == purpose, ConsentText.locale == "uk")
        .order_by(ConsentText.number)
    ).first()
    assert text is not None, "the purposes of the migrations are gone"
    defaults = {"given_on": DAY, "channel": ConsentChannel.PAPER, "entered_at": MOMENT}
    values = {**defaults, **fields}
    return save(session, Consent(contact_id=person.id, purpose_id=text.purpose_id, text_id=text.id, **values))


def make_erasure_request(session: Session, person: Person, **fields: Any) -> ErasureRequest:
    """A request for erasure that waits for a decision."""
    defaults = {"received_on": DAY, "due_on": DAY + timedelta(days=10), "channel": ConsentChannel.EMAIL}
    return save(session, ErasureRequest(contact_id=person.id, **{**defaults, **fields}))


def make_proposal(session: Session, person: Person, **fields: Any) -> RetentionProposal:
    """A proposal to erase that nobody has decided on."""
    defaults = {"proposed_on": DAY, "last_activity_on": DAY - timedelta(days=2000), "term_months": 60}
    return save(session, RetentionProposal(contact_id=person.id, **{**defaults, **fields}))


def make_access(session: Session, user: User, person: Person, **fields: Any) -> AccessEntry:
    """Somebody opened a person's record."""
    defaults = {"at": MOMENT, "hour": access_hour(MOMENT), "action": AccessAction.OPEN}
    return save(session, AccessEntry(user_id=user.id, contact_id=person.id, **{**defaults, **fields}))


def make_tag_group(session: Session, name: str | None = None, **fields: Any) -> TagGroup:
    """A group of tags."""
    name = name or f"Група {number()}"
    return save(session, TagGroup(**{"name_uk": name, "key": name.casefold(), **fields}))


def make_custom_field(
    session: Session, type_: FieldType = FieldType.TEXT, name: str | None = None, **fields: Any
) -> CustomField:
    """A user-defined field of people and organisations; `options` are names."""
    options = [OptionData(0, option) for option in fields.pop("options", ())]
    defaults = {"for_people": True, "for_organisations": True, **fields}
    return save_field(session, None, FieldData(type_, name or f"Поле {number()}", options=options, **defaults))


def make_custom_value(session: Session, contact: Contact, field: CustomField, value: Value) -> CustomValue:
    """The value of a user-defined field."""
    return save(session, CustomValue(contact_id=contact.id, **columns_of(field.id, field, value)))


def make_view(session: Session, owner: User, name: str | None = None, **fields: Any) -> SavedView:
    """A saved view; `filters`, `query`, `words` and `sort` say what it shows."""
    state = SavedState(**{key: fields.pop(key) for key in ("filters", "query", "words", "sort") if key in fields})
    defaults = {"list_name": "contacts", "path": "/contacts", "name": name or f"Подання {number()}"}
    return save(session, SavedView(owner_id=owner.id, params=state.as_json(), **{**defaults, **fields}))


def make_template(session: Session, name: str | None = None, **fields: Any) -> LetterTemplate:
    """A template of a letter to one contact."""
    name = name or f"Шаблон {number()}"
    defaults = {"purpose": TemplatePurpose.PERSONAL, "subject": "Запрошення", "body": "{{greeting}}\n\nПриходьте."}
    return save(session, LetterTemplate(name=name, key=name.casefold(), **{**defaults, **fields}))


def make_letter(session: Session, contact: Contact | None = None, **fields: Any) -> Letter:
    """A letter to a contact that waits in the outbox."""
    contact = contact or make_person(session, email=f"reader{number()}@demo.example")
    defaults = {
        "email": contact.emails[0].email,
        "subject": "Запрошення",
        "body": "Приходьте.",
        "text": "Приходьте.",
        "html": "<p>Приходьте.</p>",
        "message_id": f"<letter{number()}@library.example>",
    }
    if "author" not in fields:
        defaults["author"] = make_user(session)
    return save(session, Letter(contact=contact, **{**defaults, **fields}))


def make_mailing(session: Session, **fields: Any) -> Mailing:
    """A draft of a mailing to all contacts."""
    defaults = {
        "name": f"Розсилка {number()}",
        "audience": AudienceKind.EVERYBODY,
        "subject": "Новини для {{first_name|друзів}}",
        "body": "{{greeting}}\n\nУ бібліотеці **свято**.",
    }
    if "created_by" not in fields:
        defaults["created_by"] = make_user(session)
    return save(session, Mailing(**{**defaults, **fields}))


def make_recipient(
    session: Session, mailing: Mailing | None = None, contact: Contact | None = None, **fields: Any
) -> MailingRecipient:
    """A letter of a mailing that was sent."""
    mailing = mailing or make_mailing(session)
    contact = contact or make_person(session, email=f"reader{number()}@demo.example")
    email = contact.emails[0].email
    row = recipient_row(mailing.id, contact.id, contact.display_name, email, "library.example")
    return save(session, MailingRecipient(**{**row, "state": RecipientState.SENT, "sent_at": MOMENT, **fields}))


def make_suppression(session: Session, email: str, **fields: Any) -> SuppressedAddress:
    """An address from which letters come back."""
    defaults = {"reason": SuppressionReason.BOUNCED, "detail": "550 No such user", "since": MOMENT}
    return save(session, SuppressedAddress(email=email, **{**defaults, **fields}))


def make_bounce(session: Session, email: str = "nobody@demo.example", **fields: Any) -> Bounce:
    """A letter that came back for good."""
    defaults = {"kind": BounceKind.HARD, "source": BounceSource.REPORT, "fingerprint": f"{number():064x}", "at": MOMENT}
    return save(session, Bounce(email=email, **{**defaults, **fields}))


def make_pair(session: Session, one: Contact, other: Contact, **fields: Any) -> DuplicatePair:
    """Two contacts that look like one, to be decided."""
    first, second = sorted((one.id, other.id))
    defaults = {
        "kind": one.kind,
        "score": 90,
        "strength": MatchStrength.LIKELY,
        "evidence": [MatchReason.SAME_NAME.value, MatchReason.SAME_PHONE.value],
    }
    return save(session, DuplicatePair(first_id=first, second_id=second, **{**defaults, **fields}))


def make_merge(session: Session, survivor: Contact | None = None, other: Contact | None = None) -> Merge:
    """A merge of two people, done as the service does it."""
    kept, gone = survivor or make_person(session), other or make_person(session)
    make_interaction(session, gone)
    return merge(session, kept, gone, by=None, now=utc_now())


def make_report_template(session: Session, name: str = "Шаблон донора", **fields: Any) -> ReportTemplate:
    """A funder's template with the blocks of the generic report."""
    template = save(session, ReportTemplate(name=name, **fields))
    session.add_all(block_rows(default_blocks(), template_id=template.id))
    session.flush()
    return template


def make_report(session: Session, application: Application | None = None, **fields: Any) -> Report:
    """A draft of a final report in Ukrainian, with the blocks of the generic report."""
    owner = application or make_application(session)
    defaults = {"kind": DeliverableKind.FINAL_REPORT, "locale": "uk"}
    report = save(session, Report(application=owner, **{**defaults, **fields}))
    session.add_all(block_rows(default_blocks(), report_id=report.id))
    session.flush()
    return report


def make_report_version(session: Session, report: Report, **fields: Any) -> ReportVersion:
    """A version of a report that was issued when it held nothing but its cover."""
    document = frozen(
        GrantReport(
            kind=report.kind, project_title="Міст", agreement_number="1", agreement_on=None, funder="Фонд", call="",
            applicant="", applicant_details="", period=None, currency=Currency.UAH, base_currency=Currency.UAH,
            award=None, award_base=None, leader="", locale=report.locale, status=ReportStatus.FINAL, as_of=DAY,
        )
    )  # fmt: skip
    values = {"number": 1, "as_of": MOMENT, "document": document, "checksum": checksum(document), **fields}
    return save(session, ReportVersion(report=report, **values))

"""One record of every table, for tests that must leave no table out."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.calls import ApplicantKind, CofinancingKind
from app.domain.custom_fields import FieldType
from app.domain.donations import DonationKind, InKindStatus
from app.domain.events import Mark
from app.domain.grant_stages import Requirement
from app.domain.grants import NarrativeSection, Stage
from app.domain.languages import Language
from app.domain.partnerships import PartnershipStage
from app.domain.report_flow import Decision, ReportState
from app.domain.roles import Approver
from app.domain.volunteer_papers import PaperKind
from app.domain.volunteers import DayPart, HoursStatus
from models import db
from models.accounts import LoginFailure, PasswordReset, SignIn, User
from models.branches import Branch
from models.duplicates import default_rules
from models.grants import Application
from models.relationships import RelationshipType
from models.reports import ReportApproval, ReportPicture, TemplateLogo
from models.saved_views import DefaultView
from models.sent_forms import SentForm
from models.tasks import CalendarAddress, Checklist, Digest, DigestRefusal, ScheduledRun
from models.volunteer_papers import PaperSeries, PaperText
from models.volunteers import VolunteerAvailability, VolunteerLanguage
from tests.support import factories as make


def fill_every_table(session: Session, branch: Branch | None = None) -> None:
    """Add at least one row to each table and flush; what belongs to a branch belongs to this one."""
    branch = branch or make.make_branch(session)
    make.make_institution(session)
    user = make.make_user(session)
    make.save(session, LoginFailure(email=user.email, at=make.MOMENT))
    make.save(session, SignIn(user_id=user.id, token_hash="1" * 64, began_at=make.MOMENT, last_seen_at=make.MOMENT))
    expires = make.MOMENT + timedelta(hours=1)
    make.save(session, PasswordReset(user=user, token_hash="0" * 64, expires_at=expires))
    make.save(session, SentForm(digest="0" * 64, led_to="/", sent_at=make.MOMENT))
    person = make.make_person(session, "Ґудзь", email="hudz@library.example", phone="+380501112233")
    organisation = make.make_organisation(session)
    tag = make.make_tag(session, "Діти", person, organisation)
    tag.group = make.make_tag_group(session)
    field = make.make_custom_field(session, FieldType.CHOICE, options=["так", "можливо"])
    make.make_custom_value(session, person, field, field.options[0].id)
    make.make_affiliation(session, person, organisation)
    make.make_address(session, person)
    make.make_relationship(session, person, organisation)
    words = {"name_uk": "сусідить з", "reverse_uk": "сусідить з", "name_en": "neighbours", "reverse_en": "neighbours"}
    make.save(session, RelationshipType(**words, symmetric=True, position=99))
    talk = make.make_interaction(session, person)
    talk.contacts, talk.colleagues = [organisation], [user]
    talk.files = [make.make_attachment(session, contact_id=person.id)]
    make.make_interaction_details(session, talk)
    make.make_comment(session, user, contact_id=person.id)
    kinds = {"applicants": [ApplicantKind.NGO], "cofinancing": [CofinancingKind.OWN]}
    call = make.make_call(session, organisation, **kinds)
    make.make_attachment(session, call_id=call.id)
    make.make_funder_profile(session, organisation)
    make.make_assessment(session, call, {make.make_criterion(session): 4}, by=user)
    application = make.make_application(session, stage=Stage.IMPLEMENTATION, call=call, partners=[organisation])
    make.rename_stage(session, Stage.IDEA, name_uk="Задум")
    make.ask_for(session, Stage.SUBMITTED, Requirement.LEADER)
    make.make_approval(session, application, by=user)
    make.make_call_section(session, call)
    make.make_call_document(session, call)
    section = make.make_section(session, application, text="Бібліотека працює для громади.")
    make.make_block_use(session, make.make_block(session), section)
    make.make_form_document(session, application)
    make.make_member(session, application, user_id=user.id)
    make.make_version(session, application)
    make.make_narrative(session, application, NarrativeSection.SUMMARY, "Коротко")
    line, other = make.make_budget_line(session, application), make.make_budget_line(session, application)
    make.make_expenditure(session, line)
    make.make_reallocation(session, line, other)
    make.make_heading_set(session, call_id=call.id)
    make.make_effort(session, application, note="Листи")
    make.make_hour_value(session)
    deliverable = make.make_deliverable(session, application)
    make.make_return(session, deliverable)
    fill_reports(session, application, user)
    tranche = make.make_disbursement(session, application)
    make.make_gate(session, tranche)
    make.make_receipt(session, tranche)
    scan = make.make_attachment(session, application_id=application.id)
    make.make_grant_agreement(session, application, applicant_id=organisation.id, attachment_id=scan.id)
    make.make_amendment(session, application)
    make.make_release(session, application)
    make.make_indicator(session, application)
    volunteer = make.make_volunteer(session, person, branch=branch, skills=["Дизайн"])
    volunteer.availability.append(VolunteerAvailability(weekday=5, part=DayPart.MORNING))
    event = make.make_event(
        session,
        branch=branch,
        counts={"children": 12, "adults": 3},
        marks={Mark.IDPS: 2},
        partners=[organisation],
        volunteers=[volunteer],
        application=application,
    )
    make.make_activity(session, application, event=event)
    make.make_figure(session, branch)
    make.make_hours(session, volunteer, event=event)
    worked = make.make_hours(session, volunteer, activity="Ремонт книжок", status=HoursStatus.CONFIRMED)
    make.make_hour_rate(session, application)
    make.make_claim(session, worked, application)
    make.make_correction(session, worked)
    make.make_thanks(session, volunteer)
    opportunity = make.make_opportunity(session, branch=branch, skills=["Дизайн"])
    make.make_assignment(session, make.make_shift(session, opportunity), volunteer)
    make.make_personal_link(session, volunteer)
    make.make_paper(session, volunteer, issued_by=user)
    make.save(session, PaperSeries(year=2026, last_number=1))
    make.save(session, PaperText(kind=PaperKind.THANKS, locale="uk", title="Подяка", body="Дякуємо."))
    volunteer.languages.append(VolunteerLanguage(code=Language.PL))
    make.make_status_change(session, volunteer)
    paper = make.make_attachment(session, volunteer_id=volunteer.id)
    make.make_document(session, volunteer, attachment=paper)
    make.make_sign_up(session, branch=branch, opportunity=opportunity)
    partnership = make.make_partnership(session, organisation, stage=PartnershipStage.ACTIVE)
    paper = make.make_agreement(session, partnership, number="7", valid_from=make.DAY)
    make.make_memorandum_template(session)
    make.make_memorandum_text(session, paper)
    make.make_ledger_entry(session, partnership, agreement=paper, branch=branch, event=event, application=application)
    make.make_donation(
        session,
        person,
        branch=branch,
        kind=DonationKind.IN_KIND,
        in_kind_status=InKindStatus.VALUED,
        campaign=make.make_campaign(session, branch=branch),
    )
    make.make_cofinancing(session, application, make.make_donation(session, branch=branch, application=application))
    make.make_attachment(session, event_id=event.id)
    template = make.make_checklist_template(session)
    checklist = make.save(
        session, Checklist(template=template, name=template.name, trigger_on=make.DAY, event_id=event.id)
    )
    make.make_task(session, event_id=event.id, branch_id=branch.id, assignee_id=user.id, checklist_id=checklist.id)
    make.save(session, CalendarAddress(user_id=user.id, token_hash="1" * 64))
    make.save(session, DigestRefusal(user_id=user.id))
    make.save(session, Digest(user_id=user.id, day=make.DAY))
    make.save(session, ScheduledRun(name="digest", period="2026-03-02"))
    make.make_rate(session)
    make.make_purpose(session)
    make.make_consent(session, person)
    make.make_erasure_request(session, person)
    make.make_proposal(session, person)
    make.make_access(session, user, person)
    make.make_import(session, job=make.make_job(session))
    view = make.make_view(session, user, is_shared=True)
    make.save(session, DefaultView(user_id=user.id, list_name="contacts", view_id=view.id))
    make.make_template(session)
    make.make_letter(session, person)
    make.make_recipient(session, make.make_mailing(session), person)
    make.make_suppression(session, "gone@library.example")
    make.make_bounce(session)
    make.save(session, default_rules())
    make.make_pair(session, make.make_person(session), make.make_person(session))
    make.make_merge(session)
    session.flush()


def row_counts(session: Session) -> dict[str, int]:
    """Return how many rows each table holds."""
    return {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


def fill_reports(session: Session, application: Application, user: User) -> None:
    """Add a report with its approval and version, a template with its logo."""
    picture = make.save(session, ReportPicture(checksum="a" * 64, data=b"picture"))
    template = make.make_report_template(session, funder_id=application.funder_id)
    make.save(session, TemplateLogo(template_id=template.id, checksum=picture.checksum))
    final = {"state": ReportState.FINAL, "final_at": make.MOMENT, "final_by": user}
    report = make.make_report(session, application, template=template, **final)
    said = {"office": Approver.DIRECTOR, "decision": Decision.APPROVED}
    make.save(session, ReportApproval(report_id=report.id, round=1, by=user, **said))
    make.make_report_version(session, report, issued_by=user)

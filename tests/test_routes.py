"""Every route × every role × every method: nobody gets further than the role allows, and nothing crashes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.domain.roles import Role
from app.permissions import GRANTS, Permission, may
from app.security import PUBLIC
from models import accounts
from models.accounts import User
from models.agreements import Agreement, LedgerEntry
from models.application_work import ApplicationDocument, ApplicationMember, ApplicationSection, ApplicationVersion
from models.audit import AuditEntry
from models.awards import Amendment, GrantReceipt, TrancheGate
from models.branches import Branch
from models.calls import Call
from models.contacts import Contact, Organisation, Tag, TagGroup
from models.custom_fields import CustomField
from models.donations import Campaign, Donation
from models.duplicates import DuplicatePair
from models.events import AgeBand, Event
from models.files import Attachment
from models.fundraising import FundraisingEffort
from models.go_no_go import GoCriterion
from models.grant_money import BudgetLine, Disbursement, Expenditure
from models.grant_work import GrantIndicator, PlannedActivity
from models.grants import Application, Deliverable
from models.hours import GrantHourRate
from models.interactions import Interaction
from models.jobs import ImportRun, Job
from models.letters import Letter, LetterTemplate
from models.mailings import Mailing, SuppressedAddress
from models.memoranda import MemorandumTemplate
from models.merging import Merge
from models.opportunities import Assignment, Opportunity, PersonalLink, Shift
from models.partnerships import Partnership
from models.privacy import Consent, ConsentPurpose, ConsentText, ErasureRequest, RetentionProposal
from models.relationships import Relationship, RelationshipType
from models.reports import Report, ReportBlock, ReportTemplate, TemplateLogo
from models.saved_views import SavedView
from models.signups import SignUp
from models.tasks import Checklist, ChecklistTemplate, Task
from models.text_blocks import TextBlock
from models.volunteer_documents import VolunteerDocument
from models.volunteer_papers import IssuedPaper
from models.volunteers import HoursEntry, Volunteer
from tests.conftest import Database, SignIn
from tests.support import factories
from tests.support.everything import fill_every_table
from tests.support.pages import Page, PageClient

RECORDS: dict[str, type[Any]] = {
    "activity_id": PlannedActivity,
    "amendment_id": Amendment,
    "assignment_id": Assignment,
    "application_id": Application,
    "attachment_id": Attachment,
    "band_id": AgeBand,
    "block_id": TextBlock,
    "branch_id": Branch,
    "agreement_id": Agreement,
    "call_id": Call,
    "campaign_id": Campaign,
    "checklist_id": Checklist,
    "checklist_template_id": ChecklistTemplate,
    "consent_id": Consent,
    "contact_id": Contact,
    "criterion_id": GoCriterion,
    "deliverable_id": Deliverable,
    "document_id": VolunteerDocument,
    "donation_id": Donation,
    "entry_id": HoursEntry,
    "effort_id": FundraisingEffort,
    "event_id": Event,
    "field_id": CustomField,
    "form_document_id": ApplicationDocument,
    "funder_id": Organisation,
    "gate_id": TrancheGate,
    "group_id": TagGroup,
    "ledger_id": LedgerEntry,
    "letter_id": Letter,
    "link_id": PersonalLink,
    "mailing_id": Mailing,
    "memorandum_template_id": MemorandumTemplate,
    "suppression_id": SuppressedAddress,
    "tag_id": Tag,
    "template_id": LetterTemplate,
    "version_id": ApplicationVersion,
    "view_id": SavedView,
    "expenditure_id": Expenditure,
    "indicator_id": GrantIndicator,
    "interaction_id": Interaction,
    "job_id": Job,
    "line_id": BudgetLine,
    "member_id": ApplicationMember,
    "merge_id": Merge,
    "opportunity_id": Opportunity,
    "pair_id": DuplicatePair,
    "paper_id": IssuedPaper,
    "partnership_id": Partnership,
    "proposal_id": RetentionProposal,
    "rate_id": GrantHourRate,
    "receipt_id": GrantReceipt,
    "purpose_id": ConsentPurpose,
    "record_id": Contact,
    "request_id": ErasureRequest,
    "relationship_id": Relationship,
    "run_id": ImportRun,
    "section_id": ApplicationSection,
    "shift_id": Shift,
    "sign_in_id": accounts.SignIn,
    "sign_up_id": SignUp,
    "task_id": Task,
    "text_id": ConsentText,
    "tranche_id": Disbursement,
    "report_id": Report,
    "report_template_id": ReportTemplate,
    "report_block_id": ReportBlock,
    "logo_id": TemplateLogo,
    "type_id": RelationshipType,
    "user_id": User,
    "volunteer_id": Volunteer,
}
WORDS = {
    "kind": "contact",
    "token": "no-such-token",
    "filename": "css/base.css",
    "code": "no-such-code",
    "stage_code": "drafting",
    "file_format": "xlsx",
    "number": "1",
    "paper_kind": "certificate",
    "paper_locale": "uk",
    "name": "generic",
    "office": "director",
    "way": "up",
}
ASSETS = {"static", "vendor.asset"}
# The record behind the address decides further: whose file, job or import it is, and of which area.
DECIDED_BY_RECORD = {"files", "comments", "jobs", "imports", "personal"}
# Open to everybody, but only while there is something to do there.
ONCE = {
    "accounts.reset_password",
    "accounts.first_run",
    "unsubscribe.show",
    "reminders.feed",
    "volunteering.show",
    "verify.show",
    "volunteering.confirm",
}
SLOW = {
    "grants.application_now_pdf",
    "grants.version_pdf",
    "memoranda.pdf",
    "memoranda.word",
    "partner_profile.pdf",
    "reports.grant_pdf",
    "reports.version_pdf",
    "volunteer_papers.pdf",
}
REACHING_MOST = {Role.ADMINISTRATOR, Role.COORDINATOR}
READING = {"GET", "HEAD", "OPTIONS"}
NO_RECORD = 2**31 - 1
TOO_LARGE = 10**24


@dataclass(frozen=True)
class Way:
    """One address and method of the application."""

    endpoint: str
    method: str
    path: str
    permission: Permission | None

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.endpoint})"


def rules(app: Flask) -> list[Rule]:
    """Return the rules of pages; assets have tests of their own."""
    return sorted(
        (rule for rule in app.url_map.iter_rules() if rule.endpoint not in ASSETS), key=lambda rule: rule.endpoint
    )


def path_of(app: Flask, rule: Rule, number: Callable[[str], int]) -> str:
    """Return an address of the rule; `number` gives the ids."""
    values = {name: WORDS[name] if name in WORDS else number(name) for name in rule.arguments}
    if rule.endpoint == "imports.sample":
        values["kind"] = "contacts"
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False))


def ways(app: Flask, session: Session) -> list[Way]:
    """Return every way into the application, with ids of records that exist; readers before writers."""
    known = {name: session.scalar(sa.select(sa.func.min(model.id))) or 0 for name, model in RECORDS.items()}
    entry = session.scalar(sa.select(sa.func.min(AuditEntry.id))) or 0
    found = []
    for rule in rules(app):
        is_audit = rule.endpoint == "settings.audit_entry"
        path = path_of(app, rule, lambda name, audit=is_audit: entry if audit else known[name])  # type: ignore[misc]
        permission = getattr(app.view_functions[rule.endpoint], "required_permission", None)
        found += [
            Way(rule.endpoint, method, path, permission) for method in sorted(rule.methods or ()) if method != "HEAD"
        ]
    return sorted(found, key=lambda way: (way.method not in READING, way.endpoint, way.method))


@pytest.fixture
def every_way(app: Flask, session: Session) -> list[Way]:
    """Every way into an application that holds a record of each kind."""
    app.config["NBU_URL"] = "http://127.0.0.1:9/"
    branch = factories.make_branch(session, "Центральна")
    fill_every_table(session, branch)
    session.commit()
    return ways(app, session)


def open_way(person: PageClient, way: Way) -> Page:
    """Send the request, with a valid token and without any data."""
    headers = {} if way.method in READING else {"X-CSRFToken": person.token()}
    return Page(person.client.open(way.path, method=way.method, headers=headers), way.path)


def test_every_route_is_public_or_asks_for_a_permission(texts_app: Flask) -> None:
    undecided = [
        rule.endpoint
        for rule in texts_app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC
        and not isinstance(getattr(texts_app.view_functions[rule.endpoint], "required_permission", None), Permission)
    ]
    assert not undecided


def test_a_public_route_asks_for_no_permission_and_exists(texts_app: Flask) -> None:
    assert set(texts_app.view_functions) >= PUBLIC
    assert not [name for name in PUBLIC if hasattr(texts_app.view_functions[name], "required_permission")]


def test_whatever_writes_is_not_reached_by_reading(texts_app: Flask) -> None:
    verbs = {"archive", "restore", "remove", "move", "logout", "finalise", "start", "discard", "upload", "thank"}
    reading = [
        rule.endpoint
        for rule in texts_app.url_map.iter_rules()
        if rule.endpoint.split(".")[-1].split("_")[0] in verbs and "POST" not in (rule.methods or ())
    ]
    assert not reading


def test_every_role_may_do_something_and_no_permission_is_forgotten() -> None:
    assert set(GRANTS) == set(Role)
    granted = frozenset().union(*(GRANTS[role] for role in Role if role is not Role.ADMINISTRATOR))
    assert set(Permission) - granted == {
        Permission.BRANCHES_MANAGE, Permission.USERS_MANAGE, Permission.SETTINGS_MANAGE,
    }  # fmt: skip
    edits = {item for item in Permission if item.value.endswith((".edit", ".manage", ".money", ".finalise"))}
    assert not GRANTS[Role.MONITOR] & edits


@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_what_it_may_and_nothing_else(
    every_way: list[Way], session: Session, login: SignIn, role: Role, database: Database
) -> None:
    if database.name == "postgresql" and role not in REACHING_MOST:
        pytest.skip("who may is settled before a database is asked; those who reach most try every page on both")
    branch = session.scalar(sa.select(Branch).where(Branch.name == "Центральна"))
    person = login(role, branch=branch)
    problems = []
    for way in every_way:
        if way.endpoint == "accounts.logout" or (way.endpoint in SLOW and role is not Role.COORDINATOR):
            continue
        allowed = way.endpoint in PUBLIC or (way.permission and may(role, way.permission))
        page = open_way(person, way)
        problems += judge(page, way, bool(allowed))
    assert not problems, "\n".join(problems)


def judge(page: Page, way: Way, allowed: bool) -> Iterator[str]:
    """Yield what is wrong with the answer to somebody who may or may not go this way."""
    if page.status >= 500 or page.status == 401:
        yield f"{way} answered {page.status}"
    if not allowed and page.status != 403:
        yield f"{way} answered {page.status} to somebody who may not"
    if allowed and way.endpoint.split(".")[0] not in DECIDED_BY_RECORD:
        if page.status == 403:
            yield f"{way} answered 403 to somebody who may"
        if way.method == "GET" and page.status not in {200, 302} and way.endpoint not in ONCE:
            yield f"{way} answered {page.status} to somebody who may"
    try:
        page.check()
    except AssertionError as error:
        yield str(error)


def test_a_visitor_is_sent_to_sign_in(every_way: list[Way], visitor: PageClient) -> None:
    problems = []
    for way in every_way:
        if way.endpoint in PUBLIC:
            continue
        page = open_way(visitor, way)
        wanted = 302 if way.method == "GET" else 401
        if page.status != wanted or (wanted == 302 and not page.location.startswith("/login")):
            problems.append(f"{way} answered {page.status} {page.location}")
        page.check()
    assert not problems, "\n".join(problems)


def test_a_form_without_its_token_is_refused(every_way: list[Way], login: SignIn) -> None:
    person = login(Role.ADMINISTRATOR)
    accepted = [
        str(way)
        for way in every_way
        if way.method not in READING and person.client.open(way.path, method=way.method).status_code != 400
    ]
    assert not accepted


def test_a_method_that_a_page_does_not_take_is_refused(every_way: list[Way], login: SignIn) -> None:
    person = login(Role.ADMINISTRATOR)
    for path in sorted({way.path for way in every_way}):
        for method in ("PUT", "PATCH", "DELETE"):
            page = person.send(method, path, 405)
            assert page.headers.get("Allow"), path


def test_a_page_that_is_asked_for_its_head_answers_as_it_would_whole(every_way: list[Way], login: SignIn) -> None:
    person = login(Role.ADMINISTRATOR)
    problems = []
    for way in every_way:
        if way.method == "GET" and way.endpoint not in SLOW:
            whole, head = open_way(person, way), person.client.open(way.path, method="HEAD")
            if (head.status_code, head.data) != (whole.status, b""):
                problems.append(f"{way} answered {whole.status} and its head {head.status_code}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("number", [NO_RECORD, TOO_LARGE])
def test_a_record_that_does_not_exist_is_not_found(app: Flask, login: SignIn, number: int) -> None:
    person = login(Role.ADMINISTRATOR)
    problems = []
    for rule in rules(app):
        numbered = [name for name in rule.arguments if name not in WORDS]
        for method in sorted((rule.methods or set()) & {"GET", "POST"}) if numbered else ():
            way = Way(rule.endpoint, method, path_of(app, rule, lambda _name: 7).replace("/7", f"/{number}"), None)
            page = open_way(person, way)
            # An administrator does not approve, and learns no more than that.
            if page.status != 404 and (page.status, rule.endpoint) != (403, "grants.approval"):
                problems.append(f"{way} answered {page.status}")
    assert not problems, "\n".join(problems)


ODD = (
    "after=x&sort=nothing&q=%00&format=exe&period=0&branch=-1",
    "before=€&sort=-&q=%ED%A0%80&page=9999999999999&period=9999-12&branch=99999999999999999999",
    "day=2026-02-30&month=2026-13&year=0&lang=xx&kind=nothing",
    f"contact=x&organisation=0&application=-7&event=%27&q={'a' * 3000}",
)


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_an_address_that_makes_no_sense_gets_an_answer(every_way: list[Way], login: SignIn, odd: str) -> None:
    person = login(Role.ADMINISTRATOR)
    crashed = []
    for way in every_way:
        if way.method == "GET" and way.endpoint not in SLOW:
            page = open_way(person, Way(way.endpoint, "GET", f"{way.path}?{odd}", None))
            page.check()
            if page.status >= 500:
                crashed.append(f"{way}: {page.status}")
    assert not crashed, "\n".join(crashed)

"""Verbs of grant reports: begin, send for approval, decide, issue, begin a new version."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import RuleError
from app.domain.frozen import checksum
from app.domain.grant_report import GrantReport, RateRule
from app.domain.grants import DeliverableKind
from app.domain.money import Currency
from app.domain.report_blocks import Block, default_blocks
from app.domain.report_flow import Decision, ReportState, check_decision, check_draft, state_after
from app.domain.report_gaps import mark_final
from app.domain.roles import Approver
from app.queries.report_records import blocks_of, version_of
from app.report_freezing import frozen, pictures_of
from app.services.base import refuse_archived
from models.accounts import User
from models.grants import Application, Deliverable
from models.reports import Report, ReportApproval, ReportBlock, ReportPicture, ReportTemplate, ReportVersion


@dataclass(frozen=True, kw_only=True)
class ReportData:
    """The settings of a report as typed: `currency` without `rate_rule` is not complete."""

    kind: DeliverableKind
    locale: str
    deliverable_id: int | None = None
    covers_from: date | None = None
    covers_until: date | None = None
    currency: Currency | None = None
    rate_rule: RateRule | None = None


def start_report(
    session: Session, application: Application, data: ReportData, *, template: ReportTemplate | None = None
) -> Report:
    """Begin a report: its blocks are those of the template, or of the generic report.

    The currency and the rate are those of the template unless others were chosen.

    Raises:
        RuleError: `archived`, or as `save_report`.
    """
    refuse_archived(application)
    if template is not None and data.currency is None:
        data = replace(data, currency=template.currency, rate_rule=template.rate_rule)
    report = Report(application_id=application.id, template=template)
    _set(session, report, data)
    session.add(report)
    session.flush()
    blocks = [row.block for row in blocks_of(session, template)] if template else default_blocks()
    session.add_all(block_rows(blocks, report_id=report.id))
    session.flush()
    return report


def save_report(session: Session, report: Report, data: ReportData) -> Report:
    """Change the settings of a draft.

    Raises:
        RuleError: `report_not_draft`, `covers_one_end`, `dates_out_of_order`, `currency_needs_rule`,
            `deliverable_of_other_kind`.
    """
    check_draft(report.state)
    _set(session, report, data)
    session.flush()
    return report


def _set(session: Session, report: Report, data: ReportData) -> None:
    if (data.covers_from is None) != (data.covers_until is None):
        raise RuleError("covers_one_end", field="covers_until" if data.covers_until is None else "covers_from")
    if data.covers_from and data.covers_until and data.covers_until < data.covers_from:
        raise RuleError("dates_out_of_order", field="covers_until")
    if data.currency is not None and data.rate_rule is None:
        raise RuleError("currency_needs_rule", field="rate_rule")
    if data.deliverable_id is not None:
        due = session.get(Deliverable, data.deliverable_id)
        if due is None or due.application_id != report.application_id or due.kind is not data.kind:
            raise RuleError("deliverable_of_other_kind", field="deliverable_id")
    for name in ReportData.__dataclass_fields__:
        setattr(report, name, getattr(data, name))
    if data.currency is None:
        report.rate_rule = None


def block_rows(blocks: Iterable[Block], **owner: int) -> list[ReportBlock]:
    """Return rows for blocks in their order, of the report or template that `owner` names."""
    return [
        ReportBlock(
            position=place,
            kind=block.kind,
            heading=block.heading,
            continues=block.continues,
            section=block.section,
            text=block.text,
            text_limit=block.limit,
            limit_unit=block.limit_unit,
            required=block.required,
            hide_when_empty=block.hide_when_empty,
            hidden=[column.value for column in block.hidden],
            **owner,
        )
        for place, block in enumerate(blocks)
    ]


def send_for_approval(session: Session, report: Report, document: GrantReport, *, now: datetime) -> None:
    """Freeze the report as it is and give the copy to the director and the accountant.

    Args:
        document: the report from the present data.

    Raises:
        ReportIncomplete: something required is missing.
        RuleError: `report_not_draft`, or `archived`.
    """
    refuse_archived(report.application)
    check_draft(report.state)
    keep_pictures(session, pictures_of(document))
    report.pending, report.pending_at = frozen(mark_final(document)), now
    report.state, report.round = ReportState.IN_APPROVAL, report.round + 1
    session.flush()


def withdraw(session: Session, report: Report) -> None:
    """Take a report back from approval; the copy goes, the decisions stay in its history.

    Raises:
        RuleError: `not_in_approval`.
    """
    if report.state not in (ReportState.IN_APPROVAL, ReportState.APPROVED):
        raise RuleError("not_in_approval")
    report.state, report.pending, report.pending_at = ReportState.DRAFT, None, None
    session.flush()


def decide(
    session: Session, report: Report, office: Approver, decision: Decision, note: str, *, by: User, now: datetime
) -> None:
    """Write down what the director or the accountant says about the copy.

    Raises:
        RuleError: as `app.domain.report_flow.check_decision`.
        StaleDataError: the same office decided in the same moment.
    """
    decided = decisions(session, report)
    check_decision(report.state, office, decision, note, role=by.role, decided=decided)
    row = ReportApproval(
        report_id=report.id, round=report.round, office=office, decision=decision, note=note.strip(), at=now, by=by
    )
    session.add(row)
    report.state = state_after({**decided, office: decision})
    if report.state is ReportState.DRAFT:
        report.pending, report.pending_at = None, None
    try:
        session.flush()
    except IntegrityError as error:
        raise StaleDataError(str(error)) from error


def decisions(session: Session, report: Report) -> dict[Approver, Decision]:
    """Return what was decided in the present round."""
    statement = sa.select(ReportApproval.office, ReportApproval.decision).where(
        ReportApproval.report_id == report.id, ReportApproval.round == report.round
    )
    return {row.office: row.decision for row in session.execute(statement)}


def issue(session: Session, report: Report, *, by: User | None, now: datetime) -> ReportVersion:
    """Make the approved copy the next version: it is kept as it is for good.

    Raises:
        RuleError: `not_approved`.
    """
    if report.state is not ReportState.APPROVED or report.pending is None or report.pending_at is None:
        raise RuleError("not_approved")
    before = version_of(session, report)
    version = ReportVersion(
        report_id=report.id,
        number=before.number + 1 if before else 1,
        as_of=report.pending_at,
        document=report.pending,
        checksum=checksum(report.pending),
        reason=report.reason,
        issued_at=now,
        issued_by_id=by.id if by else None,
    )
    session.add(version)
    report.state, report.pending, report.pending_at = ReportState.FINAL, None, None
    report.final_at, report.final_by_id = now, by.id if by else None
    session.flush()
    return version


def renew(session: Session, report: Report, reason: str) -> None:
    """Make a final report a draft again, so that a new version can be issued; the old ones stay.

    Raises:
        RuleError: `not_final`, `version_needs_reason`.
    """
    if report.state is not ReportState.FINAL:
        raise RuleError("not_final")
    if not reason.strip():
        raise RuleError("version_needs_reason", field="reason")
    report.state, report.reason = ReportState.DRAFT, reason.strip()
    session.flush()


def remove_report(session: Session, report: Report) -> None:
    """Remove a draft that was never issued.

    Raises:
        RuleError: `report_not_draft`, `report_was_issued`.
    """
    check_draft(report.state)
    if version_of(session, report) is not None:
        raise RuleError("report_was_issued")
    session.delete(report)
    session.flush()


def keep_pictures(session: Session, files: Iterable[bytes]) -> list[str]:
    """Keep pictures under their checksums, those that are kept already only once; return the checksums."""
    by_checksum = {sha256(data).hexdigest(): data for data in files}
    known = set(
        session.scalars(sa.select(ReportPicture.checksum).where(ReportPicture.checksum.in_(by_checksum.keys())))
    )
    session.add_all(ReportPicture(checksum=name, data=data) for name, data in by_checksum.items() if name not in known)
    session.flush()
    return list(by_checksum)

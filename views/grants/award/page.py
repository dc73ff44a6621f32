"""The award of a grant on one page: terms, tranches, amendments, co-financing."""

from flask import render_template

from app.clock import today
from app.domain.awards import AgreementStanding
from app.permissions import Permission
from app.queries import awards as questions
from app.queries import tranches as money
from app.queries.branches import institution
from app.queries.grant_claims import cofinancing
from app.queries.rates import base_currency
from app.security import requires
from app.services.tranches import PAID_STAGES
from models import db
from views.grants import bp
from views.grants.record import frame, load


@bp.get("/<int:application_id>/award")
@requires(Permission.GRANTS_VIEW)
def award(application_id: int) -> str:
    """Show the agreement, the tranches and what holds them, the amendments, and the co-financing."""
    application = load(application_id)
    session = db.session()
    rows = money.standings(session, application, today())
    found = questions.amendments(session, application_id)
    standing = questions.standing_of(session, application, today())
    return render_template(
        "grants/award/show.html",
        **frame(application, "award"),
        may_pay=application.stage in PAID_STAGES,
        agreement=questions.agreement_of(session, application_id),
        standing=standing,
        reports_open=standing is AgreementStanding.REPORTS_OPEN,
        institution=institution(session),
        original=questions.original_terms(application, found),
        amendments=found,
        tranches=rows,
        planned=sum((row.tranche.amount for row in rows), money.ZERO),
        received=sum((row.received.amount for row in rows), money.ZERO),
        received_base=sum((row.received.base for row in rows), money.ZERO),
        gate_words=money.gate_words,
        cofinancing=cofinancing(session, application),
        base=base_currency(),
    )

"""What fundraising costs, and what an administrator sets for the forecast and for the value of an hour."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.grant_outcomes import MOST_WEIGHT
from app.domain.investments import MOST_MINUTES, EffortSource, EffortWork
from models.accounts import User
from models.base import MONEY, Audited, Base, IntPk, Timestamps, Versioned, enum_type
from models.branches import Branch
from models.contacts import Contact
from models.donations import Campaign
from models.grants import Application
from models.money import HasMoney, money_checks

DEFAULT_WEIGHT = 5
DEFAULT_WAIT = 90
MOST_WAIT = 730


class ForecastSettings(Timestamps, Versioned, Audited, Base):
    """What an administrator sets; there is one row.

    `prior_weight` is as how many cases a stage's own chance counts beside the record; `wait_days` is how long funders
    usually take to decide; `hour_rate` is what an hour of fundraising is worth in the base currency, if hours are
    valued at all, and `rate_basis` on what ground.
    """

    __tablename__ = "forecast_settings"
    __table_args__ = (
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.CheckConstraint(f"prior_weight BETWEEN 0 AND {MOST_WEIGHT}", name="prior_weight_in_bounds"),
        sa.CheckConstraint(f"wait_days BETWEEN 1 AND {MOST_WAIT}", name="wait_days_in_bounds"),
        sa.CheckConstraint("hour_rate IS NULL OR hour_rate > 0", name="hour_rate_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    prior_weight: Mapped[int] = mapped_column(default=DEFAULT_WEIGHT)
    wait_days: Mapped[int] = mapped_column(default=DEFAULT_WAIT)
    hour_rate: Mapped[Decimal | None] = mapped_column(MONEY)
    rate_basis: Mapped[str] = mapped_column(sa.String(300), default="")


class FundraisingEffort(HasMoney, Timestamps, Versioned, Audited, Base):
    """Time and money that went into raising funds on a day: for an application, a campaign, a giver, or in general.

    `amount` is the money spent, perhaps none. Without a branch the effort was for the whole system.
    """

    __tablename__ = "fundraising_efforts"
    __table_args__ = (
        *money_checks("amount", "base_amount"),
        sa.CheckConstraint(f"minutes BETWEEN 0 AND {MOST_MINUTES}", name="minutes_in_bounds"),
        sa.CheckConstraint("minutes > 0 OR amount > 0", name="something_spent"),
        sa.CheckConstraint(
            "(source = 'application') = (application_id IS NOT NULL)"
            " AND (source = 'campaign') = (campaign_id IS NOT NULL)"
            " AND (source = 'donor') = (donor_id IS NOT NULL)",
            name="source_has_its_record",
        ),
        sa.Index("ix_fundraising_efforts_done_on_id", "done_on", "id"),
    )

    id: Mapped[IntPk]
    done_on: Mapped[date]
    who_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"), index=True)
    source: Mapped[EffortSource] = mapped_column(enum_type(EffortSource, "source"))
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaigns.id"), index=True)
    donor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    work: Mapped[EffortWork] = mapped_column(enum_type(EffortWork, "work"))
    minutes: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(sa.String(300), default="")

    who: Mapped[User | None] = relationship()
    branch: Mapped[Branch | None] = relationship()
    application: Mapped[Application | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    donor: Mapped[Contact | None] = relationship()

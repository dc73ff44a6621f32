"""What every table shares: the base class, exact column types, and small mixins."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every mapped class; constraints get their names from one convention."""

    metadata = sa.MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base, engine_options={"pool_pre_ping": True})


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment in UTC. Takes and returns aware datetimes; refuses naive ones."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ScaledDecimal(sa.types.TypeDecorator[Decimal]):
    """An exact decimal kept as a whole number of its smallest units, so that sums are exact on SQLite too.

    `scale` is the number of decimal places: 2 for money (kopiyka, cent), 6 for exchange rates.
    Refuses a value with more places than it can keep, instead of rounding it quietly.
    """

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    def process_bind_param(self, value: Decimal | int | None, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.scale)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.scale} decimal places")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        if value is None:
            return None
        return Decimal(int(value)).scaleb(-self.scale)


MONEY = ScaledDecimal(2)
RATE = ScaledDecimal(6)
QUANTITY = ScaledDecimal(3)

# Keys made by `app.domain.text.sort_key` are compared byte by byte on both databases.
SORT_KEY = sa.String(600).with_variant(sa.String(600, collation="C"), "postgresql")

# A key that is also part of a foreign key, as in `applications`, is numbered only when it says so.
IntPk = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]


def enum_type(enum: type[StrEnum], name: str, length: int = 32) -> sa.Enum:
    """Return a column type that stores the enum by value, guarded by a CHECK constraint called `name`."""
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=length,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


class Timestamps:
    """When a row was made and last changed, in UTC."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, onupdate=utc_now)


class Versioned:
    """Optimistic locking: a stale UPDATE touches no row and raises `StaleDataError`."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Archivable:
    """A record with history is archived, never deleted."""

    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Audited:
    """Marks a table whose every change is written to the audit log (see `models.audit`).

    `__audit_owner__` is the column that names the record of which a row is a part, such as an e-mail of a contact.
    """

    __audit_exclude__: frozenset[str] = frozenset({"updated_at", "version", "search_text", "sort_key"})
    __audit_owner__: str = ""

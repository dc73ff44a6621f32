"""User-defined fields of contacts: the fields, the options of choices, and the values, each in its own type."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.custom_fields import DECIMALS, LONGEST_TEXT, FieldType
from models.base import Archivable, Audited, Base, IntPk, ScaledDecimal, Timestamps, Versioned, enum_type

NUMBER = ScaledDecimal(DECIMALS)
VALUE_COLUMNS = ("text_value", "number_value", "date_value", "flag_value", "option_id")


class CustomField(Timestamps, Versioned, Archivable, Audited, Base):
    """A field that an administrator added to people, organisations or both. `key` keeps names apart."""

    __tablename__ = "custom_fields"
    __audit_exclude__ = Audited.__audit_exclude__ | {"key"}
    __table_args__ = (
        sa.CheckConstraint("for_people OR for_organisations", name="belongs_to_somebody"),
        sa.CheckConstraint("length(name_uk) > 0", name="name_not_empty"),
    )

    id: Mapped[IntPk]
    type: Mapped[FieldType] = mapped_column(enum_type(FieldType, "type"))
    name_uk: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80), default="")
    key: Mapped[str] = mapped_column(sa.String(160), unique=True)
    help_text: Mapped[str] = mapped_column(sa.String(300), default="")
    for_people: Mapped[bool] = mapped_column(default=False)
    for_organisations: Mapped[bool] = mapped_column(default=False)
    is_required: Mapped[bool] = mapped_column(default=False)
    in_list: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)

    options: Mapped[list["CustomOption"]] = relationship(
        back_populates="field",
        cascade="all, delete-orphan",
        order_by="(CustomOption.position, CustomOption.id)",
    )


class CustomOption(Audited, Base):
    """One option of a choice; values point to it, so that it may be renamed."""

    __tablename__ = "custom_options"
    __audit_exclude__ = Audited.__audit_exclude__ | {"key"}
    __table_args__ = (sa.UniqueConstraint("field_id", "key"),)

    id: Mapped[IntPk]
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("custom_fields.id", ondelete="CASCADE"))
    name_uk: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    key: Mapped[str] = mapped_column(sa.String(240))
    position: Mapped[int] = mapped_column(default=0)

    field: Mapped[CustomField] = relationship(back_populates="options")


class CustomValue(Base):
    """The value of one field of one contact.

    Its changes are written to the audit log as changes of the contact, under the name of the field.
    `text_key` is the text folded for searching (`loose_text`).
    """

    __tablename__ = "custom_values"
    __table_args__ = (
        sa.UniqueConstraint("contact_id", "field_id"),
        sa.CheckConstraint(
            " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in VALUE_COLUMNS) + " = 1",
            name="exactly_one_value",
        ),
        sa.Index("ix_custom_values_field_id_text_key_contact_id", "field_id", "text_key", "contact_id"),
        sa.Index("ix_custom_values_field_id_number_value_contact_id", "field_id", "number_value", "contact_id"),
        sa.Index("ix_custom_values_field_id_date_value_contact_id", "field_id", "date_value", "contact_id"),
        sa.Index("ix_custom_values_field_id_flag_value_contact_id", "field_id", "flag_value", "contact_id"),
        sa.Index("ix_custom_values_option_id_contact_id", "option_id", "contact_id"),
    )

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    field_id: Mapped[int] = mapped_column(sa.ForeignKey("custom_fields.id", ondelete="CASCADE"))
    text_value: Mapped[str | None] = mapped_column(sa.String(LONGEST_TEXT))
    text_key: Mapped[str | None] = mapped_column(sa.String(LONGEST_TEXT))
    number_value: Mapped[Decimal | None] = mapped_column(NUMBER)
    date_value: Mapped[date | None]
    flag_value: Mapped[bool | None]
    option_id: Mapped[int | None] = mapped_column(sa.ForeignKey("custom_options.id", ondelete="CASCADE"))

"""Contacts: people and organisations, how to reach them, where people work, and their tags."""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.contacts import ChannelLabel, ContactKind, OrganisationType, display_person_name, phone_digits
from app.domain.tags import TagTone
from app.domain.text import sort_key
from models.base import SORT_KEY, Archivable, Audited, Base, IntPk, Timestamps, UtcDateTime, Versioned, enum_type
from models.search import Searchable, SearchPart

contact_tags = sa.Table(
    "contact_tags",
    Base.metadata,
    sa.Column("contact_id", sa.ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("tag_id", sa.ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)

tag_group_tags = sa.Table(
    "tag_group_tags",
    Base.metadata,
    sa.Column("tag_id", sa.ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("group_id", sa.ForeignKey("tag_groups.id", ondelete="CASCADE"), nullable=False, index=True),
)


class TagGroup(Versioned, Audited, Base):
    """Tags that belong together. Of an exclusive group, a contact has one tag at most."""

    __tablename__ = "tag_groups"
    __audit_exclude__ = Audited.__audit_exclude__ | {"key"}

    id: Mapped[IntPk]
    name_uk: Mapped[str] = mapped_column(sa.String(60))
    name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    tone: Mapped[TagTone] = mapped_column(enum_type(TagTone, "tone"), default=TagTone.NEUTRAL)
    is_exclusive: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class Tag(Audited, Base):
    """A word that groups contacts; its key ignores case so that one tag is not made twice."""

    __tablename__ = "tags"
    __audit_exclude__ = Audited.__audit_exclude__ | {"key"}

    id: Mapped[IntPk]
    name: Mapped[str] = mapped_column(sa.String(60))
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)

    group: Mapped[TagGroup | None] = relationship(secondary=tag_group_tags)


class Contact(Timestamps, Archivable, Audited, Searchable, Base):
    """A person or an organisation. Roles (partner, donor, volunteer…) follow from what is linked to it."""

    __tablename__ = "contacts"
    __search_kind__ = "contact"
    __table_args__ = (
        sa.CheckConstraint("length(display_name) > 0", name="display_name_not_empty"),
        sa.CheckConstraint(
            "kind = 'person' OR (birth_date IS NULL AND last_name = '' AND first_name = '')",
            name="only_people_have_person_fields",
        ),
        sa.CheckConstraint(
            "kind = 'organisation' OR (organisation_type IS NULL AND legal_name = '')",
            name="only_organisations_have_organisation_fields",
        ),
        # With the archive in it, a filter walks the list by name without reading the rows that it leaves out.
        sa.Index("ix_contacts_by_name", "sort_key", "id", "archived_at"),
        sa.Index("ix_contacts_kind_sort_key_id", "kind", "sort_key", "id"),
        sa.Index("ix_contacts_created_at_id", "created_at", "id"),
        sa.Index(
            "ix_contacts_public_funder",
            "id",
            sqlite_where=sa.text("is_public_funder = 1"),
            postgresql_where=sa.text("is_public_funder"),
        ),
    )

    id: Mapped[IntPk]
    kind: Mapped[ContactKind] = mapped_column(enum_type(ContactKind, "kind"))
    display_name: Mapped[str] = mapped_column(sa.String(300))
    sort_key: Mapped[str] = mapped_column(SORT_KEY)
    last_name: Mapped[str] = mapped_column(sa.String(100), default="")
    first_name: Mapped[str] = mapped_column(sa.String(100), default="")
    middle_name: Mapped[str] = mapped_column(sa.String(100), default="")
    birth_date: Mapped[date | None]
    legal_name: Mapped[str] = mapped_column(sa.String(300), default="")
    organisation_type: Mapped[OrganisationType | None] = mapped_column(enum_type(OrganisationType, "organisation_type"))
    edrpou: Mapped[str | None] = mapped_column(sa.String(10), index=True)
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    is_public_funder: Mapped[bool] = mapped_column(default=False)
    anonymised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    emails: Mapped[list["ContactEmail"]] = relationship(
        back_populates="contact", cascade="all, delete-orphan", order_by="ContactEmail.position"
    )
    phones: Mapped[list["ContactPhone"]] = relationship(
        back_populates="contact", cascade="all, delete-orphan", order_by="ContactPhone.position"
    )
    addresses: Mapped[list["ContactAddress"]] = relationship(
        back_populates="contact", cascade="all, delete-orphan", order_by="ContactAddress.position"
    )
    tags: Mapped[list[Tag]] = relationship(secondary=contact_tags, order_by=Tag.name)

    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"polymorphic_on": "kind", "version_id_col": version}

    def rename(self) -> None:
        """Set `display_name` and `sort_key` from the parts of the name."""
        self.sort_key = sort_key(self.display_name)

    def search_title(self) -> str:
        return self.display_name

    def search_note(self) -> str:
        return self.emails[0].email if self.emails else self.city

    def search_words(self) -> Iterable[str | None]:
        yield self.display_name
        yield self.legal_name
        yield self.edrpou
        yield self.city
        yield from (item.email for item in self.emails)
        yield from (phone_digits(item.number) for item in self.phones)


class Person(Contact):
    """A human being."""

    __mapper_args__ = {"polymorphic_identity": ContactKind.PERSON}

    affiliations: Mapped[list["Affiliation"]] = relationship(
        back_populates="person",
        foreign_keys="Affiliation.person_id",
        cascade="all, delete-orphan",
        order_by="Affiliation.id",
    )

    def rename(self) -> None:
        self.display_name = display_person_name(self.last_name, self.first_name, self.middle_name)
        super().rename()


class Organisation(Contact):
    """An NGO, institution, business, authority or another body."""

    __mapper_args__ = {"polymorphic_identity": ContactKind.ORGANISATION}

    people: Mapped[list["Affiliation"]] = relationship(
        back_populates="organisation",
        foreign_keys="Affiliation.organisation_id",
        cascade="all, delete-orphan",
        order_by="Affiliation.id",
    )


class ContactEmail(Audited, SearchPart, Base):
    """An e-mail address, lower-cased."""

    __tablename__ = "contact_emails"
    __audit_owner__ = "contact_id"
    __table_args__ = (
        sa.UniqueConstraint("contact_id", "email"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    label: Mapped[ChannelLabel] = mapped_column(enum_type(ChannelLabel, "label"), default=ChannelLabel.WORK)
    position: Mapped[int] = mapped_column(default=0)

    contact: Mapped[Contact] = relationship(back_populates="emails")

    def search_owner(self) -> Contact | None:
        return self.contact


class ContactPhone(Audited, SearchPart, Base):
    """A phone number in E.164, with its extension as RFC 3966 writes it: `+380332723344;ext=5`."""

    __tablename__ = "contact_phones"
    __audit_owner__ = "contact_id"
    __table_args__ = (sa.UniqueConstraint("contact_id", "number"),)

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(sa.String(32), index=True)
    label: Mapped[ChannelLabel] = mapped_column(enum_type(ChannelLabel, "label"), default=ChannelLabel.WORK)
    position: Mapped[int] = mapped_column(default=0)

    contact: Mapped[Contact] = relationship(back_populates="phones")

    def search_owner(self) -> Contact | None:
        return self.contact


class ContactAddress(Audited, Base):
    """A postal address on one line, with its city apart."""

    __tablename__ = "contact_addresses"
    __audit_owner__ = "contact_id"

    id: Mapped[IntPk]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(sa.String(300))
    label: Mapped[ChannelLabel] = mapped_column(enum_type(ChannelLabel, "label"), default=ChannelLabel.WORK)
    position: Mapped[int] = mapped_column(default=0)

    contact: Mapped[Contact] = relationship(back_populates="addresses")


class Affiliation(Audited, Base):
    """Where a person works or belongs, and in what role."""

    __tablename__ = "affiliations"
    __audit_owner__ = "person_id"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        sa.CheckConstraint("person_id <> organisation_id", name="two_contacts"),
        sa.Index("ix_affiliations_of_organisation", "organisation_id", "ends_on", "id"),
        sa.Index("ix_affiliations_begun", "organisation_id", "starts_on", "id"),
    )

    id: Mapped[IntPk]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(sa.String(120), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    person: Mapped[Person] = relationship(back_populates="affiliations", foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship(back_populates="people", foreign_keys=[organisation_id])

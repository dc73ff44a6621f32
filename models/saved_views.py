"""Views of lists that people saved, and which of them a person opens a list with."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import User
from models.base import Audited, Base, IntPk, Timestamps, Versioned


class SavedView(Timestamps, Versioned, Audited, Base):
    """Filters, words and order of a list under a name.

    `list_name` and `path` say which list it is; `params` is an `app.domain.saved_views.SavedState`. A segment is
    a view of the contacts that mailings may be sent to.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        sa.CheckConstraint("length(name) > 0", name="name_not_empty"),
        sa.CheckConstraint("NOT is_segment OR list_name = 'contacts'", name="segment_is_of_contacts"),
        sa.Index("ix_saved_views_list_name_name", "list_name", "name"),
    )

    id: Mapped[IntPk]
    list_name: Mapped[str] = mapped_column(sa.String(40))
    path: Mapped[str] = mapped_column(sa.String(200))
    name: Mapped[str] = mapped_column(sa.String(80))
    params: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    is_shared: Mapped[bool] = mapped_column(default=False)
    is_segment: Mapped[bool] = mapped_column(default=False)

    owner: Mapped[User] = relationship()


class DefaultView(Base):
    """The view with which an account opens a list."""

    __tablename__ = "default_views"
    __table_args__ = (sa.UniqueConstraint("user_id", "list_name"),)

    id: Mapped[IntPk]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"))
    list_name: Mapped[str] = mapped_column(sa.String(40))
    view_id: Mapped[int] = mapped_column(sa.ForeignKey("saved_views.id", ondelete="CASCADE"), index=True)

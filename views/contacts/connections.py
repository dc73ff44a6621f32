"""The card of a contact's page that says who it is connected with."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.clock import today
from app.domain.contacts import ContactKind
from app.domain.relationships import GUARDIAN, lacks_guardian
from app.queries.relationship_chains import HierarchyLine, hierarchy
from app.queries.relationships import MOST, Connection, connections
from models import db
from models.contacts import Contact, Person


@dataclass(frozen=True)
class ConnectionsPanel:
    """What the card shows: present connections by their wording, past ones, the hierarchy, what is missing."""

    groups: list[tuple[str, list[Connection]]]
    past: list[Connection]
    tree: list[HierarchyLine]
    lacks_guardian: bool
    cut: bool
    on: date
    most: int = MOST

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return not (self.groups or self.past or self.lacks_guardian)


def connections_panel(contact: Contact) -> ConnectionsPanel:
    """Return the card of a contact: one statement for a person, two for an organisation."""
    session, on = db.session(), today()
    found = connections(session, contact.id)
    present = [item for item in found if not item.is_past(on)]
    groups = [(wording, list(items)) for wording, items in groupby(_in_order(present), key=lambda item: item.wording)]
    guardians = sum(item.code == GUARDIAN and item.backwards and item.span.covers(on) for item in present)
    birth_date = contact.birth_date if isinstance(contact, Person) else None
    return ConnectionsPanel(
        groups=groups,
        past=[item for item in found if item.is_past(on)],
        tree=hierarchy(session, contact.id, on) if contact.kind is ContactKind.ORGANISATION else [],
        lacks_guardian=contact.archived_at is None and lacks_guardian(birth_date, guardians, on),
        cut=len(found) == MOST,
        on=on,
    )


def _in_order(items: list[Connection]) -> list[Connection]:
    """Bring the connections of one wording together, whether or not they have an end."""
    order: dict[str, int] = {}
    for item in sorted(items, key=lambda item: not item.is_work):
        order.setdefault(item.wording, len(order))
    return sorted(items, key=lambda item: order[item.wording])

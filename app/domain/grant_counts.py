"""The figures that are counted for a grant from the records linked to it."""

from enum import StrEnum


class GrantCount(StrEnum):
    """What is counted; `app.queries.grant_counts` has the definition of each."""

    PARTICIPANTS = "participants"
    CHILDREN = "children"
    ONLINE = "online"
    EVENTS = "events"
    HOURS = "hours"
    VOLUNTEERS = "volunteers"
    PARTNERS = "partners"
    CONTRIBUTING = "contributing"
    CONTRIBUTED = "contributed"
    IN_KIND = "in_kind"

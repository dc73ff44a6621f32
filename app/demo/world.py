"""What the parts of the demo share while it is being built."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.demo.words import Namer
from app.uploads import FileStore
from models.accounts import User
from models.branches import Branch
from models.calls import Call
from models.contacts import Organisation, Person
from models.donations import Campaign
from models.events import AgeBand
from models.grants import Application
from models.partnerships import Partnership
from models.text_blocks import TextBlock
from models.volunteers import Volunteer

SEED = "Mistok demo 1"
CITY = "Вербоград"


@dataclass
class World:
    """The demo under construction: each part finds here what the parts before it made.

    Every moment is reckoned back from `today`, so that the demo is as fresh on any day as it was on the first.
    """

    session: Session
    today: date
    zone: ZoneInfo
    store: FileStore
    names: Namer = field(default_factory=lambda: Namer(random.Random(f"{SEED} names")))
    branches: list[Branch] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    audiences: list[str] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    bands: dict[str, AgeBand] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    partners: list[Organisation] = field(default_factory=list)
    patrons: list[Organisation] = field(default_factory=list)
    givers: list[Person] = field(default_factory=list)
    partnerships: list[Partnership] = field(default_factory=list)
    working_since: dict[int, date] = field(default_factory=dict)
    volunteers: list[Volunteer] = field(default_factory=list)
    calls: dict[str, Call] = field(default_factory=dict)
    applications: dict[str, Application] = field(default_factory=dict)
    former: list[Application] = field(default_factory=list)
    grant_events: dict[str, list[int]] = field(default_factory=dict)
    made: dict[tuple[str, int], datetime] = field(default_factory=dict)
    blocks: dict[str, TextBlock] = field(default_factory=dict)
    campaigns: list[Campaign] = field(default_factory=list)

    def rng(self, area: str) -> random.Random:
        """Return the generator of one area; no area shifts the numbers of another."""
        return random.Random(f"{SEED} {area}")

    def ago(self, days: int) -> date:
        """Return the day so many days before today; negative days lie ahead."""
        return self.today - timedelta(days=days)

    def note(self, table: str, key: int, day: date) -> None:
        """Remember when a record would have been made."""
        self.made[table, key] = self.moment(day, 9 + key % 4)

    def workday(self, days: int) -> date:
        """Return the same, moved back from a weekend to Friday."""
        day = self.ago(days)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def moment(self, day: date, hour: int = 10, minute: int = 0) -> datetime:
        """Return a local hour of a day as a moment in UTC."""
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone).astimezone(UTC)

    @property
    def year_start(self) -> date:
        """Return the first of the 365 days that end with yesterday."""
        return self.ago(365)

    @property
    def central(self) -> Branch:
        """Return the central library."""
        return self.branches[0]

    @property
    def coordinator(self) -> User:
        """Return the account that writes most of it down."""
        return self.users["coordinator"]

    def branch(self, code: str) -> Branch:
        """Return the branch with a code."""
        return next(branch for branch in self.branches if branch.code == code)

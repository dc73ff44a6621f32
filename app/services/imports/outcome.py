"""What checking or importing a file came to."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.domain.imports import Issue


@dataclass(slots=True)
class Outcome:
    """The result of a file, the same for a check and for the import that follows it.

    Attributes:
        counts: numbers named as in `app.labels.imports.COUNTS`.
        issues: refused lines, and lines that are worth a look.
        heading: the columns of `preview`, already in words.
        preview: the first lines as they will be stored.
    """

    counts: Counter[str] = field(default_factory=Counter)
    issues: list[Issue] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    preview: list[list[str]] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many lines cannot be imported."""
        return len({issue.line for issue in self.issues if issue.is_refusal})

    def summary(self) -> dict[str, Any]:
        """Return what the run remembers, ready for JSON."""
        return {
            "counts": {**{name: count for name, count in self.counts.items() if count}, "refused": self.refused},
            "heading": self.heading,
            "preview": self.preview,
        }

"""The states of long work done in the background."""

from __future__ import annotations

from enum import StrEnum


class JobStatus(StrEnum):
    """How far a job has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_finished(self) -> bool:
        """Tell whether nothing more will happen to the job."""
        return self in (JobStatus.DONE, JobStatus.FAILED)

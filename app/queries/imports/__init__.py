"""Questions of imports: the runs, and what the lines of a file are compared with."""

from app.queries.imports.runs import RUNS, every_issue, is_failed, issues_of, old_runs, run_by_id

__all__ = ["RUNS", "every_issue", "is_failed", "issues_of", "old_runs", "run_by_id"]

"""The grant report from live data: everything that `app.domain.grant_report.GrantReport` holds.

Figures come from the definitions that the pages use: participants from `app.queries.events`, the budget from
`app.queries.grant_money`, confirmed hours from the hours log.
"""

from app.queries.grant_report.papers import ReadPhoto
from app.queries.grant_report.report import Request, grant_report

__all__ = ["ReadPhoto", "Request", "grant_report"]

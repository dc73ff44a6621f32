"""Who may do what. Everything that is not granted here is refused."""

from enum import StrEnum

from app.domain.roles import Role


class Permission(StrEnum):
    """A right that a route asks for."""

    DASHBOARD_VIEW = "dashboard.view"
    SEARCH = "search.use"
    ACCOUNT_OWN = "account.own"
    CONTACTS_VIEW = "contacts.view"
    CONTACTS_EDIT = "contacts.edit"
    CONTACTS_MERGE = "contacts.merge"
    PRIVACY_MANAGE = "privacy.manage"
    VIEWS_SHARE = "views.share"
    MAIL_SEND = "mail.send"
    MAILINGS_RUN = "mailings.run"
    TASKS_OWN = "tasks.own"
    COMMENTS_WRITE = "comments.write"
    PARTNERSHIPS_VIEW = "partnerships.view"
    PARTNERSHIPS_EDIT = "partnerships.edit"
    VOLUNTEERS_VIEW = "volunteers.view"
    VOLUNTEERS_EDIT = "volunteers.edit"
    SHIFTS_OVERRIDE = "shifts.override"
    HOURS_LOG = "hours.log"
    HOURS_CONFIRM = "hours.confirm"
    PAPERS_ISSUE = "papers.issue"
    PAPERS_TEXTS = "papers.texts"
    DONATIONS_VIEW = "donations.view"
    DONATIONS_EDIT = "donations.edit"
    GRANTS_VIEW = "grants.view"
    GRANTS_EDIT = "grants.edit"
    GRANTS_MONEY = "grants.money"
    GRANTS_APPROVE = "grants.approve"
    GRANTS_RECEIVE = "grants.receive"
    EVENTS_VIEW = "events.view"
    EVENTS_EDIT = "events.edit"
    DRIVERS_VIEW = "drivers.view"
    REPORTS_VIEW = "reports.view"
    REPORTS_APPROVE = "reports.approve"
    REPORTS_FINALISE = "reports.finalise"
    IMPORTS_RUN = "imports.run"
    JOBS_VIEW = "jobs.view"
    BRANCHES_MANAGE = "branches.manage"
    USERS_MANAGE = "users.manage"
    SETTINGS_MANAGE = "settings.manage"
    RATES_MANAGE = "rates.manage"
    AUDIT_VIEW = "audit.view"


READ_ALL = frozenset(
    {
        Permission.DASHBOARD_VIEW,
        Permission.SEARCH,
        Permission.ACCOUNT_OWN,
        Permission.CONTACTS_VIEW,
        Permission.PARTNERSHIPS_VIEW,
        Permission.VOLUNTEERS_VIEW,
        Permission.DONATIONS_VIEW,
        Permission.GRANTS_VIEW,
        Permission.EVENTS_VIEW,
        Permission.DRIVERS_VIEW,
        Permission.REPORTS_VIEW,
        Permission.COMMENTS_WRITE,
        Permission.JOBS_VIEW,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    # Applications are approved by those who answer for them, not by those who run the system.
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.GRANTS_APPROVE},
    Role.DIRECTOR: READ_ALL
    | {
        Permission.CONTACTS_EDIT,
        Permission.CONTACTS_MERGE,
        Permission.PRIVACY_MANAGE,
        Permission.VIEWS_SHARE,
        Permission.MAIL_SEND,
        Permission.MAILINGS_RUN,
        Permission.TASKS_OWN,
        Permission.PARTNERSHIPS_EDIT,
        Permission.VOLUNTEERS_EDIT,
        Permission.SHIFTS_OVERRIDE,
        Permission.HOURS_LOG,
        Permission.HOURS_CONFIRM,
        Permission.PAPERS_ISSUE,
        Permission.PAPERS_TEXTS,
        Permission.DONATIONS_EDIT,
        Permission.GRANTS_EDIT,
        Permission.GRANTS_APPROVE,
        Permission.GRANTS_RECEIVE,
        Permission.EVENTS_EDIT,
        Permission.REPORTS_APPROVE,
        Permission.REPORTS_FINALISE,
        Permission.AUDIT_VIEW,
    },
    Role.COORDINATOR: READ_ALL
    | {
        Permission.CONTACTS_EDIT,
        Permission.CONTACTS_MERGE,
        Permission.VIEWS_SHARE,
        Permission.MAIL_SEND,
        Permission.MAILINGS_RUN,
        Permission.TASKS_OWN,
        Permission.PARTNERSHIPS_EDIT,
        Permission.VOLUNTEERS_EDIT,
        Permission.SHIFTS_OVERRIDE,
        Permission.HOURS_LOG,
        Permission.HOURS_CONFIRM,
        Permission.PAPERS_ISSUE,
        Permission.PAPERS_TEXTS,
        Permission.DONATIONS_EDIT,
        Permission.GRANTS_EDIT,
        Permission.GRANTS_MONEY,
        Permission.EVENTS_EDIT,
        Permission.REPORTS_FINALISE,
        Permission.IMPORTS_RUN,
        Permission.RATES_MANAGE,
    },
    Role.ACCOUNTANT: READ_ALL
    | {
        Permission.DONATIONS_EDIT,
        Permission.GRANTS_MONEY,
        Permission.GRANTS_APPROVE,
        Permission.GRANTS_RECEIVE,
        Permission.RATES_MANAGE,
        Permission.REPORTS_APPROVE,
        Permission.TASKS_OWN,
    },
    Role.STAFF: frozenset(
        {
            Permission.DASHBOARD_VIEW,
            Permission.SEARCH,
            Permission.ACCOUNT_OWN,
            Permission.CONTACTS_VIEW,
            Permission.CONTACTS_EDIT,
            Permission.MAIL_SEND,
            Permission.TASKS_OWN,
            Permission.COMMENTS_WRITE,
            Permission.PARTNERSHIPS_VIEW,
            Permission.VOLUNTEERS_VIEW,
            Permission.VOLUNTEERS_EDIT,
            Permission.HOURS_LOG,
            Permission.HOURS_CONFIRM,
            Permission.PAPERS_ISSUE,
            Permission.DONATIONS_VIEW,
            Permission.DONATIONS_EDIT,
            Permission.EVENTS_VIEW,
            Permission.EVENTS_EDIT,
            Permission.DRIVERS_VIEW,
            Permission.JOBS_VIEW,
        }
    ),
    Role.MONITOR: READ_ALL,
}


def may(role: Role, permission: Permission | str) -> bool:
    """Say whether a role holds a permission.

    Raises:
        ValueError: there is no such permission, so a misspelt check never passes quietly.
    """
    return Permission(permission) in GRANTS[role]

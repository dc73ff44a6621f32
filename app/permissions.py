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
    COMMENTS_WRITE = "comments.write"
    PARTNERSHIPS_VIEW = "partnerships.view"
    PARTNERSHIPS_EDIT = "partnerships.edit"
    VOLUNTEERS_VIEW = "volunteers.view"
    VOLUNTEERS_EDIT = "volunteers.edit"
    HOURS_LOG = "hours.log"
    HOURS_CONFIRM = "hours.confirm"
    DONATIONS_VIEW = "donations.view"
    DONATIONS_EDIT = "donations.edit"
    GRANTS_VIEW = "grants.view"
    GRANTS_EDIT = "grants.edit"
    GRANTS_MONEY = "grants.money"
    EVENTS_VIEW = "events.view"
    EVENTS_EDIT = "events.edit"
    DRIVERS_VIEW = "drivers.view"
    REPORTS_VIEW = "reports.view"
    REPORTS_FINALISE = "reports.finalise"
    IMPORTS_RUN = "imports.run"
    JOBS_VIEW = "jobs.view"
    BRANCHES_MANAGE = "branches.manage"
    USERS_MANAGE = "users.manage"
    SETTINGS_MANAGE = "settings.manage"
    RATES_MANAGE = "rates.manage"
    AUDIT_VIEW = "audit.view"


P = Permission

READ_ALL = frozenset(
    {
        P.DASHBOARD_VIEW,
        P.SEARCH,
        P.ACCOUNT_OWN,
        P.CONTACTS_VIEW,
        P.PARTNERSHIPS_VIEW,
        P.VOLUNTEERS_VIEW,
        P.DONATIONS_VIEW,
        P.GRANTS_VIEW,
        P.EVENTS_VIEW,
        P.DRIVERS_VIEW,
        P.REPORTS_VIEW,
        P.COMMENTS_WRITE,
        P.JOBS_VIEW,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.DIRECTOR: READ_ALL
    | {
        P.CONTACTS_EDIT,
        P.PARTNERSHIPS_EDIT,
        P.VOLUNTEERS_EDIT,
        P.HOURS_LOG,
        P.HOURS_CONFIRM,
        P.DONATIONS_EDIT,
        P.GRANTS_EDIT,
        P.EVENTS_EDIT,
        P.REPORTS_FINALISE,
        P.AUDIT_VIEW,
    },
    Role.COORDINATOR: READ_ALL
    | {
        P.CONTACTS_EDIT,
        P.PARTNERSHIPS_EDIT,
        P.VOLUNTEERS_EDIT,
        P.HOURS_LOG,
        P.HOURS_CONFIRM,
        P.DONATIONS_EDIT,
        P.GRANTS_EDIT,
        P.GRANTS_MONEY,
        P.EVENTS_EDIT,
        P.REPORTS_FINALISE,
        P.IMPORTS_RUN,
        P.RATES_MANAGE,
    },
    Role.ACCOUNTANT: READ_ALL | {P.DONATIONS_EDIT, P.GRANTS_MONEY, P.RATES_MANAGE},
    Role.STAFF: frozenset(
        {
            P.DASHBOARD_VIEW,
            P.SEARCH,
            P.ACCOUNT_OWN,
            P.CONTACTS_VIEW,
            P.CONTACTS_EDIT,
            P.COMMENTS_WRITE,
            P.PARTNERSHIPS_VIEW,
            P.VOLUNTEERS_VIEW,
            P.VOLUNTEERS_EDIT,
            P.HOURS_LOG,
            P.HOURS_CONFIRM,
            P.DONATIONS_VIEW,
            P.DONATIONS_EDIT,
            P.EVENTS_VIEW,
            P.EVENTS_EDIT,
            P.DRIVERS_VIEW,
            P.JOBS_VIEW,
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

"""Words of the area: accounts."""

from typing import Any

from app.domain.roles import Approver, Role
from app.i18n import _l
from app.passwords import Weakness

LABELS: dict[Any, dict[Any, Any]] = {
    Role: {
        Role.ADMINISTRATOR: _l("Administrator"),
        Role.DIRECTOR: _l("Director"),
        Role.COORDINATOR: _l("Fundraising coordinator"),
        Role.ACCOUNTANT: _l("Accountant"),
        Role.STAFF: _l("Branch staff"),
        Role.MONITOR: _l("Monitoring group"),
    },
    Approver: {Approver.DIRECTOR: _l("Director"), Approver.ACCOUNTANT: _l("Accountant")},
    Weakness: {
        Weakness.TOO_SHORT: _l("Use at least 10 characters."),
        Weakness.TOO_LONG: _l("Use at most 200 characters."),
        Weakness.TOO_SIMPLE: _l("Use more different characters."),
        Weakness.TOO_COMMON: _l("Many people use this password. Choose one that is harder to guess."),
        Weakness.LIKE_EMAIL: _l("The password must not repeat the e-mail."),
        Weakness.LIKE_NAME: _l("The password must not repeat your name."),
    },
}
TONES: dict[Any, dict[Any, str]] = {}
REFUSALS: dict[str, Any] = {
    "bad_credentials": _l("The e-mail or the password is wrong. Check the keyboard layout and try again."),
    "locked_out": _l("Too many failed attempts. Try again after %(until)s, or reset the password."),
    "wrong_password": _l("This is not your present password."),
    "email_taken": _l("There is already an account with this e-mail."),
    "last_administrator": _l("This is the last active administrator. Appoint another one first."),
    "own_account": _l("You cannot close your own account or change your own role. Ask another administrator."),
    "staff_need_branch": _l("Branch staff need a branch. Choose it."),
    "link_not_valid": _l("This link was already used or is too old. Ask for a new one."),
    "mail_failed": _l("The letter could not be sent. Check the mail settings and send it again."),
    "account_closed": _l("This account is closed. Open it first."),
    **{f"password_{weakness}": words for weakness, words in LABELS[Weakness].items()},
}

# One sentence for each role, shown where somebody chooses it.
ROLE_HELP: dict[Role, Any] = {
    Role.ADMINISTRATOR: _l("Everything, with accounts and settings."),
    Role.DIRECTOR: _l("Sees everything, approves reports, reads the audit log."),
    Role.COORDINATOR: _l("Partners, donors, grants and their money, reports, imports."),
    Role.ACCOUNTANT: _l("Donations, expenditures, tranches and exchange rates; reads the rest."),
    Role.STAFF: _l("Events, volunteers, contacts and donations of one branch."),
    Role.MONITOR: _l("Reads everything and writes comments."),
}

"""Words of the area: sign-ups of people who want to volunteer, and the languages that they speak."""

from typing import Any

from app.domain.languages import Language
from app.domain.signups import SignUpStatus
from app.i18n import _l

LABELS: dict[Any, dict[Any, Any]] = {
    SignUpStatus: {
        SignUpStatus.WAITING: _l("Waits for a decision"),
        SignUpStatus.APPROVED: _l("Approved"),
        SignUpStatus.DECLINED: _l("Declined"),
        SignUpStatus.LAPSED: _l("Lapsed without a decision"),
    },
    Language: {
        Language.UK: _l("Ukrainian"),
        Language.EN: _l("English"),
        Language.PL: _l("Polish"),
        Language.DE: _l("German"),
        Language.FR: _l("French"),
        Language.ES: _l("Spanish"),
        Language.IT: _l("Italian"),
        Language.RO: _l("Romanian"),
        Language.HU: _l("Hungarian"),
        Language.SK: _l("Slovak"),
        Language.CS: _l("Czech"),
        Language.BG: _l("Bulgarian"),
        Language.LT: _l("Lithuanian"),
        Language.TR: _l("Turkish"),
        Language.AR: _l("Arabic"),
        Language.KA: _l("Georgian"),
        Language.CRH: _l("Crimean Tatar"),
        Language.ROM: _l("Romani"),
        Language.RU: _l("Russian"),
        Language.UKL: _l("Ukrainian Sign Language"),
    },
}
TONES: dict[Any, dict[Any, str]] = {
    SignUpStatus: {
        SignUpStatus.WAITING: "warning",
        SignUpStatus.APPROVED: "success",
        SignUpStatus.DECLINED: "neutral",
        SignUpStatus.LAPSED: "neutral",
    },
}
REFUSALS: dict[str, Any] = {
    "birth_date_long_ago": _l("Check the year of birth."),
    "sign_up_too_young": _l(
        "Volunteers are at least 14 years old. We will be glad to see you later; until then, come to our clubs "
        "and events."
    ),
    "sign_up_guardian_name": _l(
        "You are under 18, so a parent or guardian must agree. Enter that person’s last and first name."
    ),
    "sign_up_guardian_phone": _l(
        "You are under 18, so a parent or guardian must agree. Enter that person’s phone so that we can call."
    ),
    "sign_up_min_age": _l(
        "For this work we look for people of %(value)s and older. Choose other work, or write that you will help "
        "with anything."
    ),
    "consent_text_changed": _l(
        "The text of the consent has changed meanwhile. Read the new one and tick the box again."
    ),
    "consent_needed": _l("Without your consent we may not keep your data. Tick the box, please."),
    "sign_up_too_many": _l(
        "Many forms came from your network in the last hour. Nothing is lost: wait a little and press the button again."
    ),
    "form_too_fast": _l("This was quicker than anybody types. Look through the form and send it again, please."),
    "form_too_old": _l("The form was open for a long time. Nothing is lost: check it and send it again, please."),
    "no_sign_up_text": _l("Signing up is not possible now, because the library has not written the consent text yet."),
    "sign_up_decided": _l("Somebody has already decided on this sign-up: %(value)s."),
    "sign_up_erased": _l("What this person wrote has been erased after the term of keeping."),
    "sign_up_has_history": _l(
        "The approval cannot be taken back: hours, shifts or documents of this volunteer are known. "
        "Change the status of the volunteer instead."
    ),
    "sign_up_person_needed": _l("Say who this is: one of the contacts, or somebody new."),
    "sign_up_other_branch": _l("This person already volunteers in another branch: %(value)s."),
    "sign_up_guardian_unknown": _l("The parent or guardian is missing. Ask for the name and phone before you approve."),
    "decline_reason_needed": _l("Say why, for colleagues; the person does not see it unless you write a letter."),
    "status_reason_needed": _l("Say why the volunteer pauses or leaves."),
    "contract_dates": _l("The contract cannot end before it begins."),
    "document_dates": _l("The document cannot end before it was issued."),
    "document_issued_in_future": _l("Enter the day of issue, not later than today."),
    "coordinator_gone": _l("This account is closed or may not work with volunteers. Choose another one."),
}

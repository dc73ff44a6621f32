"""A test client that reads pages as a person does, and refuses a page that is broken anywhere.

Every HTML page that a test asks for is checked as a whole: one heading that agrees with the title, unique
ids, references that lead somewhere, labels, tokens in forms that post, nothing that the content security
policy would block, and no traces of templates or unfilled placeholders.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.domain.letters import Field
from app.domain.memoranda import MemorandumField
from app.domain.volunteer_papers import PaperField
from app.services.sign_ins import begin_sign_in
from models import db
from models.accounts import User
from models.base import utc_now

RAW_TOKEN = "0" * 40
IDREFS = (
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "popovertarget",
    "data-dialog",
    "for",
    "list",
)
TYPED = frozenset({None, "text", "email", "url", "tel", "number", "date", "time", "datetime-local", "month"})
DATA_TYPES = frozenset({"application/json", "application/ld+json"})
# Fields of letters and papers are shown as their authors write them.
LETTER_FIELD = re.compile(r"\{\{(" + "|".join([*Field, *MemorandumField, *PaperField]) + r")(\|[^{}]*)?\}\}")
LEFTOVERS = re.compile(r"%\(\w+\)|\{\{|\{%|<built-in|object at 0x|lazy_gettext|Undefined")


def squeeze(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(text.split())


class Signer(TimestampSigner):
    """Signs tokens as if each were of another second."""

    signed: ClassVar[set[int]] = set()

    def get_timestamp(self) -> int:
        """Return the last second that no token was signed in so far."""
        moment = super().get_timestamp()
        while moment in self.signed:
            moment -= 1
        self.signed.add(moment)
        return moment


class Page:
    """An answer of the application, with its HTML parsed."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response = response
        self.path = path
        self.status = response.status_code
        self.headers = response.headers
        self.is_html = response.mimetype == "text/html"
        self.html = response.get_data(as_text=True) if response.mimetype.startswith("text/") else ""
        self.soup = BeautifulSoup(self.html, "lxml")
        # What a browser would find in the forms of this page; pages of one second are told apart.
        self.token = ""

    @property
    def location(self) -> str:
        """Where a redirect leads: path and query."""
        parts = urlsplit(self.headers.get("Location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def text(self) -> str:
        """What a person reads in the main part of the page; the whole page if it has no main part."""
        place = self.soup.find("main") or self.soup
        return squeeze(place.get_text(" "))

    @property
    def heading(self) -> str:
        """The page's only h1."""
        found = self.soup.find("h1")
        return squeeze(found.get_text(" ")) if found else ""

    @property
    def links(self) -> set[str]:
        """The addresses that the page links to."""
        return {str(link["href"]) for link in self.soup.find_all("a", href=True)}

    @property
    def json(self) -> Any:
        """The answer as JSON."""
        return self.response.get_json()

    def select(self, css: str) -> list[Tag]:
        """Return the elements that match a CSS selector."""
        return list(self.soup.select(css))

    def texts(self, css: str) -> list[str]:
        """Return the texts of the elements that match a CSS selector."""
        return [squeeze(element.get_text(" ")) for element in self.select(css)]

    def errors(self) -> list[str]:
        """Return the messages beside fields and in the summary of a refused form."""
        return self.texts(".field-error") + self.texts(".error-summary li")

    def form(self, css: str = "main form[method=post]") -> dict[str, Any]:
        """Return what a browser would send if the form were submitted unchanged, without buttons."""
        forms = self.select(css)
        assert forms, f"{self.path}: no form matches {css}"
        values: dict[str, Any] = {}
        for field in forms[0].find_all(["input", "select", "textarea"]):
            name = field.get("name")
            if not name or field.has_attr("disabled"):
                continue
            for value in _values(field):
                if name in values:
                    known = values[name]
                    values[name] = [*known, value] if isinstance(known, list) else [known, value]
                else:
                    values[name] = value
        return values

    def check(self) -> None:
        """Refuse a page that is broken anywhere."""
        soup = self.soup
        if not self.is_html or soup.find("html") is None or "<html" not in self.html[:2000]:
            return
        if "sandbox" in self.headers.get("Content-Security-Policy", ""):
            # A letter in its frame: a document of its own, shut off by its own policy.
            return
        problems = [
            *_check_heading(soup),
            *_check_ids(soup),
            *_check_forms(soup),
            *_check_policy(soup),
            *_check_words(soup),
        ]
        assert not problems, f"{self.path} ({self.status}):\n  " + "\n  ".join(problems)


def _values(field: Tag) -> list[str]:
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        options = field.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and options and not field.has_attr("multiple"):
            chosen = options[:1]
        return [str(option.get("value", option.get_text())) for option in chosen]
    kind = field.get("type", "text")
    if kind in {"checkbox", "radio"}:
        return [str(field.get("value", "on"))] if field.has_attr("checked") else []
    return [] if kind in {"submit", "button", "image", "reset", "file"} else [str(field.get("value", ""))]


def _check_heading(soup: BeautifulSoup) -> list[str]:
    headings = soup.find_all("h1")
    if len(headings) != 1:
        return [f"{len(headings)} h1 headings instead of one"]
    heading = squeeze(headings[0].get_text(" "))
    title = squeeze(soup.title.get_text() if soup.title else "")
    name = title.removesuffix("· Mistok").strip()
    if not heading or not name or not (heading in name or name in heading):
        return [f"the title «{title}» does not agree with the heading «{heading}»"]
    return []


def _check_ids(soup: BeautifulSoup) -> list[str]:
    problems = []
    ids = [str(element["id"]) for element in soup.find_all(id=True)]
    problems += [f"id «{name}» is used {ids.count(name)} times" for name in sorted(set(ids)) if ids.count(name) > 1]
    for attribute in IDREFS:
        for element in soup.find_all(attrs={attribute: True}):
            missing = [name for name in str(element[attribute]).split() if name not in ids]
            problems += [f"{attribute} of <{element.name}> leads to no element: «{name}»" for name in missing]
    for link in soup.find_all("a", href=re.compile(r"^#.")):
        if str(link["href"])[1:] not in ids:
            problems.append(f"a link leads to no element: {link['href']}")
    return problems


def _check_forms(soup: BeautifulSoup) -> list[str]:
    problems = []
    for form in soup.find_all("form"):
        posts = str(form.get("method", "get")).lower() == "post"
        has_token = form.find("input", attrs={"name": "csrf_token"}) is not None
        if posts and not has_token:
            problems.append(f"a form that posts to «{form.get('action', '')}» has no csrf_token")
        if not posts and has_token:
            problems.append(f"a form that reads «{form.get('action', '')}» shows its csrf_token in the address")
        fields = {field.get("name") for field in form.find_all(["input", "select", "textarea"]) if field.get("name")}
        twice = fields & {button["name"] for button in form.find_all("button", attrs={"name": True})}
        problems += [f"«{name}» is the name of a field and of a button: the server reads the field" for name in twice]
        problems += _check_enter(form)
    for field in soup.find_all(["input", "select", "textarea"]):
        if field.get("type") in {"hidden", "submit", "button", "image", "reset"}:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or field.find_parent("label")
        if not named and not soup.find("label", attrs={"for": field.get("id", "")}):
            problems.append(f"the field «{field.get('name')}» has no label")
    for chosen in soup.select("[data-picker]:not([data-multiple]) > input[type=hidden]"):
        if not re.fullmatch(r"\d*", str(chosen.get("value", ""))):
            problems.append(f"the picker «{chosen.get('name')}» holds «{chosen.get('value')}» instead of a number")
    problems += ["an image has no alt" for image in soup.find_all("img", alt=False)]
    return problems


def _check_enter(form: Tag) -> list[str]:
    """Enter in a field presses the first button: one that saves or only shows, never one that adds a row on the way."""
    fields = form.find_all("input", attrs={"type": lambda kind: kind in TYPED})
    buttons = form.find_all("button", attrs={"type": "submit"})
    plain = [button for button in buttons if not button.get("name")]
    if not fields or not plain or plain[0] is buttons[0] or buttons[0]["name"] == "preview":
        return []
    return [f"Enter presses «{squeeze(buttons[0].get_text(' '))}» before «{squeeze(plain[0].get_text(' '))}»"]


def _check_policy(soup: BeautifulSoup) -> list[str]:
    problems = []
    for element in soup.find_all(True):
        blocked = [name for name in element.attrs if name == "style" or name.startswith("on")]
        problems += [f"<{element.name}> carries «{name}», which the policy blocks" for name in blocked]
        is_code = element.name in {"script", "style"} and element.get("type", "") not in DATA_TYPES
        if is_code and not element.get("src") and not element.get("nonce"):
            problems.append(f"an inline <{element.name}> has no nonce")
        address = element.get("href" if element.name == "link" else "src", "")
        if str(address).startswith(("http:", "https:", "//")):
            problems.append(f"<{element.name}> comes from elsewhere: {address}")
    return problems


def _check_words(soup: BeautifulSoup) -> list[str]:
    problems = []
    for piece in soup.find_all(string=True):
        if piece.parent is not None and piece.parent.name in {"script", "style", "textarea"}:
            continue
        words = LETTER_FIELD.sub("", squeeze(str(piece)))
        if words in {"None", "nan", "NaN", "undefined"} or LEFTOVERS.search(words):
            problems.append(f"an unfinished text: «{words[:80]}»")
    for element in soup.find_all(True):
        for name in ("title", "aria-label", "placeholder", "alt"):
            words = str(element.get(name, ""))
            if words == "None" or LEFTOVERS.search(words):
                problems.append(f"an unfinished {name}: «{words[:80]}»")
    return problems


class SeparateClient(FlaskClient):
    """Flask's client, with a context of its own for each request, as a server gives it.

    The test's own session is committed first, so that the request sees what the test made.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        kwargs.setdefault("buffered", True)
        if has_app_context():
            db.session.commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)


class PageClient:
    """A person with a browser: every page is checked, every post carries its token."""

    def __init__(self, app: Flask, user: User | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        # A visitor reads the texts of the code, as accounts of the factories do.
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        self.user = user
        if user is not None:
            secret = begin_sign_in(db.session(), user, user_agent="", at=utc_now())
            with self.client.session_transaction() as cookie:
                cookie["_user_id"] = secret
                cookie["_fresh"] = True

    def get(self, path: str, status: int = 200, **kwargs: Any) -> Page:
        """Open a page and check its status and the whole of it."""
        return self._send("GET", path, status, kwargs)

    def post(self, path: str, data: Mapping[str, Any] | None = None, status: int = 302, **kwargs: Any) -> Page:
        """Send a form with a valid token; 302 is what a form that was accepted answers."""
        return self._send("POST", path, status, {**kwargs, "data": {"csrf_token": self.token(), **(data or {})}})

    def send(self, method: str, path: str, status: int, **kwargs: Any) -> Page:
        """Send any request with the token in a header."""
        headers = {"X-CSRFToken": self.token(), **kwargs.pop("headers", {})}
        return self._send(method, path, status, {**kwargs, "headers": headers})

    def submit(
        self, page: Page, changes: Mapping[str, Any] | None = None, status: int = 302, css: str | None = None
    ) -> Page:
        """Fill in a form of a page and send it where it says, like a browser does.

        Args:
            changes: new values by the name of the field; None leaves a field out.
            css: which form; the first form that posts in the main part when omitted.
        """
        css = css or "main form[method=post]"
        page.token = page.token or self.token()
        values = {**page.form(css), "csrf_token": page.token, **(changes or {})}
        action = str(page.select(css)[0].get("action") or page.path)
        return self.post(action, {key: value for key, value in values.items() if value is not None}, status)

    def follow(self, page: Page, status: int = 200) -> Page:
        """Go where a redirect leads."""
        assert 300 <= page.status < 400, f"{page.path} answered {page.status}, which leads nowhere"
        return self.get(page.location, status)

    def token(self) -> str:
        """Return a CSRF token of this visit."""
        with self.client.session_transaction() as cookie:
            raw = cookie.setdefault("csrf_token", RAW_TOKEN)
        # Each token is of a page of its own, whose forms are drawn at other moments.
        serializer = URLSafeTimedSerializer(
            self.app.secret_key,  # type: ignore[arg-type]
            salt="wtf-csrf-token",
            signer=Signer,
        )
        return str(serializer.dumps(raw))

    def _send(self, method: str, path: str, status: int, kwargs: dict[str, Any]) -> Page:
        page = Page(self.client.open(path, method=method, **kwargs), path)
        if page.status != status:
            reasons = page.errors() or [page.text[:600]]
            where = f" to {page.location}" if page.location else ""
            raise AssertionError(
                f"{method} {path} answered {page.status}{where} instead of {status}: " + "; ".join(reasons)
            )
        page.check()
        return page

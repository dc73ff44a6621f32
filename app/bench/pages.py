"""Measuring pages: one client for the cost of a request, eight for the rate."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

from app.bench.serving import Answer, Client, token

Ask = Callable[[Client, int], Answer]
WARM = 15
ROUNDS = 120


@dataclass(frozen=True)
class Figures:
    """What a page costs: statements, server milliseconds, processor milliseconds, requests a second, bytes."""

    name: str
    statements: int
    p50: float
    p95: float
    cpu: float
    rate: float
    size: int


def page(path: str) -> Ask:
    """Return a way to ask for one page."""
    return lambda client, _number: client.get(path)


def surname(client: Client, number: int) -> Answer:
    """Search the contacts by the beginning of a surname, another one each time."""
    names = ("Шевченко1", "Коваленко2", "Бондар", "Мельник12", "Гнатюк", "Tkachenko3", "Савчук9")
    return client.get(f"/contacts?q={quote(names[number % len(names)])}")


def record(client: Client, number: int) -> Answer:
    """Open a contact."""
    return client.get(f"/contacts/{1 + number * 37 % 9_000}")


def save(client: Client, number: int) -> Answer:
    """Change a person: the form is read before, only the sending is measured."""
    path = f"/contacts/{2 + number * 41 % 9_000}/edit"
    form = client.get(path).body
    version = re.search(rb'name="version"[^>]*value="(\d+)"', form)
    fields = {
        "csrf_token": token(form),
        "version": version[1].decode() if version else "",
        "last_name": "Шевченко",
        "first_name": f"Олена{number}",
        "city": "Луцьк",
    }
    answer = client.post(path, fields)
    if answer.status != 302:
        raise RuntimeError(f"saving answered {answer.status}")
    return answer


def quote(text: str) -> str:
    """Return a text as part of an address."""
    from urllib.parse import quote as percent

    return percent(text)


PAGES: tuple[tuple[str, Ask], ...] = (
    ("one-query page (account)", page("/account")),
    ("contact list", page("/contacts")),
    ("search by surname", surname),
    ("contact record", record),
    ("save a contact", save),
    ("grant board", page("/grants/board")),
    ("event list", page("/events")),
    ("home", page("/")),
)


def measure(port: int, cookie: str, name: str, ask: Ask) -> Figures:
    """Measure one page as a signed-in person."""
    client = Client(port, cookie)
    for number in range(WARM):
        ask(client, number)
    answers = [ask(client, WARM + number) for number in range(ROUNDS)]
    wrong = [answer.status for answer in answers if answer.status >= 400]
    if wrong:
        raise RuntimeError(f"{name} answered {wrong[0]}")
    totals = [answer.cost["total"] for answer in answers]
    return Figures(
        name,
        round(median(answer.cost["sql"] for answer in answers)),
        median(totals),
        quantiles(totals, n=20)[-1],
        median(answer.cost["cpu"] for answer in answers),
        rate(port, cookie, ask),
        round(median(len(answer.body) for answer in answers)),
    )


def rate(port: int, cookie: str, ask: Ask, clients: int = 8, each: int = 40) -> float:
    """Return the requests a second that eight clients get together."""
    people = [Client(port, cookie) for _number in range(clients)]

    def work(place: int) -> None:
        for number in range(each):
            ask(people[place], 1000 + place * each + number)

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))
    return clients * each / (time.perf_counter() - started)

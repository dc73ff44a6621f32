"""Measuring pages: one client for the cost of a request, eight for the rate."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

from app.bench.data import Size
from app.bench.serving import Answer, Client, token

Ask = Callable[[Client, int], Answer]
WARM = 15
ROUNDS = 120
# Of the pages beside the main ones only the cost of a request is measured, by fewer requests.
FEWER = 40
ONE_QUERY = "/account"


@dataclass(frozen=True)
class Figures:
    """What a page costs: statements, server milliseconds, processor milliseconds, bytes, requests a second.

    `multiple` is its processor time beside that of the one-query page asked for in turn with it: a shared machine is
    twice as slow from one minute to the next.
    """

    name: str
    statements: int
    p50: float
    p95: float
    cpu: float
    multiple: float
    size: int
    rate: float | None


def page(path: str) -> Ask:
    """Return a way to ask for one page."""
    return lambda client, _number: client.get(path)


def words(path: str, *texts: str) -> Ask:
    """Return a way to search by one of the texts, another one each time."""
    return lambda client, number: client.get(f"{path}{quote(texts[number % len(texts)])}")


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


SURNAMES = ("Шевченко1", "Коваленко2", "Бондар", "Мельник12", "Гнатюк", "Tkachenko3", "Савчук9")
FIRST_NAMES = ("Олена", "Іван", "Марія", "Olena", "Тарас")
LIKELY = "/contacts/likely?first_name=%D0%9E%D0%BB%D0%B5%D0%BD%D0%B0&emails-0-value=p7%40example.org&last_name="
MAIN: tuple[tuple[str, Ask], ...] = (
    ("one-query page (account)", page(ONE_QUERY)),
    ("contact list", page("/contacts")),
    ("search by surname", words("/contacts?q=", *SURNAMES)),
    ("contact record", record),
    ("save a contact", save),
    ("grant board", page("/grants/board")),
    ("event list", page("/events")),
    ("home", page("/")),
)


def others(size: Size) -> tuple[tuple[str, Ask], ...]:
    """Return the pages whose cost depends on rows that only some contacts have."""
    crowd, whole = size.people + 2, size.people + 1
    month, year = "2026-11", "2026"
    return (
        ("search by first name", words("/contacts?q=", *FIRST_NAMES)),
        ("search for everything", words("/search?q=", *SURNAMES, *FIRST_NAMES)),
        ("suggestions", words("/search/suggest?q=", *SURNAMES, *FIRST_NAMES)),
        ("contacts: own choice", page("/contacts?custom_1=1")),
        ("contacts: own text", words("/contacts?custom_2=", "архів", "ігри")),
        ("contacts: two own values", page("/contacts?custom_1=1&custom_5=0")),
        ("contacts: own field empty", page("/contacts?filled=-1")),
        ("contacts: consent", page("/contacts?consent=mailing")),
        ("contacts: works somewhere", page("/contacts?email=1&kind=person")),
        ("contacts, 20th page", deeper("/contacts")),
        ("contact of 200 talks", page("/contacts/1")),
        ("organisation of a crowd", page(f"/contacts/{crowd}")),
        ("organisation of parts", page(f"/contacts/{whole}")),
        ("network of a crowd", page(f"/contacts/{crowd}/network")),
        ("network of a person", page("/contacts/10/network")),
        ("likely duplicates", words(LIKELY, *SURNAMES, "Шевченко")),
        ("form of a contact", page("/contacts/8/edit")),
        ("interaction list", page("/interactions")),
        ("interactions of a month", page(f"/interactions?period={month}")),
        ("interactions of a year", page(f"/interactions?period={year}")),
        ("interactions: outcome", page("/interactions?outcome=agreed")),
        ("interactions: contact", page("/interactions?contact=1")),
        ("search of interactions", words("/interactions?q=", "123", "розмова 77", "розмова", "розм", "Rozmova 5")),
        ("one interaction", page("/interactions/20")),
        ("my day", page("/tasks")),
        ("task list", page("/tasks?view=list")),
        ("tasks: done by one", page("/tasks?state=done&assignee=1")),
        ("search of tasks", words("/tasks?q=", "77", "зателефонувати", "справа 5")),
        ("duplicates", page("/contacts/duplicates")),
        ("consents", page("/privacy/consents")),
        ("consents: given", page("/privacy/consents?state=given&purpose=photo")),
        ("consents of a person", page("/contacts/60/consents")),
        ("mailings", page("/mailings")),
        ("partnerships", page("/partnerships")),
        ("partnerships as a board", page("/partnerships?view=board")),
        ("partnership", page("/partnerships/5")),
        ("what the sides give", page("/partnerships/5/reciprocity")),
        ("ledger", page("/partnerships/ledger")),
        ("partner growth", page("/partnerships/growth")),
        ("drivers", page("/drivers")),
        ("drivers: picture of branches", page("/drivers/branches/picture")),
        ("drivers: branches by month", page("/drivers/branches")),
        ("opportunities", page("/opportunities")),
        ("coverage of a week", page("/opportunities/coverage?view=week")),
        ("shifts", page("/opportunities/shifts")),
        ("hours log", page("/hours")),
        ("hours log, 20th page", deeper("/hours")),
        ("hours of a volunteer", page("/hours?volunteer=7&status=confirmed")),
        ("hours of a year", page(f"/hours?period={year}&status=confirmed")),
        ("sums of hours by person", page(f"/hours/summary?by=person&period={year}")),
        ("sums of hours by branch", page(f"/hours/summary?by=branch&period={year}")),
        ("sums of hours by event", page(f"/hours/summary?by=event&period={year}")),
        ("volunteer", page("/volunteers/7")),
        ("volunteers: lapsing", page("/volunteers?retention=lapsing")),
        ("recognition", page("/volunteers/recognition")),
        ("hours of a grant", page("/grants/5/hours")),
        ("application", page("/grants/5")),
        ("event", page("/events/5")),
    )


def deeper(path: str) -> Ask:
    """Return a way to ask for a page far behind the first; the way there is not measured."""
    found: list[str] = []

    def ask(client: Client, _number: int) -> Answer:
        if not found:
            address = path
            for _page in range(19):
                after = re.search(rb'href="([^"]*[?&;]after=[^"]*)"', client.get(address).body)
                if after is None:
                    raise RuntimeError(f"{path} has no next page")
                address = after[1].decode().replace("&amp;", "&")
            found.append(address)
        return client.get(found[0])

    return ask


def measure(port: int, cookie: str, name: str, ask: Ask, *, is_main: bool) -> Figures:
    """Measure one page as a signed-in person; how many eight clients get a second only of a main page."""
    client = Client(port, cookie)
    warm, rounds = (WARM, ROUNDS) if is_main else (FEWER // 5, FEWER)
    for number in range(warm):
        ask(client, number)
    pairs = [(ask(client, warm + number), client.get(ONE_QUERY)) for number in range(rounds)]
    answers = [answer for answer, _one in pairs]
    wrong = [answer.status for answer in answers if answer.status >= 400]
    if wrong:
        raise RuntimeError(f"{name} answered {wrong[0]}")
    cpu = median(answer.cost["cpu"] for answer in answers)
    totals = [answer.cost["total"] for answer in answers]
    return Figures(
        name,
        round(median(answer.cost["sql"] for answer in answers)),
        median(totals),
        quantiles(totals, n=20)[-1],
        cpu,
        cpu / median(one.cost["cpu"] for _answer, one in pairs),
        round(median(len(answer.body) for answer in answers)),
        rate(port, cookie, ask) if is_main else None,
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

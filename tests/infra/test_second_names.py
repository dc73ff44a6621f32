"""Second names of tables are shared by the threads of a server, so what they look up must not depend on the others."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.queries.aliases import second
from models.contacts import Contact
from models.tasks import Task

THREADS = 8


@pytest.fixture
def often_interrupted() -> Iterator[None]:
    """Let threads take turns as often as the interpreter can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("often_interrupted")
@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (Contact, ("id", "display_name", "archived_at")),
        (Task, ("id", "title", "created_at")),
        (Contact.__table__, ("id", "display_name", "archived_at")),
    ],
)
def test_threads_that_need_a_second_name_at_once_get_the_same_with_columns_of_its_own(
    table: object, keys: tuple[str, ...]
) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for round_number in range(25):
            name = f"shared_{round_number}"
            start = Barrier(THREADS)

            def look_up(_place: int, name: str = name, start: Barrier = start) -> tuple[int, set[str]]:
                start.wait()
                found = second(table, name)
                columns = [getattr(getattr(found, "c", found), key) for key in keys]
                return id(found), {str(column.compile()).partition(".")[0] for column in columns}

            seen = list(pool.map(look_up, range(THREADS)))
            assert len({which for which, _names in seen}) == 1
            assert set().union(*(names for _which, names in seen)) == {name}

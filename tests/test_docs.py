"""The documents are true: commands, settings, links, roles and the words quoted from the screen."""

import re
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from app.domain.roles import Role
from app.guide import anchor
from app.labels import label
from app.permissions import GRANTS, Permission
from tests.support.translations import read

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "docs/operations.md", "docs/architecture.md", "docs/guide.uk.md", "docs/guide.en.md")
GUIDES = ("docs/guide.uk.md", "docs/guide.en.md")
# `./run` sets it for its own server; nobody configures it.
INTERNAL = {"MISTOK_START_UP"}
# What `./run worker` and `./run bench` stand for.
RUN_COMMANDS = {"jobs work", "bench"}
LARGEST_PICTURE = 120_000

P = Permission
COLUMNS = (Role.COORDINATOR, Role.STAFF, Role.DIRECTOR, Role.ACCOUNTANT, Role.MONITOR, Role.ADMINISTRATOR)
# What each row of the guide's table of roles stands for; a row's permissions belong to the same roles.
ROWS: tuple[tuple[Permission, ...], ...] = (
    (
        P.CONTACTS_VIEW,
        P.PARTNERSHIPS_VIEW,
        P.VOLUNTEERS_VIEW,
        P.DONATIONS_VIEW,
        P.EVENTS_VIEW,
        P.DRIVERS_VIEW,
    ),
    (P.GRANTS_VIEW, P.REPORTS_VIEW),
    (P.COMMENTS_WRITE,),
    (P.CONTACTS_EDIT, P.MAIL_SEND),
    (P.CONTACTS_MERGE, P.MAILINGS_RUN, P.VIEWS_SHARE, P.PAPERS_TEXTS),
    (P.TASKS_OWN,),
    (P.PARTNERSHIPS_EDIT,),
    (P.VOLUNTEERS_EDIT, P.HOURS_LOG, P.HOURS_CONFIRM, P.PAPERS_ISSUE),
    (P.SHIFTS_OVERRIDE,),
    (P.DONATIONS_EDIT,),
    (P.GRANTS_EDIT,),
    (P.GRANTS_MONEY,),
    (P.GRANTS_APPROVE,),
    (P.GRANTS_RECEIVE,),
    (P.EVENTS_EDIT,),
    (P.REPORTS_APPROVE,),
    (P.REPORTS_FINALISE,),
    (P.IMPORTS_RUN,),
    (P.RATES_MANAGE,),
    (P.AUDIT_VIEW, P.PRIVACY_MANAGE),
    (P.BRANCHES_MANAGE, P.USERS_MANAGE, P.SETTINGS_MANAGE),
)
# Everybody who signs in has these, so the table does not spend rows on them.
UNIVERSAL = {P.DASHBOARD_VIEW, P.SEARCH, P.ACCOUNT_OWN, P.JOBS_VIEW}


def text(name: str) -> str:
    """Return a document."""
    return (ROOT / name).read_text(encoding="utf-8")


def run_commands() -> set[str]:
    """Return the sub-commands that `run` accepts."""
    body = text("run").rpartition("\ncase $command in")[2]
    found = re.findall(r"^  ([a-z][a-z |-]*)\)", body, re.MULTILINE)
    return {word for group in found for word in group.split(" | ") if not word.startswith("-")}


def headings(name: str) -> list[tuple[int, str]]:
    """Return level and text of every heading outside of code."""
    prose = re.sub(r"```.*?```", "", text(name), flags=re.DOTALL)
    return [(len(signs), words) for signs, words in re.findall(r"^(#+) (.+)$", prose, re.MULTILINE)]


def table_of_roles(name: str) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the rows of a guide's table of roles, both without the first column."""
    table = next(part for part in text(name).split("\n\n") if part.startswith("|") and " ✓ " in part)
    rows = [[cell.strip() for cell in line.strip("|").split("|")][1:] for line in table.splitlines()]
    return rows[0], rows[2:]


def catalogue() -> dict[str, str]:
    """Return the Ukrainian words of every English text; of counted things, the singular."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            message.string if isinstance(message.string, str) else message.string[0]
        )
        for message in read()
        if message.id
    }


def test_usage_and_operations_page_name_every_command_of_run() -> None:
    usage = subprocess.run([ROOT / "run", "help"], capture_output=True, text=True, check=True).stdout
    commands = run_commands()
    assert len(commands) > 8
    assert set(re.findall(r"^\./run ([a-z]+)", usage, re.MULTILINE)) == commands - {"help"}
    assert set(re.findall(r"^\| .*?`\./run ([a-z]+)", text("docs/operations.md"), re.MULTILINE)) == commands


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_name_only_commands_that_exist(name: str) -> None:
    assert set(re.findall(r"\./run ([a-z]+)", text(name))) <= run_commands()


def test_the_operations_page_names_every_setting_and_no_other() -> None:
    sources = [ROOT / "config.py", ROOT / "gunicorn.conf.py", *(ROOT / "app").rglob("*.py")]
    pattern = re.compile(r"""(?:environ|env)(?:\.get\(|\[)\s*["']([A-Z_]+)["']""")
    used = {name for path in sources for name in pattern.findall(path.read_text(encoding="utf-8"))}
    assert {"SECRET_KEY", "DATABASE_URL", "DATA_DIR"} <= used
    table = text("docs/operations.md").partition("## Settings")[2].partition("\n## ")[0]
    first_cells = "\n".join(re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE))
    assert set(re.findall("`(.+?)`", first_cells)) == used - INTERNAL


def test_the_operations_page_names_every_command_of_the_application(texts_app: Flask) -> None:
    table = text("docs/operations.md").partition("\n## Commands")[2]
    named = set(re.findall(r"`(?:\./run manage )?([a-z][a-z-]*(?: [a-z][a-z-]*)?)", table))
    commands = {
        f"{name} {part}".strip()
        for name, command in texts_app.cli.commands.items()
        for part in getattr(command, "commands", [""])
    }
    assert commands - named == RUN_COMMANDS


def test_the_map_names_every_module_and_no_other() -> None:
    page = text("docs/architecture.md")
    named = set(re.findall(r"`((?:app|models|views|templates|tests)/[\w/]+(?:\.(?:py|html|js))?)[`:]", page))
    assert not sorted(name for name in named if not (ROOT / name).exists())
    beside = {f"app/{path.name}" for path in (ROOT / "app").glob("*.py") if path.stem not in {"__init__", "factory"}}
    assert not sorted(beside - named)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    found = re.findall(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"", text(name))
    lost = []
    for target in (one or other for one, other in found):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, part = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        if not file.is_file() or (part and part not in {anchor(words) for _, words in headings(str(file))}):
            lost.append(target)
    assert not lost


def test_every_picture_is_shown_described_and_small() -> None:
    files = {f"docs/screenshots/{path.name}": path for path in (ROOT / "docs" / "screenshots").glob("*.png")}
    readme = text("README.md")
    shown = re.findall(r"!\[(.+?)\]\((docs/.+?)\)", readme)
    shown += [(alt, source) for source, alt in re.findall(r"<img src=\"(.+?)\".*? alt=\"(.+?)\"", readme)]
    assert {source for _, source in shown} == set(files)
    assert len(files) <= 8
    assert not [name for name, path in files.items() if path.stat().st_size > LARGEST_PICTURE]


def test_both_guides_have_the_same_shape() -> None:
    one, other = ([level for level, _ in headings(name)] for name in GUIDES)
    assert one == other
    steps, steps_too = (re.findall(r"^(\d+\.|-|\|)", text(name), re.MULTILINE) for name in GUIDES)
    assert steps == steps_too


@pytest.mark.parametrize("name", GUIDES)
def test_the_contents_of_a_guide_lead_to_all_of_it_in_its_order(name: str) -> None:
    (_title, _words), (_level, own), *rest = headings(name)
    listed = text(name).partition(f"\n## {own}\n")[2].partition("\n## ")[0]
    assert re.findall(r"\[(.+?)\]\(#(.+?)\)", listed) == [(words, anchor(words)) for _level, words in rest]
    assert len({words for _level, words in rest}) == len(rest)


def test_words_in_bold_stand_on_the_screen() -> None:
    known = catalogue()
    in_ukrainian, in_english = (re.findall(r"\*\*(.+?)\*\*", text(name)) for name in GUIDES)
    assert not sorted(set(in_ukrainian) - set(known.values()))
    assert not sorted(set(in_english) - set(known))
    assert [known[words] for words in in_english] == in_ukrainian


@pytest.mark.parametrize(("name", "locale"), [("docs/guide.uk.md", "uk"), ("docs/guide.en.md", "en")])
def test_the_table_of_roles_agrees_with_the_permissions(name: str, locale: str, texts_app: Flask) -> None:
    roles, rows = table_of_roles(name)
    with texts_app.test_request_context(), force_locale(locale):
        assert roles == [label(role) for role in COLUMNS]
    expected = []
    for permissions in ROWS:
        held = [{permission in GRANTS[role] for permission in permissions} for role in COLUMNS]
        assert all(len(answers) == 1 for answers in held), f"{permissions} are not held alike"
        expected.append(["✓" if answers == {True} else "–" for answers in held])
    assert rows == expected


def test_the_table_of_roles_leaves_nothing_out() -> None:
    assert set(COLUMNS) == set(Role)
    assert {permission for row in ROWS for permission in row} | UNIVERSAL == set(Permission)
    assert all(GRANTS[role] >= UNIVERSAL for role in Role)

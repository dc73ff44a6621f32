"""The rules of the code itself: who may do what, where, and how long a file may be."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app import logs

ROOT = Path(__file__).resolve().parents[1]
LONGEST_MODULE = 320
FOLDERS = ("app", "models", "views")
# Only figures of speed are made with it, which tools are for.
OF_TOOLS = {"app/cli/bench.py"}
SESSION_METHODS = {"query", "execute", "scalars", "scalar", "flush", "commit", "rollback", "merge"}
SQL_MODULES = {"sqlalchemy", "sqlalchemy.orm"}
# What is Ukrainian for every reader: examples, what is read in files, names of funders, and what guards the signs.
SIGNS_OF_UKRAINIAN = (
    "app/bench/",
    "app/demo/",
    "app/domain/budget_columns.py",
    "app/domain/contact_import.py",
    "app/domain/matching.py",
    "app/domain/organisation_types.py",
    "app/domain/public_funders.py",
    "app/domain/text.py",
    "app/domain/typography.py",
    "app/labels/audit.py",
    "app/report_freezing.py",
    "app/services/custom_field_values.py",
    "app/services/letter_values.py",
    "views/imports/samples.py",
    "views/styleguide/",
)
REQUEST_NAMES = {"request", "session", "g", "url_for", "flash", "redirect"}
# Their `|safe` stands behind rich text that `app.domain.richtext` cleaned, or behind a constant.
CLEANED = {
    "templates/components/list.html",
    "templates/reports/blocks/colophon.html",
    "templates/reports/macros.html",
}
# Whole documents, whose macros read what all of the document knows.
REPORTS = {ROOT / "templates" / "reports" / name for name in ("grant_report.html", "partner_profile.html")}


def modules(*folders: str) -> list[Path]:
    """Return the Python files below the folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def templates() -> list[Path]:
    """Return the templates of pages."""
    return sorted((ROOT / "templates").rglob("*.html"))


def name_of(path: Path) -> str:
    """Return a path as the messages show it."""
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[tuple[int, str, ast.Call]]:
    """Yield line, method name and node of every method call in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr, node


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) of everything that a file imports while it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def test_views_and_forms_leave_the_database_to_queries_and_services() -> None:
    found = [
        f"{name_of(path)}:{line} calls .{method}()"
        for path in modules("views", "app/forms")
        for line, method, _call in calls(path)
        if method in SESSION_METHODS
    ]
    found += [
        f"{name_of(path)} imports {module}"
        for path in modules("views", "app/forms")
        for module, _name in imports(path)
        if module in SQL_MODULES
    ]
    assert not found, "\n".join(found)


def test_services_and_queries_never_commit() -> None:
    found = [
        f"{name_of(path)}:{line} calls .{method}()"
        for path in modules("app/services", "app/queries", "app/domain", "models")
        for line, method, _call in calls(path)
        if method in {"commit", "rollback"}
    ]
    assert not found, "\n".join(found)


def test_nothing_below_views_knows_the_request() -> None:
    found = [
        f"{name_of(path)} imports {name} of flask"
        for path in modules("app/services", "app/queries", "app/domain", "models")
        for module, name in imports(path)
        if module in {"flask", "flask_login"} and (module == "flask_login" or name in REQUEST_NAMES)
    ]
    assert not found, "\n".join(found)


def test_services_and_queries_are_given_the_time() -> None:
    clock = re.compile(r"\b(date\.today|datetime\.now|datetime\.utcnow|time\.time)\(")
    found = [
        f"{name_of(path)}:{number} reads the clock"
        for path in modules("app/services", "app/queries", "app/domain")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if clock.search(line)
    ]
    found += [
        f"{name_of(path)} imports {name}"
        for path in modules("app/services", "app/queries", "app/domain")
        for module, name in imports(path)
        if (module, name) == ("app.clock", "today")
    ]
    assert not found, "\n".join(found)


def test_what_stands_beside_the_layers_knows_no_page_and_no_form() -> None:
    above = ("views", "app.forms", "app.cli", "app.factory")
    found = [
        f"{name_of(path)} imports {module}"
        for path in modules("app")
        if not name_of(path).startswith(("app/__init__", "app/cli/", "app/factory", "app/forms/"))
        for module, name in imports(path)
        if f"{module}.{name}".startswith(above)
    ]
    assert not found, "\n".join(found)


def test_modules_stay_short() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*FOLDERS)}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_MODULE}


def test_every_module_and_every_public_thing_says_what_it_is() -> None:
    silent = []
    for path in modules(*FOLDERS):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and ast.get_docstring(tree) is None:
            silent.append(name_of(path))
        silent += [
            f"{name_of(path)}:{node.lineno} {node.name}"
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            and not node.name.startswith("_")
            and ast.get_docstring(node) is None
        ]
    assert not silent, "\n".join(silent)


def test_log_lines_keep_all_that_they_are_given() -> None:
    found = [
        f"{name_of(path)}:{line} gives {key.value}, which no line carries"
        for path in modules(*FOLDERS)
        for line, _method, call in calls(path)
        for keyword in call.keywords
        if keyword.arg == "extra" and isinstance(keyword.value, ast.Dict)
        for key in keyword.value.keys
        if isinstance(key, ast.Constant) and key.value not in logs.FIELDS
    ]
    assert not found, "\n".join(found)


def test_only_commands_print() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules(*FOLDERS)
        if "cli" not in path.relative_to(ROOT).parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not found, "\n".join(found)


def test_layers_of_one_area_share_a_file_name() -> None:
    def areas(folder: str) -> set[str]:
        names = {path.stem for path in (ROOT / folder).iterdir() if path.suffix == ".py" or path.is_dir()}
        return names - {"__init__", "__pycache__"}

    known = areas("models") | areas("app/domain") | areas("app/queries") | areas("views")
    beginnings = {name.rstrip("s") for name in known}
    strangers = {
        f"{folder}/{name}"
        for folder in ("app/services", "app/forms", "app/labels")
        for name in areas(folder) - {"base", "fields", "menus", "numbers", "users"}
        if not any(name.startswith(beginning) for beginning in beginnings)
    }
    assert not strangers


def test_only_bases_and_documents_are_whole_html_pages() -> None:
    whole = [
        name_of(path)
        for path in templates()
        if not path.name.startswith("base")
        and not {"reports", "email"} & set(path.parts)
        and re.search(r"<!doctype|<html", path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]
    assert not whole, "\n".join(whole)


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("an inline style", r"<(?!svg|text|g\b)[a-z][^>]*\sstyle\s*="),
        ("an inline handler", r"<[a-z][^>]*\son[a-z]+\s*="),
        ("a javascript: address", r"javascript:"),
        ("something from elsewhere", r"(?:src|href)=[\"']https?://[^\"']*\.(?:js|css|woff2?)"),
    ],
)
def test_templates_hold_nothing_that_the_security_policy_blocks(what: str, pattern: str) -> None:
    found = [
        name_of(path)
        for path in templates()
        if "reports" not in path.parts and "email" not in path.parts
        if re.search(pattern, path.read_text(encoding="utf-8"))
    ]
    assert not found, f"{what}: {', '.join(found)}"


def test_imported_templates_are_made_once_for_all_readers() -> None:
    """Import no template with the context of a page, and let it say nothing outside its macros."""
    environment = Environment(extensions=["jinja2.ext.i18n"])
    trees = {path: environment.parse(path.read_text(encoding="utf-8")) for path in templates()}
    imports = [(path, node) for path in trees for node in trees[path].find_all((nodes.Import, nodes.FromImport))]
    found = [f"{name_of(path)}:{node.lineno}" for path, node in imports if node.with_context and path not in REPORTS]
    for path in {ROOT / "templates" / node.template.value for _path, node in imports}:
        said = [part for part in trees[path].body if not isinstance(part, nodes.Macro)]
        found += [f"{name_of(path)}:{part.lineno}" for part in said if part.find((nodes.Call, nodes.Filter))]
    assert not found, ", ".join(found)


def test_templates_mark_what_is_safe_only_where_it_was_cleaned() -> None:
    found = {name_of(path) for path in templates() if re.search(r"\|\s*safe\b", path.read_text(encoding="utf-8"))}
    assert found <= CLEANED


def test_unfinished_work_is_not_left_behind() -> None:
    marks = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
    found = [
        f"{name_of(path)}:{number}"
        for path in [*modules(*FOLDERS), *templates(), *sorted((ROOT / "app/static").rglob("*.js"))]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert not found, "\n".join(found)


def test_texts_to_translate_do_not_stand_inside_f_strings() -> None:
    found = [
        f"{name_of(path)}:{call.lineno}"
        for path in modules("app", "models", "views")
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "_l", "_n"}
    ]
    assert not found, f"The catalogue of translations never hears of: {', '.join(found)}"


def test_signs_of_ukrainian_stand_in_translations_only() -> None:
    """English readers get “ ” and No.: « » and № come from the catalogue, or from a line that asks for the language."""
    signs = re.compile("[«»№]")
    found = [
        f"{name_of(path)}:{line}"
        for path in modules("app", "models", "views")
        if not name_of(path).startswith(SIGNS_OF_UKRAINIAN)
        for line in _lines_of_texts(path, signs)
    ]
    found += [
        f"{name_of(path)}:{number}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        if path.name not in {"styleguide.html", "page.html"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if signs.search(re.sub(r"{#.*?#}", "", line)) and "== 'uk'" not in line
    ]
    assert not found, "\n".join(found)


def _lines_of_texts(path: Path, signs: re.Pattern[str]) -> Iterator[int]:
    """Yield the lines of texts with one of the signs, but for docstrings and lines that ask for the language."""
    source = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(source), source.splitlines()
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings
        if is_text and signs.search(node.value) and '== "uk"' not in lines[node.lineno - 1]:
            yield node.lineno


@pytest.mark.parametrize(
    ("files", "folders"),
    [(("requirements.in",), (*FOLDERS, "migrations")), (("requirements.in", "requirements-dev.in"), ("tests",))],
)
def test_every_library_that_is_imported_is_named(files: tuple[str, ...], folders: tuple[str, ...]) -> None:
    lines = [line for file in files for line in (ROOT / file).read_text(encoding="utf-8").splitlines()]
    named = {_library(found[0]) for line in lines if (found := re.match(r"[\w.-]+", line))}
    makers = packages_distributions()
    found = {
        f"{name_of(path)} imports {package}"
        for path in modules(*folders)
        if name_of(path) not in OF_TOOLS
        for package in {module.partition(".")[0] for module, _name in imports(path)} - sys.stdlib_module_names
        if not (ROOT / package).is_dir() and not (ROOT / f"{package}.py").is_file()
        if not named & {_library(maker) for maker in makers.get(package, ())}
    }
    assert not found, "\n".join(sorted(found))


def _library(name: str) -> str:
    """Return the name of a library as registries compare it: Flask_WTF and flask-wtf are one."""
    return re.sub(r"[-_.]+", "-", name).casefold()

"""The rules of addresses: how one is built from its endpoint is compiled when it is first asked for."""

from collections.abc import Callable
from functools import cache
from typing import Any

from werkzeug.routing import Rule


class UrlRule(Rule):
    """A rule that starts quickly.

    Werkzeug compiles two functions for each of five hundred rules, which would be a twelfth of the program's start;
    a process builds the addresses of a few dozen of them.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(super()._compile_builder)

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            return compiled(append_unknown)(rule, **values)

        return build

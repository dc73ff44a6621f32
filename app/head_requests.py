"""HEAD: what GET would answer, without its body.

Link checkers and monitors ask so. A view tells apart what shows its form and what sends it, and would take a HEAD for
the form that was sent.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask


def init_app(app: Flask) -> None:
    """Let every view answer HEAD as it answers GET."""
    answer: Callable[..., Iterable[bytes]] = app.wsgi_app

    def without_body(asked: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if asked["REQUEST_METHOD"] != "HEAD":
            return answer(asked, start_response)
        body = answer({**asked, "REQUEST_METHOD": "GET"}, start_response)
        if hasattr(body, "close"):
            body.close()
        return ()

    app.wsgi_app = without_body  # type: ignore[assignment, method-assign]

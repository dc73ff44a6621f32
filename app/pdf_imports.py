"""Loading WeasyPrint without what it hardly ever needs.

HarfBuzz cuts the fonts; fontTools would do it on systems without HarfBuzz, and for variable fonts. Its largest parts
take as long to load as the rest of the library, so they wait until something of them is called.
"""

import sys
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

_LATER = {"fontTools.subset": (), "fontTools.varLib.instancer": ("instantiateVariableFont",)}


def load_weasyprint() -> None:
    """Import WeasyPrint."""
    if "weasyprint" in sys.modules:
        return
    for name, functions in _LATER.items():
        if name not in sys.modules:
            sys.modules[name] = _Later(name, functions)
    import weasyprint  # noqa: F401


class _Later(ModuleType):
    """Stands for a module until something of it is asked for; `functions` may be asked for and wait for a call."""

    def __init__(self, name: str, functions: tuple[str, ...]) -> None:
        super().__init__(name)
        for function in functions:
            setattr(self, function, partial(self._call, function))

    def _call(self, function: str, *args: Any, **named: Any) -> Any:
        return getattr(_real(self.__name__), function)(*args, **named)

    def __getattr__(self, name: str) -> Any:
        # Importing asks a module for names of its own, such as its path.
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_real(self.__name__), name)


def _real(name: str) -> ModuleType:
    if isinstance(sys.modules.get(name), _Later):
        del sys.modules[name]
    return import_module(name)

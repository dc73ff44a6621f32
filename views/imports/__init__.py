"""Imports: upload a spreadsheet, settle its columns, look at the preview, import."""

from views.imports import run, upload
from views.imports.home import bp

__all__ = ["bp", "run", "upload"]

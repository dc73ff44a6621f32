"""Our printed documents as Word files: the HTML that the PDF is set from becomes paragraphs, lists and tables.

Whatever a template prints stands in the file in the same order, so that the two can never differ in what they say. The
module knows our own templates: their HTML is well-formed, its text is set already, and its classes have a meaning.
"""

from app.word.document import render_docx

__all__ = ["render_docx"]

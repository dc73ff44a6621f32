"""In which formats a grant report is given."""

from enum import StrEnum

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MIMETYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


class ReportFormat(StrEnum):
    """The kinds of files that a report is given in; the value is the end of the file's name."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def mimetype(self) -> str:
        """What a browser is told."""
        return _MIMETYPES[self.value]

"""Pages of tasks: my day, the list, one task, its form, and checklists started by hand."""

from views.tasks import changes, checklists, forms, pages
from views.tasks.blueprint import bp

__all__ = ["bp", "changes", "checklists", "forms", "pages"]

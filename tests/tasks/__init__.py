"""Tasks, checklists, the calendar, the letter of the day and scheduled work."""

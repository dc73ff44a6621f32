"""What gunicorn and the Flask command line load."""

from app import create_app

app = create_app()

"""Regulars: nothing is imported from here; `app.factory` builds the application, `app.db` opens the database."""

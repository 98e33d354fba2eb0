"""The tables of the SQLite engine; on another database nothing. Another engine brings a migration of its own."""

from django.db import migrations

from search.engines import sqlite_schema


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(sqlite_schema.create, sqlite_schema.drop)]

"""The tables of the PostgreSQL engine; on another database nothing."""

from django.db import migrations

from search.engines import postgres_schema


class Migration(migrations.Migration):
    dependencies = [("search", "0002_sqlite_engine")]

    operations = [migrations.RunPython(postgres_schema.create, postgres_schema.drop)]

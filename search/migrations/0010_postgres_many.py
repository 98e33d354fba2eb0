"""PostgreSQL among many documents: who may see one is told by an index alone, and analysing leaves the vectors out."""

from django.db import migrations

from search.engines import postgres_schema


class Migration(migrations.Migration):
    dependencies = [("search", "0009_sqlite_frequency")]

    operations = [migrations.RunPython(postgres_schema.create_seen, postgres_schema.drop_seen)]

"""PostgreSQL tells from an index alone who may see a document: a search may ask it of fifty thousand wide rows."""

from django.db import migrations

from search.engines import postgres_schema


class Migration(migrations.Migration):
    dependencies = [("search", "0009_sqlite_frequency")]

    operations = [migrations.RunPython(postgres_schema.create_seen, postgres_schema.drop_seen)]

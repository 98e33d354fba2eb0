"""SQLite keeps how many documents hold each term: to count them takes half of a search among many documents."""

from django.db import migrations

from search.engines import sqlite_schema


class Migration(migrations.Migration):
    dependencies = [("search", "0008_promotions_and_vocabulary")]

    operations = [migrations.RunPython(sqlite_schema.create_frequency, sqlite_schema.drop_frequency)]

"""What the migrations of the engines' own tables run. Called by `postgres_schema` and `sqlite_schema`."""

from collections.abc import Callable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def on(vendor: str, *statements: str) -> Callable[[object, BaseDatabaseSchemaEditor], None]:
    """For `RunPython`: the statements one after the other where the database is `vendor`, elsewhere nothing."""

    def run(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == vendor:
            for statement in statements:
                schema_editor.execute(statement)

    return run

"""Loads the vocabularies and the twelve budget programmes from `knowledge/data/vocabularies.json`.

Called by `manage.py load_vocabularies`, by the demonstration and by tests. A term that exists is left as it is, since
operators mend names in the admin. Programmes, which have no screen, are brought to what the file says.
"""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from portal.base.models import BudgetProgramme

from .models import VOCABULARIES

DATA_FILE = Path(__file__).parent / "data" / "vocabularies.json"


def read_vocabularies() -> dict[str, list[list[Any]]]:
    """{vocabulary: [[code, Thai name, English name, …], …]} in the order of the file."""
    content: dict[str, list[list[Any]]] = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    return content


@transaction.atomic
def load_vocabularies() -> int:
    """Bring the tables to what the file holds beyond them; returns how many rows the file has."""
    content = read_vocabularies()
    count = 0
    for order, (code, name, name_en, aliases) in enumerate(content["budget_programmes"], start=1):
        BudgetProgramme.objects.update_or_create(
            code=code, defaults={"name": name, "name_en": name_en, "aliases": aliases, "order": order}
        )
        count += 1
    for key, model in VOCABULARIES.items():
        for order, (code, name, name_en) in enumerate(content[key], start=1):
            model._default_manager.get_or_create(code=code, defaults={"name": name, "name_en": name_en, "order": order})
            count += 1
    return count

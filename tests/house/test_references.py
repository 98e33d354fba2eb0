"""The import table of the design where import-linter cannot see: string foreign keys and `apps.get_model`.

A foreign key to "plans.PlanEntry" in `knowledge` would turn the arrow round without any import.
"""

import ast

import pytest

from portal.config.settings.environment import ROOT

BELOW: dict[str, set[str]] = {
    "portal/base": {"base"},
    "portal/places": {"base", "places"},
    "portal/people": {"base", "places", "people"},
    "search": {"base", "places", "people", "search"},
    "knowledge": {"base", "places", "people", "search", "knowledge"},
    "plans": {"base", "places", "people", "search", "plans"},
}
"""App labels of ours to which the models of each folder may point."""

OURS = {"base", "places", "people", "search", "knowledge", "plans", "site", "portal_site", "feedback"}
FIELDS = {"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField", "GenericRelation"}


def labels_pointed_to(source: str) -> set[str]:
    """App labels in string relations and in `get_model` calls."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name not in FIELDS and name != "get_model":
            continue
        candidates = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg in ("to", "through"))]
        for value in candidates:
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found.add(value.value.partition(".")[0])
    return found & OURS


@pytest.mark.parametrize("folder", sorted(BELOW))
def test_models_point_only_downwards(folder: str) -> None:
    wrong = {}
    for path in (ROOT / folder).rglob("*.py"):
        if "migrations" not in path.parts:
            upwards = labels_pointed_to(path.read_text(encoding="utf-8")) - BELOW[folder]
            if upwards:
                wrong[str(path.relative_to(ROOT))] = upwards
    assert wrong == {}


def test_the_test_sees_both_forms() -> None:
    source = 'a = models.ForeignKey("plans.Plan", on_delete=CASCADE)\nb = apps.get_model("knowledge", "Item")'
    assert labels_pointed_to(source) == {"plans", "knowledge"}


def test_states_types_and_rules_of_plans_ask_no_database() -> None:
    """import-linter cannot name a part of Django."""
    wrong = []
    for path in [
        ROOT / "plans/states.py",
        *(ROOT / "plans/types").rglob("*.py"),
        *(ROOT / "plans/rules").rglob("*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            # The choices of a state are values; they only live in that package.
            if isinstance(node, ast.ImportFrom) and {alias.name for alias in node.names} <= {"TextChoices"}:
                continue
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if any(module.startswith(("django.db", "django.apps")) for module in modules):
                wrong.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
    assert wrong == []

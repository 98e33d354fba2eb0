"""Only `plans/actions/` writes the state of a book or an entry, `update()` included."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("plans", "portal", "knowledge", "search")


def writers(path: Path) -> list[int]:
    """Lines that assign `.state`, or pass `state=` to update(), create() or claim()."""
    lines = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assigned = isinstance(node, ast.Assign | ast.AugAssign)
        targets = getattr(node, "targets", None) or ([node.target] if isinstance(node, ast.AugAssign) else [])
        targets = targets if assigned else []
        lines += [t.lineno for t in targets if isinstance(t, ast.Attribute) and t.attr == "state"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            named = {k.arg for k in node.keywords}
            if name in ("update", "create", "bulk_create", "update_or_create", "claim") and "state" in named:
                lines.append(node.lineno)
    return lines


def test_states_are_written_by_actions_only():
    found = {}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts or "actions" in path.parts:
                continue
            if lines := writers(path):
                found[str(path.relative_to(ROOT))] = lines
    assert found == {}


def test_the_check_sees_a_writer(tmp_path):
    sample = tmp_path / "sample.py"
    sample.write_text("def f(e, q):\n    e.state = 'x'\n    q.update(state='y')\n", encoding="utf-8")
    assert writers(sample) == [2, 3]

"""Rules and what they find."""

import pickle

from portal.kit.checks import Finding, Level, Rule, always, blocking, needing_reason, run


def rule(code: str, level: Level, outcome: object, message: object = "Text", field: str | None = None) -> Rule[dict]:
    return Rule(code, level, always, lambda subject: outcome, message, field)  # type: ignore[arg-type, return-value]


def test_errors_come_first_and_order_is_kept_within_a_level() -> None:
    rules = [
        rule("a", Level.ADVICE, True),
        rule("w1", Level.WARNING, True),
        rule("e1", Level.ERROR, True),
        rule("w2", Level.WARNING, True),
        rule("e2", Level.ERROR, True),
    ]
    found = run(rules, {})
    assert [finding.code for finding in found] == ["e1", "e2", "w1", "w2", "a"]
    assert [finding.code for finding in blocking(found)] == ["e1", "e2"]
    assert [finding.code for finding in needing_reason(found)] == ["w1", "w2"]


def test_outcomes() -> None:
    assert run([rule("x", Level.ERROR, None), rule("y", Level.ERROR, False), rule("z", Level.ERROR, [])], {}) == []
    assert len(run([rule("x", Level.ERROR, {})], {})) == 1
    (finding,) = run([rule("x", Level.ERROR, {"year": 2569}, "Year %(year)s is closed, 100%%", "budgets")], {})
    assert finding.text == "Year 2569 is closed, 100%"
    assert (finding.field, finding.key) == ("budgets", "x:budgets")


def test_one_rule_several_findings_each_at_its_field() -> None:
    outcome = [{"year": 2569, "field": "budget_2569"}, {"year": 2570, "field": None}, {"year": 2571}]
    found = run([rule("x", Level.ERROR, outcome, "%(year)s", "budgets")], {})
    assert [(finding.text, finding.field) for finding in found] == [
        ("2569", "budget_2569"),
        ("2570", None),
        ("2571", "budgets"),
    ]
    assert [finding.key for finding in found] == ["x:budget_2569", "x", "x:budgets"]


def test_rules_that_do_not_apply_are_not_asked() -> None:
    def must_not_run(subject: dict) -> bool:
        raise AssertionError("asked although it does not apply")

    assert run([Rule("x", Level.ERROR, lambda subject: "place" in subject, must_not_run, "Text")], {}) == []


def test_the_subject_reaches_the_rule() -> None:
    closed = Rule[int](
        "x", Level.ERROR, lambda year: year > 0, lambda year: {"year": year} if year < 5 else None, "%(year)d"
    )
    assert [finding.text for finding in run([closed], 3)] == ["3"]
    assert run([closed], 7) == []


def test_messages_are_translated_when_shown() -> None:
    class Lazy:
        language = "en"

        def __str__(self) -> str:
            return {"en": "Year %(year)s", "th": "ปี %(year)s"}[self.language]

    message = Lazy()
    (finding,) = run([rule("x", Level.ERROR, {"year": 2570}, message)], {})
    assert finding.text == "Year 2570"
    message.language = "th"
    assert finding.text == "ปี 2570"


def test_findings_are_values() -> None:
    one = Finding("x", Level.ERROR, "Text", "name", {"a": 1})
    assert one == Finding("x", Level.ERROR, "Text", "name", {"a": 1}) and len({one, one}) == 1
    assert one != Finding("x", Level.ERROR, "Text", "name", {"a": 2})
    assert pickle.loads(pickle.dumps(one)) == one
    assert Level.ERROR == "error"

"""Steps of the preparation: done once, repeated when what they were made from changed, or when they failed."""

from pathlib import Path
from typing import Any

import pytest

from portal.people.models import User
from portal.site.bootstrap import SAMPLE_ACCOUNTS, Stamps, Step, data_steps, database_birth, run


def test_a_step_is_done_once_and_again_when_its_source_changes(tmp_path: Path) -> None:
    source, done, said = ["one"], [], []
    steps = [Step("fonts", "Making fonts", lambda: source[0], lambda: done.append(source[0]))]
    path = tmp_path / "build" / "stamps.json"
    assert run(steps, Stamps(path), said.append) == 1
    assert run(steps, Stamps(path), said.append) == 0
    source[0] = "two"
    assert run(steps, Stamps(path), said.append) == 1
    assert done == ["one", "two"]
    assert any("Making fonts" in line for line in said)


def test_a_step_that_fails_is_repeated_and_those_before_it_are_not(tmp_path: Path) -> None:
    done: list[str] = []

    def fail() -> None:
        done.append("second")
        raise RuntimeError("no space left")

    first = Step("first", "First", lambda: "x", lambda: done.append("first"))
    path = tmp_path / "stamps.json"
    with pytest.raises(RuntimeError):
        run([first, Step("second", "Second", lambda: "x", fail)], Stamps(path), str)
    run([first, Step("second", "Second", lambda: "x", lambda: done.append("second"))], Stamps(path), str)
    assert done == ["first", "second", "second"]


def test_broken_stamps_count_as_none(tmp_path: Path) -> None:
    path = tmp_path / "stamps.json"
    path.write_text("{broken", encoding="utf-8")
    assert not Stamps(path).matches("fonts", "x")


@pytest.mark.django_db
def test_a_database_is_known_by_its_birth() -> None:
    assert database_birth() == database_birth()
    assert "None" not in database_birth()


@pytest.mark.django_db
def test_nobody_signs_in_with_a_printed_password_once_the_demonstration_is_off(tmp_path: Path, settings: Any) -> None:
    sample = User.objects.create_user("sample", password="printed", is_sample=True)
    own = User.objects.create_user("own", password="secret")
    stamps = Stamps(tmp_path / "stamps.json")
    for demo in (True, False, True):
        settings.DEMO = demo
        assert SAMPLE_ACCOUNTS in data_steps()
        run([SAMPLE_ACCOUNTS], stamps, str)
        sample.refresh_from_db()
        own.refresh_from_db()
        assert (sample.is_active, own.is_active) == (demo, True)

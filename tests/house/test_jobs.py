"""Jobs of dead workers go back to the queue; those of living ones stay."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from portal.base import jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):  # type: ignore[no-untyped-def]
    settings.DATA_DIR = tmp_path


def running_job(*worker_ids: str, minutes: int = 1) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=TaskResultStatus.RUNNING,
        started_at=timezone.now() - timedelta(minutes=minutes),
        args_kwargs={"args": [], "kwargs": {}},
        task_path="tests.house.slow_job.write_slowly",
        worker_ids=list(worker_ids),
        backend_name="default",
        run_after=get_date_max(),
        exception_class_path="",
        traceback="",
    )


def test_a_dead_workers_job_is_put_back_and_can_be_taken_again() -> None:
    job = running_job(f"{jobs.host_name()}.99999.dead")
    assert jobs.reap().put_back == (str(job.id),)
    assert DBTaskResult.objects.ready().get() == job
    assert jobs.reap() == jobs.Reaped((), (), ())


def test_a_living_workers_job_is_left_alone() -> None:
    with jobs.living_worker() as worker_id:
        running_job(worker_id)
        assert jobs.is_alive(worker_id) is True
        assert jobs.reap() == jobs.Reaped((), (), ())
    assert jobs.is_alive(worker_id) is False


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    dead = [f"{jobs.host_name()}.{number}.dead" for number in range(jobs.MAX_ATTEMPTS)]
    job = running_job(*dead)
    assert jobs.reap().given_up == (str(job.id),)
    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED
    assert job.finished_at is not None


def test_another_machines_worker_is_believed_until_the_ceiling() -> None:
    running_job("elsewhere.1.abcd")
    assert jobs.reap().put_back == ()
    late = running_job("elsewhere.1.abcd", minutes=int(jobs.CEILING.total_seconds() // 60) + 1)
    assert jobs.reap().put_back == (str(late.id),)


def test_lock_files_of_the_dead_are_swept() -> None:
    jobs.workers_folder().mkdir(parents=True)
    (jobs.workers_folder() / f"{jobs.host_name()}.1.dead.lock").write_text("1")
    with jobs.living_worker() as worker_id:
        jobs.reap()
        assert [path.name for path in jobs.workers_folder().iterdir()] == [f"{worker_id}.lock"]


def test_a_repair_that_fails_keeps_nothing_else_from_being_done(monkeypatch, caplog):  # type: ignore[no-untyped-def]
    done: list[str] = []

    def fails() -> None:
        raise RuntimeError("an old book that cannot be printed")

    monkeypatch.setattr(jobs, "_repairs", [fails, lambda: done.append("the next one")])
    jobs.repair_all()
    assert done == ["the next one"]
    assert "an old book that cannot be printed" in caplog.text

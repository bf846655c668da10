"""Workers that are kept for the next job: which are taken again, and when they end."""

import os
import threading
from pathlib import Path

import pytest
from processes import children

from sourcerer.core.errors import Cancelled
from sourcerer.core.jobs import ExampleJob, InfoJob
from sourcerer.core.protocol import Progress
from sourcerer.sourcerer_plugin import warm_workers
from sourcerer.sourcerer_plugin.warm_workers import WarmWorkers
from sourcerer.sourcerer_plugin.worker_client import WorkerError, run_job

REAL = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "python"


@pytest.fixture
def workers():
    made = WarmWorkers()
    yield made
    made.close()


@pytest.fixture
def card(tmp_path):
    """A file that the job `info` tells of, without PyTorch."""
    path = tmp_path / "report.json"
    path.write_text('{"accuracy": null, "accuracy_missing": "of a test", "not_assessed": [], '
                    '"fit": null, "map_change": null}')  # fmt: skip
    return InfoJob(path=str(path))


def serving():
    return children("serve")


def ask(workers, job):
    return run_job(REAL, job, lambda event: None, workers=workers).summary


def test_jobs_one_after_the_other_share_a_worker(workers, card, tmp_path):
    before = serving()
    assert "of a test" in ask(workers, card)
    (first,) = serving() - before
    with pytest.raises(WorkerError, match="nowhere"):
        ask(workers, InfoJob(path=str(tmp_path / "nowhere.json")))
    assert "of a test" in ask(workers, card), "a known error spoils nothing"
    assert serving() - before == {first}
    workers.close()
    assert serving() == before


def test_jobs_side_by_side_have_workers_of_their_own(workers, card):
    both = threading.Barrier(2)
    seen, said = [], []

    def run():
        def listen(event):
            both.wait(60)  # both are at work
            seen.append(len(serving() - before))

        said.append(run_job(REAL, card, listen, workers=workers).summary)

    before = serving()
    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [("of a test" in text) for text in said] == [True, True]
    assert max(seen) == 2


def test_a_cancelled_worker_is_not_kept(workers, tmp_path):
    before, heard = serving(), []

    def after_some_progress():
        return any(isinstance(event, Progress) for event in heard)

    job = ExampleJob(output=str(tmp_path / "scene"), size=1000)
    with pytest.raises(Cancelled):
        run_job(REAL, job, heard.append, after_some_progress, workers=workers)
    assert serving() == before
    assert not list(tmp_path.iterdir())


def test_a_worker_of_other_variables_or_too_long_idle_is_not_taken(workers, card, monkeypatch):
    before = serving()
    ask(workers, card)
    first = serving() - before
    monkeypatch.setitem(os.environ, "SOURCERER_TEST", "1")
    ask(workers, card)
    both = serving() - before
    assert first < both
    monkeypatch.setattr(warm_workers, "FRESH_S", 0.0)
    ask(workers, card)
    assert not serving() & both


def test_no_worker_is_kept_once_closed(workers, card):
    before = serving()
    workers.close()
    assert "of a test" in ask(workers, card)
    assert serving() == before

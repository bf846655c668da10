"""A job from beginning to end, with only those libraries loaded that it needs."""

from __future__ import annotations

from .jobs import Job, RerunJob, RunOptions
from .light_jobs import LIGHT_RUNNERS
from .memory import as_out_of_memory
from .progress import Reporter
from .protocol import Result
from .rasters import image_cache


def run(job: Job, reporter: Reporter) -> Result:
    """Run a job.

    Raises:
        SourcererError: with what is wrong and what to do; no output is left.
    """
    try:
        return _run(job, reporter)
    except Exception as error:
        known = as_out_of_memory(error)
        if known is None:
            raise
        raise known from error


def _run(job: Job, reporter: Reporter) -> Result:
    if isinstance(job, RerunJob):
        from .rerun import rerun

        return rerun(job, reporter, run)
    runner = LIGHT_RUNNERS.get(type(job))
    if runner is None:
        from .pipeline import RUNNERS  # importing torch takes seconds

        runner = RUNNERS[type(job)]
    with image_cache(getattr(job, "memory", RunOptions.memory)):
        return runner(job, reporter)

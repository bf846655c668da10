"""From a job's settings to the method that adapts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..jobs import (
    LAMBDA_AUTO,
    LAMBDA_SCHEDULE,
    LEARNING_RATE,
    PAPER_UPDATES,
    T_MAX,
    AdaptOptions,
    Method,
    Penalty,
)
from ..progress import Advance
from ..schedule import lambda_schedule
from ..sourcerer import sourcerer
from ..strength import adapt_by_evidence
from .baselines import finetuned, naive, source_only, target_only
from .dann import dann
from .mme import mme
from .task import Outcome, Task

_WITHOUT_PULL: dict[Method, Callable[[Task, Advance], Outcome]] = {
    Method.SOURCE_ONLY: source_only,
    Method.TARGET_ONLY: target_only,
    Method.NAIVE: naive,
    Method.FINETUNED: finetuned,
    Method.DANN: dann,
    Method.MME: mme,
}


def adapt(task: Task, job: AdaptOptions, advance: Advance) -> Outcome:
    """Adapt by the job's method.

    Raises:
        JobError: the method needs data that is not there.
        TrainingFailed: the loss or a weight is no longer finite.
    """
    if job.method is not Method.SOURCERER:
        return _WITHOUT_PULL[job.method](task, advance)
    settings = effective(job)
    if settings.lambda_rule == LAMBDA_AUTO:
        outcome = adapt_by_evidence(task, advance)
        return replace(outcome, facts={**outcome.facts, "lambda_rule": LAMBDA_AUTO})
    strength = strength_of(settings, len(task.target))
    outcome = sourcerer(task, strength, settings.penalty, advance)
    facts = {
        "lambda_rule": settings.lambda_rule,
        "t_max": settings.t_max if settings.lambda_rule == LAMBDA_SCHEDULE else None,
    }
    return replace(outcome, facts={**outcome.facts, **facts})


def effective(job: AdaptOptions) -> AdaptOptions:
    """The job's settings, or the paper's where `--paper` asks for them (section 5.1.1)."""
    if not job.paper:
        return job
    return replace(
        job,
        penalty=Penalty.LOSS,
        lambda_rule=LAMBDA_SCHEDULE,
        t_max=T_MAX,
        updates=PAPER_UPDATES,
        learning_rate=LEARNING_RATE,
    )


def strength_of(job: AdaptOptions, n_labelled: int) -> float:
    """λ by the job's rule for a number of labelled target pixels."""
    if job.lambda_rule == LAMBDA_SCHEDULE:
        return lambda_schedule(n_labelled, job.t_max)
    return float(job.lambda_rule)

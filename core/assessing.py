"""A fit and its honest accuracy: figures come from a fit that never saw the assessed polygons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from .evaluation import Assessment, assess, figures_of
from .jobs import FitOptions
from .loading import LabelledData
from .measures import Audience
from .model import LandCoverModel
from .phases import ASSESSED_FIT, FIT
from .progress import Advance, Phases, Reporter
from .samples import Samples
from .splits import held_out_blocks

Fit = Callable[[Samples, Advance, Audience], LandCoverModel]


@dataclass(frozen=True)
class Fitted:
    """The final model, and what is known of its accuracy."""

    model: LandCoverModel
    assessed: LandCoverModel
    """The fit that the figures come from; `model` itself where it was not fitted again."""
    assessment: Assessment | None
    reason: str = ""
    """Why there is no assessment; empty where there is one."""

    @property
    def refitted(self) -> bool:
        """Whether the final model saw the assessed polygons too."""
        return self.assessed is not self.model


def fit_costs(job: FitOptions) -> dict[str, float]:
    """The phases of `fit_and_assess` with their share of the time."""
    twice = job.holdout and not job.test_polygons and not job.no_refit
    return {ASSESSED_FIT: 5, FIT: 5} if twice else {FIT: 5}


def fit_and_assess(
    job: FitOptions,
    data: LabelledData,
    fit: Fit,
    phases: Phases,
    reporter: Reporter,
    source: LandCoverModel | None = None,
) -> Fitted:
    """Measure accuracy on polygons kept aside, then fit on all.

    Args:
        job: held-out share, independent layer, whether to fit again.
        data: labelled pixels.
        fit: samples and who looks on -> model.
        phases: as `fit_costs` names them.
        reporter: told the fits' measures, and why there is no figure, if there is none.
        source: the model before adaptation, if there is one.
    """
    samples, of_loss_alone = data.samples, Audience(reporter.measure)
    if data.test is not None:
        of_accuracy_too = Audience.of_assessed(reporter.measure, data.test, job.seed)
        with phases.phase(FIT) as advance:
            model = fit(samples, advance, of_accuracy_too)
        assessment = _assess(job, data, model, data.test, "reference polygons", source)
        return _with_figures(Fitted(model, model, assessment))
    held_out = held_out_blocks(samples, job.holdout, job.seed)
    if not held_out.any():
        reason = "no polygons were to be held out"
        if job.holdout:
            reason = "no polygon could be held out without leaving a class untrained"
        reporter.log(f"Accuracy is not measured: {reason}.", "warning")
        with phases.phase(FIT) as advance:
            model = fit(samples, advance, of_loss_alone)
        return Fitted(model, model, None, reason)
    test = samples.part(held_out)
    of_accuracy_too = Audience.of_assessed(reporter.measure, test, job.seed)
    with phases.phase(FIT if job.no_refit else ASSESSED_FIT) as advance:
        assessed = fit(samples.part(~held_out), advance, of_accuracy_too)
    assessment = _assess(job, data, assessed, test, "held-out polygons", source)
    if job.no_refit:
        return _with_figures(Fitted(assessed, assessed, assessment))
    with phases.phase(FIT) as advance:
        model = fit(samples, advance, of_loss_alone)
    return _with_figures(Fitted(model, assessed, assessment))


def _assess(
    job: FitOptions,
    data: LabelledData,
    model: LandCoverModel,
    test: Samples,
    of: str,
    source: LandCoverModel | None,
) -> Assessment:
    known = source.class_values.tolist() if source else ()
    return assess(
        of,
        test.y,
        test.polygon_id,
        model.predict(test),
        data.reference_classes,
        before=source.predict(test) if source else None,
        known=known,
        seed=job.seed,
    )


def _with_figures(fitted: Fitted) -> Fitted:
    """The final model's card with the held-out accuracy."""
    assessment = fitted.assessment
    if assessment is None:
        return fitted
    held_out = {
        **figures_of(assessment),
        "n_pixels": float(assessment.after.n),
        "n_blocks": float(assessment.n_blocks),
    }
    card = fitted.model.card
    training = replace(card.training, held_out=held_out, refitted=fitted.refitted)
    card = replace(card, training=training)
    model = LandCoverModel(card, fitted.model.network)
    assessed = fitted.assessed if fitted.refitted else model
    return replace(fitted, model=model, assessed=assessed)

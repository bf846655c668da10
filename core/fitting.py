"""From samples to models: training a source model, adapting it to a target."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch

from .classes import Matching
from .jobs import LAMBDA_SCHEDULE, PAPER_UPDATES, AdaptOptions, FitOptions, Method, Penalty
from .model import LandCoverModel, classes_in, extended, new_network, versions
from .model_card import LandCoverClass, ModelCard, Training
from .normalise import fit_ranges
from .progress import Advance
from .samples import Samples
from .sourcerer import T_MAX, SourcePull, lambda_schedule
from .training import Schedule, n_updates, train


@dataclass(frozen=True)
class SourceFit:
    """Training of a source model, with all that it needs but the samples."""

    job: FitOptions
    classes: tuple[LandCoverClass, ...]
    device: torch.device
    name: str
    provenance: str

    def __call__(self, samples: Samples, advance: Advance) -> LandCoverModel:
        """A model of the samples' classes, bands and dates."""
        updates = n_updates(self.job.updates, len(samples))
        card = ModelCard(
            name=self.name,
            bands=samples.bands,
            band_ranges=fit_ranges(samples.x),
            grid=samples.grid,
            classes=classes_in(samples, self.classes),
            training=Training(
                n_pixels=len(samples),
                n_blocks=samples.n_blocks,
                updates=updates,
                seed=self.job.seed,
                versions=versions(),
            ),
            provenance=self.provenance,
            sensor=samples.sensor,
            profiles=samples.profiles(),
        )
        card.check()
        model = LandCoverModel(card, new_network(card, self.job.seed, self.device))
        schedule = Schedule(updates, self.job.seed)
        train(model.network, model.inputs(samples.x), model.targets(samples.y), schedule, advance)
        return model


@dataclass(frozen=True)
class Adaptation:
    """Adaptation of a source model, with all that it needs but the samples."""

    source: LandCoverModel
    source_sha256: str
    job: AdaptOptions
    matching: Matching
    name: str
    provenance: str

    def __call__(self, samples: Samples, advance: Advance) -> LandCoverModel:
        """The source model adapted to the samples, or itself where the job asks for that."""
        if self.job.method is Method.SOURCE_ONLY:
            facts = Training(method=str(Method.SOURCE_ONLY))
            return self._described(self.source, samples, facts)
        new = {entry.value for entry in self.matching.new_classes}
        present = set(samples.y.tolist())
        kept = tuple(c for c in self.matching.classes if c.value not in new or c.value in present)
        model = extended(self.source, replace(self.matching, classes=kept), self.job.seed)
        model.card.check()
        settings = effective(self.job)
        strength = strength_of(settings, len(samples))
        pull = SourcePull(
            model.network, self.source.network.state_dict(), strength, settings.penalty
        )
        updates = n_updates(settings.updates, len(samples))
        schedule = Schedule(updates, settings.seed, freeze_statistics=True)
        train(
            model.network,
            model.inputs(samples.x),
            model.targets(samples.y),
            schedule,
            advance,
            pull,
        )
        facts = Training(
            method=str(settings.method),
            updates=updates,
            penalty=str(settings.penalty),
            lambda_rule=settings.lambda_rule,
            lambda_value=strength,
            t_max=settings.t_max if settings.lambda_rule == LAMBDA_SCHEDULE else None,
            drift=pull.drift(),
        )
        return self._described(model, samples, facts)

    def _described(
        self, model: LandCoverModel, samples: Samples, facts: Training
    ) -> LandCoverModel:
        training = replace(
            facts,
            n_pixels=len(samples),
            n_blocks=samples.n_blocks,
            seed=self.job.seed,
            source_sha256=self.source_sha256,
            versions=versions(),
        )
        card = replace(
            model.card,
            name=self.name,
            grid=samples.grid,
            training=training,
            provenance=self.provenance,
            profiles={**self.source.card.profiles, **samples.profiles()},
        )
        return LandCoverModel(card, model.network)


def effective(job: AdaptOptions) -> AdaptOptions:
    """The job's settings, or the paper's where `--paper` asks for them (section 5.1.1)."""
    if not job.paper:
        return job
    return replace(
        job, penalty=Penalty.LOSS, lambda_rule=LAMBDA_SCHEDULE, t_max=T_MAX, updates=PAPER_UPDATES
    )


def strength_of(job: AdaptOptions, n_labelled: int) -> float:
    """λ by the job's rule for a number of labelled target pixels."""
    if job.lambda_rule == LAMBDA_SCHEDULE:
        return lambda_schedule(n_labelled, job.t_max)
    return float(job.lambda_rule)

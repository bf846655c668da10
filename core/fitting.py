"""From samples to models: training a source model, adapting it to a target."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import nn

from .classes import Matching
from .jobs import AdaptOptions, FitOptions, Method
from .measures import Audience
from .methods.choice import adapt, effective
from .methods.task import Labelled, Task
from .model import LandCoverModel, classes_in, extended, new_network, versions
from .model_card import LandCoverClass, ModelCard, Training
from .normalise import FloatArray, fit_ranges
from .progress import Advance
from .samples import Samples
from .tempcnn import TempCNN
from .training import Schedule, n_updates, train


@dataclass(frozen=True)
class SourceFit:
    """Training of a source model, with all that it needs but the samples."""

    job: FitOptions
    classes: tuple[LandCoverClass, ...]
    device: torch.device
    name: str
    provenance: str

    def __call__(
        self, samples: Samples, advance: Advance, audience: Audience | None = None
    ) -> LandCoverModel:
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
                learning_rate=self.job.learning_rate,
                seed=self.job.seed,
                versions=versions(),
            ),
            provenance=self.provenance,
            sensor=samples.sensor,
            profiles=samples.profiles(),
        )
        card.check()
        model = LandCoverModel(card, new_network(card, self.job.seed, self.device))
        schedule = Schedule(updates, self.job.seed, learning_rate=self.job.learning_rate)
        measures = audience.of(model) if audience else None
        x, y = model.inputs(samples.x), model.targets(samples.y)
        train(model.network, x, y, schedule, advance, measures=measures)
        if measures:
            measures.end(model.network, updates)
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
    source_samples: Samples | None = None
    """For methods that train on source and target together; of classes that the card has."""
    unlabelled: FloatArray | None = None
    """(n, band, date) target pixels in sensor units, for methods that learn from them too."""

    def __call__(
        self, samples: Samples, advance: Advance, audience: Audience | None = None
    ) -> LandCoverModel:
        """The source model adapted to the samples by the job's method."""
        start, task = self.task(samples)
        measures = audience.of(start) if audience else None
        outcome = adapt(replace(task, measures=measures), self.job, advance)
        if measures:
            measures.end(outcome.network, outcome.updates)
        facts = Training(method=str(self.job.method), updates=outcome.updates, **outcome.facts)
        card = replace(start.card, temperature=outcome.temperature)
        return self._described(LandCoverModel(card, outcome.network), samples, facts)

    def task(self, samples: Samples) -> tuple[LandCoverModel, Task]:
        """Where the adaptation starts, with outputs for new classes, and what it is to do."""
        new = {entry.value for entry in self.matching.new_classes}
        present = set(samples.y.tolist())
        kept = tuple(c for c in self.matching.classes if c.value not in new or c.value in present)
        if self.job.method is Method.SOURCE_ONLY:
            kept = self.source.card.classes
        start = extended(self.source, replace(self.matching, classes=kept), self.job.seed)
        start.card.check()

        def labelled(part: Samples) -> Labelled:
            block = torch.from_numpy(part.polygon_id).to(start.device)
            return Labelled(start.inputs(part.x), start.targets(part.y), block)

        def fresh(head: str) -> TempCNN:
            sizes = replace(start.card.architecture, head=head)
            return new_network(replace(start.card, architecture=sizes), self.job.seed, start.device)

        target = samples.part(np.isin(samples.y, start.class_values))
        task = Task(
            card=start.card,
            source=start.network,
            source_weights=self.source.network.state_dict(),
            target=labelled(target),
            updates=effective(self.job).updates,
            seed=self.job.seed,
            learning_rate=effective(self.job).learning_rate,
            new_network=fresh,
            source_samples=labelled(self.source_samples) if self.source_samples else None,
            unlabelled=start.inputs(self.unlabelled) if self.unlabelled is not None else None,
        )
        return start, task

    def _described(
        self, model: LandCoverModel, samples: Samples, facts: Training
    ) -> LandCoverModel:
        training = replace(
            facts,
            learning_rate=effective(self.job).learning_rate if facts.updates else None,
            n_pixels=len(samples),
            n_blocks=samples.n_blocks,
            seed=self.job.seed,
            source_sha256=self.source_sha256,
            versions=versions(),
        )
        head = "linear" if isinstance(model.network.head, nn.Linear) else "cosine"
        card = replace(
            model.card,
            architecture=replace(model.card.architecture, head=head),
            name=self.name,
            grid=samples.grid,
            training=training,
            provenance=self.provenance,
            profiles={**self.source.card.profiles, **samples.profiles()},
        )
        return LandCoverModel(card, model.network)

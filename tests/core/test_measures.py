"""What people see of a fit while it runs, and that looking changes nothing."""

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn
from toys import CARD, SIZES, changed, ignore, labelled, network, state, toy_task

from core.jobs import AdaptJob, Method, Penalty
from core.measures import UNSEEN_PX, Audience, Measures
from core.methods.choice import adapt
from core.model import LandCoverModel
from core.samples import Samples
from core.strength import drawn_back, trained_on
from core.training import Schedule, train

BY_SCHEDULE = {"lambda_rule": "schedule", "t_max": 1e3}


class Heard:
    """Keeps what is told."""

    def __init__(self):
        self.points = []

    def __call__(self, series, x, y):
        self.points.append((series, x, y))

    def of(self, series):
        return [(x, y) for name, x, y in self.points if name == series]


@pytest.fixture
def heard():
    return Heard()


def job(method, **settings):
    return AdaptJob(method=method, **settings)


def looked_at(task, heard):
    """The task with somebody who sees 30 pixels that it does not hold."""
    unseen = labelled(9, 30)
    return replace(task, measures=Measures(heard, unseen.x, unseen.y))


CONFIGURATIONS = {
    "auto": job(Method.SOURCERER),
    "schedule": job(Method.SOURCERER, **BY_SCHEDULE),
    "loss": job(Method.SOURCERER, **BY_SCHEDULE, penalty=Penalty.LOSS),
    **{
        str(method): job(method)
        for method in Method
        if method not in (Method.SOURCERER, Method.SOURCE_ONLY)
    },
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_fit_is_the_same_to_the_last_bit_whether_anyone_looks_on(name, heard):
    task = replace(toy_task(), updates=60)
    alone = adapt(task, CONFIGURATIONS[name], ignore)
    random = torch.get_rng_state()
    watched = adapt(looked_at(task, heard), CONFIGURATIONS[name], ignore)
    assert heard.of("loss")
    assert heard.of("accuracy")
    assert not changed(state(alone.network), state(watched.network))
    assert (alone.facts, alone.temperature) == (watched.facts, watched.temperature)
    assert torch.equal(random, torch.get_rng_state())


def test_fits_that_leave_polygons_out_tell_their_loss_alone(heard):
    """Four folds and the fit on all, from the first minute on; accuracy is of the last alone."""
    adapt(looked_at(replace(toy_task(), updates=60), heard), CONFIGURATIONS["auto"], ignore)
    begun = [later <= before for (before, _), (later, _) in pairwise(heard.of("loss"))]
    assert sum(begun) == 4
    assert [x for x, _ in heard.of("accuracy")].count(0) == 1


def test_the_network_keeps_its_mode_while_it_is_looked_at():
    task = toy_task()
    model = network(3)
    modes = []

    def tell(series, x, y):
        modes.append({name: module.training for name, module in model.named_modules()})

    measures = Measures(tell, task.target.x, task.target.y)
    train(
        model,
        task.target.x,
        task.target.y,
        Schedule(40, 0),
        ignore,
        frozen=model.convolutions,
        measures=measures,
    )
    frozen = {
        name
        for name, module in model.named_modules()
        if isinstance(module, nn.BatchNorm1d) and name.startswith("convolutions")
    }
    assert len(frozen) == 3
    assert {name for name, training in modes[0].items() if not training} == frozen
    assert len(modes) > 40
    assert all(mode == modes[0] for mode in modes)


def test_loss_is_the_mean_since_the_point_before(heard):
    measures = Measures(heard)
    for n_done in range(1, 1001):
        measures.after(n_done, 1000, torch.tensor(float(n_done)), network())
    expected = [(n, n - 9.5) for n in range(20, 1001, 20)]
    assert heard.points == [("loss", n, pytest.approx(mean)) for n, mean in expected]


def test_a_short_fit_has_a_curve_too_and_ends_with_a_point(heard):
    measures = Measures(heard)
    for n_done in range(1, 104):
        measures.after(n_done, 103, torch.tensor(1.0), network())
    assert [x for x, _ in heard.of("loss")] == [*range(2, 103, 2), 103]


def test_a_loss_that_is_no_number_is_not_told(heard):
    Measures(heard).after(20, 20, torch.tensor(float("nan")), network())
    assert heard.points == []


@pytest.mark.parametrize(
    ("updates", "n_fits", "points"), [(5000, 1, 19), (100, 1, 2), (100, 5, 14), (12, 1, 0)]
)
def test_looking_costs_in_proportion_to_the_fit(updates, n_fits, points):
    """5,000 updates are looked at with all 500 pixels, 20 times; shorter fits with less."""
    seen_px = []

    class Counted(nn.Module):
        def forward(self, x):
            seen_px.append(len(x))
            return torch.zeros(len(x), 3)

    x, y = torch.zeros(UNSEEN_PX, 2, 8), torch.zeros(UNSEEN_PX, dtype=torch.int64)
    heard = Heard()
    measures = Measures(heard, x, y, n_fits=n_fits)
    for n_done in range(1, updates + 1):
        measures.after(n_done, updates, torch.tensor(1.0), Counted())
    told = [x for x, _ in heard.of("accuracy")]
    assert len(told) == points
    assert sum(seen_px) <= 3 * updates * n_fits
    assert all(gap > 0.8 * updates / (points + 1) for gap in np.diff([0, *told, updates]))
    if updates == 5000:
        assert sum(seen_px) == 19 * UNSEEN_PX


def test_accuracy_is_the_share_that_is_right_of_the_same_pixels_all_along(heard):
    task = toy_task()
    measures = Measures(heard, task.target.x, task.target.y)
    model = network(1)
    measures.begin(model, 100)
    with torch.inference_mode():
        right = model(task.target.x).argmax(dim=1) == task.target.y
    assert heard.points == [("accuracy", 0, pytest.approx(float(right.float().mean())))]
    measures.end(network(2), 100)
    with torch.inference_mode():
        right = network(2)(task.target.x).argmax(dim=1) == task.target.y
    assert heard.points[1] == ("accuracy", 100, pytest.approx(float(right.float().mean())))


def test_of_the_chosen_strength_only_the_last_fit_is_told_as_it_will_be_used(heard):
    task = looked_at(replace(toy_task(), updates=60), heard)
    outcome = adapt(task, CONFIGURATIONS["auto"], ignore)
    losses = [x for x, _ in heard.of("loss")]
    assert losses == 5 * list(range(1, 61))  # of each of the five fits
    x, y = heard.of("accuracy")[-1]
    assert 40 <= x < 60
    # what was seen is the network at that moment, drawn back to the α that had been chosen
    moments = []

    class Stopped(Exception):
        pass

    def until(n_done, updates, loss, model):
        if n_done == x:
            moments.append(model)
            raise Stopped

    stopping = Measures(heard)
    stopping.after = until
    with pytest.raises(Stopped):
        trained_on(task, task.target, ignore, stopping)
    seen = drawn_back(moments[0].eval(), task, outcome.facts["alpha"], task.target)
    unseen = labelled(9, 30)
    with torch.inference_mode():
        right = seen(unseen.x).argmax(dim=1) == unseen.y
    assert float(right.float().mean()) == pytest.approx(y)


def samples(y):
    y = np.asarray(y)
    x = np.arange(len(y) * 16, dtype=np.float32).reshape(-1, 2, 8)
    return Samples(x, y, np.arange(len(y)), CARD.bands, CARD.grid)


def test_no_more_pixels_are_looked_at_than_are_needed_and_they_are_drawn_by_the_seed(heard):
    test = samples(np.arange(2000) % 3 + 1)
    first = Audience.of_assessed(heard, test, seed=1).unseen
    assert len(first) == UNSEEN_PX
    assert len(np.unique(first.polygon_id)) == UNSEEN_PX
    assert first.polygon_id[:100].max() > 1500  # any first part of them comes from everywhere
    again, other = (Audience.of_assessed(heard, test, seed).unseen for seed in (1, 2))
    np.testing.assert_array_equal(first.polygon_id, again.polygon_id)
    assert (first.polygon_id != other.polygon_id).any()
    np.testing.assert_array_equal(first.x, test.x[first.polygon_id])
    np.testing.assert_array_equal(first.y, test.y[first.polygon_id])


def test_a_class_that_the_model_has_not_is_never_right(heard):
    model = LandCoverModel(replace(CARD, architecture=SIZES), network())
    audience = Audience.of_assessed(heard, samples([77] * 12), seed=0)
    audience.of(model).end(model.network, 5)
    assert heard.points == [("accuracy", 5, 0.0)]


def test_a_job_tells_two_fits_and_accuracy_of_the_assessed_one_alone(
    scene, source_model, tmp_path, reporter
):
    from core.pipeline import RUNNERS

    settings = job(
        Method.SOURCERER,
        **BY_SCHEDULE,
        model=str(source_model),
        series=(str(scene.folder),),
        polygons=str(scene.polygons),
        field="crop",
        updates=120,
        output=str(tmp_path / "m.safetensors"),
        report=str(tmp_path / "m.html"),
    )
    result = RUNNERS[AdaptJob](settings, reporter)
    losses = [x for series, x, _ in reporter.measures if series == "loss"]
    assert sum(b < a for a, b in pairwise(losses)) == 1  # x starts again with the second fit
    assert losses.count(120) == 2
    told = [(x, y) for series, x, y in reporter.measures if series == "accuracy"]
    assert [x for x, _ in told] == sorted(x for x, _ in told)
    assert (told[0][0], told[-1][0]) == (0, 120)
    assert told[-1][1] == pytest.approx(result.figures["overall_accuracy"])
    content = json.loads((tmp_path / "m.json").read_text())
    assert content["accuracy"]["after"]["n_pixels"] <= UNSEEN_PX
    assert result.figures["drift"] == pytest.approx(content["fit"]["drift"])
    assert result.figures["changed_share"] is None  # nothing was mapped

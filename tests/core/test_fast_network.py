"""The network that maps: the same scores as the plain one, faster."""

import numpy as np
import pytest
import torch
from map_models import made_model, made_pixels

from core.fast_network import FastNetwork
from core.model_card import Architecture

DEVICES = ["cpu"]
if torch.cuda.is_available():
    DEVICES.append("cuda")


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize(
    ("sizes", "n_dates"),
    [
        (Architecture(filters=12, dense=20), 9),
        (Architecture(filters=4, kernel=7, dense=8), 3),  # more padding than dates
        (Architecture(filters=8, kernel=1, dense=8), 1),
        (Architecture(filters=8, dense=16, head="cosine"), 6),
    ],
)
def test_folding_changes_nothing(device, sizes, n_dates):
    model = made_model(sizes, n_dates, device=device)
    x = made_pixels(70, n_dates)
    fast = FastNetwork(model, torch.float32).probabilities(x)
    plain = model.probabilities(x)
    assert np.abs(fast - plain).max() < 1e-5
    assert np.ptp(plain, axis=0).max() > 0.01  # the pixels are unlike, so agreement says something


def test_the_memory_layout_of_the_pixels_does_not_matter():
    network, x = FastNetwork(made_model(), torch.float32), made_pixels(30)
    as_filled = np.ascontiguousarray(x.transpose(0, 2, 1)).transpose(0, 2, 1)
    assert network.probabilities(as_filled).tobytes() == network.probabilities(x).tobytes()


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_pixel_does_not_depend_on_its_neighbours(dtype):
    """So the window's size changes nothing."""
    network, x = FastNetwork(made_model(), dtype, batch=32), made_pixels(100)
    together = network.probabilities(x)
    for first, last in ((0, 1), (5, 37), (31, 33), (64, 100)):
        alone = network.probabilities(x[first:last])
        assert alone.tobytes() == together[first:last].tobytes()


def test_too_large_batches_are_halved():
    class Small(FastNetwork):
        def _of_batch(self, part):
            tried.append(self.batch)
            if self.batch > 10:
                raise torch.OutOfMemoryError
            return super()._of_batch(part)

    tried = []
    model, x = made_model(), made_pixels(50)
    network = Small(model, torch.float32, batch=40)
    assert np.abs(network.probabilities(x) - model.probabilities(x)).max() < 1e-5
    assert tried == [40, 20, 10, 10, 10, 10, 10]
    network.batch = 1
    network._of_batch = lambda part: (_ for _ in ()).throw(torch.OutOfMemoryError)
    with pytest.raises(torch.OutOfMemoryError):
        network.probabilities(x)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU that PyTorch can use")
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_gpu_gives_the_processors_scores(dtype):
    x = made_pixels(5000)
    exact = made_model().probabilities(x)
    fast = FastNetwork(made_model(device="cuda"), dtype, batch=512).probabilities(x)
    assert np.abs(fast - exact).max() < 0.05

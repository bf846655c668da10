"""The network's own dropout."""

import torch

from core.tempcnn import HalfDropout


def test_half_is_zeroed_and_half_doubled():
    torch.manual_seed(0)
    layer = HalfDropout()
    x = torch.ones(100, 7, 13)
    dropped = layer(x)
    assert dropped.shape == x.shape
    assert set(dropped.unique().tolist()) == {0.0, 2.0}
    assert abs(dropped.mean().item() - 1) < 0.05
    assert abs(dropped[:, 3, 5].mean().item() - 1) < 0.5  # every place is drawn anew
    assert not torch.equal(layer(x), dropped)


def test_neighbouring_values_are_dropped_independently():
    torch.manual_seed(0)
    kept = HalfDropout()(torch.ones(64_000)).ne(0).float()
    for shift in (1, 7, 8, 63, 64):
        together = (kept[:-shift] * kept[shift:]).mean().item()
        assert abs(together - 0.25) < 0.01


def test_gradients_pass_where_values_passed():
    torch.manual_seed(0)
    x = torch.ones(1000, requires_grad=True)
    dropped = HalfDropout()(x)
    dropped.sum().backward()
    assert torch.equal(x.grad, dropped.detach())


def test_the_seed_decides_and_eval_mode_changes_nothing():
    layer, x = HalfDropout(), torch.randn(33)
    drawn = []
    for _ in range(2):
        torch.manual_seed(5)
        drawn.append(layer(x))
    assert torch.equal(*drawn)
    assert layer.eval()(x) is x

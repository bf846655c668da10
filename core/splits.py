"""Splits that respect blocks: no polygon lies on both sides."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .samples import Samples


def held_out_blocks(samples: Samples, share: float, seed: int) -> npt.NDArray[np.bool_]:
    """Choose the blocks that are kept aside to measure accuracy.

    Of each class with at least two blocks the share is held out, rounded, but at least one; then
    more until the share of all blocks is reached, from classes that can spare them. No class loses
    its last training block. A block may hold several classes: it counts for each.

    Args:
        samples: n labelled pixels.
        share: of the blocks, 0 to 1.
        seed: of the random choice.

    Returns:
        (n,) bool, True for held-out samples; all False where nothing can be held out.
    """
    blocks, block_of = np.unique(samples.polygon_id, return_inverse=True)
    classes, class_of = np.unique(samples.y, return_inverse=True)
    holds = np.zeros((len(blocks), len(classes)), bool)
    holds[block_of, class_of] = True
    split = _Split(holds)
    generator = np.random.default_rng(seed)
    for label in np.argsort(holds.sum(axis=0), kind="stable"):
        members = generator.permutation(np.flatnonzero(holds[:, label]))
        wanted = max(1, round(share * len(members))) if share > 0 else 0
        split.hold_out(members, wanted - int(split.held[members].sum()), least_left=1)
    wanted = round(share * len(blocks))
    split.hold_out(generator.permutation(len(blocks)), wanted - int(split.held.sum()), least_left=2)
    return split.held[block_of]


class _Split:
    """Which blocks are held out, and how many of each class that leaves for training."""

    def __init__(self, holds: npt.NDArray[np.bool_]) -> None:
        """`holds` is (block, class), whether the block holds the class; nothing is held out yet."""
        self.held = np.zeros(len(holds), bool)
        """(block,)"""
        self._holds = holds
        self._n_left = holds.sum(axis=0)
        """(class,), kept up to date: to count anew for each of many points takes minutes."""

    def hold_out(self, blocks: npt.NDArray[np.int64], most: int, least_left: int) -> None:
        """Hold out so many of the blocks, in their order.

        One is passed over where fewer training blocks than `least_left` would be left of a class
        that it holds.
        """
        for block in blocks:
            if most <= 0:
                return
            left = self._n_left - self._holds[block]
            if not self.held[block] and left[self._holds[block]].min() >= least_left:
                self.held[block] = True
                self._n_left = left
                most -= 1

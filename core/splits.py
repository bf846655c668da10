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
    held = np.zeros(len(blocks), bool)
    generator = np.random.default_rng(seed)
    for label in np.argsort(holds.sum(axis=0), kind="stable"):
        members = generator.permutation(np.flatnonzero(holds[:, label]))
        wanted = max(1, round(share * len(members))) if share > 0 else 0
        for block in members:
            if held[members].sum() < wanted and not held[block]:
                held[block] = _left_in_training(holds, held, block) >= 1
    for block in generator.permutation(len(blocks)):
        if held.sum() < round(share * len(blocks)) and not held[block]:
            held[block] = _left_in_training(holds, held, block) >= 2
    return held[block_of]


def _left_in_training(holds: npt.NDArray[np.bool_], held: npt.NDArray[np.bool_], block: int) -> int:
    """Training blocks that the block's rarest class would keep, were the block held out.

    Args:
        holds: (block, class), whether the block holds the class.
        held: (block,), the blocks held out already.
        block: the one in question.
    """
    left = holds[~held].sum(axis=0) - holds[block]
    return int(left[holds[block]].min())

"""Samples files made up: three classes, told apart by the date of their one peak."""

from datetime import date, timedelta

import numpy as np


def write_samples(path, seed, shift=0.0, n_blocks=18):
    """Blocks of four pixels; `shift` moves the peaks, in dates."""
    random = np.random.default_rng(seed)
    polygon_id = np.repeat(np.arange(n_blocks), 4)
    y = polygon_id % 3 + 1
    x = 1000 + 3000 * np.exp(-((np.arange(6) - 2 * (y[:, None] - 1) - shift) ** 2))
    x += random.normal(0, 100, x.shape)
    days = [date(2020, 1, 1) + timedelta(days=30 * step) for step in range(6)]
    np.savez(
        path,
        X=x[:, None].astype(np.float32),
        y=y,
        polygon_id=polygon_id,
        bands=np.array(["NDVI"]),
        dates=np.array([day.isoformat() for day in days]),
        class_values=np.array([1, 2, 3]),
        class_names=np.array(["early", "middle", "late"]),
    )
    return str(path)

"""Which processor computes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from .errors import JobError
from .jobs import ClassifyJob, RunOptions

_ALL_THREADS = torch.get_num_threads()
"""What 0 stands for; a job before this one may have taken fewer."""


def choose_device(job: RunOptions) -> tuple[torch.device, str]:
    """The device that a job asks for, and its name for people; sets the number of threads.

    Raises:
        JobError: it is not there.
    """
    n_threads = job.threads or _ALL_THREADS
    if n_threads != torch.get_num_threads():
        torch.set_num_threads(n_threads)
    wanted = job.device
    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "cpu"
    device = torch.device(wanted)
    if device.type == "cuda":
        n_gpus = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if (device.index or 0) >= n_gpus:
            raise JobError(f"--device is {job.device}, but PyTorch finds {n_gpus} GPUs.")
        return device, torch.cuda.get_device_name(device)
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise JobError("--device is mps, but PyTorch finds no Apple GPU.")
    return device, f"CPU, {n_threads} thread{'s' if n_threads > 1 else ''}"


def settled(job: ClassifyJob, device: torch.device) -> ClassifyJob:
    """The job with what was chosen for it, so that another process can compute the same way."""
    return replace(job, **settled_choices(device))


def settled_choices(device: torch.device) -> dict[str, Any]:
    """What `choose_device` has chosen, by a job's fields."""
    return {"device": str(device), "threads": torch.get_num_threads()}

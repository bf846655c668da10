"""The paper's λ for a number of labels (Lucas et al. 2021, section 3.3), with nothing but math."""

from __future__ import annotations

import math

from .job_choices import T_MAX

T_MIN = 1.0
LAMBDA_T_MIN = 1e10
LAMBDA_T_MAX = 1e-10


def lambda_schedule(
    n_labelled: float,
    t_max: float = T_MAX,
    lambda_t_max: float = LAMBDA_T_MAX,
    t_min: float = T_MIN,
    lambda_t_min: float = LAMBDA_T_MIN,
) -> float:
    """λ for a number of labelled target pixels, by a power curve through two points (Eq. 2–4).

    With the defaults this is λ = 10^10 · n_t^k, k = −20 ln 10 / ln t_max (Eq. 5–7).
    """
    k = (math.log(lambda_t_max) - math.log(lambda_t_min)) / (math.log(t_max) - math.log(t_min))
    return float(lambda_t_min * (n_labelled / t_min) ** k)

"""`python -m core`: the command line, and the worker through `run`."""

import os
import sys

# Threads that spin for long make PyTorch many times slower on a busy machine, threads that sleep at
# once do not share the work on an idle one: spin briefly, then sleep. Set before it is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("GOMP_SPINCOUNT", "10000")

from .cli import main

if __name__ == "__main__":
    sys.exit(main())

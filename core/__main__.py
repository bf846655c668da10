"""`python -m core`: the command line, and the worker through `run`."""

import os
import sys

# Spinning threads make PyTorch many times slower on a busy machine; set before it is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from .cli import main

if __name__ == "__main__":
    sys.exit(main())

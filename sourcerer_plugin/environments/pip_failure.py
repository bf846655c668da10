"""What to do about a failure of pip, by what it said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..messages import tr

_NO_BUILD = re.compile(r"No matching distribution found for (\S+)")
_NO_NETWORK = re.compile(
    r"Retrying \(|NewConnectionError|Failed to establish|name resolution|ConnectTimeout|"
    r"ReadTimeout|Network is unreachable|Connection (?:refused|aborted|reset)|Max retries exceeded"
)


def is_unavailable(lines: Sequence[str]) -> bool:
    """Whether the place that was asked is there, but has no such build."""
    text = "\n".join(lines)
    return bool(_NO_BUILD.search(text)) and not _NO_NETWORK.search(text)


def what_to_do(lines: Sequence[str], offline: bool, python: str) -> str:
    """A hint.

    Args:
        lines: what pip said.
        offline: whether it was given a folder of wheels.
        python: the version that it ran with.
    """
    text = "\n".join(lines)
    if re.search(r"No space left|Errno 28|not enough space", text):
        return tr("Free some space on the disk, then try again.")
    if "SOCKS support" in text:
        return tr(
            "pip cannot use a SOCKS proxy: set an HTTP proxy under Settings ▸ Options ▸ Network, "
            "or give a folder of wheels."
        )
    if "DO NOT MATCH THE HASHES" in text:
        return tr(
            "A package is not the one that Sourcerer was tested with: it was damaged or replaced "
            "on the way. Try again, over another network; for packages that you built yourselves "
            "give a folder of wheels."
        )
    if re.search(r"ProxyError|Cannot connect to proxy|407 Proxy", text):
        return tr("Check the proxy under Settings ▸ Options ▸ Network, then try again.")
    if re.search(r"CERTIFICATE_VERIFY_FAILED|SSLError", text):
        return tr(
            "The network replaces certificates: ask its administrator for the certificate file "
            "and set the environment variable PIP_CERT to it, or give a folder of wheels."
        )
    if _NO_NETWORK.search(text):
        return tr(
            "Check the network, and the proxy under Settings ▸ Options ▸ Network, or give a folder "
            "of wheels; what was downloaded is kept for the next try."
        )
    missing = _NO_BUILD.search(text)
    if missing and offline:
        return tr("The folder of wheels lacks {0}, or its build for Python {1}: add it.").format(
            missing[1], python
        )
    if missing:
        return tr(
            "There is no build of {0} for Python {1} on this computer: name another Python with "
            "“Use another Python …”."
        ).format(missing[1], python)
    if re.search(r"Permission denied|Access is denied|Errno 13|WinError 5\b", text):
        return tr("Ask for the right to write there, or end other programs that use it.")
    return tr("Try again; if it fails again, copy the diagnostics into a bug report.")

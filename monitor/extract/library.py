"""trafilatura, and what is asked of it. The only module that imports it.

Rule kept: only child processes import this module (300 ms and 8 MB); `monitor.extract` does it when a page is there.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

import trafilatura
from trafilatura.settings import Extractor
from trafilatura.utils import detect_encoding as detect_encoding


def bare_text(tree: Any, *, fast: bool) -> str:
    """Give the text of a page's tree, without comments; by the fast rules or by all of them."""
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its warnings are our reasons
    found = trafilatura.bare_extraction(tree, options=_options(fast))
    return (getattr(found, "text", None) or "") if found is not None else ""


@cache
def _options(fast: bool) -> Extractor:
    """Give the options, made once: reading them from its settings takes 0.1 ms."""
    return Extractor(output_format="python", fast=fast, comments=False)

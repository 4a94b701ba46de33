"""Fact, demand, plan, possibility or denial: decided clause by clause from the lexicon's cues.

Rule kept: a rule that names its modality is believed; else the strongest cue that is said of the match decides, as
`scope` tells what a cue is said of; a condition ("jos", "unless") reaches into the neighbouring clause. A match with
no cue is a fact.
"""

from __future__ import annotations

from monitor.classify.modality.decision import decide
from monitor.classify.modality.grammar import told_past

__all__ = ["decide", "told_past"]

"""The learned name tagger: statistical evidence for names in Chinese policy text."""

from policygraph.ingest.tagger.tagger import Tagger, TextScores, load_tagger
from policygraph.ingest.tagger.tags import LABELS, TYPES, TaggedSpan

__all__ = ["LABELS", "TYPES", "TaggedSpan", "Tagger", "TextScores", "load_tagger"]

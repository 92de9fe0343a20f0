"""All that is read of a text at once: names, metrics, relations, targets given up, in this order."""

from __future__ import annotations

from policygraph.ingest.dropped import find_dropped
from policygraph.ingest.metrics import find_metrics
from policygraph.ingest.names import find_names
from policygraph.ingest.names.combine import Tagged
from policygraph.ingest.reading import Reading
from policygraph.ingest.relations import find_relations
from policygraph.ingest.uncollected import uncollected


def read(reading: Reading, tagged: Tagged | None) -> Reading:
    """A reading that has begun, finished; `tagged` is what the tagger says of its text, None for rules alone."""
    with uncollected():
        find_names(reading, tagged)
        reading.metrics = find_metrics(reading)
        reading.states = None  # a kilobyte a character, and nothing reads on from them any more
        reading.relations = find_relations(reading)
        reading.dropped = find_dropped(reading)
    return reading

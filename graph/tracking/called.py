"""What a thing was called on a day: by the articles that were out by then."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import date

from policygraph.graph.tracking.dates import last_day
from policygraph.graph.tracking.rows import Subject

_NAMES = """
    SELECT n.name, json_extract(a.source, '$.published'), n.fullest FROM article_names n
    JOIN articles a ON a.key = n.article WHERE n.iri = ?
"""


def called_on(connection: sqlite3.Connection, subjects: Iterable[Subject], on: date) -> dict[str, Subject]:
    """The subjects that were called otherwise on a day, by IRI: with the fullest name that an article had by then.

    A label that no article has was chosen by a person, and stays. The names by which it is found stay, too.
    """
    found: dict[str, Subject] = {}
    for subject in {subject.iri: subject for subject in subjects}.values():
        if subject.iri is None:
            continue
        rows = connection.execute(_NAMES, (subject.iri,)).fetchall()
        then = [(fullest, name) for name, published, fullest in rows if published and last_day(published) <= on]
        known = {name for _, name in then}
        if not known or subject.label in known or subject.label not in {name for name, *_ in rows}:
            continue
        often = Counter(name for _, name in then)
        label = max(then, key=lambda row: (row[0], often[row[1]], row[1]))[1]
        others = sorted((name for name in subject.names if name != label), key=lambda name: name not in known)
        found[subject.iri] = Subject(subject.iri, label, (label, *others))
    return found

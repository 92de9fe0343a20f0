"""Sums that those pay who break a rule, which every law and notice states and no model was fitted on."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either


def is_penalty(text: str, figure: Figure) -> bool:
    """Whether a sum is what those pay who break a rule: 处2万元以上5万元以下的罚款.

    >>> from policygraph.ingest.metrics.figures import figures
    >>> from policygraph.ingest.reading import begin
    >>> from policygraph.schema.article import Article
    >>> reading = begin(Article(text="未申报的，处以三万元以下罚款；投入10万元整改。"))
    >>> [is_penalty(reading.text, figure) for figure in figures(reading)[0]]
    [True, False]
    """
    quantity = figure.quantity
    if quantity.kind != "money":
        return False
    behind, before = _penalty()
    return bool(behind.match(text, quantity.end) or before.search(text, figure.clause.start, quantity.start))


@cache
def _penalty() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return (
        re.compile(rf"\s?(?:{either('goal_words', 'penalty')})"),
        re.compile(rf"(?:{either('goal_words', 'penalty-before')})[^，。；、\d]{{0,2}}$"),
    )

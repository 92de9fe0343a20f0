"""What rules demand, in words of their own: bounds that must be kept, sums that those pay who do not."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either

_BOUNDS = frozenset({"<", "<=", ">", ">="})


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


def is_norm(text: str, figure: Figure) -> bool:
    """Whether a figure is a bound that a rule sets: 单套面积原则上不超过60平方米, 比例不得低于60%.

    >>> from policygraph.ingest.metrics.figures import figures
    >>> from policygraph.ingest.reading import begin
    >>> from policygraph.schema.article import Article
    >>> reading = begin(Article(text="单套面积原则上不超过60平方米，已建成120套。"))
    >>> [is_norm(reading.text, figure) for figure in figures(reading)[0]]
    [True, False]
    """
    quantity = figure.quantity
    bounded = quantity.comparator in _BOUNDS
    return bounded and bool(_norm().search(text, figure.clause.start, quantity.core[0]))


@cache
def _norm() -> re.Pattern[str]:
    return re.compile(either("goal_words", "norm"))

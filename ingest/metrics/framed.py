"""Status by what frames a figure: the plan that a paragraph retells, an estimate, the size of a thing."""

from __future__ import annotations

import re
from functools import cache

from policygraph.ingest.metrics.figures import Figure
from policygraph.ingest.metrics.tables import either

_EXACT = frozenset({"=", "~", ">"})


def is_estimated(text: str, figure: Figure) -> bool:
    """Whether a sentence opens with an estimate of what is to come: 据测算，到2030年产值有望达到2800亿元.

    What is to be reached in it (据测算，到2025年占比达到27%) is the goal that was set.
    """
    estimate, reach, hope = _estimates()
    clause = text[figure.clause.start : figure.quantity.start]
    is_set = reach.search(clause) is not None and hope.search(clause) is None
    return estimate.search(text, figure.sentence.start, figure.clause.start) is not None and not is_set


@cache
def _estimates() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    estimates, reach, hope = (either("status_frames", row) for row in ("estimates", "reach", "hope"))
    return re.compile(rf"(?:{estimates})[，：]"), re.compile(reach), re.compile(hope)


def is_proposed(text: str, figure: Figure) -> bool:
    """Whether the paragraph tells what a plan says: 《实施方案》明确，…, 市里提出加快实施…行动，完成…."""
    line = text[figure.line.start : figure.quantity.start]
    sentence = text[figure.sentence.start : figure.quantity.start]
    if not (_proposes()[0].match(line) or _proposes()[1].search(sentence)):
        return False
    return not _proposes()[2].search(sentence)


@cache
def _proposes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    plan, sets, starts, over = (either("status_frames", row) for row in ("plan", "sets", "starts", "over"))
    return (
        re.compile(rf"[^，。；]{{0,12}}《[^《》\n]{{0,40}}(?:{plan})[^《》\n]{{0,16}}》(?:{sets})"),
        re.compile(rf"(?:{sets})了?(?:{starts})"),
        re.compile(over),
    )


def is_size(text: str, figure: Figure) -> bool:
    """Whether a figure is how large a thing is made, which is a fact of its plan: 新建仓库，建筑面积1.8万平方米."""
    if figure.quantity.comparator not in _EXACT:
        return False
    clause = text[figure.clause.start : figure.quantity.start]
    return bool(_sizes()[0].search(clause)) and not _sizes()[1].search(clause)


@cache
def _sizes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    sizes, meant = either("status_frames", "sizes"), either("status_frames", "size-meant")
    return re.compile(rf"(?:{sizes})(?:达到?|为)?了?[约近]?$"), re.compile(rf"{meant}|到20\d\d年")

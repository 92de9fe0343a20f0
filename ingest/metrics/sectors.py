"""Shares of the three sectors: 三次产业结构为5.6∶47.2∶47.2 states 第一产业占比 and so on, in per cent."""

from __future__ import annotations

import re

from policygraph.ingest.metrics.figures import Figure

UNIT = "%"
_NUMBER = r"(\d{1,2}(?:\.\d{1,2})?)[%％]?"
_SHARES = re.compile(rf"(?<![\d.:：∶]){_NUMBER} ?[:：∶] ?{_NUMBER} ?[:：∶] ?{_NUMBER}(?![\d:：∶])")
_SECTORS = re.compile(r"(?P<before>海洋)?(?:三次|一二三次?)(?P<of>[^，。；\d]{0,4}?)产业(?:结构|比例|比重|占比|之?比)")
_REACH = 60  # characters from the words to the shares: 由上年的13.6∶38.9∶47.5调整为13.1∶38.5∶48.4


def sector(text: str, figure: Figure) -> str | None:
    """The indicator of one of three shares of the sectors; None for any other figure.

    The words 三次产业结构 stand before the shares in their sentence; what they are the sectors of goes with them
    (海洋三次产业, 三次海洋产业: 海洋第一产业占比).
    """
    quantity = figure.quantity
    if quantity.kind not in {"number", "percent"}:
        return None
    start, end = max(figure.sentence.start, quantity.start - _REACH), min(figure.sentence.end, quantity.end + 24)
    for shares in _SHARES.finditer(text, start, end):
        for turn, number in enumerate("一二三", 1):
            if shares.start(turn) <= quantity.core[0] < shares.end(turn):
                first = max(figure.sentence.start, shares.start() - _REACH)
                said = list(_SECTORS.finditer(text, first, shares.start()))
                return f"{said[-1]['before'] or said[-1]['of']}第{number}产业占比" if said else None
    return None

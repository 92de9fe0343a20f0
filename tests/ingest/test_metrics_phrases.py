"""The phrase that is chosen with remembered sums is the one that all features together choose."""

from __future__ import annotations

import pytest

from policygraph.ingest.metrics.find import Assembly, Before
from policygraph.ingest.metrics.phrases import Phrase
from policygraph.ingest.metrics.ranking import rankers
from policygraph.ingest.reading import begin
from policygraph.schema.article import Article

TEXTS = {
    "goals": "到2025年，规模以上工业企业达到1200家，其中高新技术企业500家、专精特新企业80家，研发投入强度达3.2%。",
    "behind": "新增120家国家级企业，带动就业3.5万人，同比增长8%，数字核心产业增加值由2020年的120亿元提高到300亿元。",
    "long": "推动以新能源汽车和智能网联汽车为代表的战略性新兴产业加快发展壮大形成产值超过5000亿元的产业集群3个。",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_remembered_sums_choose_as_all_features_do(text: str) -> None:
    assembly, ranker = Assembly(begin(Article(text=text))), rankers()["indicator"]
    before = Before()
    found = assembly.kept({figure.quantity.start for figure in assembly.possible})
    assert len(found) >= 2
    for figure in found:
        around = assembly.around(figure, before.of(figure))
        phrase, probability = assembly.stretches.best(ranker, figure, around)
        every = list(assembly.stretches.candidates(figure, around))
        index, expected = ranker.best([features for _, features in every])
        assert phrase == (every[index][0] if every else Phrase(around.text, *(around.rule or (-1, -1))))
        assert probability == pytest.approx(expected)
        before = Before(figure, phrase.text, (phrase.start, phrase.end), "target")

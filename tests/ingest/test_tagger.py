"""The learned name tagger: spans, odd text, independence of batches, damaged model files."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from policygraph.ingest.tagger import LABELS, Tagger, load_tagger
from policygraph.ingest.tagger.characters import fold
from policygraph.ingest.tagger.crf import Chain, sentence_scores, without_overlap
from policygraph.ingest.tagger.features import SIZES, features, type_words
from policygraph.ingest.tagger.tagger import LONGEST, pieces
from policygraph.ingest.tagger.tags import TYPES, begin, labels_of, may_follow
from policygraph.schema.errors import ModelError

ODD = [
    "",
    " ",
    "\n\n\t",
    "\x00\x01\ufffe",
    "a\ud800b",
    "𠮷野家😀👨‍👩‍👧",
    "é́́́ ﷽ ａｂｃ㈠①",
    "“" * 300,
    "、" * 700,
    "》》）】”《“（",
    "9" * 1000,
    "宁" * 257,
]


def found(sentence: str) -> list[tuple[str, str]]:
    (spans,) = load_tagger().tag([sentence])
    return [(sentence[s.start : s.end], s.type) for s in spans]


@pytest.mark.parametrize(
    ("sentence", "name", "kind"),
    [
        pytest.param("会议由临安市科技局主持召开。", "临安市科技局", "Organization", id="bureau"),
        pytest.param("该项目位于浙江省。", "浙江省", "Place", id="province"),
        pytest.param("浙江青禾机械股份有限公司获批建设平台。", "浙江青禾机械股份有限公司", "Enterprise", id="company"),
        pytest.param("市政府印发《慈溪市人才发展规划》。", "慈溪市人才发展规划", "PolicyDocument", id="document"),
        pytest.param("全市深入实施“英才聚城”行动。", "“英才聚城”行动", "Program", id="quoted-action"),
        pytest.param("依托浙江大学开展联合攻关。", "浙江大学", "Platform", id="university"),
    ],
)
def test_finds_obvious_names(sentence: str, name: str, kind: str) -> None:
    bare = [(text.strip("《》"), its) for text, its in found(sentence)]
    assert (name, kind) in bare


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("各地各部门要高度重视，认真抓好落实。", id="generic-bodies"),
        pytest.param("同比增长8.5%，占比提高2.1个百分点。", id="numbers"),
    ],
)
def test_finds_nothing_where_nothing_is_named(sentence: str) -> None:
    assert found(sentence) == []


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_text_gives_spans_inside_it(text: str) -> None:
    (spans,) = load_tagger().tag([text])
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert 0.0 <= span.confidence <= 1.0
    assert load_tagger().scores([text])[0].marginals().shape == (len(text), len(LABELS))


def test_no_sentences() -> None:
    assert load_tagger().tag([]) == []
    assert load_tagger().scores([]) == []


def test_company_of_a_batch_changes_nothing() -> None:
    sentences = ["宁波市科技局印发《人才新政》。", "短", "依托浙江大学，" * 20, "", "海岳电机落户临湖区。", *ODD]
    together = load_tagger().tag(sentences)
    for sentence, spans in zip(sentences, together, strict=True):
        (alone,) = load_tagger().tag([sentence])
        assert [(s.start, s.end, s.type) for s in alone] == [(s.start, s.end, s.type) for s in spans]
        assert [s.confidence for s in alone] == pytest.approx([s.confidence for s in spans], abs=1e-3)


def test_radicals_and_full_width_read_like_ordinary_characters() -> None:
    assert found("⼭东省⼯业和信息化厅印发通知。") == [
        (name.replace("山", "⼭").replace("工", "⼯"), kind) for name, kind in found("山东省工业和信息化厅印发通知。")
    ]


def test_scores_agree_with_tags() -> None:
    sentence = "浙江青禾机械股份有限公司落户宁波市。"
    tagger = load_tagger()
    (spans,), (scores,) = tagger.tag([sentence]), tagger.scores([sentence])
    assert spans
    for span in spans:
        assert scores.probability(span.start, span.end, span.type) == pytest.approx(span.confidence, abs=1e-6)
        assert (span.start, span.end, span.type) in {(s.start, s.end, s.type) for s in scores.spans(0.05)}
    assert all(s.confidence >= 0.05 for s in scores.spans(0.05))
    assert scores.marginals().sum(axis=1) == pytest.approx(np.ones(len(sentence)), abs=1e-3)
    assert scores.probability(3, 3, "Place") == scores.probability(0, 99, "Place") == 0.0


def test_pieces_hold_the_whole_text() -> None:
    text = "甲乙丙，丁。" * 100 + "戊" * 1000
    cut = pieces(0, text)
    assert "".join(piece.text for piece in cut) == text
    assert max(len(piece.text) for piece in cut) <= LONGEST


def test_fold_keeps_length() -> None:
    for text in ODD:
        assert len(fold(text)) == len(text)
    assert fold("⼭⻓㎡　１") == "山长㎡ 1"


def test_labels_follow_each_other_within_names_only() -> None:
    for kind in TYPES:
        for size in (1, 2, 5):
            labels = [0, *labels_of(1, 1 + size, kind), 0]
            assert all(may_follow(*pair) for pair in pairwise(labels))
    b = begin("Place")
    assert [may_follow(*pair) for pair in ((b, b + 2), (b, 0), (0, b + 1), (b + 3, b))] == [True, False, False, True]


def test_chain_agrees_with_counting_all_readings() -> None:
    random = np.random.default_rng(3)
    n = len(LABELS)
    chain = Chain(*(random.normal(size=s).astype(np.float32) for s in ((n, n), (n,), (n,))))
    emissions = random.normal(size=(2, 3, n)).astype(np.float32)
    lengths = np.array([3, 2])
    i, j, k = np.meshgrid(*[np.arange(n)] * 3, indexing="ij")
    three = emissions[0, 0][i] + emissions[0, 1][j] + emissions[0, 2][k] + chain.first[i] + chain.last[k]
    three = three + chain.transitions[i, j] + chain.transitions[j, k]
    share = np.exp(three) / np.exp(three).sum()
    first, second = sentence_scores(emissions, lengths, chain)
    assert first.marginals[1] == pytest.approx(share.sum(axis=(0, 2)), rel=1e-3)
    b = begin("Program")
    assert first.probability(0, 2, "Program") == pytest.approx(share[b, b + 2].sum(), rel=1e-3)
    assert first.probability(0, 3, "Program") == pytest.approx(share[b, b + 1, b + 2], rel=1e-3)
    assert second.marginals.shape == (2, n)
    spans = list(first.spans(0.0))
    assert len(spans) == len(TYPES) * (3 + 2 + 1)
    for start, end, kind, probability in spans:
        assert probability == pytest.approx(first.probability(start, end, kind), rel=1e-3)


def test_without_overlap_keeps_the_likeliest() -> None:
    spans = [(0, 4, "Place", 0.5), (2, 6, "Platform", 0.7), (5, 8, "Place", 0.6), (6, 8, "Place", 0.1)]
    assert without_overlap(spans) == [(2, 6, "Platform", 0.7), (6, 8, "Place", 0.1)]


def test_features_stay_in_their_sizes() -> None:
    table = features('（“甲”）《乙》公司"丙"工程。')
    assert (table < np.array(SIZES)).all()
    assert (table >= 0).all()
    assert (table[2, 1], table[6, 1]) == (5, 2)
    assert type_words()[0]["公司"] == "Enterprise"


def test_model_file_missing_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no tagger model at"):
        Tagger(tmp_path / "none.onnx")
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"broken\.onnx"):
        Tagger(broken)


def test_model_of_another_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policygraph.ingest.tagger.tagger.FORMAT", "policygraph-tagger-0")
    with pytest.raises(ModelError, match="reads 'policygraph-tagger-0'"):
        load_tagger.__wrapped__()

"""The SHACL shapes, made from the vocabulary: which types a predicate links, what a metric and a mention must carry."""

from __future__ import annotations

from collections.abc import Iterator

from policygraph.schema.turtle import Block, document, text
from policygraph.schema.vocabulary import Term, vocabulary

_PREFIXES = ("pg", "rdf", "rdfs", "xsd", "sh", "dcterms")
_MADE = "Made by `python -m policygraph.schema.ontology` from vocabulary.toml; do not edit."
_Pairs = list[tuple[str, str]]


def make_shapes() -> str:
    """The shapes as Turtle, made anew."""
    return document(_MADE, _PREFIXES, _blocks())


def _blocks() -> Iterator[Block]:
    words = vocabulary()
    for term in words.types.values():
        yield (
            f"pg:{term.name}Shape",
            _shape(
                f"sh:targetClass pg:{term.name}",
                _at_least("pg:name", 1, "xsd:string", f"{term.zh}没有名称", f"a {term.en.lower()} without a name"),
            ),
        )
    for term in words.predicates.values():
        yield f"pg:{term.name}SubjectShape", _end(term, "sh:targetSubjectsOf", term.domain, "主语", "subject")
        yield f"pg:{term.name}ObjectShape", _end(term, "sh:targetObjectsOf", term.range, "宾语", "object")
    yield "pg:MetricShape", _metric()
    yield "pg:StatementShape", _statement()
    yield "pg:MentionShape", _mention()
    yield "pg:ArticleShape", _article()


def _end(term: Term, target: str, types: tuple[str, ...], zh_end: str, en_end: str) -> _Pairs:
    choices = " ".join(f"[ sh:class pg:{name} ]" for name in types)
    known = vocabulary().types
    zh_types, en_types = "、".join(known[name].zh for name in types), ", ".join(known[name].en for name in types)
    return [
        ("a", "sh:NodeShape"),
        (target, f"pg:{term.name}"),
        ("sh:or", f"( {choices} )"),
        *_messages(
            f"“{term.zh}”的{zh_end}应为{zh_types}；请核对原句，改类型（retype）或去掉这条关系（reject）",
            f"the {en_end} of “{term.en}” should be {en_types}; "
            "look at the sentence, then retype the entity or reject the relation",
        ),
    ]


def _metric() -> _Pairs:
    words = vocabulary()
    target = " , ".join(f"pg:{term.rdf_class}" for term in words.statuses.values())
    return _shape(
        f"sh:targetClass {target}",
        _exactly("pg:indicator", "xsd:string", "指标值没有唯一的指标名", "a metric without exactly one indicator"),
        _exactly("pg:value", "xsd:decimal", "值应为一个精确的十进制数", "the value must be one exact decimal"),
        _at_most("pg:valueMax", "上限值最多一个", "at most one upper value", "sh:datatype xsd:decimal"),
        _property(
            "pg:value", "区间的下端大于上端；请核对原句", "the lower end is above the upper; look at the sentence",
            "sh:lessThanOrEquals pg:valueMax",
        ),
        _exactly("pg:unit", "xsd:string", "缺少单位（没有单位写空字符串）", "no unit; write \"\" where there is none"),
        _among("pg:measure", list(words.measures), "度量不在词表中", "the measure is not in the vocabulary"),
        _among("pg:comparator", list(words.comparators), "比较符不在词表中", "the comparator is not in the vocabulary"),
        _at_most("pg:periodStart", "时段起最多一个", "at most one start of the period", _PERIOD),
        _at_most("pg:periodEnd", "时段止最多一个", "at most one end of the period", _PERIOD),
        _at_most("pg:subject", "主体最多一个，且应有类型", "at most one subject, which needs a type", _ENTITY),
        *_evidence(quote=True),
    )  # fmt: skip


def _statement() -> _Pairs:
    predicates = " ".join(f"pg:{name}" for name in vocabulary().predicates)
    return _shape(
        "sh:targetClass pg:Statement",
        _property("rdf:subject", "陈述缺少主语", "a statement without a subject", f"{_ONE} ; {_ENTITY}"),
        _property("rdf:predicate", "谓语不在词表中", "the predicate is not in the vocabulary",
                  f"{_ONE} ; sh:in ( {predicates} )"),
        _property("rdf:object", "陈述缺少宾语", "a statement without an object", f"{_ONE} ; {_ENTITY}"),
        _exactly("pg:inferred", "xsd:boolean", "未写明是否推断", "not said whether it is inferred"),
        *_evidence(quote=True),
    )  # fmt: skip


def _mention() -> _Pairs:
    return _shape(
        "sh:targetClass pg:Mention",
        _property("pg:refersTo", "提及没有所指", "a mention of nothing", f"{_ONE} ; {_ENTITY}"),
        _exactly("pg:name", "xsd:string", "提及没有名称", "a mention without a name"),
        *_evidence(quote=False),
    )


def _article() -> _Pairs:
    return _shape(
        "sh:targetClass pg:Article",
        _exactly("dcterms:identifier", "xsd:string", "文章没有编号", "an article without an identifier"),
        _at_most("dcterms:issued", "发布日期最多一个", "at most one date of publication", _PERIOD),
        _at_most("dcterms:created", "成文日期最多一个", "at most one date of signature", _PERIOD),
        _at_most("pg:documentNumber", "文号最多一个", "at most one document number", "sh:datatype xsd:string"),
        _at_most("pg:indexNumber", "索引号最多一个", "at most one index number", "sh:datatype xsd:string"),
    )


_AGAIN = (
    "；用 policygraph repair 由台账重建图谱，还在就用 build --force 重读文章",
    "; `policygraph repair` builds the graph again from the ledger, and if that does not help, read the article again "
    "(build --force)",
)
_ENTITY = "sh:class pg:Entity"  # with the ontology beside the data, which says what is one
_ONE = "sh:minCount 1 ; sh:maxCount 1"
_PERIOD = "sh:or ( [ sh:datatype xsd:gYear ] [ sh:datatype xsd:gYearMonth ] [ sh:datatype xsd:date ] )"


def _evidence(*, quote: bool) -> Iterator[str]:
    yield _property("pg:article", "没有出处", "no article that says so", f"{_ONE} ; sh:class pg:Article")
    yield _property(
        "pg:startOffset", "起止位置不对；请重新抽取这篇文章（build --force）",
        "offsets that do not fit; read the article again (build --force)",
        f"{_ONE} ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:lessThan pg:endOffset",
    )  # fmt: skip
    yield _exactly("pg:endOffset", "xsd:integer", "没有结束位置", "no end offset")
    if quote:
        yield _property("pg:quote", "没有引文", "no quote", f"{_ONE} ; sh:datatype xsd:string ; sh:minLength 1")


def _shape(target: str, *parts: str) -> _Pairs:
    predicate, _, value = target.partition(" ")
    return [("a", "sh:NodeShape"), (predicate, value), *(("sh:property", part) for part in parts)]


def _property(path: str, zh: str, en: str, constraint: str) -> str:
    """A property; where its message names no way out of its own, that is to make the graph again."""
    if "；" not in zh:
        zh, en = zh + _AGAIN[0], en + _AGAIN[1]
    messages = " , ".join(value for _, value in _messages(zh, en))
    return f"[ sh:path {path} ; {constraint} ; sh:message {messages} ]"


def _exactly(path: str, datatype: str, zh: str, en: str) -> str:
    return _property(path, zh, en, f"{_ONE} ; sh:datatype {datatype}")


def _at_least(path: str, count: int, datatype: str, zh: str, en: str) -> str:
    return _property(path, zh, en, f"sh:minCount {count} ; sh:datatype {datatype}")


def _at_most(path: str, zh: str, en: str, constraint: str) -> str:
    return _property(path, zh, en, f"sh:maxCount 1 ; {constraint}")


def _among(path: str, values: list[str], zh: str, en: str) -> str:
    return _property(path, zh, en, f"{_ONE} ; sh:in ( {' '.join(text(value) for value in values)} )")


def _messages(zh: str, en: str) -> _Pairs:
    return [("sh:message", text(zh, "zh")), ("sh:message", text(en, "en"))]

"""Whose figures are those that a list shares out, and what the sentence of a figure says of who acts."""

from __future__ import annotations

import pytest

from policygraph.ingest.metrics.bearers import shared_bearers
from policygraph.ingest.metrics.find import Assembly
from policygraph.ingest.metrics.told import Told
from policygraph.ingest.reading import FoundEntity, FoundMention, Reading, begin
from policygraph.schema.article import Article


def named(text: str, names: dict[str, str]) -> Reading:
    """A reading of a text with these names, each with its type."""
    reading = begin(Article(text=text))
    for number, (name, kind) in enumerate(names.items()):
        reading.entities.append(FoundEntity(kind, [name], "test"))
        at = -1
        while (at := text.find(name, at + 1)) >= 0:
            reading.mentions.append(FoundMention(at, at + len(name), number, "test"))
    reading.mentions.sort(key=lambda mention: mention.start)
    return reading


COMPANIES = {"甲江电子": "Enterprise", "乙河机器": "Enterprise", "丙湖新材": "Enterprise"}


@pytest.mark.parametrize(
    ("text", "names", "turns"),
    [
        ("甲江电子、乙河机器、丙湖新材分别签约12亿元、8.6亿元和5000万元。", COMPANIES, [0, 1, 2]),
        ("甲江电子和乙河机器也来签约，投资额依次为12亿元、8.6亿元。", COMPANIES, [0, 1]),
        ("甲江电子、乙河机器分别签约12亿元、8.6亿元和5000万元。", COMPANIES, []),  # three figures, two names
        ("甲江电子、乙河机器分别投资12亿元，建成厂房3个。", COMPANIES, []),  # no row of figures
        ("甲江电子与乙河研究院分别投入12亿元、8亿元。", {"甲江电子": "Enterprise", "乙河研究院": "Platform"}, []),
    ],
)
def test_a_list_shares_out_as_many_figures_as_it_has_names(text: str, names: dict[str, str], turns: list[int]) -> None:
    assembly = Assembly(named(text, names))
    figures = assembly.kept({figure.quantity.start for figure in assembly.found})
    shared = shared_bearers(assembly.reading, figures, assembly.subjects.mentions)
    found = [shared.get(figure.quantity.start, {}) for figure in figures]
    assert [entity for row in found for entity, mention in row.items() if mention] == turns
    assert all(len(row) == len(turns) for row in found if row)


@pytest.mark.parametrize(
    ("text", "lead", "kind"),
    [
        ("甲江电子建成中试线，投产项目3个。", "v", "Enterprise"),
        ("依托中试线，人口达到81万人。", "n", "none"),
        ("目前，甲江电子产值12亿元。", "name", "Enterprise"),
    ],
)
def test_how_the_clause_of_a_figure_begins_and_who_opens_its_sentence(text: str, lead: str, kind: str) -> None:
    assembly = Assembly(named(text, COMPANIES))
    topic = assembly.subjects.topics.of(assembly.found[-1])
    assert (topic.lead, topic.kind) == (lead, kind)


@pytest.mark.parametrize(
    ("text", "bears"),
    [
        ("澜州市种业企业总产值达到30亿元。", False),
        ("澜州市种业总产值达到30亿元。", True),
    ],
)
def test_an_industry_that_tells_which_firms_are_meant_bears_nothing(text: str, bears: bool) -> None:
    assembly = Assembly(named(text, {"澜州市": "Place", "种业": "Industry"}))
    (figure,) = assembly.kept({figure.quantity.start for figure in assembly.possible})
    asked = assembly.subjects.candidates(figure, "actual", "level", None, Told(assembly.reading))
    assert (1 in {candidate.entity for candidate in asked}) is bears

"""Metrics: which quantities of an article are values of an indicator, with every slot of the tuple."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace

from policygraph.ingest.lists import RULE
from policygraph.ingest.metrics.ages import is_lifetime
from policygraph.ingest.metrics.bearers import shared_bearers, turns
from policygraph.ingest.metrics.choosing import choose
from policygraph.ingest.metrics.compose import composed, is_bare_share, is_of_whole
from policygraph.ingest.metrics.context import Asked, Network
from policygraph.ingest.metrics.enumerated import together
from policygraph.ingest.metrics.figures import Figure, figures, placed
from policygraph.ingest.metrics.framed import is_estimated, is_proposed, is_size
from policygraph.ingest.metrics.framing import report_date
from policygraph.ingest.metrics.goals import (
    brings_forth,
    has_deadline,
    is_done,
    is_expected,
    is_goal,
    is_held,
    is_milestone,
    is_off_plan,
    is_planned,
    is_resolved,
    is_told,
)
from policygraph.ingest.metrics.governing import Period
from policygraph.ingest.metrics.indicator import Phrases
from policygraph.ingest.metrics.judge import Linear, models, panel
from policygraph.ingest.metrics.listed import SURE, Listed
from policygraph.ingest.metrics.members import member
from policygraph.ingest.metrics.phrases import Around, Phrase, Stretches
from policygraph.ingest.metrics.ranking import Choice, likeliest, rankers
from policygraph.ingest.metrics.respective import groups, partners, shared_years
from policygraph.ingest.metrics.rules import is_norm, is_penalty
from policygraph.ingest.metrics.sectors import UNIT as SECTOR_UNIT
from policygraph.ingest.metrics.sharing import among, sharers
from policygraph.ingest.metrics.shifts import is_moved_to
from policygraph.ingest.metrics.signs import is_lesser_fall, is_rate, signed
from policygraph.ingest.metrics.subject import Subjects
from policygraph.ingest.metrics.tables import words
from policygraph.ingest.metrics.timing import Timing
from policygraph.ingest.metrics.traits import Traits
from policygraph.ingest.metrics.trimming import beyond, opened, served, trimmed, unbroken, unjoined, whole_marks
from policygraph.ingest.metrics.uncounted import counts_nothing
from policygraph.ingest.metrics.units import units_of
from policygraph.ingest.reading import FoundMetric, Reading

THINGS = frozenset({"counter", "person"})
COUNTED = THINGS | {"money"}
NEVER = frozenset({"ordinal", "age", "temperature"})
THRESHOLD = 0.5
GOAL_SURE = 0.9
MADE = frozenset({"cell", "column", "granted", "per", "sector"})
"""What rules know better than the choice of a stretch: what a table says, and indicators that are made of parts."""


@dataclass(slots=True)
class Before:
    """What the metric before it lends a figure of the same line."""

    figure: Figure | None = None
    indicator: str | None = None
    span: tuple[int, int] | None = None
    status: str = ""
    due: str | None = None  # the end of its period, where that is a stated deadline

    def of(self, figure: Figure) -> Before:
        """This, or nothing when `figure` stands in another line."""
        return self if self.figure is not None and self.figure.line == figure.line else Before()

    def near(self, figure: Figure) -> bool:
        """Whether it stands in the sentence of `figure`."""
        return self.figure is not None and self.figure.sentence == figure.sentence

    def promised(self, figure: Figure, status: str) -> str:
        """The status that what follows `figure` may share: A of 由A提高到B is a fact, whatever is promised."""
        return self.status if figure.shift == "from" and status == "actual" and self.near(figure) else status

    def is_due(self, text: str, figure: Figure, period: Period) -> bool:
        """Whether a figure shares the deadline of a target before it: 到2025年新增10个，累计占比超35%."""
        return (
            self.figure is not None
            and self.status == "target"
            and self.figure.sentence == figure.sentence
            and self.due is not None
            and (period.start, period.end, period.inferred) == (None, self.due, False)
            and not is_done(text, self.figure.quantity.end, figure.quantity.start)
        )

    def carries(self, figure: Figure, period: Period) -> list[str]:
        """Features of its status: what a sentence promises, it promises to the end."""
        where = "sentence" if self.near(figure) else "line" if self.figure is not None else "none"
        own = f"{period.inferred}+{period.start is None and period.end is not None}"
        return [f"before-status:{where}+{self.status}", f"before-status+period:{where}+{self.status}+{own}"]


class Assembly:
    """Everything that is known of one article before its figures are judged."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.found, self.dates = figures(reading)
        self.possible = [f for f in self.found if self._may_count(f) and not inside_name(reading, f)]
        self.traits = Traits(reading)
        self.timing = Timing(reading, self.dates, report_date(reading), self.traits.genre)
        self.subjects = Subjects(reading, self.traits.genre)
        self.rules = Phrases(reading, self.dates)
        self.stretches: Stretches  # known once the metrics are
        self.listed = Listed(reading.text, reading.lists)
        self.listed_units = units_of(reading.lists).listed
        self.partners: dict[int, int] = {}
        self.told: dict[int, Before] = {}  # what each metric so far lends, by the start of its figure

    def _may_count(self, figure: Figure) -> bool:
        """Whether a figure of this kind can be a metric: an age only where a lifetime or a mean age is spoken of."""
        kind = figure.quantity.kind
        possible = kind not in NEVER or (kind == "age" and is_lifetime(self.text, figure))
        return possible and not counts_nothing(self.text, figure)

    def kept(self, starts: Container[int]) -> list[Figure]:
        """The figures that begin at `starts`, placed among each other; what they count may hold the other figures."""
        chosen = [f for f in self.found if f.quantity.start in starts]
        durations = [f for f in self.found if f.quantity.kind == "duration" and f.quantity.start not in starts]
        self.stretches = Stretches(self.reading, [*chosen, *durations], self.dates)  # 年产值超10亿元的企业: one phrase
        figures = placed(self.reading, [f.quantity for f in chosen])
        for figure, known in zip(figures, chosen, strict=True):
            figure.cell = known.cell
        self.timing.shared = shared_years(self.text, figures)
        self.partners = partners(self.text, figures)
        self.subjects.shared = shared_bearers(self.reading, figures, self.subjects.mentions)
        self.subjects.turns = turns(self.reading, figures, self.subjects.mentions)
        self.told = {}
        self.rules.sizes = {group[0].clause.start: len(group) for group in groups(figures)}
        return figures

    def around(self, figure: Figure, before: Before) -> Around:
        """What rules and the metric before it say of the indicator of a figure."""
        if before.figure is not None:
            self.told[before.figure.quantity.start] = before
        if figure.cell:
            told = figure.cell.name_span[0] >= figure.line.start  # else the head of a column says it
            return Around(figure.cell.name, "cell" if told else "column", figure.cell.name_span, None)
        before = self.told.get(self.partners.get(figure.quantity.start, -1), before)
        text, by = self.rules.phrase(figure, before.indicator)
        quantity = figure.quantity
        at = -1
        if text and by == "behind":
            at = self.text.find(text, quantity.end, quantity.end + 60)
        elif text:
            at = self.text.rfind(text, max(figure.line.start, quantity.start - 600), quantity.start)
        span = (at, at + len(text)) if at >= 0 else None
        made = tuple(composed(self.text, figure, before.indicator))
        return Around(text, by, span, before.span, made, before.near(figure))


def find_metrics(reading: Reading) -> list[FoundMetric]:
    """The metrics of an article, in order.

    Parameters
    ----------
    reading
        Names should have been found already; without them every subject is None.
    """
    return list(decide(Assembly(reading), models(), rankers()))


def decide(
    assembly: Assembly, judges: Mapping[str, Linear], ranks: Mapping[str, Choice], net: Network | None = None
) -> Iterator[FoundMetric]:
    """The metrics of an article by these models: first what each figure says, then whom it is said of (`choose`)."""
    drafts = list(_drafts(assembly, judges, ranks))
    asked = [one for _, one in drafts]
    chosen = choose(assembly.subjects, asked, ranks["subject"], assembly.reading.states, net)
    mentions = assembly.subjects.mentions
    for (draft, one), (subject, _) in zip(drafts, chosen, strict=True):
        bearers = among(sharers(assembly.reading, one.figure, mentions), subject, status=draft.status)
        yield from (replace(draft, subject=bearer) for bearer in bearers)


def _drafts(
    assembly: Assembly, judges: Mapping[str, Linear], ranks: Mapping[str, Choice]
) -> Iterator[tuple[FoundMetric, Asked]]:
    """The metrics of an article without their subjects, and what the choice of those must know."""
    text, traits, asked = assembly.text, assembly.traits, panel(*judges.items())
    sure = {f.quantity.start: asked.probabilities("metric", traits.rows(f, asked))["yes"] for f in assembly.possible}
    for figure in assembly.possible:
        if (
            assembly.listed.makes_metric(figure)
            or has_deadline(text, figure)
            or is_milestone(text, figure)
            or is_penalty(text, figure)
            or figure.cell
        ):
            sure[figure.quantity.start] = max(sure[figure.quantity.start], SURE)
    sure = together(text, assembly.possible, sure, THRESHOLD)
    before = Before()
    given: FoundMetric | None = None
    kept = assembly.kept({start for start, probability in sure.items() if probability >= THRESHOLD})
    assembly.stretches.weigh(ranks["indicator"], kept)
    for figure in kept:
        before = before.of(figure)
        rows = traits.rows(figure, asked)
        measure, measure_sure = asked.best("measure", rows)
        if figure.cell and figure.cell.growth:
            measure, measure_sure = "growth", SURE
        period = assembly.timing.period(figure, measure)
        rows += asked.rows([*traits.timed(figure, period), *before.carries(figure, period)])
        ahead = assembly.timing.is_ahead(period) or before.is_due(text, figure, period) or is_resolved(text, figure)
        goal = (
            is_goal(text, figure)
            or assembly.timing.due.get(figure.quantity.start, False)
            or assembly.timing.is_bound(figure)
        )
        reached = assembly.timing.is_reached(figure) or is_told(text, figure)
        granted = figure.shift == "to" and given is not None and given.status == "term"
        held = is_held(text, figure) or figure.shift == "to"
        likely = asked.probabilities("status", rows)
        status, status_sure = status_of(likely, ahead=ahead, goal=goal, reached=reached, held=held)
        if granted and not goal:  # 补助比例由10%上调至15%: both are what a measure grants
            status, status_sure = "term", GOAL_SURE
        elif is_planned(text, figure) and not reached:
            status, status_sure = "target", GOAL_SURE
        elif is_norm(text, figure) and not (goal or ahead):
            status, status_sure = "term", GOAL_SURE
        elif (is_expected(text, figure) or (status == "target" and is_estimated(text, figure))) and not goal:
            status, status_sure = "forecast", GOAL_SURE
        elif status == "target" and is_size(text, figure) and not goal:
            status, status_sure = "actual", GOAL_SURE
        elif status == "actual" and is_proposed(text, figure) and not reached:
            status, status_sure = "target", GOAL_SURE
        off_plan = before.near(figure) and is_off_plan(text, figure)
        if off_plan:  # how far the figure before lies from its plan is as much a fact as that
            measure, status = "gap", before.status or status
        moved = figure.shift or is_moved_to(text, figure.left[0], figure.quantity.core[0])
        if moved and measure == "increment":
            measure = "level"  # 建成的食堂由80处增加到260处: how many there are, before and after
        elif measure == "level" and status == "target" and not figure.shift and brings_forth(text, figure):
            measure = "increment"
        options = assembly.timing.options(figure, period, measure, status)
        scores = [ranks["period"].score(features) for _, features in options]
        period = assembly.timing.settled(figure, options, scores, measure)
        around = assembly.around(figure, before)
        if around.by == "sector":
            measure = "share"
        if is_lesser_fall(figure, measure, given) or (measure == "share" and is_rate(text, figure)):
            measure = "growth"
        phrase, phrase_sure = assembly.stretches.best(ranks["indicator"], figure, around)
        if around.by not in MADE:
            phrase = member(text, figure, before.indicator, phrase)
        follows = figure.before.quantity.end if figure.before else -1
        phrase = opened(text, unbroken(text, phrase, figure.quantity.end), figure.quantity.end)
        if figure.before:
            phrase = beyond(text, phrase, (figure.before.quantity.start, follows))
        if figure.quantity.kind in THINGS:
            phrase = served(text, phrase, (figure.quantity.start, figure.quantity.end))
        of_whole = is_of_whole(phrase.text) and figure.quantity.kind in COUNTED
        if (of_whole or phrase.text in words("indicator_words")["empty"]) and around.by in {"before", "behind"}:
            phrase = Phrase(around.text, *(around.rule or (-1, -1)))  # 占总数的60%，办理业务42万件
        phrase = whole_marks(text, trimmed(unjoined(phrase, follows), figure.quantity.end))
        in_cell = around.by == "cell" and phrase.text != "" and around.text.startswith(phrase.text)  # 能耗（累计下降）
        by_rule = around.by in MADE and not in_cell
        if by_rule:
            phrase = Phrase(around.text, *(around.rule or (phrase.start, phrase.end)))
        if before.indicator and (
            off_plan or (before.near(figure) and phrase.text in words("indicator_words")["nameless"])
        ):
            phrase = Phrase(before.indicator, *(before.span or (-1, -1)))
        if around.by == "respectively":
            phrase = assembly.rules.member(figure, phrase)
        if around.near and is_bare_share(phrase.text):  # 新增高技能人才3万名，累计占技能劳动者比例超35%
            whose = next((made.split("占", 1)[0] for made, how in around.made if how == "share"), "")
            phrase = Phrase(whose + phrase.text[phrase.text.index("占") :], phrase.start, phrase.end)
        # what follows a granted rate is the amount of the same grant, whatever it is measured by
        lent = phrase.text.split("占", 1)[0] if around.by == "granted" else phrase.text
        if listed := assembly.listed.phrase(figure, phrase):
            phrase, phrase_sure, lent = listed, SURE, listed.text
        by = around.by if phrase.text == around.text else "ranked"
        quantity = figure.quantity
        if listed or quantity.unit in assembly.listed_units:
            by = RULE
        given = FoundMetric(
            start=quantity.start,
            end=quantity.end,
            value=signed(text, figure, measure, given),
            value_max=quantity.value_max,
            unit=SECTOR_UNIT if around.by == "sector" else plain_unit(quantity.unit, phrase.text),
            comparator=quantity.comparator,
            measure=measure,
            status=status,
            indicator=phrase.text,
            period_start=period.start,
            period_end=period.end,
            period_inferred=period.inferred,
            subject=None,
            rule=f"metrics.{quantity.kind}.{by}",
            cues=tuple(cue for cue in (text[quantity.start : quantity.end], period.cue) if cue),
            said={
                "figure": sure[quantity.start],
                "measure": measure_sure,
                "status": status_sure,
                "period": likeliest(scores)[1],
                **({} if by_rule else {"indicator": phrase_sure}),
            },
        )
        yield given, Asked(figure, phrase, measure, status)
        span = (phrase.start, phrase.end) if phrase.start >= 0 else None
        due = period.end if period.start is None and not period.inferred else None
        before = Before(figure, lent or before.indicator, span, before.promised(figure, status), due)


def status_of(
    likely: dict[str, float], *, ahead: bool, goal: bool, reached: bool = False, held: bool = False
) -> tuple[str, float]:
    """The likeliest status and its probability; `likely` is what the model says of each.

    Nothing is reached in a year that is still to come (`ahead`), what the text calls a goal is one (`goal`), and how
    far things had come by a day that is over is a fact (`reached`).
    """
    if goal:
        return "target", max(likely["target"], GOAL_SURE)
    if reached:
        return "actual", max(likely["actual"], GOAL_SURE)
    if ahead:
        likely.pop("actual", None)
    if held:
        likely.pop("term", None)
    status = max(likely, key=lambda name: likely[name])
    return status, likely[status] / sum(likely.values())


def plain_unit(unit: str, indicator: str = "") -> str:
    """The unit of a value: money without its period (元/月 is 元), people where a population has no other (人口2.9万).

    >>> plain_unit("元/月"), plain_unit("元/吨"), plain_unit("吨/年"), plain_unit("", "总人口")
    ('元', '元/吨', '吨/年', '人')
    """
    if unit == "" and indicator.endswith("人口"):
        return "人"
    bare = unit.removesuffix("/月").removesuffix("/年")
    return bare if bare.endswith("元") else unit


def inside_name(reading: Reading, figure: Figure) -> bool:
    """Whether the number is part of a name (年产30万台压缩机项目)."""
    start, end = figure.quantity.core
    for mention in reading.mentions_in(max(0, start - 60), end + 60):
        if mention.start <= start and end <= mention.end:
            return True
    return False

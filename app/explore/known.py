"""What pages ask again and again, made once for each version of the workspace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from policygraph.explore.haystack import Haystack
from policygraph.graph.curation import suggest
from policygraph.graph.curation.suggest import Doubt
from policygraph.graph.iris import slug
from policygraph.graph.ledger import Entry
from policygraph.graph.links import Links
from policygraph.graph.tracking.board import Tracking
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.rows import Row
from policygraph.graph.tracking.silence import Silence
from policygraph.schema.failures import told
from policygraph.schema.vocabulary import vocabulary

if TYPE_CHECKING:
    from policygraph.explore.site import Site


@dataclass(frozen=True, slots=True)
class Line:
    """A target as the list of targets filters it: its row, and what it is found by, folded."""

    row: Row
    place: str
    subject: str
    indicator: str


@dataclass(frozen=True, slots=True)
class Named:
    """An entity as lists show it; `articles` is how many use its commonest name."""

    iri: str
    type: str
    label: str
    articles: int


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator: the name that most articles use, the core that stands for all its names, and its figures.

    `folded` holds all its names, to be searched.
    """

    name: str
    core: str
    folded: str
    claims: tuple[Claim, ...]

    def count(self, status: str) -> int:
        """How many of the figures are of a status."""
        return sum(claim.status == status for claim in self.claims)


def tracking(site: Site) -> Tracking:
    """What tracking answers."""
    return site.kept("tracking", lambda: _tracked(site))


def _tracked(site: Site) -> Tracking:
    board = site.workspace.tracking()
    board.load()  # also what it puts on the shelf is there when the answer is kept
    return board


def lines(site: Site, as_of: str | None = None) -> list[Line]:
    """The targets as known on a day (``YYYY-MM-DD``); None: today."""
    return site.kept(("lines", as_of or date.today().isoformat()), partial(_lines, site, as_of))


def _lines(site: Site, as_of: str | None) -> list[Line]:
    return [
        Line(
            row,
            "\n".join(dict.fromkeys((slug(row.place or ""), slug(row.subject.label) if row.of_place else ""))),
            "\n".join(slug(name) for name in row.subject.names),
            slug(row.target.indicator),
        )
        for row in site.gently(tracking(site).targets(as_of=as_of))
    ]


@dataclass(frozen=True, slots=True)
class Sought:
    """What targets are found by, in their order: anything of them, their places, their subjects."""

    anything: Haystack
    places: Haystack
    subjects: Haystack


def sought(site: Site, as_of: str | None = None) -> Sought:
    """What the targets as known on a day are found by."""
    return site.kept(("sought", as_of or date.today().isoformat()), partial(_sought, site, as_of))


def _sought(site: Site, as_of: str | None) -> Sought:
    known = lines(site, as_of)
    return Sought(
        Haystack(f"{line.indicator}\n{line.subject}\n{line.place}" for line in site.gently(known)),
        Haystack(line.place for line in site.gently(known)),
        Haystack(line.subject for line in site.gently(known)),
    )


def rows_by_metric(site: Site) -> dict[str, Row]:
    """The targets as known today, by the IRI of their metric and of those that it replaced."""
    return site.kept(("rows", date.today().isoformat()), partial(_rows_by_metric, site))


def _rows_by_metric(site: Site) -> dict[str, Row]:
    found = {version.iri: line.row for line in site.gently(lines(site)) for version in line.row.versions}
    for line in site.gently(lines(site)):
        found[line.row.target.iri] = line.row
    return found


def targets_of(site: Site) -> dict[str, list[Row]]:
    """The targets of each entity as known today, by its IRI."""
    return site.kept(("targets of", date.today().isoformat()), partial(_targets_of, site))


def _targets_of(site: Site) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for line in site.gently(lines(site)):
        if line.row.subject.iri:
            found.setdefault(line.row.subject.iri, []).append(line.row)
    return found


def indicators(site: Site) -> dict[str, Measured]:
    """The indicators by their cores, the one with most figures first."""
    return site.kept("indicators", partial(_indicators, site))


def _indicators(site: Site) -> dict[str, Measured]:
    board = tracking(site)
    found: dict[str, list[Claim]] = {}
    for claim in board.claims:
        if claim.cores and not claim.part and claim.as_of is not None and claim.status != "term":
            found.setdefault(board.lookup.canonical(claim.cores[0]), []).append(claim)
    measured = [
        Measured(
            Counter(claim.indicator for claim in claims).most_common(1)[0][0],
            core,
            "\n".join(dict.fromkeys((slug(core), *(slug(claim.indicator) for claim in claims)))),
            tuple(claims),
        )
        for core, claims in found.items()
    ]
    return {one.core: one for one in sorted(measured, key=lambda one: (-len(one.claims), one.name, one.core))}


def indicator_names(site: Site) -> Haystack:
    """The names of the indicators, to be searched, in the order of `indicators`."""

    def said() -> Haystack:
        return Haystack(one.folded for one in site.gently(indicators(site).values()))

    return site.kept("indicator names", lambda: site.derived("indicator names", (indicators(site),), said))


def figures(site: Site) -> dict[str, list[Claim]]:
    """The figures of each entity, by its IRI."""
    make = partial(_figures, site)
    return site.kept("figures", lambda: site.derived("figures", (tracking(site).load().claims,), make))


def _figures(site: Site) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in site.gently(tracking(site).claims):
        if claim.subjects:
            found.setdefault(claim.subjects[0], []).append(claim)
    return found


def figures_by_indicator(site: Site) -> dict[str, list[tuple[str, list[Claim]]]]:
    """The figures of each entity (by its IRI) by indicator, by its core, those with most figures first."""
    name, make = "figures by indicator", partial(_figures_by_indicator, site)
    return site.kept(name, lambda: site.derived(name, (figures(site), indicators(site)), make))


def _figures_by_indicator(site: Site) -> dict[str, list[tuple[str, list[Claim]]]]:
    lookup = tracking(site).lookup
    found: dict[str, list[tuple[str, list[Claim]]]] = {}
    for iri, claims in site.gently(figures(site).items()):
        cores: dict[str, list[Claim]] = {}
        for claim in claims:
            cores.setdefault(lookup.canonical(claim.cores[0]) if claim.cores else "", []).append(claim)
        found[iri] = sorted(cores.items(), key=lambda item: (-len(item[1]), item[0]))
    return found


def articles(site: Site) -> dict[str, Entry]:
    """The articles by id, the latest published first; those without a date stand last."""
    return site.kept("articles", lambda: site.recall_read("articles", partial(_articles, site)))


def _articles(site: Site) -> dict[str, Entry]:
    entries = site.workspace.articles()
    entries.sort(key=lambda entry: (entry.source.published or "", entry.added, entry.key), reverse=True)
    return {entry.id: entry for entry in entries}


def order(site: Site) -> dict[str, tuple[int, Entry]]:
    """The articles by key, each with its place in `articles`."""

    def ordered() -> dict[str, tuple[int, Entry]]:
        return {entry.key: (n, entry) for n, entry in enumerate(articles(site).values())}

    return site.kept("order", lambda: site.derived("order", (articles(site),), ordered))


def titles(site: Site) -> Haystack:
    """The titles of the articles, to be searched, in the order of `articles`."""

    def said() -> Haystack:
        return Haystack((entry.source.title or "").casefold() for entry in articles(site).values())

    return site.kept("titles", lambda: site.derived("titles", (articles(site),), said))


def name_of(entry: Entry) -> str:
    """What to call an article: its title, else the name of its file, else its id."""
    return entry.source.title or (Path(entry.path).name if entry.path else entry.id)


def reason_of(entry: Entry, lang: str) -> str:
    """Why an article could not be read, without the folder in which the file lies."""
    reason, path = told(entry.error or "", lang), entry.path or ""
    return reason.replace(path, Path(path).name).replace(f"{Path(path).parent}/", "") if "/" in path else reason


def links(site: Site) -> Links:
    """Who is linked with whom."""
    return site.kept("links", lambda: Links(site.workspace.store))


def silences(site: Site) -> list[Silence]:
    """What was announced and never heard of again, as of today."""
    return site.kept(("silences", date.today().isoformat()), lambda: tracking(site).silences())


def announced(site: Site) -> Haystack:
    """What was announced and never heard of again, to be searched, in the order of `silences`."""
    return site.kept(("announced", date.today().isoformat()), partial(_announced, site))


def _announced(site: Site) -> Haystack:
    return Haystack(one.what for one in site.gently(silences(site)))


def doubts(site: Site) -> list[Doubt]:
    """The figures and links that were read with little confidence, decided on or not; every article is read for it."""
    return site.recall_read("doubts", lambda: suggest.doubts(site.workspace))


def entities(site: Site, type_: str | None = None) -> list[Named]:
    """The entities, all or of one type, the most often named first."""
    return site.kept(("entities", type_), partial(_entities, site, type_))


def _entities(site: Site, type_: str | None) -> list[Named]:
    if type_ is not None:
        return [one for one in entities(site) if one.type == type_]
    rows = site.workspace.ledger.connection.execute(
        "SELECT e.iri, e.type, e.label, max(n.articles) FROM entities e JOIN names n ON n.iri = e.iri "
        "WHERE e.label IS NOT NULL GROUP BY e.iri ORDER BY 4 DESC, e.label, e.iri"
    )
    return [Named(*row) for row in rows.fetchall()]


def counts(site: Site) -> dict[str, int]:
    """How many entities there are of each type, in the order of the vocabulary."""
    return site.kept("counts", partial(_counts, site))


def _counts(site: Site) -> dict[str, int]:
    ask = site.workspace.ledger.connection.execute
    counted = dict(ask("SELECT type, count(*) FROM entities WHERE label IS NOT NULL GROUP BY type").fetchall())
    return {name: counted.get(name, 0) for name in vocabulary().types}


def states(site: Site) -> dict[str, int]:
    """How many articles there are of each state."""
    return site.kept("states", partial(_states, site))


def _states(site: Site) -> dict[str, int]:
    ask = site.workspace.ledger.connection.execute
    return dict(ask("SELECT state, count(*) FROM articles WHERE state <> 'removing' GROUP BY state").fetchall())

"""The board: what a workspace's claims answer about targets, as known on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from policygraph.graph.indicators import with_tables
from policygraph.graph.iris import Iris, slug
from policygraph.graph.ledger import Ledger
from policygraph.graph.names import nearest
from policygraph.graph.settings import Settings
from policygraph.graph.store import GraphStore
from policygraph.graph.tracking import shelf
from policygraph.graph.tracking.across import Cascade, cascades, terms
from policygraph.graph.tracking.called import called_on
from policygraph.graph.tracking.claims import Claim
from policygraph.graph.tracking.corrections import settled
from policygraph.graph.tracking.dates import day, last_day
from policygraph.graph.tracking.graph import graphs
from policygraph.graph.tracking.lookup import Lookup
from policygraph.graph.tracking.rows import VERDICTS, Row, Subject
from policygraph.graph.tracking.series import Point, in_one_unit, points, typed, with_corrections
from policygraph.graph.tracking.silence import Silence, lies_in, silences
from policygraph.graph.tracking.tracker import Tracker
from policygraph.graph.tracking.verdict import Thresholds
from policygraph.schema.errors import QueryError, UnknownNameError


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that a board reads of the ledger; `names` and `labels` by entity, `places` the entities that are places.

    `nothing` holds id, date and title of the articles in which nothing was found.
    """

    claims: list[Claim]
    names: dict[str, list[str]]
    labels: dict[str, str]
    places: frozenset[str]
    nothing: list[tuple[str, str | None, str]]


class Tracking:
    """Targets and results of one workspace; read once, asked many times."""

    def __init__(
        self,
        ledger: Ledger,
        store: GraphStore,
        iris: Iris,
        settings: Settings,
        folder: Path,
        *,
        keep: bool,
        loaded: Loaded | None = None,
    ) -> None:
        self._ledger = ledger
        self._store = store
        self._iris = iris
        self._settings = settings
        self._folder = folder
        self._keep = keep
        self._rows: tuple[tuple[date, bool], list[Row]] | None = None  # the last day that was asked about
        if loaded is not None:  # before anything is read
            self.__dict__.update(
                _every=loaded.claims, _names=loaded.names, _labels=loaded.labels, _places=loaded.places,
                _nothing=loaded.nothing,
            )  # fmt: skip

    @cached_property
    def lookup(self) -> Lookup:
        """The table of indicators, with the workspace's own before the packaged ones."""
        return Lookup(with_tables(self._folder, self._settings.indicators))

    @cached_property
    def _every(self) -> list[Claim]:
        """Every figure, those of superseded articles among them."""
        return settled(shelf.claims(self._ledger, self._store, self._iris, keep=self._keep))

    @cached_property
    def claims(self) -> list[Claim]:
        """Every figure of every current article."""
        return [claim for claim in self._every if claim.until is None]

    @cached_property
    def tracker(self) -> Tracker:
        """The tracker over all claims."""
        return Tracker(
            self._every,
            partial(_subject, self._names, self._labels),  # not a method: a board in a circle would outlive its time
            self.lookup,
            Thresholds(self._settings.on_track, self._settings.acceleration),
            places=self._places,
        )

    def load(self) -> Loaded:
        """Read all that is needed of the ledger now; what is asked later is about this state of it."""
        return Loaded(self._every, self._names, self._labels, self._places, self._nothing)

    @cached_property
    def _places(self) -> frozenset[str]:
        kinds = self._ledger.connection.execute("SELECT iri FROM entities WHERE type = 'Place'")
        return frozenset(row[0] for row in kinds)

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        rows = self._ledger.connection.execute("SELECT iri, name FROM names ORDER BY fullest DESC, articles DESC, name")
        for iri, name in rows:
            found.setdefault(iri, []).append(name)
        return found

    @cached_property
    def _labels(self) -> dict[str, str]:
        rows = self._ledger.connection.execute("SELECT iri, label FROM entities WHERE label IS NOT NULL")
        return dict(rows.fetchall())

    def subject(self, iri: str | None) -> Subject:
        """Whose target it is: the label and all names of an entity; what no article names is called by its IRI."""
        return _subject(self._names, self._labels, iri)

    def graphs(self) -> dict[str, list[str]]:
        """The triples of tracking by named graph, as the targets stand."""
        return graphs(self.standing(), self._iris)

    @cached_property
    def newest(self) -> date | None:
        """The day of the newest article that is not dated after today; None where none has a date."""
        rows = self._ledger.connection.execute(
            "SELECT DISTINCT source ->> '$.published' FROM articles WHERE state = 'current' AND record IS NOT NULL"
        )
        days = (last_day(published) for (published,) in rows if published)
        return max((on for on in days if on <= date.today()), default=None)

    def standing(self) -> list[Row]:
        """The targets by all that is known, judged on the day of the newest article: the same articles, the same rows.

        Where no article has a date each target is judged on the day of its last report.
        """
        return self.tracker.rows(None, judged_on=self.newest)

    def undated(self) -> list[str]:
        """The articles with figures but no date of publication, which a question about a day leaves out."""
        return sorted({claim.article for claim in self.claims if not claim.published})

    def early(self) -> list[str]:
        """The articles with figures that are dated after today, which `targets` of today leaves out."""
        return sorted({claim.article for claim in self.claims if claim.published and claim.known > date.today()})

    def known(self, as_of: str | None) -> list[Claim]:
        """The figures of articles published up to a day; all of them for None. Raises `QueryError`."""
        if as_of is None:
            return self.claims
        on = day(as_of)
        return [claim for claim in self._every if claim.published and claim.holds(on)]

    def series(self, indicator: str, *, place: str | None = None, as_of: str | None = None) -> list[Point]:
        """Every value of an indicator over time, the oldest first, by whatever name articles call it.

        Raises
        ------
        UnknownNameError
            When no article has the indicator, with the nearest that some has.
        """
        wanted = typed(indicator)
        canonical = self.lookup.canonical(wanted)
        known = self.known(as_of)
        found = [
            Point(self.subject(claim.subjects[0] if claim.subjects else None), claim, on, claim.value, claim.unit)
            for claim, on in points(known, canonical, self.lookup.canonical)
        ]
        if not found:
            names = sorted({claim.indicator for claim in known if claim.cores})
            close = nearest(indicator, names)
            listed = "、".join(close)
            error = UnknownNameError(f"no article has the indicator {indicator!r}; nearest: {listed}", close)
            raise error.because("unknown_indicator", name=indicator, nearest=listed)
        if as_of is not None:
            then = called_on(self._ledger.connection, (point.subject for point in found), day(as_of))
            found = [replace(point, subject=then.get(point.subject.iri or "", point.subject)) for point in found]
        chosen = [p for p in found if place is None or _holds([*p.subject.names, p.claim.place or ""], place)]
        return in_one_unit(with_corrections(chosen))

    @cached_property
    def _titles(self) -> dict[str, str]:
        rows = self._ledger.connection.execute("SELECT coalesce(own_id, key), source ->> '$.title' FROM articles")
        return {article: title for article, title in rows if title}

    def terms(self, words: Sequence[str], *, as_of: str | None = None) -> list[Claim]:
        """Support terms (caps, rates) that hold all words, side by side across places, the highest first."""
        return terms(self.known(as_of), words, self._titles)

    @cached_property
    def _nothing(self) -> list[tuple[str, str | None, str]]:
        return [
            (entry.id, entry.source.published, entry.source.title or entry.id)
            for entry in self._ledger.entries(
                "state = 'current' AND record IS NOT NULL AND record ->> '$.metrics[0].id' IS NULL"
                " AND record ->> '$.relations[0].subject' IS NULL AND NOT EXISTS"
                " (SELECT 1 FROM json_each(record, '$.entities') e WHERE e.value ->> 'type' <> 'Place')"
            )
        ]

    def silences(self, *, as_of: str | None = None) -> list[Silence]:
        """What was announced and never heard of again."""
        return silences(self._store, self.targets(as_of=as_of), self._nothing, day(as_of) if as_of else None)

    def cascades(self, indicator: str, year: int, *, as_of: str | None = None) -> list[Cascade]:
        """The targets for an indicator due in a year: places against the places in them."""
        wanted = self.lookup.canonical(typed(indicator))
        rows = [
            row
            for row in self.targets(as_of=as_of)
            if self.lookup.canonical(row.target.cores[0]) == wanted and (row.target.end or "")[:4] == str(year)
        ]
        return cascades(rows, lies_in(self._store))

    def owners(self, what: str, *, as_of: str | None = None) -> set[str]:
        """The names by which `targets` finds rows: of a ``place``, or of a ``subject``."""
        rows = self.targets(as_of=as_of)
        if what == "subject":
            return {name for row in rows for who in (row.subject, *row.stated) for name in who.names}
        return {name for row in rows for name in (row.place or "", row.subject.label if row.of_place else "") if name}

    def targets(
        self,
        *,
        as_of: str | None = None,
        place: str | None = None,
        subject: str | None = None,
        status: str | None = None,
    ) -> list[Row]:
        """The targets against their results.

        Parameters
        ----------
        as_of
            ``YYYY-MM-DD``: only articles published up to that day count; None: today, undated articles count too.
        place, subject
            Part of the name of the article's place, or of whose target it is, here or by the graph of its article.
        status
            A verdict: ``met``, ``missed``, ``on track``, ``needs acceleration``, ``off track``, ``no report``.

        Raises
        ------
        QueryError
            For a day or a status that is none.
        """
        if status is not None and status not in VERDICTS:
            raise QueryError(f"unknown status {status!r}; known: {', '.join(VERDICTS)}")
        on = day(as_of) if as_of else date.today()
        asked, kept = (on, as_of is None), self._rows
        if kept is None or kept[0] != asked:
            rows = self.tracker.rows(on, undated=as_of is None)
            if as_of is not None:
                named = (who for row in rows for who in (row.subject, *row.stated))
                then = called_on(self._ledger.connection, named, on)
                rows = [_called(row, then) for row in rows]
            self._rows = kept = asked, rows
        return [
            row
            for row in kept[1]
            if (status is None or row.verdict == status)
            and (place is None or _holds([row.place or "", row.subject.label if row.of_place else ""], place))
            and (subject is None or any(_holds(who.names, subject) for who in (row.subject, *row.stated)))
        ]


def _called(row: Row, then: Mapping[str, Subject]) -> Row:
    """A row whose entities are called as they were then."""
    subject, *stated = (then.get(who.iri or "", who) for who in (row.subject, *row.stated))
    return replace(row, subject=subject, stated=tuple(stated))


def _subject(names: dict[str, list[str]], labels: dict[str, str], iri: str | None) -> Subject:
    if iri is None:
        return Subject(None, "", ())
    known = names.get(iri, [])
    label = labels.get(iri) or (known[0] if known else iri.rsplit("/", 1)[-1])
    return Subject(iri, label, (label, *(name for name in known if name != label)))


def _holds(names: list[str] | tuple[str, ...], part: str) -> bool:
    wanted = slug(part)
    return any(wanted in slug(name) for name in names if name)

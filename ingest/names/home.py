"""The article's own place: what 我市 and 全市 mean."""

from __future__ import annotations

from policygraph.ingest.names.forms import chain, fold, place_stem
from policygraph.ingest.place import place_of
from policygraph.ingest.reading import FoundEntity, Reading
from policygraph.schema.divisions import lookup_county
from policygraph.schema.zones import short_zone, zone_of

_NATION = ("全国", "中国", "国家")


def home_place(reading: Reading) -> str | None:
    """The name of the place that the article speaks for: from its source, else as title, publisher and text tell."""
    source = reading.source
    zone = zone_of(source.publisher)
    if zone and (not source.place or lookup_county(source.place)):
        return zone  # 全区 in what its committee prints, whatever city it lies in
    if source.place:
        return "中国" if source.place in _NATION else source.place
    return place_of(source.title or reading.text.split("\n", 1)[0], source.publisher, reading.text)


def add_outer(reading: Reading) -> None:
    """Add the outer links of chains of places (江苏省 of 江苏省镇江市) as places of their own."""
    known = {place_stem(chain(name)[-1]) for e in reading.entities if e.type == "Place" for name in e.names}
    for entity in list(reading.entities):
        if entity.type != "Place":
            continue
        for name in entity.names:
            links = chain(name)
            for n, link in enumerate(links[:-1]):
                if place_stem(link) not in known:
                    known.add(place_stem(link))
                    names = list(dict.fromkeys(("".join(links[: n + 1]), link)))
                    reading.entities.append(FoundEntity("Place", names, "place chain", entity.confidence, implied=True))


def add_home(reading: Reading) -> None:
    """Set `reading.home`, with an entity of its own where the text names the place nowhere on its own."""
    place = home_place(reading)
    if place is None:
        return
    stem = place_stem(place)
    for wanted in ({fold(place)}, {stem, fold(place)}):
        for index, entity in enumerate(reading.entities):
            if entity.type == "Place" and any(
                fold(name) in wanted or fold(short_zone(place)).endswith(fold(short_zone(name)))
                for name in entity.names
            ):
                reading.home = index
                if all(fold(name) == fold(stem) for name in entity.names) and stem != place:
                    entity.names.insert(0, place)  # 澜州 alone in the text of 澜州市's own news
                return
    is_zone = place.endswith("区") and not lookup_county(place)
    forms = dict.fromkeys(  # its full name also where the text has but 汀洲, inside other names
        (chain(place)[-1], short_zone(place) if is_zone else stem)
    )
    names = [place, *(name for name in forms if name != place and name in reading.text)]
    reading.entities.append(FoundEntity("Place", names, "source: place", confidence=0.95, implied=True))
    reading.home = len(reading.entities) - 1

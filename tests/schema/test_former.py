"""Former divisions: a renamed one is followed to its name of today, a merged one is a thing of its own."""

from __future__ import annotations

import pytest

from policygraph.schema.divisions import lookup_county
from policygraph.schema.former import KINDS, former, former_names, heir, today


@pytest.mark.parametrize(
    ("name", "until", "kind", "now"),
    [
        pytest.param("余杭县", 1994, "city", "330110", id="county-to-city-to-district"),
        pytest.param("萧山市", 2001, "district", "330109", id="city-to-district"),
        pytest.param("绍兴县", 2013, "district", "330603", id="another-name"),
        pytest.param("襄樊市", 2010, "renamed", "4206", id="city-renamed"),
        pytest.param("淮阴市", 2000, "renamed", "3208", id="city-that-took-the-name-of-its-county"),
        pytest.param("徽州地区", 1987, "city", "3410", id="prefecture"),
        pytest.param("通县", 1997, "district", "110112", id="one-character"),
        pytest.param("涪陵市", 1997, None, None, id="into-another-province"),
        pytest.param("海门市", 2020, "district", "320614", id="after-the-yearly-tables"),
    ],
)
def test_a_renamed_division_leads_to_its_name_of_today(
    name: str, until: int, kind: str | None, now: str | None
) -> None:
    past = max(former(name), key=lambda f: f.until)
    division = today(past)
    assert (past.until, division and division.code) == (until, now)
    assert kind is None or past.kind == kind


@pytest.mark.parametrize(
    ("name", "into"),
    [
        pytest.param("崇文区", "东城区", id="district"),
        pytest.param("南汇区", "浦东新区", id="new-area"),
        pytest.param("下城区", "拱墅区", id="one-of-two-that-took-it"),
        pytest.param("清河区", "清江浦区", id="two-into-a-new-one"),
        pytest.param("长岛县", "蓬莱区", id="beside-one-that-was-renamed"),
    ],
)
def test_a_merged_division_is_not_the_one_that_took_it_in(name: str, into: str) -> None:
    past = next(f for f in former(name) if f.kind == "merged")
    assert today(past) is None
    assert (found := heir(past)) is not None
    assert found.name == into


def test_names_that_nobody_bore() -> None:
    assert former("某某县") == () == former("余杭区")


def test_every_row_of_the_table_is_sound() -> None:
    rows = [past for several in former_names().values() for past in several]
    assert len(rows) > 1400
    assert {past.kind for past in rows} == KINDS
    assert all(1981 <= past.until <= 2024 and past.since < past.until for past in rows)
    assert not any(d.name == p.name and d.code == p.code for p in rows for d in lookup_county(p.name))
    led = [past for past in rows if past.kind in {"renamed", "city", "district"} and past.until >= 1990]
    assert sum(heir(past) is not None for past in led) >= 0.97 * len(led)

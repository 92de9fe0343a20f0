"""People's decisions through the command line: logged, applied, kept through new readings, and refused with reasons."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policygraph.cli.curate_command import command as curate
from policygraph.schema.vocabulary import vocabulary
from tests.app.conftest import Ran, Run

Curate = Callable[..., Ran]
ARTICLES = {
    "a": ("2023-03-01", "慈溪市", "慈溪市科技局公布名单，青禾电机股份有限公司（以下简称青禾电机）获评省级绿色工厂。"
          "青禾电机研发投入占比4.2%。慈溪检测中心建成投用。"),
    "b": ("2024-03-01", "慈溪市", "青禾电机全年产值12亿元，青禾精工有限公司全年产值3亿元。慈溪检测中心服务企业300家。"),
    "c": ("2024-05-01", "余姚市", "余姚市科技局表示，余姚木禾机械有限公司全年产值5亿元。"),
}  # fmt: skip


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with three small articles."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, (day, place, text) in ARTICLES.items():
        source = {"title": f"标题{name}", "published": day, "place": place}
        row = {"id": name, "source": source, "text": text}
        (folder / f"{name}.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    return folder


@pytest.fixture
def ws(run: Run, articles: Path, tmp_path: Path) -> Path:
    """A workspace of the three articles."""
    assert run("build", articles, "-w", tmp_path / "ws", "-q").code == 0
    return tmp_path / "ws"


@pytest.fixture
def act(run: Run, ws: Path) -> Curate:
    """Run an act of ``curate`` on the workspace."""
    return lambda *words: run("curate", *words, "-w", ws)


def entity(run: Run, ws: Path, name: str) -> dict[str, object]:
    """The one entity that has a name."""
    rows = json.loads(run("entities", "-w", ws, "-f", "json").out)
    [found] = [row for row in rows if name in row["names"] or row["label"] == name]
    return found


def decisions(ws: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (ws / "curation.jsonl").read_text("utf-8").splitlines()]


def test_merge_survives_new_readings_and_is_undone(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    assert entity(run, ws, "青禾精工有限公司")["iri"] != entity(run, ws, "青禾电机")["iri"]
    done = act("merge", "青禾电机", "青禾精工有限公司", "--who", "李", "--why", "合并重组")
    assert (done.code, "第 1 号决定" in done.err) == (0, True)
    merged = entity(run, ws, "青禾精工有限公司")
    assert merged == entity(run, ws, "青禾电机")
    assert run("build", articles, "-w", ws, "--force", "-q").code == 0
    assert entity(run, ws, "青禾精工有限公司")["iri"] == merged["iri"]
    [entry] = decisions(ws)
    assert (entry["do"], entry["who"], entry["why"]) == ("merge", "李", "合并重组")
    redirect = run("query", "SELECT ?new { ?old dcterms:isReplacedBy ?new }", "-w", ws, "-f", "json").out
    assert str(merged["iri"]) in redirect
    assert act("undo").code == 0
    assert entity(run, ws, "青禾精工有限公司")["iri"] != entity(run, ws, "青禾电机")["iri"]
    assert [entry["do"] for entry in decisions(ws)] == ["merge", "undo"]


def test_an_old_iri_leads_to_what_it_became(run: Run, ws: Path, act: Curate) -> None:
    old = entity(run, ws, "青禾精工有限公司")["iri"]
    assert act("merge", "青禾电机", "青禾精工有限公司").code == 0
    assert json.loads(run("show", old, "-w", ws, "-f", "json").out)["iri"] == entity(run, ws, "青禾电机")["iri"]


def test_split_by_article_parts_namesakes(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    whole = entity(run, ws, "慈溪检测中心")
    assert {m["article"] for m in whole["mentions"]} == {"a", "b"}  # type: ignore[attr-defined]
    assert act("split", "慈溪检测中心", "--article", "b").code == 0
    rows = json.loads(run("entities", "-w", ws, "-f", "json").out)
    parted = [row for row in rows if row["label"] == "慈溪检测中心"]
    assert sorted({m["article"] for m in row["mentions"]} != {"a", "b"} for row in parted) == [True, True]
    assert whole["iri"] in [row["iri"] for row in parted]
    assert run("build", articles, "-w", ws, "--force", "-q").code == 0
    assert len([r for r in json.loads(run("entities", "-w", ws, "-f", "json").out) if "检测中心" in r["label"]]) == 2
    assert act("undo").code == 0
    assert entity(run, ws, "慈溪检测中心") == whole


def test_split_by_name_takes_it_out(run: Run, ws: Path, act: Curate) -> None:
    assert act("split", "青禾电机股份有限公司", "青禾电机").code == 0
    assert entity(run, ws, "青禾电机股份有限公司")["iri"] != entity(run, ws, "青禾电机")["iri"]


def test_rename_and_retype(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    iri = entity(run, ws, "慈溪检测中心")["iri"]
    assert act("rename", "慈溪检测中心", "慈溪市检验检测中心").code == 0
    assert act("retype", "慈溪检测中心", "Organization").code == 0
    assert run("build", articles, "-w", ws, "--force", "-q").code == 0
    found = entity(run, ws, "慈溪检测中心")
    assert (found["iri"], found["label"], found["type"]) == (iri, "慈溪市检验检测中心", "Organization")
    assert run("show", "慈溪市检验检测中心", "-w", ws).code == 0


def metric(run: Run, ws: Path, value: str) -> str:
    found = run("query", f"SELECT ?m {{ ?m pg:value ?v FILTER(?v = {value}) }}", "-w", ws, "-f", "json").out
    rows = json.loads(found)["results"]["bindings"]
    return str(rows[0]["m"]["value"]) if rows else ""


def test_rejected_claims_stay_out_and_confirmed_ones_are_marked(
    run: Run, ws: Path, act: Curate, articles: Path
) -> None:
    wrong, right = metric(run, ws, "300"), metric(run, ws, "1200000000")
    assert act("reject", wrong, "--why", "不是年度数").code == 0
    assert act("confirm", "/".join(right.split("/")[-3:])).code == 0
    for _ in range(2):
        assert metric(run, ws, "300") == ""
        marked = run("query", "SELECT ?m { ?m pg:confirmed true }", "-w", ws, "-f", "json").out
        assert right in marked
        assert run("build", articles, "-w", ws, "--force", "-q").code == 0
    assert act("undo", "1").code == 0
    assert metric(run, ws, "300") == wrong


def test_a_rejected_figure_is_no_result(run: Run, tmp_path: Path) -> None:
    folder, ws = tmp_path / "story", tmp_path / "story-ws"
    folder.mkdir()
    for name, day, text in (
        ("plan", "2021-03-01", "到2025年，慈溪市高新技术企业达到200家。"),
        ("report", "2026-01-20", "2025年，慈溪市高新技术企业达到210家。"),
    ):
        row = {"id": name, "source": {"title": name, "published": day, "place": "慈溪市"}, "text": text}
        (folder / f"{name}.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    run("build", folder, "-w", ws, "-q")

    def verdicts() -> list[str]:
        return [
            row["verdict"] for row in json.loads(run("targets", "-w", ws, "--as-of", "2026-06-30", "-f", "json").out)
        ]

    [row] = json.loads(run("targets", "-w", ws, "--as-of", "2026-06-30", "-f", "json").out)
    assert run("curate", "reject", row["results"][0]["metric"], "-w", ws).code == 0
    assert (row["verdict"], verdicts()) == ("met", ["no report"])
    assert run("curate", "undo", "1", "-w", ws).code == 0
    assert verdicts() == ["met"]


def test_a_rejected_entity_is_gone_and_comes_back(run: Run, ws: Path, act: Curate) -> None:
    before = entity(run, ws, "慈溪检测中心")
    assert act("reject", "慈溪检测中心").code == 0
    assert "慈溪检测中心" not in run("entities", "-w", ws).out
    assert act("undo").code == 0
    assert entity(run, ws, "慈溪检测中心") == before


def test_the_log_can_be_carried_to_another_workspace(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    assert act("merge", "青禾电机", "青禾精工有限公司").code == 0
    other = ws.parent / "other"
    assert run("build", articles / "b.json", "-w", other, "-q").code == 0
    shutil.copy(ws / "curation.jsonl", other / "curation.jsonl")
    assert run("build", articles, "-w", other, "-q").code == 0
    assert entity(run, other, "青禾精工有限公司")["iri"] == entity(run, ws, "青禾电机")["iri"]


def test_a_log_that_was_carried_or_edited_holds_at_the_next_question(run: Run, ws: Path, act: Curate) -> None:
    assert run("targets", "-w", ws).code == 0
    other = ws.parent / "other"
    shutil.copytree(ws, other)
    assert act("rename", "青禾电机", "青禾").code == 0
    shutil.copy(ws / "curation.jsonl", other / "curation.jsonl")
    assert entity(run, other, "青禾电机股份有限公司")["label"] == "青禾"
    (other / "curation.jsonl").unlink()
    assert entity(run, other, "青禾电机股份有限公司")["label"] != "青禾"


def test_a_decision_without_its_articles_is_reported_and_kept(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    assert act("rename", "余姚木禾机械有限公司", "木禾").code == 0
    assert run("remove", "c", "-w", ws).code == 0
    [row] = json.loads(act("log", "-f", "json").out)
    assert row["state"] == "idle"
    assert "1 个决定现在用不上" in run("build", articles / "a.json", "-w", ws).err
    assert run("build", articles, "-w", ws).code == 0
    [row] = json.loads(act("log", "-f", "json").out)
    assert (row["state"], entity(run, ws, "余姚木禾机械有限公司")["label"]) == ("applies", "木禾")


REFUSED = [
    ("one", ["merge", "青禾电机"], "至少要两个名称"),
    ("unknown", ["merge", "青禾电机", "不存在公司"], "没有叫 '不存在公司' 的实体"),
    ("itself", ["merge", "青禾电机", "青禾电机股份有限公司"], "已经是同一个实体"),
    ("types", ["merge", "青禾电机", "慈溪检测中心"], "类型不同不能合并"),
    ("split-what", ["split", "青禾电机"], "要从"),
    ("split-single", ["split", "余姚木禾机械有限公司", "余姚木禾机械有限公司"], "没有合并过就无从拆分"),
    ("split-stranger", ["split", "青禾电机", "木禾"], "不是 '青禾电机"),
    ("split-elsewhere", ["split", "青禾电机", "--article", "c"], "没有提到"),
    ("empty-name", ["rename", "青禾电机", "  "], "不成名称"),
    ("type", ["retype", "青禾电机", "Company"], "没有类型 'Company'"),
    ("same-type", ["retype", "青禾电机", "Enterprise"], "已经是 Enterprise"),
    ("item", ["reject", "a/metric/m99"], "没有 'a/metric/m99'"),
    ("undo-nothing", ["undo"], "没有可撤回的决定"),
    ("undo-unknown", ["undo", "7"], "没有第 7 号决定"),
]


@pytest.mark.parametrize(("words", "said"), [pytest.param(w, s, id=case) for case, w, s in REFUSED])
def test_what_makes_no_sense_is_refused(ws: Path, act: Curate, words: list[str], said: str) -> None:
    done = act(*words)
    assert (done.code, said in done.err) == (2, True), done.err
    assert "Traceback" not in done.err
    assert not (ws / "curation.jsonl").exists()


def test_circular_merges_and_double_undo_are_refused(ws: Path, act: Curate) -> None:
    assert act("merge", "青禾电机", "青禾精工有限公司").code == 0
    again = act("merge", "青禾精工有限公司", "青禾电机")
    assert (again.code, "已经是同一个实体" in again.err) == (2, True)
    assert act("undo", "1").code == 0
    assert act("undo", "1").code == 2
    assert len(decisions(ws)) == 2


BROKEN = [
    ("no-json", "{不是", "不是 JSON"),
    ("act", '{"id": 9, "do": "burn", "when": "x"}', "没有 'burn' 这种决定"),
    ("missing", '{"id": 9, "do": "rename", "when": "x", "name": "甲"}', "缺少 entity"),
    ("malformed", '{"id": 9, "do": "merge", "when": "x", "entities": ["甲"]}', "内容不对"),
    ("twice", '{"id": 1, "do": "undo", "when": "x", "undoes": 1}', "已用过"),
]


@pytest.mark.parametrize(("line", "said"), [pytest.param(x, s, id=case) for case, x, s in BROKEN])
def test_a_broken_line_is_named_and_nothing_is_lost(
    run: Run, ws: Path, act: Curate, articles: Path, line: str, said: str
) -> None:
    assert act("rename", "青禾电机", "青禾").code == 0
    path = ws / "curation.jsonl"
    good = path.read_text("utf-8")
    path.write_text(good + line + "\n", encoding="utf-8")
    for refused in (run("build", articles, "-w", ws), act("undo")):
        assert (refused.code, "第 2 行" in refused.err, said in refused.err) == (3, True, True), refused.err
    assert path.read_text("utf-8") == good + line + "\n"
    assert entity(run, ws, "青禾电机股份有限公司")["label"] == "青禾"  # reading goes on
    told = run("entities", "-w", ws).err
    assert ("第 2 行" in told, said in told) == (True, True)
    english = run("curate", "undo", "-w", ws, "--lang", "en")
    assert "line 2" in english.err or "第 2 行" in english.err
    path.write_text(good, encoding="utf-8")
    assert run("build", articles, "-w", ws).code == 0


def test_a_line_without_its_end_does_not_swallow_the_next(ws: Path, act: Curate) -> None:
    assert act("rename", "青禾电机", "青禾").code == 0
    path = ws / "curation.jsonl"
    path.write_text(path.read_text("utf-8").rstrip("\n"), encoding="utf-8")
    assert act("rename", "青禾电机", "青禾股份").code == 0
    assert [entry["name"] for entry in decisions(ws)] == ["青禾", "青禾股份"]


def test_a_decision_on_what_is_gone_is_refused(run: Run, ws: Path, act: Curate) -> None:
    iri = entity(run, ws, "余姚木禾机械有限公司")["iri"]
    item = "/".join(metric(run, ws, "500000000").split("/")[-3:])
    assert run("remove", "c", "-w", ws).code == 0
    gone = [
        (["rename", iri, "木禾"], "没有叫"),
        (["merge", "青禾电机", "余姚木禾机械有限公司"], "没有叫"),
        (["reject", item], "没有文章 c；相近的："),
        (["confirm", item], "没有文章 c；相近的："),
    ]
    for words, said in gone:
        done = act(*words)
        assert (done.code > 0, said in done.err, "Traceback" in done.err) == (True, True, False), done.err
    assert not (ws / "curation.jsonl").exists()


def party(run: Run, ws: Path, name: str) -> dict[str, object]:
    """An entity as a person writes it into the log."""
    found = entity(run, ws, name)
    node = str(found["iri"]).removeprefix("https://w3id.org/policygraph/id/")
    return {"name": found["label"], "type": found["type"], "nodes": [node]}


def write(ws: Path, *merges: list[dict[str, object]]) -> None:
    rows = [{"id": n, "do": "merge", "entities": m, "when": "2026-01-05T08:00:00Z"} for n, m in enumerate(merges, 1)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (ws / "curation.jsonl").write_text(lines, encoding="utf-8")


def test_a_circle_of_merges_written_by_hand_is_one_entity(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    a, b, c = (party(run, ws, name) for name in ("青禾电机", "青禾精工有限公司", "余姚木禾机械有限公司"))
    before = len(json.loads(run("entities", "-w", ws, "-f", "json").out))
    write(ws, [a, b], [b, c], [c, a])
    assert run("build", articles, "-w", ws, "-q").code == 0
    assert entity(run, ws, "青禾电机") == entity(run, ws, "青禾精工有限公司") == entity(run, ws, "余姚木禾机械有限公司")
    assert len(json.loads(run("entities", "-w", ws, "-f", "json").out)) == before - 2
    assert [act("undo", str(n)).code for n in (1, 2, 3)] == [0, 0, 0]
    assert len(json.loads(run("entities", "-w", ws, "-f", "json").out)) == before


def test_a_merge_of_two_types_written_by_hand_loses_nothing(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    before = run("entities", "-w", ws, "-f", "json").out
    write(ws, [party(run, ws, "青禾电机"), party(run, ws, "慈溪检测中心")])
    done = run("build", articles, "-w", ws)
    assert (done.code, "Traceback" in done.err) == (0, False)
    names = {name for row in json.loads(run("entities", "-w", ws, "-f", "json").out) for name in row["names"]}
    assert names == {name for row in json.loads(before) for name in row["names"]}
    assert act("undo").code == 0
    assert run("entities", "-w", ws, "-f", "json").out == before


EDITORS = [
    ("mark", "utf-8-sig", "\n"),  # as Notepad saves it
    ("carriage-returns", "utf-8", "\r\n"),
]


@pytest.mark.parametrize(("encoding", "newline"), [pytest.param(e, n, id=case) for case, e, n in EDITORS])
def test_a_log_saved_by_an_editor_is_read(
    run: Run, ws: Path, act: Curate, articles: Path, encoding: str, newline: str
) -> None:
    assert act("rename", "青禾电机", "青禾").code == 0
    path = ws / "curation.jsonl"
    path.write_bytes(path.read_text("utf-8").replace("\n", newline).encode(encoding))
    assert run("build", articles, "-w", ws).code == 0
    assert act("rename", "青禾电机", "青禾股份").code == 0
    assert entity(run, ws, "青禾电机股份有限公司")["label"] == "青禾股份"


def test_a_log_in_another_encoding_is_refused_and_kept(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    assert act("rename", "青禾电机", "青禾").code == 0
    path = ws / "curation.jsonl"
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    kept = path.read_bytes()
    for refused in (run("build", articles, "-w", ws), act("undo")):
        assert (refused.code, "curation.jsonl" in refused.err, "Traceback" in refused.err) == (3, True, False)
    assert path.read_bytes() == kept


def test_line_separators_in_a_sentence_do_not_break_the_log(run: Run, ws: Path, act: Curate, articles: Path) -> None:
    text = "2023年，慈溪市高新技术\u2028企业达到140家。"
    row = {"id": "d", "source": {"published": "2024-06-01", "place": "慈溪市"}, "text": text}
    (articles / "d.json").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    assert run("build", articles, "-w", ws, "-q").code == 0
    assert act("confirm", "/".join(metric(run, ws, "140").split("/")[-3:]), "--why", "核对过\x85无误").code == 0
    assert act("rename", "青禾电机", "青禾").code == 0
    assert [row["state"] for row in json.loads(act("log", "-f", "json").out)] == ["applies", "applies"]
    assert run("build", articles, "-w", ws).code == 0


def test_suggestions_are_asked_and_answered_once(
    run: Run, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = shutil.copytree(workspace, tmp_path / "ws")
    listed = json.loads(run("curate", "suggest", "-f", "json", "--limit", "500", "-w", ws).out)
    items = [row for row in listed if row["kind"] != "pair"]
    assert items == sorted(items, key=lambda row: (row["score"], row["item"]))
    assert items[0]["text"]
    figures = [row["text"] for row in items if row["kind"] == "metric"]
    assert figures
    assert all(text.startswith(("[目标]", "[预计]", "[实际]", "[条款]")) for text in figures)
    assert not any("e+" in text for text in figures)  # 500万元, not 5e+06元
    links = [row["text"] for row in items if row["kind"] == "relation"]
    assert links
    assert not any(name in text for text in links for name in vocabulary().predicates)
    answers = iter(["y", "n", "q"])
    monkeypatch.setattr("click.prompt", lambda *_a, **_k: next(answers))
    assert run("curate", "suggest", "--ask", "-w", ws).code == 0
    assert len(decisions(ws)) == 2
    left = json.loads(run("curate", "suggest", "-f", "json", "--limit", "500", "-w", ws).out)
    assert len(left) == len(listed) - 2


def test_the_way_back_names_the_workspace(run: Run, workspace: Path, tmp_path: Path) -> None:
    ws = shutil.copytree(workspace, tmp_path / "我的 工作区")
    told = run("curate", "rename", "智能电机产业", "电机业", "-w", ws).err
    back = told[told.index("policygraph curate undo") :].strip()
    assert run(*shlex.split(back)[1:]).code == 0
    assert [entry["do"] for entry in decisions(ws)] == ["rename", "undo"]


def test_the_examples_of_help_work_on_the_demo(run: Run, workspace: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(workspace, tmp_path / "ws")
    for name in curate.commands:
        shown = run("curate", name, "--help").out.replace("示例：", "")
        commands = [
            line.strip() for line in shown.splitlines() if line.strip().startswith(f"policygraph curate {name}")
        ]
        assert commands, name
        for words in commands:
            done = run(*shlex.split(words)[1:], "-w", copy)
            assert done.code == 0, (words, done.err)

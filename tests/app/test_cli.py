"""Every command as users type it: output, exit code, both languages."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from policygraph.cli.main import COMMANDS
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Record
from tests.app.conftest import Run

ARTICLE = "澜州市人民政府印发《澜州市智能电机产业发展规划》。到2025年，澜州市新增高新技术企业30家。"


def test_help_in_both_languages(run: Run) -> None:
    assert "企业、计划、平台、目标" in run("--help").out
    assert (
        "Read Chinese policy articles"
        in subprocess.run(
            [sys.executable, "-m", "policygraph.cli", "--lang", "en", "--help"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )


@pytest.mark.parametrize(
    ("command", "said", "name"),
    [
        (["entities", "--type"], "企业", "Enterprise"),
        (["entities", "--type"], " policy-document", "PolicyDocument"),
        (["analyze", "--type"], "平台", "Platform"),
        (["targets", "--status"], "未完成", "missed"),
        (["targets", "--status"], "No-Report", "no report"),
        (["silence", "--kind"], "平台", "platform"),
        (["silence", "--kind"], "平台没有下文", "platform"),
    ],
)
def test_a_choice_may_be_said_in_either_language(
    run: Run, workspace: Path, command: list[str], said: str, name: str
) -> None:
    asked, usual = (run(*command, value, "--format", "json", "-w", workspace) for value in (said, name))
    assert (asked.code, asked.out) == (0, usual.out), asked.err
    assert len(json.loads(usual.out)) > 0
    refused = run(*command, "没有这种", "-w", workspace)
    assert refused.code == 2
    assert name in refused.err


def test_an_export_is_selected_in_the_words_of_either_language(run: Run, workspace: Path, tmp_path: Path) -> None:
    chosen = ("--type", "企业", "--type", "产业", "--predicate", "领军", "--period", "2021年—2026年")
    usual = ("--type", "Enterprise", "--type", "Industry", "--predicate", "leads", "--period", "2021..2026")
    for name, options in (("a", chosen), ("b", usual)):
        assert run("export", "jsonld", tmp_path / name, *options, "-w", workspace).code == 0
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    refused = run("export", "html", tmp_path / "c.html", "--predicate", "拥有", "-w", workspace)
    assert refused.code == 2
    assert "leads (领军)" in refused.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, name: str) -> None:
    shown = run(name, "--help")
    assert shown.code == 0
    assert f"policygraph {name}" in shown.out
    assert "示例" in shown.out


def test_demo_leaves_a_page_and_says_what_to_try(run: Run, tmp_path: Path) -> None:
    done = run("demo", "--output", tmp_path / "demo")
    assert done.code == 0
    assert (tmp_path / "demo" / "links.html").stat().st_size > 300_000
    suggested = [
        line.split("（")[0].split() for line in done.err.splitlines() if line.strip().startswith("policygraph ")
    ]
    assert len(suggested) >= 4
    for words in suggested:
        if words[1] != "build":  # that one asks for the reader's own folder
            assert run(*words[1:]).code == 0, words


def test_the_examples_of_help_work_on_the_demo(run: Run, workspace: Path) -> None:
    for name in ("show", "path", "query", "analyze", "articles", "entities", "validate"):
        lines = run(name, "--help").out.replace("示例：", "").splitlines()
        commands = [line.strip() for line in lines if f"{line.strip()} ".startswith(f"policygraph {name} ")]
        assert commands, name
        for command in commands:
            assert run(*shlex.split(command)[1:], "-w", workspace).code == 0, command


def test_the_summary_counts_what_is_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    said = run("build", tmp_path / "a.txt", "-w", tmp_path / "ws").err
    entities = json.loads(run("entities", "-w", tmp_path / "ws", "-f", "json").out)
    assert f"1 篇文章、{len(entities)} 个实体" in said


def test_extract_to_standard_output_and_to_files(run: Run, tmp_path: Path) -> None:
    article = tmp_path / "甲.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    record = Record.model_validate_json(run("extract", article).out)
    assert record.text.strip() == ARTICLE
    assert run("extract", article, "--output", tmp_path / "out").code == 0
    written = json.loads((tmp_path / "out" / "甲.json").read_text(encoding="utf-8"))
    assert {"entities", "metrics", "relations"} <= set(written)
    for metric in written["metrics"]:
        assert metric["quote"] in ARTICLE


def test_extract_takes_the_text_of_a_json_article_as_it_is(run: Run, tmp_path: Path) -> None:
    article = {
        "id": "x1",
        "source": {"title": "甲", "published": "2024-05-01", "place": "慈溪市"},
        "text": " 　前有空格。" + ARTICLE,
    }
    (tmp_path / "a.json").write_text(json.dumps(article, ensure_ascii=False), encoding="utf-8")
    record = json.loads(run("extract", tmp_path / "a.json").out)
    assert record["id"] == "x1"
    assert record["text"] == article["text"]
    for entity in record["entities"]:
        for mention in entity["mentions"]:
            assert record["text"][mention["start_offset"] : mention["end_offset"]] == mention["name"]


def test_build_is_idempotent_and_replaces_what_changed(run: Run, tmp_path: Path) -> None:
    folder, ws = tmp_path / "articles", tmp_path / "ws"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "b.txt").write_text("澜江市与临屿县签约合作。", encoding="utf-8")
    assert "新增 2 篇" in run("build", folder, "-w", ws).err
    before = run("query", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "-w", ws, "-f", "csv").out
    assert "未变 2 篇" in run("build", folder, "-w", ws).err
    assert run("query", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", "-w", ws, "-f", "csv").out == before
    (folder / "b.txt").write_text("澜江市实施“双倍增”行动。", encoding="utf-8")
    assert "更新 1 篇" in run("build", folder, "-w", ws).err
    assert len(json.loads(run("articles", "-w", ws, "-f", "json").out)) == 2


def test_remove(run: Run, tmp_path: Path, workspace: Path) -> None:
    ws = tmp_path / "ws"
    shutil.copytree(workspace, ws)
    before = json.loads(run("articles", "-w", ws, "-f", "json").out)
    assert run("remove", "honours-2024", "-w", ws).code == 0
    after = json.loads(run("articles", "-w", ws, "-f", "json").out)
    assert {row["id"] for row in before} - {row["id"] for row in after} == {"honours-2024"}
    count = "SELECT ?s WHERE { ?s pg:article/dcterms:identifier 'honours-2024' }"
    assert json.loads(run("query", count, "-w", ws, "-f", "json").out)["results"]["bindings"] == []
    gone = run("remove", "honours-2024", "-w", ws)
    assert gone.code == 1
    assert "honours-2024" in gone.err


def test_articles_and_entities_as_json(run: Run, workspace: Path) -> None:
    articles = json.loads(run("articles", "-w", workspace, "-f", "json").out)
    assert {
        "id",
        "title",
        "published",
        "publisher",
        "place",
        "url",
        "state",
        "copy_of",
        "superseded_by",
        "error",
    } <= set(articles[0])
    assert {row["state"] for row in articles} == {"current"}
    entities = json.loads(run("entities", "-w", workspace, "-f", "json").out)
    assert {"iri", "type", "label", "names", "mentions"} <= set(entities[0])
    texts = {}
    for path in (Path(__file__).parents[2] / "examples" / "data").glob("*.json"):
        data = json.loads(path.read_text(encoding="utf-8"))
        texts[data["id"]] = data["text"]
    for entity in entities:
        for mention in entity["mentions"]:
            assert texts[mention["article"]][mention["start_offset"] : mention["end_offset"]] == mention["name"]
    only = json.loads(run("entities", "-w", workspace, "-t", "Enterprise", "-f", "json").out)
    assert {row["type"] for row in only} == {"Enterprise"}


def test_show_path_and_unknown_names(run: Run, workspace: Path) -> None:
    shown = run("show", "海岳电机", "-w", workspace).out
    assert "海岳电机集团股份有限公司" in shown
    assert "“" in shown
    assert json.loads(run("show", "海岳电机", "-w", workspace, "-f", "json").out)["type"] == "Enterprise"
    assert run("path", "海岳电机", "澜州大学", "-w", workspace).code == 0
    lost = run("show", "海月电机", "-w", workspace)
    assert lost.code == 1
    assert "海岳电机" in lost.err
    told = run("export", "csv", "x.csv", "--place", "澜洲市", "--workspace", str(workspace))
    assert told.code == 1
    assert "没有叫 澜洲市 的地方；相近的：澜州市" in told.err


def test_query_named_and_formats(run: Run, workspace: Path) -> None:
    assert "industry-leaders" in run("query", "--list").out
    assert "海岳电机" in run("query", "-n", "industry-leaders", "-w", workspace).out
    ask = "SELECT ?name WHERE { ?x a pg:Enterprise ; rdfs:label ?name } ORDER BY ?name"
    rows = list(csv.DictReader(run("query", ask, "-w", workspace, "-f", "csv").out.splitlines()))
    assert len(rows) >= 3
    assert (
        run(
            "query", "CONSTRUCT { ?x a pg:Enterprise } WHERE { ?x a pg:Enterprise }", "-w", workspace, "-f", "turtle"
        ).code
        == 0
    )
    wrong = run("query", "SELECT ?x WHERE { ?x a pg:Enterprise ", "-w", workspace)
    assert wrong.code == 1
    assert "SPARQL" in wrong.err
    assert run("query", "-w", workspace).code == 2
    assert run("query", "-n", "targets-due", "-p", "2025", "-w", workspace).code == 2


def test_analyze_names_entities(run: Run, workspace: Path) -> None:
    for measure in ("degree", "pagerank", "betweenness", "communities", "components", "bridges", "links"):
        done = run("analyze", "-m", measure, "-w", workspace, "--top", 5)
        assert done.code == 0
        assert "https://" not in done.out
    assert "澜州市" in run("analyze", "-m", "degree", "-w", workspace).out


def test_validate_and_export(run: Run, workspace: Path, tmp_path: Path) -> None:
    assert run("validate", "-w", workspace).code == 0
    assert run("export", "html", tmp_path / "a.html", "-w", workspace, "--entity", "海岳电机").code == 0
    chosen = ("--named", "place-programs", "--param", "place=澜州市", "--hops", "1", "--period", "2021..", "--top", "9")
    assert run("export", "nq", tmp_path / "a.nq", "-w", workspace, *chosen, "--by", "pagerank").code == 0
    assert "澜州市" in (tmp_path / "a.nq").read_text(encoding="utf-8")
    assert run("export", "nq", tmp_path / "b", "-w", workspace, "--param", "place=澜州市").code == 2
    assert run("export", "nq", tmp_path / "b", "-w", workspace, "--place", "云江").code == 1
    assert run("export", "nonsense", tmp_path / "a", "-w", workspace).code == 2


def test_an_export_says_which_folder_it_made(run: Run, workspace: Path, tmp_path: Path) -> None:
    new, there = tmp_path / "新的" / "里面" / "a.nq", tmp_path / "b.nq"
    assert f"新建了文件夹 {new.parent}" in run("export", "nq", new, "-w", workspace).err
    assert new.exists()
    assert "新建" not in run("export", "nq", there, "-w", workspace).err


def test_explain(run: Run, tmp_path: Path) -> None:
    article = tmp_path / "a.txt"
    article.write_text(ARTICLE + "<script>alert(1)</script>", encoding="utf-8")
    text = run("explain", article).out
    assert "⟨30家⟩" in text
    page = run("explain", article, "--format", "html").out
    assert "<script>alert(1)" not in page
    assert 'class="value target"' in page
    assert page.count("<thead>") == page.count("<h2>") == 3  # entities, metrics, relations, each with its heads
    article.write_text(
        "澜州市提出，到2025年，全市高新技术企业达到300家以上，单位工业增加值能耗下降13%。", encoding="utf-8"
    )
    for form in ("text", "html"):
        said = run("--lang", "zh", "explain", article, "--format", form).out
        assert "300家以上" in said
        assert " 下降13%" in said
        assert "≥" not in said
        assert "-13%" not in said


def test_explain_makes_one_page_of_several_articles(run: Run, tmp_path: Path) -> None:
    for name, text in (("a.txt", "到2027年，慈溪市新增企业30家。"), ("b.txt", "余姚市新增企业5家。")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = run("explain", tmp_path / "a.txt", tmp_path / "b.txt", "--format", "html").out
    assert page.count("<html") == page.count("</html>") == page.count('id="note"') == 1
    assert page.count("<article>") == 2
    assert page.index('href="#article-2"') < page.index('id="article-1"') < page.index('id="article-2"')
    assert "<nav>" not in run("explain", tmp_path / "a.txt", "--format", "html").out
    assert run("explain", tmp_path / "none.txt", "--format", "html").out == ""


def test_explain_reads_a_sentence_that_is_no_name_of_a_file(run: Run) -> None:
    assert "⟨30家⟩" in run("explain", "到2027年，全市新增高新技术企业30家。").out
    missing = run("explain", "到2027年，全市新增高新技术企业30家.txt")
    assert missing.code == 1
    assert "30家.txt" in missing.err


def test_eval(run: Run, gold: Path, tmp_path: Path) -> None:
    few = tmp_path / "gold"
    few.mkdir()
    shutil.copy(gold / "dev" / "dev-01.json", few)
    done = run("eval", few, "--format", "json", "--by", "type", "--by", "genre", "--output", tmp_path / "records")
    rows = {row["layer"]: row for row in json.loads(done.out)}
    assert rows["metrics_core"]["f1"] > 0.5
    assert rows["news: metrics_core"]["gold"] == rows["metrics_core"]["gold"]  # by its title, where none is annotated
    assert (tmp_path / "records" / "dev-01.json").exists()
    (few / "dev-01.json").unlink()
    assert "没有标注" in run("eval", few, "--lang", "zh").err


def test_repair_builds_the_store_again(run: Run, workspace: Path, tmp_path: Path) -> None:
    ws = tmp_path / "ws"
    shutil.copytree(workspace, ws)
    before = run("query", "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o", "-w", ws, "-f", "csv").out
    shutil.rmtree(ws / "store")
    assert run("repair", "-w", ws).code == 0
    assert run("query", "SELECT ?s ?p ?o WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o", "-w", ws, "-f", "csv").out == before


def test_a_killed_build_goes_on_where_it_was(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(90):
        (folder / f"{number:03}.txt").write_text(
            f"到{2026 + number % 5}年，澜州市将新增企业{number + 3}家。", encoding="utf-8"
        )
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    command = [sys.executable, "-m", "policygraph.cli", "build", str(folder), "-w", str(killed), "--profile", "fast"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while process.poll() is None and not _stored(killed) and time.monotonic() < deadline:
            time.sleep(0.005)
        process.kill()
    assert 0 < _stored(killed) < 90
    assert run("build", folder, "-w", killed, "--profile", "fast").code == 0
    assert run("build", folder, "-w", whole, "--profile", "fast").code == 0
    for name in ("killed", "whole"):
        assert run("export", "nq", tmp_path / f"{name}.nq", "-w", tmp_path / name).code == 0
    assert (tmp_path / "killed.nq").read_bytes() == (tmp_path / "whole.nq").read_bytes()


def _stored(workspace: Path) -> int:
    """How many articles the ledger holds; 0 while there is none."""
    path = workspace / "articles.sqlite"
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles WHERE record IS NOT NULL").fetchone()[0])
    except sqlite3.OperationalError:  # the tables are being made
        return 0


def test_records_of_addresses_have_names_that_people_can_read() -> None:
    from policygraph.cli.inputs import stem

    taken: set[str] = set()
    addresses = {
        "https://a.gov.cn/art/2025/art_1_58.html": "a.gov.cn_art_2025_art_1_58",
        "https://a.gov.cn/info?id=12&page=3": "a.gov.cn_info_id=12_page=3",
        "https://a.gov.cn/info?id=13&page=3": "a.gov.cn_info_id=13_page=3",
        "https://xn--fiqs8s.cn/%E6%94%BF%E7%AD%96/": "中国.cn_政策",
        "https://a.gov.cn/%2e%2e/%2fetc": "a.gov.cn_.._etc",
    }
    for address, name in addresses.items():
        assert stem(Article(source=Source(url=address), text="x"), taken) == name
    long = [stem(Article(source=Source(url=f"https://a.gov.cn/{'政策' * 100}{n}"), text="x"), taken) for n in "12"]
    assert len(set(long)) == 2
    assert all(len(name.encode()) <= 200 for name in long)

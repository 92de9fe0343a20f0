"""The manual is whole: generated pages are current, links lead somewhere, what the README shows is true."""

from __future__ import annotations

import gc
import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

import policygraph
from policygraph.cli.main import COMMANDS, main
from policygraph.graph.named import named_queries
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def generate(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", root / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("lang", "page"), [("zh", "cli.md"), ("en", "cli.en.md")])
def test_command_reference_is_current(root: Path, generate: ModuleType, lang: str, page: str) -> None:
    assert (root / "docs" / "reference" / page).read_text(encoding="utf-8") == generate.cli(lang)


def test_vocabulary_is_current(root: Path, generate: ModuleType) -> None:
    assert (root / "docs" / "reference" / "vocabulary.md").read_text(encoding="utf-8") == generate.words()


def test_every_query_is_documented_with_output(root: Path) -> None:
    text = (root / "docs" / "reference" / "queries.md").read_text(encoding="utf-8")
    for name in named_queries():
        assert f"## {name}\n" in text
        assert f"--named {name}" in text


@pytest.mark.parametrize(("page", "part"), [("commands.md", "tour"), ("queries.md", "queries")])
def test_the_shown_output_is_what_the_commands_print(
    root: Path, generate: ModuleType, shown: Path, page: str, part: str
) -> None:
    def plain(output: str) -> str:  # how sure the tagger is differs from processor to processor in the last digit
        return re.sub(r"\b0\.\d+", "0.#", output)

    written = (root / "docs" / "reference" / page).read_text(encoding="utf-8")
    printed = getattr(generate, part)(shown / "demo" / "workspace")
    assert plain(written) == plain(printed), f"run python docs/generate.py {part}"


@pytest.mark.parametrize(
    ("page", "command"),
    [
        ("docs/tracking.md", "targets --as-of 2026-06-30"),
        ("docs/tracking.md", "targets --as-of 2026-06-30 --why"),
        ("docs/tracking.en.md", "targets --as-of 2026-06-30"),
    ],
)
def test_the_tables_of_targets_are_what_is_printed(
    page: str, command: str, shown: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8" if ".en." in page else "C.UTF-8")
    assert main([*command.split(), "-w", str(shown / "workspace"), "--quiet"]) == 0
    printed = {" ".join(line.split()) for line in capsys.readouterr().out.splitlines()}
    told = [block for block in blocks(page, "text") if ("→" in block) == ("--why" in command) and "澜州市" in block]
    rows = [" ".join(line.split()) for block in told for line in block.splitlines()]
    assert rows
    assert [row for row in rows if row not in printed and not row.startswith("─")] == []


def test_readme_twins_name_the_same_commands(root: Path) -> None:
    zh, en = ((root / name).read_text(encoding="utf-8") for name in ("README.md", "README.en.md"))
    for text in (zh, en):
        for command in re.findall(r"policygraph (\w+)", text):
            assert command in (*COMMANDS, "import")
    assert re.findall(r"```sparql.*?```", zh, re.DOTALL) == re.findall(r"```sparql.*?```", en, re.DOTALL)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader of the manual has it: ``workspace/`` of the examples, ``articles/`` with them."""
    folder = tmp_path_factory.mktemp("reader")
    assert main(["demo", "--quiet", "--output", str(folder / "demo")]) == 0
    shutil.copytree(folder / "demo" / "workspace", folder / "workspace")
    shutil.copytree(ROOT / "examples" / "data", folder / "articles")
    return folder


def blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


SNIPPETS = [
    pytest.param(code, id=f"{page}-{number}")
    for page in ("README.md", "README.en.md", "docs/how-to.md", "docs/other-tools.md", "docs/recipes.md")
    for number, code in enumerate(blocks(page, "python"))
]


@pytest.mark.parametrize("code", SNIPPETS)
def test_python_of_the_manual_runs_and_prints_what_it_says(
    code: str, shown: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shown)
    names: dict[str, object] = {}
    exec(compile(code, "manual", "exec"), names)
    names.clear()
    gc.collect()  # what a snippet leaves open must not stand in the way of the next
    printed = capsys.readouterr().out
    assert printed
    promised = [line[2:] for line in code.splitlines() if line.startswith("# ")]
    assert [line for line in promised if line not in printed] == []


def test_the_word_lists_of_the_how_to_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = tmp_path / "文章.txt"
    article.write_text("晓塬科技新增厂房20跨度间。", encoding="utf-8")
    assert main(["build", str(article), "-w", str(tmp_path / "ws"), "--profile", "fast", "--quiet"]) == 0
    for block in blocks("docs/how-to.md", "tsv"):
        (tmp_path / "ws" / block.split()[1]).write_text(block, encoding="utf-8")
    (tmp_path / "ws" / "indicators.tsv").write_text("厂房\n", encoding="utf-8")
    settings = tmp_path / "ws" / "workspace.toml"
    (toml,) = blocks("docs/how-to.md", "toml")
    settings.write_text(settings.read_text("utf-8") + toml, encoding="utf-8")
    capsys.readouterr()
    assert main(["extract", str(article), "-w", str(tmp_path / "ws"), "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert '"names":["浙江晓塬科技有限公司","晓塬科技"]' in printed
    assert '"unit":"间"' in printed
    assert "user list: enterprises.tsv" in printed
    (command,) = re.findall(
        r"`policygraph (extract 文章.txt --list .*?)`", (ROOT / "docs/how-to.md").read_text("utf-8")
    )
    words = [w.replace("=", f"={tmp_path / 'ws'}/") if "=" in w else w for w in command.split()]
    words[1] = str(article)
    assert main([*words, "--quiet"]) == 0
    assert "user list: enterprises.tsv" in capsys.readouterr().out


@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_the_readme_prints_what_the_query_answers(page: str, shown: Path) -> None:
    with policygraph.open(shown / "workspace", read_only=True) as ws:
        answer = ws.query(blocks(page, "sparql")[0]).text("table")
    assert answer in blocks(page, "text")


def test_the_readme_path_is_real(shown: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = next(block for block in blocks("README.md", "text") if block.startswith("$ policygraph path"))
    command, _, answer = text.partition("\n")
    assert main([*command.split()[2:], "-w", str(shown / "workspace"), "--quiet"]) == 0
    assert capsys.readouterr().out == answer


def manual(root: Path) -> list[Path]:
    return [*root.glob("*.md"), *(root / "docs").rglob("*.md"), root / "training" / "README.md"]


def test_links_between_pages_lead_somewhere(root: Path) -> None:
    pages = manual(root)
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))]
    lost = [f"{page.relative_to(root)}: {target}" for page, target in links if "://" not in target
            and not (page.parent / target).exists()]  # fmt: skip
    assert lost == []


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_to_headings_lead_to_one(root: Path) -> None:
    links = [(page, *link) for page in manual(root)
             for link in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text("utf-8"))]  # fmt: skip
    assert links
    lost = [f"{page.relative_to(root)}: {target}#{anchor}" for page, target, anchor in links
            if anchor not in anchors(page.parent / target if target else page)]  # fmt: skip
    assert lost == []


def test_tables_are_whole(root: Path) -> None:
    """A table that a blank line cuts in two shows its second half as text with bars."""
    cut = []
    for page in manual(root):
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for table in re.findall(r"(?:^ *\|.*\n)+", text, re.MULTILINE):
            rows = [re.split(r"(?<!\\)\|", re.sub(r"`[^`]*`", "", row.strip()))[1:-1] for row in table.splitlines()]
            ruled = len(rows) > 1 and all(set(cell.strip()) <= {"-", ":"} for cell in rows[1])
            if not ruled or len({len(row) for row in rows}) > 1:
                cut.append(f"{page.relative_to(root)}: {table.splitlines()[0][:60]}")
    assert cut == []

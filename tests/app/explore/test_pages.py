"""The pages over the packaged examples: what they say, where their links lead, what their files hold."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from httpx import Response
from starlette.testclient import TestClient

import policygraph
from policygraph.explore.addresses import FORMATS
from policygraph.explore.site import create_app
from policygraph.graph.tracking.rows import VERDICTS, Row
from policygraph.graph.tracking.silence import KINDS
from policygraph.schema.article import Article, Source
from policygraph.workspace import Workspace

PAGES = (
    "/", "/search", "/search?q=澜州", "/search?q=高技能人才", "/search?q=没有这个名字", "/targets",
    *(f"/targets?status={status}" for status in VERDICTS), "/targets?as_of=2023-01-01", "/targets?sort=progress",
    "/indicators", "/indicator/高新技术企业", "/entities", "/entities?type=Place", "/entity/Place/澜州市", "/articles",
    "/article/plan-2021", "/path", "/path?a=明屿精工&b=澜州市", "/path?a=澜州市&b=澜州市", "/path?a=无此名&b=澜州市",
    "/curate", "/curate?at=2", "/curate/decisions", "/workspace",
    "/compare", "/compare?indicator=高新技术企业", "/compare?words=补助", "/compare?indicator=无此指标", "/silence",
    *(f"/silence?kind={kind}" for kind in (*KINDS, "目标没有报告", "Target without report")),
)  # fmt: skip
LINK = re.compile(r'(?:href|action|src)="([^"]*)"')


def text_of(page: Response) -> str:
    """What a page says, without its tags."""
    body = page.text.partition("<main")[2]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", body)))


def links_of(page: Response) -> set[str]:
    return {unescape(link) for link in LINK.findall(page.text)}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_in_both_languages(visitor: TestClient, address: str, lang: str) -> None:
    page = visitor.get(address, params={**dict(visitor.build_request("GET", address).url.params), "lang": lang})
    visitor.cookies.clear()
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert ("跳到正文" in page.text) == (lang == "zh")
    assert all(urlsplit(link).scheme in {"", "http", "https"} for link in links_of(page))
    words = text_of(page)
    assert not re.search(r"\bNone\b|RDF|IRI|三元组|triple|\{\w*\}", words), words


def test_every_link_leads_somewhere(visitor: TestClient) -> None:
    waiting, seen, broken = list(PAGES), set(), []
    while waiting and len(seen) < 800:
        address = waiting.pop().partition("#")[0]
        if not address or address in seen or "lang=" in address:
            continue
        seen.add(address)
        page = visitor.get(address)
        if page.status_code != 200:
            broken.append((page.status_code, address))
        if page.headers["content-type"].startswith("text/html"):
            for link in links_of(page):
                parts = urlsplit(link)
                if parts.scheme or parts.netloc:
                    continue
                waiting.append(link if link.startswith("/") else f"{urlsplit(address).path}{link}")
    assert broken == []
    assert len(seen) > 400


def test_anchors_within_a_page_are_there(visitor: TestClient) -> None:
    for address in ("/entity/Place/澜州市", "/article/plan-2021", "/target" + _first_target(visitor)):
        page = visitor.get(address)
        ids = set(re.findall(r'id="([^"]+)"', page.text))
        assert {link[1:] for link in links_of(page) if link.startswith("#")} <= ids


def _first_target(visitor: TestClient) -> str:
    return next(link for link in links_of(visitor.get("/targets?q=高技能人才")) if link.startswith("/target/"))[7:]


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[Row]:
    """The targets of the workspace, asked past the site."""
    with policygraph.open(folder, read_only=True) as ws:
        return ws.targets()


def test_home_counts_what_is_there(visitor: TestClient, rows: list[Row]) -> None:
    words, met = text_of(visitor.get("/")), sum(row.verdict == "met" for row in rows)
    assert met > 2
    for said in ("11 文章", "5 企业", f"{met} 完成", f"查看全部 {len(rows)} 个目标", "智能电机产业产值"):
        assert said in words, said


@pytest.mark.parametrize("asked", ["海岳", "haiyue", "hydj", "海岳电机集团", "ＨＹＤＪ"])
def test_search_finds_by_name_pinyin_and_initials(visitor: TestClient, asked: str) -> None:
    assert "海岳电机集团股份有限公司" in text_of(visitor.get("/search", params={"q": asked}))


def test_search_offers_what_comes_close(visitor: TestClient) -> None:
    words = text_of(visitor.get("/search", params={"q": "海月电机集团"}))
    assert "没有找到" in words
    assert "海岳电机集团" in words


def test_a_target_tells_what_was_promised_what_came_and_why(visitor: TestClient) -> None:
    listed = text_of(visitor.get("/targets", params={"q": "高技能人才", "status": "met"}))
    assert "新增2万人" in listed
    assert "新增2.16万人" in listed
    page = visitor.get("/target" + _first_target(visitor))
    words = text_of(page)
    assert "“十四五”期间新增高技能人才2万名" in words
    assert "累计新增高技能人才2.16万名" in words
    assert "到期达到目标" in words
    assert "《2024年澜州市国民经济和社会发展统计公报（节选）》" in words  # not communique-2024
    assert "<svg" in page.text


def test_every_answer_leads_to_its_sentence(visitor: TestClient) -> None:
    for address, wanted in (
        ("/targets?q=高技能人才&status=met", "新增高技能人才2万名"),
        ("/entity/Industry/智能电机产业链", "智能电机产业链"),
        ("/indicator/高新技术企业", "高新技术企业"),
        ("/path?a=明屿精工&b=智能电机产业链", "明屿精工"),
        ("/silence?kind=report", "到2025年"),
    ):
        sentences = [link for link in links_of(visitor.get(address)) if "?at=" in link]
        assert sentences, address
        marked = []
        for link in sentences:
            assert link.endswith("#at")
            page = visitor.get(link)
            assert page.text.count('<mark id="at">') == 1, link
            marked.append(re.sub(r"<[^>]+>", "", "".join(re.findall(r"<mark.*?</mark>", page.text))))
        assert any(wanted in unescape(said) for said in marked), (address, marked)


def test_only_what_was_known_on_a_day_counts(visitor: TestClient) -> None:
    then = text_of(visitor.get("/targets", params={"as_of": "2023-01-01"}))
    assert "921.6亿元" not in then
    assert "921.6亿元" in text_of(visitor.get("/targets"))


def test_filters_can_be_combined(visitor: TestClient) -> None:
    words = text_of(visitor.get("/targets", params={"place": "临屿", "q": "企业", "status": "no report"}))
    assert "入园企业" in words or "规上企业" in words
    assert "智能电机产业产值" not in words
    none = text_of(visitor.get("/targets", params={"place": "没有的地方"}))
    assert "没有符合这些条件的目标" in none


def test_an_article_shows_what_was_read_in_it(visitor: TestClient) -> None:
    page = visitor.get("/article/plan-2021")
    assert re.search(r'<a href="/entity/Industry/[^"]+" class="name Industry" title="产业', page.text)
    assert re.search(r'<a href="#metric-m1" class="value target"', page.text)
    assert '<tr id="metric-m1">' in page.text
    assert "%</td>" in page.text  # how sure each is


def test_old_names_and_keys_lead_on(visitor: TestClient) -> None:
    page = visitor.get("/entity/澜州", follow_redirects=False)
    assert page.status_code == 307
    assert "澜州市" in text_of(visitor.get("/entity/澜州"))
    assert visitor.get("/indicator/高新技术企业数量").status_code == 200
    lost = visitor.get("/entity/海月电机集团")
    assert lost.status_code == 404
    assert "海岳电机集团" in text_of(lost)


@pytest.mark.parametrize(
    "address",
    ["/targets?page=x", "/targets?status=foo", "/targets?sort=foo", "/targets?as_of=2025-13-01", "/targets?format=exe",
     "/silence?kind=foo", "/articles?state=foo"],
)  # fmt: skip
def test_wrong_questions_are_refused_with_a_page(visitor: TestClient, address: str) -> None:
    page = visitor.get(address)
    assert page.status_code == 400
    assert "没有看懂这个请求" in page.text


LISTS = (
    "/targets", "/indicators", "/indicator/高新技术企业", "/entities", "/entities?type=Place", "/search?q=澜州",
    "/articles", "/silence", "/path?a=明屿精工&b=智能电机产业链", "/compare?indicator=高新技术企业",
    "/entity/Place/澜州市?of=facts", "/entity/Place/澜州市?of=figures", "/entity/Place/澜州市?of=mentions",
    "/entity/Place/澜州市?of=targets", "/curate",
)  # fmt: skip


@pytest.mark.parametrize("address", LISTS)
def test_every_list_is_a_file_with_all_its_rows(visitor: TestClient, address: str) -> None:
    tables = {}
    for form in FORMATS:
        answer = visitor.get(f"{address}{'&' if '?' in address else '?'}format={form}")
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].startswith("attachment")
        if form == "csv":
            assert answer.content.startswith(b"\xef\xbb\xbf")
            tables[form] = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        else:
            sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
            assert sheet is not None
            tables[form] = [["" if cell is None else cell for cell in row] for row in sheet.values]
    heading, *rows = tables["csv"]
    assert rows
    assert all(len(row) == len(heading) for row in rows)
    assert [str(cell) for cell in tables["xlsx"][0]] == heading
    assert len(tables["xlsx"]) == len(tables["csv"])


def test_what_could_not_be_read_is_a_file(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace", create=True) as workspace:
        for number in range(120):
            workspace.fail(Article(source=Source(path=f"/home/w/{number}.pdf"), text=""), f"{number}.pdf: is empty")
    app = create_app(tmp_path / "workspace")
    with TestClient(app, base_url="http://127.0.0.1:8712") as client:
        assert 'href="/workspace?format=csv" download' in client.get("/workspace").text
        table = list(csv.DictReader(io.StringIO(client.get("/workspace?format=csv").content.decode("utf-8-sig"))))
    assert {row["文件或标题"] for row in table} == {f"{number}.pdf" for number in range(120)}
    assert all(row["原因"] for row in table)


@pytest.mark.parametrize("path", ["/search?q=澜州", "/curate", "/entity/Place/澜州市", "/target/"])
def test_each_list_of_a_page_leads_to_its_file(visitor: TestClient, rows: list[Row], path: str) -> None:
    if path == "/target/":
        row = next(row for row in rows if row.results and row.versions)
        path += row.target.iri.removeprefix("https://w3id.org/policygraph/id/")
    page = visitor.get(path).text
    files = [unescape(link) for link in re.findall(r'href="([^"]+format=csv)" download', page)]
    assert len(files) == {"/search?q=澜州": page.count("<section"), "/entity/Place/澜州市": 4}.get(path, 1)
    for link in files:
        answer = visitor.get(link)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        assert len(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))) > 1, link


def test_the_file_of_targets_has_them_all(visitor: TestClient, rows: list[Row]) -> None:
    found = list(csv.DictReader(io.StringIO(visitor.get("/targets?format=csv").content.decode("utf-8-sig"))))
    assert len(found) == len(rows)
    (row,) = [row for row in found if row["指标"] == "高技能人才" and row["评判"] == "完成"]
    assert (row["目标"], row["单位"], row["结果时间"], row["目标出处"]) == ("20000.0", "人", "2025-12-31", "plan-2021")


@pytest.mark.parametrize(
    ("said", "name"),
    [("/targets?status=未完成", "/targets?status=missed"), ("/entities?type=企业", "/entities?type=Enterprise")],
)
def test_an_address_may_say_a_choice_in_chinese(visitor: TestClient, said: str, name: str) -> None:
    asked, usual = (visitor.get(f"{address}&format=csv") for address in (said, name))
    assert asked.status_code == 200
    assert asked.content == usual.content


def test_targets_with_a_report_come_first_both_parts_by_subject(visitor: TestClient) -> None:
    def table(sort: str) -> list[dict[str, str]]:
        answer = visitor.get(f"/targets?format=csv{sort}")
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    usual, by_subject = table(""), table("&sort=subject")
    assert any(row["最新结果"] for row in by_subject)
    assert by_subject[0]["最新结果"] == ""
    assert usual == sorted(by_subject, key=lambda row: row["最新结果"] == "")
    page = visitor.get("/targets").text
    assert "有报告的目标在前" in page
    assert 'href="/targets" aria-current="true">先看有报告的' in page
    assert "有报告的目标在前" not in visitor.get("/targets?sort=subject").text


@pytest.mark.parametrize("sort", ["reported", "subject", "deadline", "progress"])
@pytest.mark.parametrize(
    "asked", [{"q": "人才"}, {"q": "澜州 产业"}, {"place": "澜州"}, {"subject": "行动", "q": "才"}]
)
def test_the_targets_found_are_those_that_hold_the_words_in_the_order_asked_for(
    visitor: TestClient, sort: str, asked: dict[str, str]
) -> None:
    def table(**more: str) -> list[dict[str, str]]:
        answer = visitor.get("/targets", params={"format": "csv", "sort": sort, **more})
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def fits(row: dict[str, str]) -> bool:
        anything = row["指标"] + row["主体"] + row["地方"]
        return (
            all(word in anything for word in asked.get("q", "").split())
            and asked.get("place", "") in row["地方"]
            and asked.get("subject", "") in row["主体"]
        )

    found, everything = table(**asked), table()
    assert 0 < len(found) < len(everything)
    assert [row for row in found if fits(row)] == [row for row in everything if fits(row)]
    kept = iter(everything)
    assert all(row in kept for row in found)  # in the same order


@pytest.mark.parametrize(("of", "heads"), [("figures", ["性质", "主体", "指标"]), ("facts", ["主体", "关系", "对象"])])
def test_each_list_of_an_article_is_a_file(visitor: TestClient, of: str, heads: list[str]) -> None:
    page = visitor.get("/article/outline-2026").text
    address = html.unescape(re.findall(rf'href="([^"]+of={of}[^"]+)" download', page)[0])
    table = csv.reader(io.StringIO(visitor.get(address).content.decode("utf-8-sig")))
    head, *rows = table
    assert head[:3] == heads
    section = page.partition('id="figures"' if of == "figures" else 'id="relations"')[2].partition("</section>")[0]
    assert len(rows) == section.count("<tr") - 1 > 1
    assert all(row[-2] for row in rows)  # the sentence
    assert visitor.get(address.replace("csv", "xlsx")).content.startswith(b"PK")


def test_the_theme_is_remembered_and_goes_round(folder: Path) -> None:
    shown = {"auto": "screen and (prefers-color-scheme: dark)", "light": None, "dark": "screen"}
    client = TestClient(create_app(folder, read_only=True), base_url="http://127.0.0.1:8712")
    for before, theme in (("auto", "light"), ("light", "dark"), ("dark", "auto")):
        assert f'href="?theme={theme}"' in client.get("/silence").text, before
        client.get("/silence?theme=" + theme)
        styled = re.search(r'dark\.css" media="([^"]+)"', client.get("/silence").text)
        assert (styled[1] if styled else None) == shown[theme]


def test_a_theme_that_is_none_changes_nothing(folder: Path) -> None:
    client = TestClient(create_app(folder, read_only=True), base_url="http://127.0.0.1:8712")
    assert 'media="screen and (prefers' in client.get('/silence?theme="><script>').text


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A visitor to a workspace without any article."""
    folder = tmp_path_factory.mktemp("vacant") / "workspace"
    Workspace.open(folder, create=True).close()
    with TestClient(create_app(folder), base_url="http://127.0.0.1:8712") as client:
        yield client


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_articles_every_page_says_how_to_add_some(newcomer: TestClient, lang: str) -> None:
    for address in ("/", "/search?q=澜州", "/targets", "/indicators", "/entities", "/articles", "/path?a=甲&b=乙",
                    "/compare?words=补助", "/silence"):  # fmt: skip
        page = newcomer.get(address, headers={"cookie": f"lang={lang}"})
        assert {"zh": "这里还没有文章", "en": "There are no articles yet"}[lang] in text_of(page), address
        assert 'href="/workspace">' + {"zh": "添加文件", "en": "Add files"}[lang] in page.text, address
        assert page.text.count("<h1>") == 1


@pytest.mark.parametrize(("lang", "words"), [("zh", "2 个文件都没有读成"), ("en", "none of 2 files could be")])
def test_where_no_file_could_be_read_every_page_says_so(tmp_path: Path, lang: str, words: str) -> None:
    for name, content in (("空.txt", " "), ("坏.docx", "x\x00")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    with policygraph.open(tmp_path / "workspace") as ws:
        ws.build([tmp_path / "空.txt", tmp_path / "坏.docx"])
    with TestClient(create_app(tmp_path / "workspace"), base_url="http://127.0.0.1:8712") as client:
        headers = {"cookie": f"lang={lang}"}
        for address in ("/", "/search?q=澜州", "/targets", "/indicators", "/entities", "/path", "/compare", "/silence"):
            page = client.get(address, headers=headers)
            assert words in text_of(page), address
            [reasons] = re.findall(r'href="(/articles\?state=[^"]*)"', page.text)
            assert "坏.docx" in text_of(client.get(unescape(reasons), headers=headers))
        assert "坏.docx" in text_of(client.get("/articles", headers=headers))


@pytest.mark.parametrize(
    ("lang", "asked", "way"),
    [
        ("zh", "两个名称说的是不是同一个", "合并、拆分、改名"),
        ("en", "whether two names mean the same", "merge, split, rename"),
    ],
)
def test_without_questions_it_says_what_will_be_asked_and_what_to_do(
    newcomer: TestClient, tmp_path: Path, lang: str, asked: str, way: str
) -> None:
    page = newcomer.get("/curate", headers={"cookie": f"lang={lang}"})
    assert asked in text_of(page)
    assert way in text_of(page)
    for address in ("/workspace", "/entities", "/articles"):
        assert f'href="{address}"' in page.text.partition('class="empty"')[2].partition("</main>")[0]
    Workspace.open(tmp_path / "workspace", create=True).close()
    with TestClient(create_app(tmp_path / "workspace", read_only=True), base_url="http://127.0.0.1:8712") as reader:
        page = reader.get("/curate", headers={"cookie": f"lang={lang}"})
        assert asked in text_of(page)
        assert way not in text_of(page)  # who may change nothing is not told how to

"""Readers of HTML pages and of text that was saved from pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygraph.ingest.readers import Failure, read
from policygraph.ingest.readers.annexes import annexes
from policygraph.ingest.readers.dates import parse_date
from policygraph.ingest.readers.decoding import decode
from policygraph.ingest.readers.furniture import is_prose, kinds
from policygraph.ingest.readers.html import article_of_page
from policygraph.ingest.readers.imprint import imprint, is_imprint, labelled
from policygraph.ingest.readers.inputs import Input
from policygraph.schema.article import Article
from policygraph.schema.errors import SourceError


@pytest.fixture
def data(root: Path) -> Path:
    return root / "tests" / "data"


def only(source: Path) -> Article:
    (found,) = read(str(source))
    assert isinstance(found, Article), found
    return found


def test_government_page(data: Path) -> None:
    article = only(data / "pages" / "government.html")
    source = article.source
    assert source.title == "云汀市人民政府办公室关于印发云汀市推动低空经济发展若干措施的通知"
    assert (source.published, source.publisher, source.place) == ("2024-06-18", "市政府办公室", "云汀市")
    said = source.model_dump()
    assert said["document_number"] == "云政办发〔2024〕16号"
    assert (said["issued"], said["issuer"]) == ("2024-06-12", "云汀市人民政府办公室")
    lines = article.text.split("\n")
    assert lines[0] == source.title
    assert lines[1] == "各县（市、区）人民政府，市政府各部门："
    assert lines[-1] == "三、本措施自印发之日起施行，有效期三年。"
    assert "低空经济企业（家）\t12\t60" in lines
    for gone in ("首页", "打印", "上一篇", "相关解读", "ICP", "脚本", "字号"):
        assert gone not in article.text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_layout_of_tables_in_declared_and_undeclared_encoding(data: Path, tmp_path: Path, encoding: str) -> None:
    page = tmp_path / "page.htm"
    page.write_bytes((data / "pages" / "layout_tables.html").read_text(encoding="utf-8").encode(encoding))
    article = only(page)
    assert article.source.title == "汀州港吞吐量突破三千万吨"
    assert article.source.published == "2019-12-30"
    lines = article.text.split("\n")
    assert len(lines) == 3
    assert lines[1].startswith("本报讯")
    assert lines[2].endswith("港口能级明显提升。")


def test_list_page_is_refused(data: Path) -> None:
    (failure,) = read(str(data / "pages" / "list.html"))
    assert isinstance(failure, Failure)
    assert "links" in str(failure.error)


def test_text_saved_from_a_page(data: Path) -> None:
    article = only(data / "texts" / "saved_page.txt")
    source = article.source
    assert (source.title, source.subtitle) == ("一条产业带 撑起半座城", "——云汀市沿江产业带建设观察")
    assert (source.published, source.publisher, source.place) == ("2023-04-21", "云汀新闻网-云汀日报", "云汀市")
    lines = article.text.split("\n")
    assert lines[:2] == [source.title, source.subtitle]
    assert len(lines) == 5
    assert lines[-1].endswith("600亿元。")


def test_notice_keeps_its_text_and_gives_its_imprint(data: Path) -> None:
    file = data / "texts" / "notice.txt"
    article = only(file)
    assert article.text == file.read_text(encoding="utf-8")
    source = article.source
    assert source.title == "云汀市人民政府关于印发云汀市数字乡村建设行动方案的通知"
    assert (source.published, source.publisher, source.place) == ("2022-05-25", "云汀市人民政府", "云汀市")
    assert source.model_dump()["document_number"] == "云政发〔2022〕9号"


def test_the_seed(shared: Path) -> None:
    article = only(shared / "seed" / "cixi-2025-11-14.txt")
    assert article.source.published == "2025-11-14"
    assert article.source.place == "慈溪市"
    assert "24小时" not in article.text
    assert article.text.count("\n") == 21


HOSTILE = [
    ("entities", '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/hostname"><!ENTITY b "&a;&a;">]>', "&a;&b;"),
    ("nested", "<div>" * 400, "</div>" * 400),
    ("unclosed", "<table><tr><td><p>", ""),
    ("controls", "\x01\x02<p>", "\x1b[31m"),
    ("hidden", '<p style="display:none">隐藏的文字，不该出现，不该出现的。</p>', ""),
]


@pytest.mark.parametrize(("before", "after"), [pytest.param(*row, id=case) for case, *row in HOSTILE])
def test_hostile_pages(tmp_path: Path, before: str, after: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"{before}我市今年新增高新技术企业300家，规上工业增加值增长8%，成效明显。{after}", encoding="utf-8")
    (found,) = read(str(page))
    if isinstance(found, Article):
        assert "300家" in found.text
        assert "隐藏" not in found.text
        assert not any(char < " " and char != "\n" for char in found.text)


ENCODINGS = [
    ("utf-8", "utf-8"),
    ("utf-8-bom", "utf-8-sig"),
    ("gbk", "gbk"),
    ("gb18030", "gb18030"),
    ("utf-16-bom", "utf-16"),
    ("utf-16-le", "utf-16-le"),
]


@pytest.mark.parametrize("encoding", [pytest.param(row[1], id=row[0]) for row in ENCODINGS])
@pytest.mark.parametrize("declared", [None, "utf-8", "gb2312", "no-such-charset"])
def test_encodings_whatever_is_declared(encoding: str, declared: str | None) -> None:
    text = "我市今年新增高新技术企业300家，\n规上工业增加值增长8%。\n"
    assert decode(text.encode(encoding), "a.txt", declared=declared) == text


def test_traditional_characters_in_big5() -> None:
    text = "本縣今年新增高新技術企業三百家，工業增加值增長百分之八。"
    assert decode(text.encode("big5"), "a.txt") == text


def test_random_bytes_have_no_encoding() -> None:
    with pytest.raises(SourceError, match="encoding"):
        decode(bytes(range(128, 256)) * 20, "a.txt")


DATES = [
    ("iso", "2025-11-14", "2025-11-14"),
    ("instant", "2025-11-14T09:17:00+08:00", "2025-11-14"),
    ("slashes", "2025/3/4 10:00", "2025-03-04"),
    ("chinese", "２０２２年5月25日", "2022-05-25"),
    ("numerals", "二〇二一年十二月三十一日", "2021-12-31"),
    ("circle", "二○○五年六月七日", "2005-06-07"),
    ("month", "2025年11月", "2025-11"),
    ("compact", "t20220213_1", "2022-02-13"),
    ("impossible", "2025-02-30", None),
    ("number-of-decree", "2021年第30号", None),
    ("version", "1.2025.11", None),
]


@pytest.mark.parametrize(("printed", "expected"), [pytest.param(*row, id=case) for case, *row in DATES])
def test_dates(printed: str, expected: str | None) -> None:
    assert parse_date(printed) == expected


LABELS = [
    ("spaced", "发 布 日 期：2022-05-31", {"published": "2022-05-31"}),
    ("half-width", "2023-04-21 09:05  稿源:云汀新闻网-云汀日报", {"publisher": "云汀新闻网-云汀日报"}),
    (
        "cells",
        "索引号\tYT01\t文号\t云政发〔2022〕9号",
        {"index_number": "YT01", "document_number": "云政发〔2022〕9号"},
    ),
    ("buttons", "来源：云汀日报  【打印】 【关闭】", {"publisher": "云汀日报"}),
    ("address", "来源：https://example.org/1.html", {}),
    ("prose", "资金来源主要有三个方面。", {}),
]


@pytest.mark.parametrize(("line", "expected"), [pytest.param(*row, id=case) for case, *row in LABELS])
def test_labels(line: str, expected: dict[str, str]) -> None:
    assert labelled(line) == expected


IMPRINTS = [
    ("date-and-source", "2019年12月30日08:15 云汀日报", True),
    ("label", "来源：云汀日报", True),
    ("signature-day", "2022年5月25日", True),
    ("sentence", "2022年5月25日，会议在云汀市召开。", False),
    ("heading", "一、总体要求", False),
]


@pytest.mark.parametrize(("line", "expected"), [pytest.param(*row, id=case) for case, *row in IMPRINTS])
def test_imprint_lines(line: str, expected: bool) -> None:
    assert is_imprint(line) is expected


def test_labelled_date_goes_before_the_signature() -> None:
    found = imprint(["云汀市人民政府关于某事的通知", "发布日期:2017-01-05"], ["云汀市人民政府　　2016年12月30日"])
    assert (found.published, found.issued, found.publisher) == ("2017-01-05", "2016-12-30", "云汀市人民政府")


OWN = [  # case, first lines, last lines, number, issuer, address
    ("cited", ["根据《规划》（国发〔2020〕3号）", "依据云发〔2020〕4号"], [], None, None, None),
    (
        "behind-what-is-cited",
        ["转发《办法》（国发〔2020〕3号）", "云府办〔２０２１〕 ７号"],
        [],
        "云府办〔2021〕7号",
        None,
        None,
    ),
    ("title-runs-on", ["云汀市关于节水的通知云府发〔 2021〕9号"], [], "云府发〔2021〕9号", None, None),
    ("annex-runs-on", [], ["节水任务分解表云汀市人民政府 2021年5月6日"], None, "云汀市人民政府", None),
    ("remark", [], ["（此件公开）云汀市水利局 2021年5月6日"], None, "云汀市水利局", None),
    ("together", [], ["科技部办公厅水利部办公厅 2021年5月6日"], None, "科技部办公厅、水利部办公厅", None),
    ("below", [], ["水利部长江水利委员会 2021年5月6日"], None, "水利部长江水利委员会", None),
    ("address-in-a-bracket", ["登录系统（http://a.cn）完成填报"], [], None, None, None),
    ("address-and-text", ["来源：http://a.cn/1.html关键字：节水"], [], None, None, "http://a.cn/1.html"),
]


@pytest.mark.parametrize(
    ("head", "tail", "number", "issuer", "address"), [pytest.param(*row, id=case) for case, *row in OWN]
)
def test_what_is_a_documents_own(
    head: list[str], tail: list[str], number: str | None, issuer: str | None, address: str | None
) -> None:
    found = imprint(head, tail)
    assert (found.document_number, found.issuer, found.url) == (number, issuer, address)


FURNITURE = [
    ("menu", "首页 | 要闻 | 政务 | 民生", {"nav"}),
    ("crumb", "您当前的位置：首页 > 政务公开", {"crumb"}),
    ("editor", "责任编辑：某某某", {"editor"}),
    ("previous", "上一篇：关于某事的通知", {"end"}),
    ("licence", "云ICP备00000000号", {"legal"}),
    ("prose-print", "支持企业打印复印业务数字化转型，培育新业态。", set()),
    ("prose-source", "人才是创新的源泉，是驱动发展的第一资源。", set()),
]


@pytest.mark.parametrize(("line", "expected"), [pytest.param(*row, id=case) for case, *row in FURNITURE])
def test_furniture(line: str, expected: set[str]) -> None:
    assert kinds(line) >= expected
    if not expected:
        assert not kinds(line)
        assert is_prose(line)


REPETITIVE = [
    ("paper", "本报日报"),
    ("about", "关于我们--"),
    ("bracket", "（记者"),
    ("operator", "主办：局"),
    ("space", " "),
    ("dash", "-"),
    ("menu", "首页 | "),
    ("label", "来 "),
]


@pytest.mark.parametrize("unit", [pytest.param(row[1], id=row[0]) for row in REPETITIVE])
def test_repetitive_lines_end(unit: str) -> None:
    line = (unit * 160)[:160]
    assert is_prose(line) in {True, False}
    assert kinds(line) == kinds(line)
    assert labelled(line).keys() <= {"publisher"}


ANNEXES = [
    ("one-line", ["附件：1. 任务表 2. 指标表"], ("任务表", "指标表")),
    ("lines", ["附件：1．任务表", "2．指标表", "云汀市人民政府"], ("任务表", "指标表")),
    (
        "runs-on",
        ["附件：1、市卫生健康委关于建立机制的指导意", "见（试行）", "2、办法"],
        ("市卫生健康委关于建立机制的指导意见（试行）", "办法"),
    ),
    ("single", ["附件:云汀市低空经济发展规划"], ("云汀市低空经济发展规划",)),
    ("year-is-no-entry", ["附件：1. 2025年任务表", "2. 2025年指标表"], ("2025年任务表", "2025年指标表")),
    ("heading", ["附件", "任务表"], ()),
    ("in-a-sentence", ["附件：见市政府网站。请下载。"], ()),
    ("not-from-two", ["附件：2.5万元以上项目名单"], ("2.5万元以上项目名单",)),
]


@pytest.mark.parametrize(("given", "names"), [pytest.param(*row, id=case) for case, *row in ANNEXES])
def test_annexes(given: list[str], names: tuple[str, ...]) -> None:
    assert annexes(given) == names


def test_an_error_page_is_named_and_refused_where_it_was_fetched(tmp_path: Path) -> None:
    page = tmp_path / "thread.html"
    lines = [
        "您在浏览“澜江渡口往事”的时候发生错误，下面是错误的详细信息。",
        "错误的版面参数！请确认您是从有效的连接进入。",
        "您尚未登录，您可以输入您的用户名、密码登录以便进行您的操作。",
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    page.write_text(f"<html><head><title>错误信息 澜江社区</title></head><body>{paragraphs}</body></html>", "utf-8")
    article, found = read(str(page))
    assert isinstance(article, Article) and article.text.endswith(lines[-1])
    assert isinstance(found, Failure) and "error page" in str(found.error)
    with pytest.raises(SourceError, match="error page"):  # it may stand where an article was that is known
        article_of_page(page.read_text("utf-8"), Input(str(page)))


def test_an_article_about_errors_is_an_article(tmp_path: Path) -> None:
    page = tmp_path / "news.html"
    said = "澜州市政务服务网去年出现错误的页面已全部修复，全市群众办事更加方便，满意度明显提升。"
    page.write_text(
        f"<html><head><title>政务网站纠错</title></head><body><p>{said}</p><p>{said}</p></body></html>", "utf-8"
    )
    assert "全部修复" in only(page).text


def test_letters_one_below_the_other_are_a_word(tmp_path: Path) -> None:
    prose = "到2025年，云汀市高新技术企业达到500家，研发经费投入强度达到3.2%。"
    aside = "<table><tr><td>今<br>日<br>推<br>荐</td></tr></table>"
    page = f"<html><body><h1>云汀市推进科技创新</h1>{aside}<p>{prose}</p><p>{prose}</p></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert only(tmp_path / "a.html").text.split("\n")[1:] == [prose, prose]


def test_cells_over_columns_and_rows_keep_the_others_in_place(tmp_path: Path) -> None:
    prose = "到2025年，云汀市高新技术企业达到500家，研发经费投入强度达到3.2%。"
    table = (
        "<table><tr><th rowspan=2>指标<th rowspan=2>单位<th colspan=2>目标值<th rowspan=2>属性</tr>"
        "<tr><th>2025年<th>2027年</tr><tr><td rowspan=2>龙头企业<td>家<td>6<td>10<td>预期性</tr>"
        "<tr><td>个<td>7<td>11<td>约束性</tr></table>"
    )
    page = f"<html><body><h1>云汀市推进科技创新</h1><p>{prose}</p>{table}<p>{prose}</p></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    lines = only(tmp_path / "a.html").text.split("\n")[2:-1]
    assert lines == [
        "指标\t单位\t目标值\t\t属性",
        "\t\t2025年\t2027年",
        "龙头企业\t家\t6\t10\t预期性",
        "\t个\t7\t11\t约束性",
    ]

"""Reader of PDF files, on files that the tests write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policygraph.ingest.readers import Failure, pdf, read
from policygraph.schema.article import Article
from tests.browser import needs_chromium, page
from tests.documents import HEIGHT, WIDTH, Sheet, Text, only, refused, set_lines, wrapped
from tests.documents import pdf as made

TITLE = "云汀市人民政府关于印发云汀市低空经济发展规划的通知"
FIRST = (
    "到2027年，全市低空经济规模达到300亿元，培育龙头企业10家以上，建成起降场地50个，"
    "开通航线30条，形成可复制推广的经验。"
)
SECOND = "市发展改革委会同有关部门建立工作专班，每季度调度一次，重大事项及时报告市政府。"


def body(*paragraphs: str, top: float = 700) -> list[Text]:
    return set_lines([line for text in paragraphs for line in wrapped(text, 30)], top=top)


def test_paragraphs_are_joined_and_the_title_is_that_in_large_letters(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    texts = [Text(150, 760, TITLE[:14], 20), Text(150, 732, TITLE[14:], 20), *body(FIRST, SECOND)]
    file.write_bytes(made([Sheet(texts)]))
    article = only(file)
    assert article.text.split("\n") == [TITLE, FIRST, SECOND]
    assert article.source.title == TITLE
    assert article.source.place == "云汀市"


def test_a_red_head_is_no_title(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    head = [Text(120, 790, "云汀市人民政府文件", 30), Text(230, 765, "江政发〔2025〕7号", 12), Text(60, 732, TITLE, 18)]
    file.write_bytes(made([Sheet([*head, *body(FIRST)])]))
    article = only(file)
    assert article.source.title == TITLE
    assert article.source.model_dump()["document_number"] == "江政发〔2025〕7号"


def test_a_bulletin_of_figures_has_its_title(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    title = "云汀市2024年国民经济和社会发展统计公报"
    file.write_bytes(made([Sheet([Text(60, 760, title, 18), *body(FIRST)])]))
    assert only(file).source.title == title


def test_quotes_that_are_drawn_after_their_line_stand_in_it(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    line = Text(90, 700, "实施\t低空倍增\t行动，培育企业十家。")
    file.write_bytes(made([Sheet([line, Text(114, 701, "“", 8), Text(170, 701, "”", 8)])]))
    assert only(file).text == "实施“低空倍增”行动，培育企业十家。"


def test_lines_of_a_last_column_below_a_wide_running_head_are_joined(tmp_path: Path) -> None:
    column = [line for text in (FIRST, SECOND, FIRST) for line in wrapped(text, 17)]
    texts = [*set_lines(column, x=60, top=690), *set_lines(column, x=310, top=690)]
    head = Text(60, 800, "云汀市人民政府公报　二〇二五年第三期　总第一百期")
    last = [*set_lines(wrapped(SECOND, 17), x=60, top=690)]
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet([head, *texts]), Sheet([head, *texts]), Sheet([head, *last])]))
    assert only(file).text.split("\n") == [FIRST, SECOND, FIRST] * 4 + [SECOND]


def test_running_heads_feet_and_page_numbers_go_and_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    whole = FIRST + SECOND + FIRST
    lines = wrapped(whole, 30)
    sheets = [
        Sheet([
            Text(90, 810, "云汀市低空经济发展规划"),
            *set_lines(lines[:3] if number == 0 else lines[3:]),
            Text(280, 40, f"— {number + 1} —"),
        ])
        for number in range(2)
    ]  # fmt: skip
    file = tmp_path / "a.pdf"
    file.write_bytes(made(sheets))
    assert only(file).text == whole


def test_a_number_in_the_text_is_no_page_number(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet([*body(FIRST), Text(90, 400, "2025"), *set_lines(["又一段话。"], top=300)])]))
    assert "2025" in only(file).text.split("\n")


def test_reading_order_is_that_of_the_page_and_not_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet(list(reversed(body(FIRST, SECOND))))]))
    assert only(file).text.split("\n") == [FIRST, SECOND]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [line for text in (FIRST, SECOND, FIRST) for line in wrapped(text, 17)]
    right = [line for text in (SECOND, FIRST, SECOND) for line in wrapped(text, 17)]
    file = tmp_path / "a.pdf"
    texts = [Text(90, 780, TITLE, 18), *set_lines(left, x=60, top=740), *set_lines(right, x=310, top=740)]
    file.write_bytes(made([Sheet(texts)]))
    assert only(file).text.split("\n") == [TITLE, FIRST, SECOND, FIRST, SECOND, FIRST, SECOND]


TABLE = [("指标", "单位", "2027年"), ("低空经济规模", "亿元", "300"), ("起降场地", "个", "50")]


@pytest.mark.parametrize("ruled", [False, True])
def test_tables_are_kept_as_lines(tmp_path: Path, ruled: bool) -> None:
    columns, top = (96, 256, 376), 600
    texts = [
        Text(x, top - 24 * row, cell) for row, cells in enumerate(TABLE) for x, cell in zip(columns, cells, strict=True)
    ]
    rules = []
    if ruled:
        rules = [(90, top + 16 - 24 * row, 500, top + 16 - 24 * row) for row in range(4)]
        rules += [(x, top + 16, x, top - 56) for x in (90, 250, 370, 500)]
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet([*body(FIRST), *texts, *set_lines([SECOND[:20]], top=480)], rules=rules)]))
    lines = only(file).text.split("\n")
    assert lines == [FIRST, *("\t".join(cells) for cells in TABLE), SECOND[:20]]


def test_a_cell_on_two_lines_stays_in_its_row(tmp_path: Path) -> None:
    texts = [Text(96, 612, "低空经济核心"), Text(96, 596, "产业规模"), Text(256, 604, "亿元"), Text(376, 604, "300")]
    texts += [Text(96, 560, "起降场地"), Text(256, 560, "个"), Text(376, 560, "50")]
    rules = [(90, y, 500, y) for y in (630, 584, 550)] + [(x, 630, x, 550) for x in (90, 250, 370, 500)]
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet([*body(FIRST), *texts], rules=rules)]))
    assert only(file).text.split("\n")[1:] == ["低空经济核心产业规模\t亿元\t300", "起降场地\t个\t50"]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_is_shown_askew_is_read_upright(tmp_path: Path, turned: int) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet(body(FIRST, SECOND), rotate=turned)]))
    assert only(file).text.split("\n") == [FIRST, SECOND]


UPWARDS = "0 1 -1 0"


@pytest.mark.parametrize(
    ("matrix", "place", "rotate"),
    [
        pytest.param(UPWARDS, lambda t: (WIDTH - t.y, t.x), 0, id="upwards"),
        pytest.param(UPWARDS, lambda t: (WIDTH - t.y, t.x), 90, id="upwards-and-shown-upright"),
        pytest.param("0 -1 1 0", lambda t: (t.y, HEIGHT - t.x), 0, id="downwards"),
        pytest.param("-1 0 0 -1", lambda t: (WIDTH - t.x, HEIGHT - t.y), 0, id="upside-down"),
    ],
)
def test_a_page_whose_letters_are_turned_is_read_in_order(
    tmp_path: Path, matrix: str, place: Callable[[Text], tuple[float, float]], rotate: int
) -> None:
    lines = set_lines([line for text in (FIRST, SECOND) for line in wrapped(text, 30)], top=500)
    turned = [Text(*place(text), text.text, text.size, matrix) for text in lines]
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet(body(FIRST)), Sheet(turned, rotate=rotate)]))
    assert only(file).text.split("\n") == [FIRST, FIRST, SECOND]


def test_a_ruled_table_across_the_page_gives_its_rows(tmp_path: Path) -> None:
    rows = [("指标名称", "二〇二七年"), ("低空经济规模", "三百亿元")]
    cells = [Text(WIDTH - (400 - 24 * y), 100 + 130 * x, text, 12, UPWARDS) for y, row in enumerate(rows) for x, text in
             enumerate(row)]  # fmt: skip
    edges = [418, 394, 370]
    rules = [(WIDTH - y, 90.0, WIDTH - y, 340.0) for y in edges]
    rules += [(WIDTH - 418.0, x, WIDTH - 370.0, x) for x in (90.0, 215.0, 340.0)]
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet(cells, rules=rules)]))
    assert only(file).text.split("\n") == ["指标名称\t二〇二七年", "低空经济规模\t三百亿元"]


def test_a_watermark_is_no_text(tmp_path: Path) -> None:
    mark = Text(200, 300, "征求意见稿", 60, "0.7 0.7 -0.7 0.7")
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet([mark, *body(FIRST, SECOND)])]))
    assert only(file).text.split("\n") == [FIRST, SECOND]


def test_a_scan_is_named_as_one_with_the_way_out(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet(picture=True), Sheet(picture=True)]))
    message = refused(file)
    assert "scan (2 of 2 pages" in message
    assert "ocrmypdf" in message


def test_pages_that_are_pictures_among_others_are_named(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet(body(FIRST)), Sheet(picture=True), Sheet(body(SECOND))]))
    article, failure = read(str(file))
    assert isinstance(article, Article)
    assert article.text.split("\n") == [FIRST, SECOND]
    assert isinstance(failure, Failure)
    assert "pages 2 are pictures" in str(failure)


WHOLE = made([Sheet(body(FIRST))])
BAD = [
    ("encrypted", made([Sheet(body(FIRST))], encrypted=True), "password"),
    ("cut-off", WHOLE[:60], "damaged"),
    ("only-head", b"%PDF-1.7\n", "damaged"),
    ("no-text", made([Sheet()]), "no text"),
    ("letters-of-no-meaning", made([Sheet([Text(90, 700, "\ue001\ue002" * 30)])]), "fonts"),
]


@pytest.mark.parametrize(("data", "said"), [pytest.param(*row, id=case) for case, *row in BAD])
def test_bad_files_say_what_and_the_way_out(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(data)
    message = refused(file)
    assert str(file) in message
    assert said in message


def test_a_bad_pdf_does_not_spoil_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(WHOLE[:60])
    (tmp_path / "b.pdf").write_bytes(WHOLE)
    assert [type(found) for found in read(str(tmp_path))] == [Failure, Article]


@pytest.mark.parametrize(("bound", "value", "said"), [("PAGES_MAX", 1, "2 pages"), ("LETTERS_MAX", 50, "50 characters"),
                                                      ("SECONDS_MAX", -1.0, "seconds")])  # fmt: skip
def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: float, said: str) -> None:
    monkeypatch.setattr(pdf, bound, value)
    file = tmp_path / "a.pdf"
    file.write_bytes(made([Sheet(body(FIRST)), Sheet(body(FIRST))]))
    assert said in refused(file)


def test_the_name_may_lie(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(WHOLE)
    assert only(file).text == FIRST


HTML = f"""<meta charset="utf-8"><style>body {{font: 12pt/1.8 serif}} h1 {{font-size: 20pt; text-align: center}}
p {{text-indent: 2em; text-align: justify; margin: 0}} td {{border: 1px solid; padding: 4px}}
table {{border-collapse: collapse}}</style>
<h1>{TITLE}</h1>{"".join(f"<p>{FIRST}{SECOND}</p><p>{SECOND}</p>" for _ in range(14))}
<table>{"".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)}</table>
<p>{SECOND}</p>"""


@needs_chromium
def test_a_page_that_a_browser_printed(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    with page() as opened:
        opened.set_content(HTML)
        opened.pdf(
            path=str(file), format="A4", display_header_footer=True,
            header_template="<span style='font-size:9px;margin:auto'>云汀市低空经济发展规划</span>",
            footer_template="<span style='font-size:9px;margin:auto'>— <span class=pageNumber></span> —</span>",
            margin={"top": "25mm", "bottom": "25mm", "left": "28mm", "right": "28mm"},
        )  # fmt: skip
    article = only(file)
    rows = ["\t".join(cells) for cells in TABLE]
    assert article.text.split("\n") == [TITLE, *[FIRST + SECOND, SECOND] * 14, *rows, SECOND]
    assert article.source.title == TITLE


def test_a_title_that_runs_on_into_its_imprint_ends_in_front_of_it(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    rows = ["关于在全市开展低空经济发展规划知识竞赛活", "动的通知 发文机构：云汀市科学技术局 发布时", "间：2025-03-01"]
    title = [Text(60, 760 - 24 * number, row, 18) for number, row in enumerate(rows)]
    file.write_bytes(made([Sheet([*title, *body(FIRST)])]))
    assert only(file).source.title == "关于在全市开展低空经济发展规划知识竞赛活动的通知"

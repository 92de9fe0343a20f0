"""What is refused is told on a page, in the visitor's language, with what to do; addresses speak that language, too."""

from __future__ import annotations

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

HTML = {"accept": "text/html"}
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")  # a sentence of it


def main_of(text: str) -> str:
    """What the page itself says, without its head."""
    return unescape(re.sub(r"<[^>]*>", " ", re.findall(r"<main.*</main>", text, re.DOTALL)[0]))


@pytest.mark.parametrize(
    ("page", "chinese", "english", "name"),
    [
        ("/silence", "kind=目标没有报告", "kind=target without report", "kind=report"),
        ("/targets", "status=未完成", "status=missed", "status=missed"),
        ("/targets", "sort=期限", "sort=deadline", "sort=deadline"),
        ("/entities", "type=企业", "type=Enterprise", "type=Enterprise"),
        ("/search?q=澜州", "type=地方", "type=Place", "type=Place"),
        ("/articles", "state=采用", "state=in use", "state=current"),
    ],
)
def test_addresses_are_in_the_words_of_the_page(
    visitor: TestClient, page: str, chinese: str, english: str, name: str
) -> None:
    def links(lang: str) -> set[str]:
        text = visitor.get(page, headers={"cookie": f"lang={lang}"}).text
        return {
            str(visitor.build_request("GET", unescape(link)).url.params) for link in re.findall(r'href="(/[^"]*)', text)
        }

    def asked(pair: str) -> str:
        return f"{page}{'&' if '?' in page else '?'}{pair}"

    wanted = {
        lang: str(visitor.build_request("GET", asked(pair)).url.params)
        for lang, pair in (("zh", chinese), ("en", english))
    }
    assert wanted["zh"] in links("zh")
    assert wanted["en"] in links("en")
    answers = {visitor.get(f"{asked(pair)}&format=csv").content for pair in (chinese, english, name)}
    assert len(answers) == 1, "links of any age and language lead to the same list"


WRONG = [
    ("/targets?status=foo", "未完成", "missed"),
    ("/targets?sort=foo", "期限", "deadline"),
    ("/silence?kind=foo", "目标没有报告", "target without report"),
    ("/entities?type=foo", "企业", "Enterprise"),
    ("/articles?state=foo", "采用", "in use"),
    ("/targets?page=x", "页码", "number of a page"),
    ("/targets?as_of=2025-13-01", "不是日期", "is no day"),
    ("/targets?format=exe", "csv xlsx", "csv xlsx"),
    ("/curate/preview?do=foo", "没有“foo”这种校订", "nothing that can be decided"),
    ("/article/foo", "没有文章“foo”", "no article “foo”"),
    ("/target/foo", "没有这个目标", "no such target"),
    ("/indicator/无此指标", "没有文章提到指标“无此指标”", "No article has the indicator “无此指标”"),
    ("/entity/Place/无此县", "没有叫“无此县”的", "Nothing is called “无此县”"),
]


@pytest.mark.parametrize(("address", "zh", "en"), WRONG)
def test_what_is_wrong_and_what_to_do_is_told_in_both_languages(
    visitor: TestClient, address: str, zh: str, en: str
) -> None:
    for lang, words in (("zh", zh), ("en", en)):
        page = visitor.get(address, headers={**HTML, "cookie": f"lang={lang}"})
        assert page.status_code in {400, 404}
        assert words in main_of(page.text)
        assert lang == "en" or not ENGLISH.search(main_of(page.text))


def test_what_there_is_instead_is_one_click_away(visitor: TestClient) -> None:
    text = visitor.get("/targets?status=foo&place=澜州&page=2").text
    offered = [unescape(link) for link in re.findall(r'href="(/targets\?[^"]*)"', text) if "page" not in link]
    assert len(offered) == 6
    assert {visitor.get(link).status_code for link in offered} == {200}
    assert 'href="/targets"' in re.findall(r"<main.*</main>", text, re.DOTALL)[0]


def test_an_empty_format_is_the_page(visitor: TestClient) -> None:
    assert visitor.get("/targets?format=").status_code == 200


def test_what_is_quoted_of_an_address_is_short_and_harmless(visitor: TestClient) -> None:
    text = visitor.get("/targets", params={"status": "\u202e<script>" + "长" * 3000}).text
    told = main_of(text)
    assert "<script>长" in told
    assert "\u202e" not in told
    assert len(told) < 400


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("query=ASK{}&query=ASK{}", 400, "应有且只有一个查询"),
        ("query=%ff%fe", 400, "不是 UTF-8"),
        ("query=ASK{}&default-graph-uri=x", 400, "不是绝对 IRI"),
        ("update=CLEAR ALL", 403, "只能查询"),
        ("query=ASK{SERVICE <https://example.org/> {?s ?p ?o}}", 403, "SERVICE"),
        ("query=SELECT ?s { ?s pg:label", 400, "语法错误"),
    ],
)
def test_a_refused_query_is_told_beside_the_editor(visitor: TestClient, query: str, status: int, words: str) -> None:
    page = visitor.get(f"/sparql?{query}", headers=HTML)
    assert page.status_code == status
    assert words in main_of(page.text)
    assert "<textarea" in page.text


def test_a_body_of_another_kind_is_told_too(visitor: TestClient) -> None:
    page = visitor.post("/sparql", content="x", headers={**HTML, "content-type": "image/png"})
    assert (page.status_code, "image/png" in main_of(page.text)) == (415, True)


@pytest.mark.parametrize(("path", "method"), [("/targets", "POST"), ("/", "DELETE"), ("/article/plan-2021", "PUT")])
def test_another_method_gets_a_page(visitor: TestClient, path: str, method: str) -> None:
    page = visitor.request(method, path, headers=HTML)
    assert page.status_code == 405
    assert f"不接受 {method} 请求" in main_of(page.text)


@pytest.mark.parametrize(("lang", "words"), [("zh", "这个修改请求来自别的网站"), ("en", "A page of another site")])
def test_a_refusal_at_the_door_is_a_page_for_browsers(visitor: TestClient, lang: str, words: str) -> None:
    headers = {"origin": "https://evil.example", "cookie": f"lang={lang}"}
    page = visitor.post("/curate", headers={**headers, **HTML})
    assert (page.status_code, page.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert words in main_of(page.text)
    assert 'href="/"' in page.text
    program = visitor.post("/curate", headers=headers)
    assert program.headers["content-type"].startswith("text/plain")
    assert program.text.startswith(words)


def test_a_stale_form_says_so_in_the_open(visitor: TestClient) -> None:
    page = visitor.post("/curate", data={"do": "undo", "number": "1"}, headers=HTML)
    assert page.status_code == 403
    assert "请刷新页面再做一次" in main_of(page.text)
    assert "<details" not in page.text

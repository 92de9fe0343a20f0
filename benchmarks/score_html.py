"""Score the reading of saved pages against pages whose body, date and author a person wrote down.

    score_html.py CORPUS_DIR [--show]

`CORPUS_DIR` holds pages and ``gold.json``: a list of objects with `file`, `published`, `body`, and where known `title`
and `publisher`. The body is scored by the F1 of its characters in order (longest common subsequence of the characters,
by blocks), spaces dropped; the article's title is no part of it. A date counts when its day is right; a page without
one counts when none is given. The title counts when it is the page's own <title> without the site's name.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from policygraph.ingest.readers import read
from policygraph.ingest.readers.dates import parse_date
from policygraph.schema.article import Article


def main() -> None:
    """Print one line a page with ``--show``, then the means."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--show", action="store_true", help="one line a page")
    arguments = parser.parse_args()
    gold = json.loads((arguments.corpus / "gold.json").read_text(encoding="utf-8"))
    bodies, days, titles, publishers = [], [], [], []
    stated: list[bool] = []
    unstated: list[bool] = []
    for page in gold:
        result, *_ = read(str(arguments.corpus / page["file"]))
        article = result if isinstance(result, Article) else None
        source = article.source if article else None
        body = without_title(article) if article else ""
        bodies.append(f1(body, page["body"]))
        expected = parse_date(page["published"] or "")
        days.append((source.published if source else None) == expected)
        (stated if expected else unstated).append(days[-1])
        if "title" in page:
            titles.append(squeeze(source.title or "" if source else "") == squeeze(page["title"]))
        if "publisher" in page:
            publishers.append((source.publisher if source else None) == page["publisher"])
        if arguments.show:
            print(
                f"{page['file'][:8]} body {bodies[-1]:.3f} ({len(body)}/{len(page['body'])}) "
                f"date {source.published if source else None} {'ok' if days[-1] else 'not ' + str(expected)} "
                f"title {source.title if source else result} publisher {source.publisher if source else None}"
            )
    for name, values in (
        ("body F1", bodies), ("dates", days), ("dates that the gold states", stated),
        ("none where it states none", unstated), ("titles", titles), ("publishers", publishers),
    ):  # fmt: skip
        if values:
            print(f"{name}: {sum(values) / len(values):.3f} of {len(values)}")


def without_title(article: Article) -> str:
    """The text after title and subtitle."""
    lines = article.text.split("\n")
    for head in (article.source.title, article.source.subtitle):
        if head and lines and squeeze(lines[0]) == squeeze(head):
            lines = lines[1:]
    return "\n".join(lines)


def squeeze(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s", "", text)


def f1(answer: str, expected: str) -> float:
    """F1 of runs of three characters, so that order counts; of single characters for the shortest texts."""
    one, other = squeeze(answer), squeeze(expected)
    if not one or not other:
        return float(one == other)
    width = 3 if min(len(one), len(other)) >= 3 else 1
    left = Counter(one[i : i + width] for i in range(len(one) - width + 1))
    right = Counter(other[i : i + width] for i in range(len(other) - width + 1))
    return 2 * (left & right).total() / (left.total() + right.total())


if __name__ == "__main__":
    main()

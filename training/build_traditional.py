"""Write ``schema/data/traditional.tsv`` from OpenCC's table of characters.

python training/build_traditional.py TSCharacters.txt    # of OpenCC, or of opencc-python-reimplemented (dictionary/)
"""

from __future__ import annotations

import sys
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "schema" / "data" / "traditional.tsv"
HEAD = """\
# Traditional characters and the simplified ones for which they stand, one for one.
# From OpenCC (https://github.com/BYVoid/OpenCC), data/dictionary/TSCharacters.txt, Apache License 2.0; selected by
# training/build_traditional.py: left out is what simplified text has, too (every character of GB 2312, such as 乾 著 瞭 藉;
# but 後 於 麼 鍾 徵 夥 and 「」, which are folded only in texts that hold three others). Of several, the first is taken.
"""
ALSO = {
    "後": "后",
    "於": "于",
    "麼": "么",
    "鍾": "钟",
    "徵": "征",
    "夥": "伙",
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
}


def in_gb2312(char: str) -> bool:
    """Whether simplified text uses this character."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def main(source: str) -> None:
    """Select and write."""
    rows = []
    for line in Path(source).read_text(encoding="utf-8").splitlines():
        traditional, _, simplified = line.partition("\t")
        first = simplified.split()[0]
        if not in_gb2312(traditional) and "一" <= first <= "鿿":
            rows.append(f"{traditional}\t{first}\n")
    rows += [f"{traditional}\t{simplified}\twith others\n" for traditional, simplified in ALSO.items()]
    OUT.write_text(HEAD + "".join(sorted(rows)), encoding="utf-8")
    print(len(rows), "characters")


if __name__ == "__main__":
    main(sys.argv[1])

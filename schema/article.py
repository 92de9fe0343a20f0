"""An article: the text as a reader sees it, and where it comes from."""

from __future__ import annotations

import hashlib
import re

from pydantic import BaseModel, ConfigDict, Field, field_validator

_SURROGATE = re.compile("[\ud800-\udfff]")


def without_surrogates(text: str) -> str:
    """`text` with each lone surrogate replaced by U+FFFD, one for one: no file, store or spaCy pipeline can hold one.

    >>> without_surrogates("a\\ud800b") == "a\\ufffdb"
    True
    """
    return _SURROGATE.sub("\ufffd", text)


class Source(BaseModel):
    """Where an article comes from; what is not known is None.

    `published` and `issued` are ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. `place` is the place that the article speaks
    for (我市). `issuer`, `issued`, `document_number`, `index_number` and `annexes` are what a government document says
    of itself: 发文机关, 成文日期, 文号, 索引号, 附件.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    title: str | None = None
    subtitle: str | None = None
    published: str | None = Field(default=None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    publisher: str | None = None
    place: str | None = None
    url: str | None = None
    path: str | None = None
    issuer: str | None = None
    issued: str | None = Field(default=None, pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")
    document_number: str | None = None
    index_number: str | None = None
    annexes: tuple[str, ...] | None = None


class Article(BaseModel):
    """One article. `text` is the body, one paragraph a line; offsets anywhere count its code points.

    `id` is the article's own id where it came with one, else None: the workspace then gives it a stable one.

    >>> Article(text="我市今年新增企业3家。").source.place is None
    True
    """

    model_config = ConfigDict(frozen=True)

    id: str | None = None
    source: Source = Source()
    text: str

    @field_validator("text", mode="before")
    @classmethod
    def _well_formed(cls, text: object) -> object:
        return without_surrogates(text) if isinstance(text, str) else text

    @property
    def content_hash(self) -> str:
        """SHA-256 over text and source, in hex: equal for equal content, whatever file it came in."""
        source = self.source.model_dump(exclude={"path"}, exclude_none=True)
        content = "\x1f".join([self.text, *(f"{k}={source[k]}" for k in sorted(source))])
        return hashlib.sha256(content.encode("utf-8")).hexdigest()

"""Signs of a feed and of a sitemap, which name articles and hold none."""

from __future__ import annotations

import re

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:[a-z]+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_LOOKED_AT = 2000


def is_feed(content: bytes) -> bool:
    """Whether bytes are an RSS or Atom feed."""
    return _FEED.search(content[:_LOOKED_AT]) is not None


def is_sitemap(content: bytes) -> bool:
    """Whether bytes are a sitemap or an index of sitemaps."""
    return _SITEMAP.search(content[:_LOOKED_AT]) is not None

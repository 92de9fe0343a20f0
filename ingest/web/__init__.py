"""Articles from the web: pages, feeds, lists and sitemaps, fetched politely and kept in a cache."""

"""Curation: what people decide about the graph, kept in ``curation.jsonl`` and applied on every build.

`log` reads and appends the file, `rulings` turns its lines into what resolution and loading obey, `acts` checks what
a person asks against the workspace, `review` says which decisions found nothing to apply to, `suggest` what to decide
next.
"""

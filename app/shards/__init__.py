"""Shards: any number of articles, read by many processes or machines, into a folder of Parquet records and N-Quads.

A folder of shards holds ``manifest.json`` (what belongs to it), ``shards/ID.json`` (a shard is finished when it has
this marker), ``records/ID.parquet``, ``quads/ID.nq.gz`` and ``failures/ID.parquet``. It may be anywhere that fsspec
reaches.
"""

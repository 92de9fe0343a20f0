"""Making the model of `policygraph.ingest.tagger`."""

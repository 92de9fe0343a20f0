"""Sample articles: original, fictional, written for this project (see README.md)."""

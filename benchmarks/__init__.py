"""Measured claims: ``python -m benchmarks`` runs them all and prints a table; ratios are measured within one run."""

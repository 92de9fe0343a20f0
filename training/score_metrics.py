"""Scores the packaged metrics on annotated folders, with annotated names and with names as they are found.

    python training/score_metrics.py [FOLDER ...]

Without folders ``training/gold/train`` and ``training/gold/dev`` are scored; the models were fitted to the first, so
that its figures are no measure of quality (``fit_metrics.py`` prints cross-validated ones).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fit_metrics import ROOT, answer, compare, load, oracle, show
from oracle import article

from policygraph.ingest.metrics.judge import models
from policygraph.ingest.metrics.ranking import rankers
from policygraph.ingest.names import find_names
from policygraph.ingest.reading import begin


def main() -> None:
    """Print one line a folder and kind of names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", default=[ROOT / "gold" / "train", ROOT / "gold" / "dev"])
    fitted = (dict(models()), dict(rankers()))
    for folder in parser.parse_args().folders:
        golds = [load(path) for path in sorted(folder.glob("*.json"))]
        for names in ("annotated", "found"):
            comparisons = []
            for gold in golds:
                reading = oracle(gold)
                if names == "found":
                    reading = begin(article(gold))
                    find_names(reading)
                comparisons.append(compare({**gold, "relations": []}, answer(reading, fitted)))
            show(f"{folder.name} {names}", comparisons)


if __name__ == "__main__":
    main()

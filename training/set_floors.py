"""Set the floors of the gate (``tests/data/floors.json``) to what reading reaches now, less a margin: on ``gold/dev``, and
on each half of ``gold/train`` with models fitted to the other half.

python training/set_floors.py                     # raises floors; refuses to lower any
python training/set_floors.py --lower "reason"    # lowers, too, and writes the reason beside each floor that it lowers
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import halves

from policygraph.ingest.evaluation import evaluate
from policygraph.ingest.pipeline import extract
from policygraph.ingest.scoring import total

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "tests" / "data" / "floors.json"
MARGIN = 0.01
HALVES = "halves of train"


def reached(profile: str) -> dict[str, float]:
    """F1 by layer on the articles of ``gold/dev`` with a profile, or by cross-validation for `HALVES`."""
    if profile == HALVES:
        return halves.reached()
    results = evaluate(ROOT / "training" / "gold" / "dev", lambda article: extract(article, profile=profile))
    return {layer: tally.f1 for layer, tally in total(result.comparison for result in results).items()}


def moved(floor: dict[str, Any], f1: float, reason: str | None) -> dict[str, Any]:
    """The floor after a run that reached `f1`; without a `reason` it never falls."""
    new = math.floor((f1 - MARGIN) * 100) / 100
    if new > floor["floor"]:
        return {"floor": new, "highest": max(new, floor["highest"])}
    if f1 < floor["floor"] and reason:
        return {"floor": new, "highest": floor["highest"], "lowered": reason}
    return floor


def main() -> int:
    """Run both profiles and write the file; 1 where a floor is not reached and may not be lowered."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lower", metavar="REASON", help="lower floors that are not reached, for this reason")
    reason = parser.parse_args().lower
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    short = 0
    for profile, layers in floors.items():
        figures = reached(profile)
        for layer, floor in layers.items():
            layers[layer] = moved(floor, figures[layer], reason)
            below = figures[layer] < layers[layer]["floor"]
            short += below
            moves = f"{floor['floor']} -> {layers[layer]['floor']}"
            print(f"{profile} {layer}: {figures[layer]:.3f}, floor {moves}", "BELOW" * below)
    FLOORS.write_text(json.dumps(floors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if short else 0


if __name__ == "__main__":
    raise SystemExit(main())

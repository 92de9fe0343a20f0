"""Train the name tagger of policygraph.

python training/train_tagger.py --also FOLDER                 writes ingest/tagger/data/tagger.onnx
python training/train_tagger.py --also FOLDER --measure DIR   the same, and measures it on gold records
python training/train_tagger.py --also FOLDER --folds 5       cross-validates, and writes the calibration
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import replace
from pathlib import Path

import torch
from tagger.calibration import Judged, calibration, judged, reliability
from tagger.documents import Document, read_gold, read_written
from tagger.export import write
from tagger.fitting import Plan, fit
from tagger.measure import Span, Tally, measured

from policygraph.ingest.tagger import Tagger

HERE = Path(__file__).resolve().parent
MODEL = HERE.parent / "ingest" / "tagger" / "data" / "tagger.onnx"
CALIBRATION = HERE / "tagger" / "calibration.json"


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    plan = replace(Plan(), **dict(_setting(text) for text in options.set))
    written = read_written(HERE / "written")
    gold = [document for folder in (HERE / "gold" / "train", *options.also) for document in read_gold(folder)]
    held = [document for folder in options.measure for document in read_gold(folder)]
    print(f"{len(gold)} gold and {len(written)} written documents, {plan}", flush=True)
    if options.folds:
        cross_validate(gold, written, plan, options.folds, options.only or options.folds, options.keep)
        return
    fitted = fit([*gold, *written], plan)
    slope, shift = json.loads(CALIBRATION.read_text(encoding="utf-8"))
    write(fitted, options.output, (slope, shift))
    tagger = Tagger(options.output)

    def answer(document: Document) -> list[Span]:
        return [(span.start, span.end, span.type) for span in tagger.tag([document.text])[0]]

    show(measured(answer, held))


def cross_validate(
    gold: list[Document], written: list[Document], plan: Plan, folds: int, only: int, keep: Path | None
) -> None:
    """Figures on gold documents that were not fitted to; written documents are always fitted to."""
    order = list(gold)
    random.Random(7).shuffle(order)
    order.sort(key=lambda document: document.group)
    tallies: dict[str, Tally] = {}
    judgements: list[Judged] = []
    models: dict[str, str] = {}
    for fold in range(only):
        print(f"fold {fold + 1} of {folds}", flush=True)
        held = order[fold::folds]
        fitted = fit([*(d for d in order if d not in held), *written], plan)
        show(measured(fitted.spans, held, tallies))
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            write(fitted, keep / f"fold-{fold + 1}.onnx", (1.0, 0.0))
            models |= {document.id: f"fold-{fold + 1}.onnx" for document in held}
            (keep / "folds.json").write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
        judgements += judged(fitted, held)
    if only == folds:
        pair = calibration(judgements)
        CALIBRATION.write_text(json.dumps([round(x, 4) for x in pair]) + "\n", encoding="utf-8")
        print("\n".join(reliability(judgements, pair)), flush=True)


def show(tallies: dict[str, Tally]) -> None:
    """Print figures, by group of documents."""
    for group, tally in tallies.items():
        for line in tally.lines():
            print(f"{group}: {line}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folder = {"type": Path, "action": "append", "default": []}
    parser.add_argument("--also", **folder, help="a further folder of gold records to fit to")
    parser.add_argument("--measure", **folder, help="a folder of gold records to measure on")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate with so many folds; writes no model")
    parser.add_argument("--only", type=int, default=0, help="run only so many of the folds")
    parser.add_argument("--keep", type=Path, help="a folder for the models of the folds")
    parser.add_argument("--threads", type=int, default=1, help="threads of PyTorch")
    parser.add_argument("--output", type=Path, default=MODEL, help="where the model goes")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another setting of the fit")
    return parser.parse_args()


def _setting(text: str) -> tuple[str, float | int]:
    name, _, value = text.partition("=")
    return name, float(value) if "." in value or "e" in value else int(value)


if __name__ == "__main__":
    main()

"""Figures that a later article corrected: they are shown, and no longer count."""

from __future__ import annotations

from collections.abc import Sequence

from policygraph.graph.tracking.claims import Claim


def corrected(claims: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """The figures of one bearer and indicator that stand, and those that a later correction replaced."""
    withdrawn = [
        claim
        for claim in claims
        if any(
            other.corrects and not claim.corrects and other.as_of == claim.as_of and other.kind == claim.kind
            and (other.known, other.article == claim.article, other.start_offset)
            > (claim.known, claim.article == other.article, claim.start_offset)
            for other in claims
        )
    ]  # fmt: skip
    return [claim for claim in claims if claim not in withdrawn], withdrawn

"""Joining: best pairs first, never over a contradiction, whatever the order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policygraph.graph.resolution.cluster import Link, clusters

NODES = "abcdef"


def join(
    links: list[Link], apart: set[frozenset[str]] | None = None, decided: dict[tuple[str, str], bool] | None = None
) -> list[tuple[str, ...]]:
    return clusters(
        NODES, links, lambda x, y: frozenset((x, y)) in (apart or set()), merge=0.8, firm=0.9, margin=0.04,
        decided=decided,
    )  # fmt: skip


def grouped(*groups: str) -> list[tuple[str, ...]]:
    rest = set(NODES) - set("".join(groups))
    return sorted([tuple(sorted(group)) for group in groups] + [(node,) for node in rest])


def test_no_chain_leads_over_a_contradiction() -> None:
    links = [Link("a", "b", 0.95), Link("b", "c", 0.9)]
    assert join(links) == grouped("abc")
    assert join(links, {frozenset("ac")}) == grouped("ab")


def test_a_short_name_that_fits_two_things_joins_neither() -> None:
    links = [Link("a", "b", 0.9), Link("b", "c", 0.9)]
    assert join(links, {frozenset("ac")}) == grouped()


def test_a_short_name_firmly_tied_to_one_thing_is_no_short_form_of_another() -> None:
    links = [Link("a", "b", 0.94), Link("b", "c", 0.85, short="b")]
    assert join(links) == grouped("ab")


def test_weak_links_join_nothing() -> None:
    assert join([Link("a", "b", 0.79)]) == grouped()


def test_people_have_the_last_word() -> None:
    links = [Link("a", "b", 0.95), Link("c", "d", 0.95)]
    assert join(links, decided={("a", "b"): False}) == grouped("cd")
    assert join(links, {frozenset("ac")}, {("a", "c"): True}) == grouped("abcd")


pairs = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda p: p[0] < p[1])


@given(
    st.dictionaries(pairs, st.sampled_from([0.7, 0.8, 0.85, 0.9, 0.95]), max_size=10),
    st.sets(pairs, max_size=5),
    st.randoms(use_true_random=False),
)
def test_order_does_not_matter_and_contradictions_hold(scores, apart, random) -> None:  # type: ignore[no-untyped-def]
    links = [Link(a, b, score) for (a, b), score in scores.items()]
    kept = {frozenset(pair) for pair in apart}
    found = join(links, kept)
    random.shuffle(links)
    assert join(links, kept) == found
    for group in found:
        assert not any(frozenset((x, y)) in kept for x in group for y in group)

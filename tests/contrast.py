"""How well the words of a page stand out; unlike axe, also those of disabled buttons and placeholders."""

from __future__ import annotations

from typing import Any

LEAST = 4.5  # WCAG 2.2, 1.4.3: the least for text of ordinary size

_FAINT = r"""(least) => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (colour) => colour.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (one) => {
    const layers = [];
    for (let node = one; node; node = node.parentElement) layers.unshift(rgba(getComputedStyle(node).backgroundColor));
    return layers.reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const found = [];
  const look = (one, colour, words) => {
    const box = one.getBoundingClientRect();
    if (!box.width || !box.height) return;
    let shows = 1;
    for (let node = one; node; node = node.parentElement) shows *= Number(getComputedStyle(node).opacity);
    const under = ground(one), ink = rgba(colour);
    const [a, b] = [light(over([...ink.slice(0, 3), ink[3] * shows], under)), light(under)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < least) found.push([words.trim(), ((a + 0.05) / (b + 0.05)).toFixed(2)]);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement, style = getComputedStyle(one);
    if (walk.currentNode.data.trim() && !/SCRIPT|STYLE|NOSCRIPT|OPTION/.test(one.tagName))
      look(one, one instanceof SVGElement ? style.fill : style.color, walk.currentNode.data);
  }
  for (const one of document.querySelectorAll("[placeholder]"))
    if (!one.value) look(one, getComputedStyle(one, "::placeholder").color, one.placeholder);
  return found;
}"""


def faint(tab: Any) -> list[list[str]]:
    """The visible words whose contrast with what is behind them is below `LEAST`, each with its contrast."""
    found: list[list[str]] = tab.evaluate(_FAINT, LEAST)
    return found

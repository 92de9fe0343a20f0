// ---- search as one types: by name, other names, pinyin and initials; targets and figures by their indicator

const MOST_HITS = 30, MOST_FIGURES = 12;
let offered = [], chosen = -1, haystack = null;

// What is searched: names, how they sound, how well linked, and what a hit is: a node (n), or a target (t) or a figure
// (m) of a node or of none (n: -1).
const hay = (names, sounds, weight, hit) => ({ names: names.toLowerCase(), sounds, weight, hit });
const fill = () => {
  const figures = new Map(), add = (name, n, hit) => { const key = n + "\n" + name; if (!figures.has(key)) figures.set(key, hay(name, data.sounds[name], n < 0 ? 0 : degree(n), { n, ...hit })); };
  data.targets.forEach((target, t) => add(target.i, target.s, { t }));
  data.metrics.forEach((metric, m) => { if (metric.g === undefined) add(metric.i, metric.s, { m }); }); // else its target stands there
  return { nodes: data.nodes.map((node, n) => hay([node.l, ...node.n].join("\n"), node.p, degree(n), { n })), figures: [...figures.values()] };
};

// How well it fits, 0 best; null: not at all. Pinyin may be typed with spaces; of several words each must be there.
const fit = ({ names, sounds }, wanted) => {
  const at = names.indexOf(wanted), typed = wanted.replace(/\s+/g, ""), sound = sounds.indexOf(typed);
  if (at < 0 && sound < 0) return /\s/.test(wanted) && wanted.split(/\s+/).every((word) => names.includes(word)) ? 3 : null;
  if (names === wanted || names.startsWith(wanted + "\n")) return 0;
  if (at === 0 || sound === 0) return 1;
  return names[at - 1] === "\n" || (sound > 0 && /\s/.test(sounds[sound - 1])) ? 1.5 : 2;
};

const find = (query) => {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return [];
  haystack ||= fill();
  const among = (hays) => hays.map((one, i) => [fit(one, wanted), -one.weight, i, one.hit]).filter(([how]) => how !== null).sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((found) => found[3]);
  const figures = picking === null ? among(haystack.figures).slice(0, MOST_FIGURES) : []; // a path leads to a node
  return [...among(haystack.nodes).slice(0, MOST_HITS - figures.length), ...figures];
};

const mark = (text, wanted) => {
  const at = wanted ? text.toLowerCase().indexOf(wanted) : -1;
  return at < 0 ? [text] : [text.slice(0, at), element("mark", { textContent: text.slice(at, at + wanted.length) }), text.slice(at + wanted.length)];
};

const offer = () => {
  const hits = byId("hits"), input = byId("search"), wanted = input.value.trim().toLowerCase();
  offered = find(input.value);
  chosen = offered.length ? 0 : -1;
  hits.replaceChildren(...offered.map((hit, k) => element("li", { role: "option", id: "hit" + k, "aria-selected": String(k === 0), onclick: () => take(hit) }, ...hitLine(hit, wanted))));
  byId("nothing").hidden = !wanted || offered.length > 0;
  hits.hidden = !offered.length;
  input.setAttribute("aria-expanded", String(!hits.hidden));
  if (chosen >= 0) input.setAttribute("aria-activedescendant", "hit0"); else input.removeAttribute("aria-activedescendant");
};

const hitLine = ({ n, t, m }, wanted) => {
  if (t === undefined && m === undefined) {
    const node = data.nodes[n], other = node.l.toLowerCase().includes(wanted) ? null : node.n.find((name) => name.toLowerCase().includes(wanted));
    return [dot(node.t), element("span", {}, ...mark(node.l, wanted), other ? element("span", { className: "soft" }, "（", ...mark(other, wanted), "）") : null), element("small", {}, label("types", node.t))];
  }
  const figure = t === undefined ? data.metrics[m] : data.targets[t], whose = n < 0 ? figure.pl || "" : data.nodes[n].l;
  return [t === undefined ? element("span", { className: "dot" }) : sign(figure.vd), element("span", {}, ...mark(figure.i, wanted), element("span", { className: "soft" }, " " + whose)), element("small", {}, say(t === undefined ? "metric" : "target"))];
};

const take = ({ n, t = null, m }) => {
  closeHits();
  if (picking !== null) { endPath(n); return; }
  const hide = new Set(state.hide);
  if (n >= 0) hide.delete(data.nodes[n].t);
  change({ node: n < 0 ? null : n, target: t, path: [], hide }, { focus: true });
  if (m !== undefined) byId("panel").querySelector(`[data-indicator="${CSS.escape(data.metrics[m].i)}"]`)?.scrollIntoView({ block: "center" });
};
const closeHits = () => { byId("hits").hidden = true; byId("nothing").hidden = true; byId("search").setAttribute("aria-expanded", "false"); };

const searching = () => {
  const input = byId("search"), hits = byId("hits");
  input.addEventListener("input", offer);
  input.addEventListener("focus", () => { if (input.value) offer(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the input method has the key
    if (event.key === "Escape") { closeHits(); if (picking !== null) stopPath(); return; }
    if (event.key === "Enter" && chosen >= 0 && offered.length) { take(offered[chosen]); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!offered.length) return;
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
    [...hits.children].forEach((item, k) => item.setAttribute("aria-selected", String(k === chosen)));
    input.setAttribute("aria-activedescendant", "hit" + chosen);
    hits.children[chosen].scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) closeHits(); });
};

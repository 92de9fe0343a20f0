// ---- filters: what passes is drawn, listed and exported; the rest is left out everywhere

let shown = { nodes: [], edges: [], metrics: [], targets: [], passes: () => true }; // of each: true where it passes

const years = (e) => (article(e).published || "").slice(0, 4);
const filtered = () => Boolean(state.without.size || state.place || state.from || state.to || state.conf || state.verdict.size);

// A place with what lies in it, as links say: its numbers.
const within = (place) => {
  const inside = new Set(data.nodes.keys());
  inside.clear();
  const queue = [];
  data.nodes.forEach((node, i) => { if (node.t === "Place" && (node.l === place || node.n.includes(place))) queue.push(i); });
  while (queue.length) {
    const i = queue.pop();
    if (inside.has(i)) continue;
    inside.add(i);
    for (const e of links[i]) if (["locatedIn", "partOf"].includes(data.edges[e].p) && data.edges[e].o === i) queue.push(data.edges[e].s);
  }
  return inside;
};

const sift = () => {
  const inside = state.place ? within(state.place) : null;
  const passes = (e) => {
    if (confidence(e) < state.conf) return false;
    if (!state.from && !state.to) return true;
    const year = years(e);
    return year !== "" && (!state.from || year >= state.from) && (!state.to || year <= state.to);
  };
  const here = (e) => article(e).place === state.place;
  const kind = data.nodes.map((node) => !state.hide.has(node.t));
  const targets = data.targets.map((t) => passes(t.e) && (t.s < 0 || kind[t.s]) && (!state.verdict.size || state.verdict.has(t.vd))
    && (!inside || t.pl === state.place || (t.s >= 0 && inside.has(t.s)) || here(t.e)));
  const metrics = data.metrics.map((m) => passes(m.e) && kind[m.s] && (!inside || inside.has(m.s) || here(m.e))
    && (!state.verdict.size || (m.g !== undefined && targets[m.g])));
  const judged = new Set();
  if (state.verdict.size) data.targets.forEach((t, i) => { if (targets[i] && t.s >= 0) judged.add(t.s); });
  const near = new Set(judged); // with a verdict asked for, those who have it, and what they are linked to
  for (const i of judged) for (const other of neighbours(i)) near.add(other);
  const edges = data.edges.map((edge) => !state.without.has(edge.p) && kind[edge.s] && kind[edge.o]
    && (!state.verdict.size || judged.has(edge.s) || judged.has(edge.o))
    && edge.e.some((e) => passes(e) && (!inside || inside.has(edge.s) || inside.has(edge.o) || here(e))));
  let nodes = kind;
  if (filtered()) {
    const held = new Set(judged);
    data.edges.forEach((edge, e) => { if (edges[e]) held.add(edge.s).add(edge.o); });
    if (!state.without.size && !state.verdict.size) data.metrics.forEach((m, i) => { if (metrics[i]) held.add(m.s); });
    if (!state.conf && !state.from && !state.to && !state.without.size && !state.verdict.size && inside) for (const i of inside) held.add(i);
    nodes = kind.map((on, i) => on && held.has(i));
  }
  shown = { nodes, edges, metrics, targets, passes };
};

// The evidence of a link that passes; all of it where none does, as for what was expanded.
const passing = (edge) => { const some = edge.e.filter(shown.passes); return some.length ? some : edge.e; };

// ---- the form
const tally = (values) => values.reduce((counts, value) => counts.set(value, (counts.get(value) || 0) + 1), new Map());

const boxes = (title, table, counts, hidden, key, mark) => {
  const names = Object.keys(table).filter((name) => counts.get(name));
  const lines = names.map((name) => element("label", { className: "tick" },
    element("input", { type: "checkbox", name, checked: hidden(name), onchange: (event) => {
      const set = new Set(state[key]);
      if (event.target.checked === (key === "verdict")) set.add(name); else set.delete(name);
      change({ [key]: set });
    } }), mark ? mark(name) : null, element("span", { textContent: table[name][state.lang] }), element("span", { className: "count", textContent: count(counts.get(name)) })));
  return names.length ? element("fieldset", { className: key }, element("legend", { textContent: title }), lines) : null;
};

const choice = (title, key, values) => element("label", { className: "choice" }, element("span", { textContent: title }),
  element("select", { onchange: (event) => change({ [key]: event.target.value }) }, option("", say("any"), !state[key]),
    values.map((value) => option(value, value, state[key] === value))));

const filterForm = () => {
  const cited = [...new Set([...data.edges.flatMap((edge) => edge.e), ...data.metrics.map((m) => m.e), ...data.targets.map((t) => t.e)])];
  const times = [...new Set(cited.map(years).filter(Boolean))].sort();
  const places = [...new Set([...data.nodes.filter((node) => node.t === "Place").map((node) => node.l), ...data.articles.map((a) => a.place).filter(Boolean)])]
    .sort((a, b) => a.localeCompare(b, "zh-CN"));
  const conf = element("output", { textContent: state.conf.toFixed(2) });
  byId("filters").replaceChildren(...[
    boxes(say("verdicts"), data.verdicts, tally(data.targets.map((t) => t.vd)), (name) => state.verdict.has(name), "verdict", sign),
    boxes(say("predicates"), data.predicates, tally(data.edges.map((edge) => edge.p)), (name) => !state.without.has(name), "without"),
    element("fieldset", {}, element("legend", { textContent: say("where") }),
      places.length ? choice(say("place"), "place", places) : null,
      times.length ? choice(say("from"), "from", times) : null, times.length ? choice(say("to"), "to", times) : null,
      element("label", { className: "choice" }, element("span", { textContent: say("confidence") }, " "), conf,
        element("input", { type: "range", min: 0, max: 1, step: 0.05, value: state.conf, oninput: (event) => { conf.textContent = Number(event.target.value).toFixed(2); }, onchange: (event) => change({ conf: Number(event.target.value) }) }))),
    button(say("clear"), () => change({ hide: new Set(), without: new Set(), verdict: new Set(), place: "", from: "", to: "", conf: 0 }), { id: "clear", disabled: !filtered() && !state.hide.size }),
  ].filter(Boolean));
};

const legend = () => {
  const counts = tally(data.nodes.map((node) => node.t));
  byId("legend").replaceChildren(...Object.keys(data.types).filter((type) => counts.get(type)).map((type) => element("label", {},
    element("input", { type: "checkbox", name: type, checked: !state.hide.has(type), onchange: (event) => {
      const hide = new Set(state.hide);
      if (event.target.checked) hide.delete(type); else hide.add(type);
      change({ hide });
    } }), dot(type), element("span", { textContent: label("types", type) }), element("span", { className: "count", textContent: count(counts.get(type)) }))));
};

const dot = (type) => { const made = element("span", { className: "dot" }); made.style.setProperty("--c", data.types[type].colour); return made; };
const sign = (verdict) => {
  const made = element("span", { className: "sign", textContent: data.verdicts[verdict].sign, "aria-hidden": "true" });
  made.style.setProperty("--c", data.verdicts[verdict].colour);
  made.style.setProperty("--cd", data.verdicts[verdict].dark);
  return made;
};

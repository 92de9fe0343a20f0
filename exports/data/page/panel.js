// ---- the panel: names, figures over time, targets and links of a node, each with its sentence

const MANY = 40; // items of a list before "show all"

const jump = (i) => button(data.nodes[i].l, () => change({ node: i, target: null, path: [] }, { focus: true }), { className: "link" });
const heading = (text, number) => element("h3", {}, text, number === undefined ? null : element("span", { className: "count", textContent: " " + count(number) }));
const listed = (items, make) => {
  const box = element("div", {}, items.slice(0, MANY).map(make));
  if (items.length > MANY) box.append(button(say("all", { n: items.length }), (event) => { event.target.remove(); box.append(...items.slice(MANY).map(make)); }, { className: "wide" }));
  return box;
};
const badge = (text, kind) => element("span", { className: "status " + kind, textContent: text });
const verdictBadge = (verdict) => {
  const made = element("span", { className: "verdict" }, sign(verdict), label("verdicts", verdict));
  made.style.setProperty("--c", data.verdicts[verdict].colour);
  made.style.setProperty("--cd", data.verdicts[verdict].dark);
  return made;
};
const period = (b, d) => [...new Set([b, d].filter(Boolean))].map((text) => dayOf(text)).join("–");

const targetLine = (t) => element("div", { className: "fact" }, element("div", {}, verdictBadge(data.targets[t].vd),
  button(data.targets[t].i, () => change({ target: t, node: data.targets[t].s < 0 ? null : data.targets[t].s, path: [] }), { className: "link" }),
  element("span", { className: "value", textContent: amount(data.targets[t]) }), data.targets[t].d ? element("span", { className: "soft", textContent: dayOf(data.targets[t].d, true) }) : null,
  data.targets[t].pr === null ? null : progress(data.targets[t].pr)));
const progress = (share) => {
  const bar = element("span", { className: "bar", title: Math.round(share * 100) + "%" }, element("span"));
  bar.firstChild.style.width = Math.max(0, Math.min(100, share * 100)) + "%";
  return element("span", { className: "progress" }, bar, Math.round(share * 100) + "%");
};

const metricLine = (m) => element("div", { className: "fact", "data-indicator": m.i }, element("div", {}, badge(label("statuses", m.st), m.st), element("span", { textContent: m.i }),
  element("span", { className: "soft", textContent: measured(m) }), element("span", { className: "value", textContent: amount(m) }),
  m.b || m.d ? element("span", { className: "soft", textContent: period(m.b, m.d) }) : null), cite(m.e));

const linkLine = (i, e) => {
  const edge = data.edges[e], out = edge.s === i, other = out ? edge.o : edge.s;
  const predicate = element("span", { className: "soft", textContent: label("predicates", edge.p) });
  const ends = out ? [predicate, "→", dot(data.nodes[other].t), jump(other)] : [dot(data.nodes[other].t), jump(other), "→", predicate];
  return element("div", { className: "fact" }, element("div", {}, ...ends, edge.i ? element("span", { className: "soft", textContent: say("inferred") }) : null), citeAll(passing(edge)));
};

const titled = (kind, ...name) => [element("p", { className: "kind" }, ...kind), element("h2", {}, ...name)];

const describeNode = (i) => {
  const node = data.nodes[i], metrics = node.m.filter((m) => shown.metrics[m]).map((m) => data.metrics[m]);
  const mine = links[i].filter((e) => shown.edges[e]), targets = targetsOf[i].filter((t) => shown.targets[t]);
  const charts = seriesCharts(targets.map((t) => data.targets[t]), metrics);
  const hidden = node.m.length + links[i].length + targetsOf[i].length - metrics.length - mine.length - targets.length;
  return [
    ...titled([dot(node.t), label("types", node.t)], node.l),
    node.n.length ? element("p", { className: "names" }, say("also") + node.n.join("、")) : null,
    element("div", { className: "acts" }, button(say("expand"), () => expand(i), { disabled: state.more.includes(i) }), button(say("relax"), () => relax(i), { disabled: state.view !== "net" }), button(say("pathFrom"), () => startPath(i))),
    hidden ? element("p", { className: "soft", textContent: say("hiddenFacts", { n: hidden }) }) : null,
    ...(targets.length ? [heading(say("targets"), targets.length), listed(targets, targetLine)] : []),
    ...(charts.length ? [heading(say("overTime")), element("div", { className: "charts" }, charts.slice(0, 8))] : []),
    ...(mine.length ? [heading(say("links"), mine.length), listed(mine, (e) => linkLine(i, e))] : []),
    ...(metrics.length ? [heading(say("metrics"), metrics.length), listed(metrics, metricLine)] : []),
    mine.length || metrics.length || targets.length ? null : element("p", { className: "soft", textContent: say("bare") }),
  ];
};
const describeTarget = (i) => {
  const t = data.targets[i], picture = targetChart(t);
  const entry = (what, value, day, e) => element("div", { className: "fact" }, element("div", {}, element("span", { className: "soft", textContent: what }), element("span", { className: "value", textContent: value }), day ? element("span", { className: "soft", textContent: dayOf(day, true) }) : null), cite(e));
  return [
    ...titled([verdictBadge(t.vd), t.c ? " ⚠ " + say("contradictory") : ""], t.i),
    element("p", { className: "sum" }, element("span", { className: "value", textContent: amount(t) }), t.me === "level" || !measured(t) ? "" : `（${measured(t)}）`),
    element("p", { className: "names" }, t.s >= 0 ? jump(t.s) : t.pl || "", t.d ? ` · ${say("due")} ${dayOf(t.d, true)}` : "", data.judged ? ` · ${say("judged", { day: dayOf(data.judged) })}` : ""),
    t.pr === null ? null : progress(t.pr), picture,
    element("p", { className: "why", textContent: t.y[state.lang === "en" ? 1 : 0] }),
    heading(say("promise")), entry(say("target"), amount(t), t.d, t.e), ...t.ol.map((old) => entry(say("earlier"), amount(old), old.d, old.e)),
    heading(say("results"), t.re.length), ...(t.ba ? [entry(say("base"), amount(t.ba), t.ba.d, t.ba.e)] : []),
    ...(t.re.length ? [listed(t.re, (r) => entry(say("result"), amount(r), r.d, r.e))] : [element("p", { className: "soft", textContent: say("silent") })]),
  ];
};

const welcome = () => {
  const judged = tally(data.targets.map((t) => t.vd));
  return [
    element("h2", {}, say("welcome")),
    element("ul", { className: "hint" }, [...say("hints"), ...(large() ? say("hintsLarge") : [])].map((hint) => element("li", {}, hint))),
    element("p", { className: "hint" }, say("counts", { nodes: count(data.nodes.length), edges: count(data.edges.length), articles: count(data.articles.length) })),
    ...(data.targets.length ? [heading(say("targets"), data.targets.length), element("div", { className: "board" }, Object.keys(data.verdicts).filter((name) => judged.get(name)).map((name) =>
      element("button", { type: "button", onclick: () => change({ verdict: new Set([name]), view: "table", tab: "targets" }) }, verdictBadge(name), element("b", { textContent: count(judged.get(name)) })))),
      data.judged ? element("p", { className: "soft", textContent: say("judged", { day: dayOf(data.judged) }) }) : null] : []),
  ];
};

let told = null; // what the panel shows now: it keeps its place while the same is shown
const describe = () => {
  const key = [state.node, state.target, state.path, picking].join("|"), panel = byId("panel");
  const content = picking !== null ? askEnd() : state.path.length === 2 ? describePath() : state.target !== null ? describeTarget(state.target) : state.node !== null ? describeNode(state.node) : welcome();
  const top = key === told ? panel.scrollTop : 0;
  panel.replaceChildren(...content.flat().filter((part) => part !== null && part !== undefined));
  panel.scrollTop = top;
  if (told !== null && key !== told) byId("heard").textContent = panel.querySelector("h2")?.textContent || "";
  told = key;
};

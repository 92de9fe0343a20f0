// ---- the timeline: each target from its start to its deadline, what was reported on the way, in the colour of its verdict

const LINES = 120;
let linesDrawn = LINES;

const spans = () => data.targets.flatMap((t, i) => {
  if (!shown.targets[i]) return [];
  const end = when(t.d), said = when(article(t.e).published), start = t.ba ? when(t.ba.d) : t.b ? when(t.b) - 31536e6 * (t.b === t.d ? 1 : 0) : said;
  const results = t.re.map((r) => ({ at: when(r.d), text: amount(r), day: dayOf(r.d, true) })).filter((r) => Number.isFinite(r.at));
  const all = [start, end, said, ...results.map((r) => r.at)].filter(Number.isFinite);
  return all.length ? [{ i, t, said, results, from: Number.isFinite(start) ? start : Math.min(...all), to: Number.isFinite(end) ? end : null, last: Math.max(...all) }] : [];
}).sort((a, b) => (a.to ?? Infinity) - (b.to ?? Infinity) || a.from - b.from || a.i - b.i);

// The years that rows take: where a moment stands among them, 0 to 1, and which are marked.
const yearsOf = (rows) => {
  const first = new Date(Math.min(...rows.map((r) => r.from))).getUTCFullYear(), last = new Date(Math.max(...rows.map((r) => Math.max(r.last, r.to ?? 0))) + 864e5).getUTCFullYear();
  const t0 = Date.UTC(first, 0), t1 = Date.UTC(last + 1, 0), every = Math.max(1, Math.ceil((last - first + 1) / 10)), ticks = [];
  for (let year = first; year <= last; year += every) ticks.push(year);
  return { at: (t) => (t - t0) / (t1 - t0), ticks, t1 };
};

const drawTimeline = () => {
  const rows = spans(), box = byId("time");
  if (!rows.length) { box.replaceChildren(element("p", { className: "vacant", textContent: say(data.targets.length ? "noRows" : "noTargets") })); return; }
  const { at, ticks, t1 } = yearsOf(rows), x = (t) => (at(t) * 100).toFixed(2) + "%";
  const grid = () => ticks.map((year) => drawing("line", { x1: x(Date.UTC(year, 0)), x2: x(Date.UTC(year, 0)), y1: 0, y2: "100%", class: "grid" }));
  const head = element("div", { className: "span head" }, element("span", { className: "soft", textContent: say("timeHint") }),
    drawing("svg", { class: "strip", "aria-hidden": "true" }, grid(), ticks.map((year) => drawing("text", { x: x(Date.UTC(year, 0)), dx: 3, y: 16, class: "year" }, String(year)))));
  const line = ({ i, t, said, results, from, to }) => {
    const words = `${t.i} ${amount(t)} ${dayOf(t.d, true)}：${label("verdicts", t.vd)}` + results.map((r) => `，${r.day} ${r.text}`).join("");
    const strip = drawing("svg", { class: "strip", role: "img", "aria-label": words }, grid(),
      drawing("line", { x1: x(from), x2: x(to ?? t1), y1: 15, y2: 15, class: "span-bar", "stroke-dasharray": to === null ? "3 4" : "none" }),
      Number.isFinite(said) ? drawing("line", { x1: x(said), x2: x(said), y1: 9, y2: 21, class: "said" }, drawing("title", {}, `${say("promise")} ${dayOf(article(t.e).published)}`)) : null,
      results.map((r) => drawing("circle", { cx: x(r.at), cy: 15, r: 4.5, class: "reached" }, drawing("title", {}, `${r.day} ${r.text}`))),
      to === null ? null : drawing("svg", { x: x(to), y: 15, overflow: "visible" }, drawing("path", { d: "M0 -7l7 7l-7 7l-7 -7z", class: "aim" }, drawing("title", {}, `${dayOf(t.d, true)} ${amount(t)}`))));
    strip.style.setProperty("--v", verdictColour(t.vd));
    return element("div", { className: "span" + (state.target === i ? " chosen" : "") }, element("div", {}, sign(t.vd),
      button(t.i, () => change({ target: i, node: t.s < 0 ? null : t.s, path: [] }), { className: "link" }), element("span", { className: "value", textContent: amount(t) }),
      element("span", { className: "soft", textContent: t.s < 0 ? t.pl || "" : data.nodes[t.s].l })), strip);
  };
  box.replaceChildren(element("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": say("time") }, head, rows.slice(0, linesDrawn).map(line),
    rows.length > linesDrawn ? button(say("moreRows", { n: count(rows.length - linesDrawn) }), () => { linesDrawn += 5 * LINES; drawTimeline(); }, { className: "wide" }) : null));
};

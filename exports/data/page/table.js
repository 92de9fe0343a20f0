// ---- the tables: targets, entities, links; each sorts by any column and goes to CSV as it is shown

const ROWS = 200; // drawn at a time
let rowsDrawn = ROWS;

// A column: its key, what it says, what it sorts by, and optionally how it is drawn.
const lastOf = (t) => t.re[t.re.length - 1];
const TABLES = {
  targets: () => ({
    rows: [true, false].flatMap((told) => data.targets.flatMap((t, i) => (shown.targets[i] && (t.re.length > 0) === told ? [i] : []))), // what was reported on comes first
    columns: [
      { key: "verdict", text: (i) => label("verdicts", data.targets[i].vd), by: (i) => Object.keys(data.verdicts).indexOf(data.targets[i].vd), made: (i) => verdictBadge(data.targets[i].vd) },
      { key: "subject", text: (i) => (data.targets[i].s < 0 ? data.targets[i].pl || "" : data.nodes[data.targets[i].s].l), made: (i) => (data.targets[i].s < 0 ? data.targets[i].pl || "" : jump(data.targets[i].s)) },
      { key: "indicator", text: (i) => data.targets[i].i, made: (i) => button(data.targets[i].i, () => change({ target: i, node: data.targets[i].s < 0 ? null : data.targets[i].s, path: [] }), { className: "link" }) },
      { key: "target", text: (i) => amount(data.targets[i]), by: (i) => data.targets[i].n, number: true },
      { key: "due", short: true, text: (i) => data.targets[i].d || "", made: (i) => dayOf(data.targets[i].d, true) },
      { key: "result", text: (i) => (lastOf(data.targets[i]) ? amount(lastOf(data.targets[i])) : ""), by: (i) => lastOf(data.targets[i])?.n ?? -Infinity, number: true },
      { key: "reported", short: true, text: (i) => lastOf(data.targets[i])?.d || "", made: (i) => dayOf(lastOf(data.targets[i])?.d, true) },
      { key: "progress", text: (i) => (data.targets[i].pr === null ? "" : Math.round(data.targets[i].pr * 100) + "%"), by: (i) => data.targets[i].pr ?? -Infinity, number: true, made: (i) => (data.targets[i].pr === null ? "" : progress(data.targets[i].pr)) },
    ],
    evidence: (i) => data.targets[i].e,
  }),
  entities: () => ({
    rows: data.nodes.flatMap((_, i) => (shown.nodes[i] ? [i] : [])),
    columns: [
      { key: "name", text: (i) => data.nodes[i].l, made: (i) => jump(i) },
      { key: "type", text: (i) => label("types", data.nodes[i].t), made: (i) => element("span", { className: "nowrap" }, dot(data.nodes[i].t), " ", label("types", data.nodes[i].t)) },
      { key: "names", text: (i) => data.nodes[i].n.join("；") },
      { key: "links", text: (i) => String(degree(i)), by: degree, number: true },
      { key: "metrics", text: (i) => String(data.nodes[i].m.length), by: (i) => data.nodes[i].m.length, number: true },
      { key: "targets", text: (i) => String(targetsOf[i].length), by: (i) => targetsOf[i].length, number: true },
    ],
  }),
  links: () => ({
    rows: data.edges.flatMap((_, e) => (shown.edges[e] ? [e] : [])),
    columns: [
      { key: "subject", text: (e) => data.nodes[data.edges[e].s].l, made: (e) => jump(data.edges[e].s) },
      { key: "predicate", text: (e) => label("predicates", data.edges[e].p) },
      { key: "object", text: (e) => data.nodes[data.edges[e].o].l, made: (e) => jump(data.edges[e].o) },
      { key: "article", text: (e) => article(passing(data.edges[e])[0]).title },
      { key: "date", short: true, text: (e) => article(passing(data.edges[e])[0]).published || "", made: (e) => dayOf(article(passing(data.edges[e])[0]).published) },
      { key: "sources", text: (e) => String(passing(data.edges[e]).length), by: (e) => passing(data.edges[e]).length, number: true },
      { key: "confidence", text: (e) => best(e).toFixed(2), by: (e) => best(e), number: true },
    ],
    evidence: (e) => passing(data.edges[e])[0],
  }),
};
const best = (e) => Math.max(...passing(data.edges[e]).map(confidence));

const sorted = ({ rows, columns, ...rest }) => {
  const down = state.sort.startsWith("-"), column = columns.find((c) => c.key === state.sort.replace("-", ""));
  if (!column) return { rows, columns, ...rest };
  const collator = new Intl.Collator("zh-CN", { numeric: true }), value = column.by || column.text;
  const keys = new Map(rows.map((row) => [row, value(row)]));
  const order = (a, b) => (typeof keys.get(a) === "number" ? keys.get(a) - keys.get(b) : collator.compare(keys.get(a), keys.get(b)));
  return { rows: [...rows].sort((a, b) => (down ? -order(a, b) : order(a, b)) || a - b), columns, ...rest };
};

const drawTable = () => {
  const { rows, columns } = sorted(TABLES[state.tab]()), chosen = state.tab === "targets" ? state.target : state.tab === "entities" ? state.node : null;
  const column = state.sort.replace("-", "");
  const head = element("tr", {}, columns.map(({ key, number }) => element("th", { scope: "col", className: number ? "number" : "", "aria-sort": key !== column ? "none" : state.sort.startsWith("-") ? "descending" : "ascending" },
    button(say("column_" + key), () => { change({ sort: state.sort === key ? "-" + key : key }); [...byId("table").querySelectorAll("th button")][columns.findIndex((c) => c.key === key)]?.focus(); }))));
  const line = (row) => element("tr", row === chosen ? { className: "chosen" } : {}, columns.map(({ key, text, made, number, short }) => element("td", { className: number ? "number" : short ? "nowrap" : "", "data-label": say("column_" + key) }, made ? made(row) : text(row))));
  const tabs = element("div", { className: "tabs", role: "group", "aria-label": say("tables") }, Object.keys(TABLES).map((tab) =>
    button(say(tab), () => { rowsDrawn = ROWS; change({ tab, sort: "" }); }, { "aria-pressed": String(state.tab === tab) })), element("span", { className: "soft", textContent: say("rows", { n: count(rows.length) }) }));
  const body = element("tbody", {}, rows.slice(0, rowsDrawn).map(line));
  byId("table").replaceChildren(tabs, rows.length
    ? element("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": say(state.tab) }, element("table", { className: "stacked" }, element("thead", {}, head), body),
      rows.length > rowsDrawn ? button(say("moreRows", { n: count(rows.length - rowsDrawn) }), () => { rowsDrawn += 5 * ROWS; drawTable(); }, { className: "wide" }) : null)
    : element("p", { className: "vacant", textContent: say(filtered() || state.hide.size ? "noRows" : "empty") }));
};

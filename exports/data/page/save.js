// ---- taking along what is shown: a picture (PNG, SVG) of the net, a table (CSV) of the view

const fileName = (kind) => `${(data.title || document.title).replace(/[\\/:*?"<>|\s\u0000-\u001f]+/g, "_").slice(0, 60) || "policygraph"}.${kind}`;

const picture = () => {
  const from = byId("net").querySelector("canvas"), to = element("canvas", { width: from.width, height: from.height }), context = to.getContext("2d");
  context.fillStyle = paper();
  context.fillRect(0, 0, to.width, to.height);
  context.drawImage(from, 0, 0);
  return to;
};

const savePng = () => picture().toBlob((blob) => download(fileName("png"), blob));

const svgText = () => {
  const on = lit(), at = network.getPositions(), ends = (line) => [at[line.from], at[line.to]];
  const items = [...dots.get()].filter((item) => at[item.id]);
  const xs = items.map((d) => at[d.id].x), ys = items.map((d) => at[d.id].y), pad = 120;
  const left = Math.min(0, ...xs) - pad, top = Math.min(0, ...ys) - pad, width = Math.max(0, ...xs) + pad - left, height = Math.max(0, ...ys) + pad - top;
  const root = drawing("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `${left} ${top} ${width} ${height}`, width: Math.round(width), height: Math.round(height), "font-family": "Noto Sans CJK SC, Microsoft YaHei, sans-serif" },
    drawing("title", {}, data.title || document.title), drawing("rect", { x: left, y: top, width, height, fill: paper() }));
  const radius = (id) => dots.get(id).size;
  for (const line of current.lines) {
    const [a, b] = ends(line);
    if (!a || !b) continue;
    const item = lines.get(line.id), far = Math.hypot(b.x - a.x, b.y - a.y) || 1, ux = (b.x - a.x) / far, uy = (b.y - a.y) / far;
    const from = { x: a.x + ux * radius(line.from), y: a.y + uy * radius(line.from) }, to = { x: b.x - ux * radius(line.to), y: b.y - uy * radius(line.to) };
    root.append(drawing("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke: item.color, "stroke-width": item.width }));
    const head = (p, dx, dy) => drawing("path", { d: `M${p.x} ${p.y}l${-dx * 7 - dy * 3} ${-dy * 7 + dx * 3}l${dy * 6} ${-dx * 6}z`, fill: item.color });
    if (item.arrows.to.enabled) root.append(head(to, ux, uy));
    if (item.arrows.from.enabled) root.append(head(from, -ux, -uy));
    if (item.words) root.append(drawing("text", { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 + 4, "font-size": 11, "text-anchor": "middle", fill: ink(), stroke: paper(), "stroke-width": 3, "paint-order": "stroke" }, item.words));
  }
  for (const item of items) {
    const p = at[item.id], text = drawing("text", { "font-size": item.letters, "text-anchor": "middle", fill: ink(), stroke: paper(), "stroke-width": 3, "paint-order": "stroke" });
    root.append(drawing("circle", { cx: p.x, cy: p.y, r: item.size, fill: item.color.background || item.color, opacity: item.opacity }));
    if (on !== null && !on.has(item.id)) continue;
    item.words.split("\n").forEach((row, k) => text.append(drawing("tspan", { x: p.x, y: p.y + item.size + item.letters * (1.1 + 1.2 * k) }, row)));
    root.append(text);
  }
  for (const i of current.nodes) if (targetsOf[i].length && (on === null || on.has(i))) for (const { x, y, half, t } of ring(i)) {
    root.append(drawing("path", { d: `M${x} ${y - half}l${half} ${half}l${-half} ${half}l${-half} ${-half}z`, fill: verdictColour(data.targets[t].vd), stroke: paper() }));
  }
  return new XMLSerializer().serializeToString(root);
};

const saveCsv = () => {
  if (state.view === "net") {
    const on = lit(), seen = new Set(current.lines.flatMap((line) => line.edges));
    const edges = [...(seen.size ? seen : data.edges.keys())].filter((e) => (on === null || (on.has(data.edges[e].s) && on.has(data.edges[e].o)))).sort((a, b) => a - b);
    const head = ["subject", "type", "predicate", "object", "type", "article", "date", "quote", "confidence"].map((key) => say("column_" + key));
    const rows = edges.flatMap((e) => passing(data.edges[e]).map((one) => {
      const { s, o, p } = data.edges[e];
      return [data.nodes[s].l, label("types", data.nodes[s].t), label("predicates", p), data.nodes[o].l, label("types", data.nodes[o].t), article(one).title, article(one).published, quote(one), confidence(one)];
    }));
    download(fileName("csv"), csvText([head, ...rows]), "text/csv;charset=utf-8");
    return;
  }
  const { rows, columns, evidence } = state.view === "time" ? { ...TABLES.targets(), rows: spans().map((span) => span.i) } : sorted(TABLES[state.tab]());
  const head = columns.map(({ key }) => say("column_" + key)).concat(evidence ? [say("column_article"), say("column_quote")] : []);
  const lines = rows.map((row) => columns.map(({ text, by, number }) => (number && Number.isFinite(by(row)) && /^-?[\d.]+$/.test(text(row)) ? by(row) : text(row)))
    .concat(evidence ? [article(evidence(row)).title, quote(evidence(row))] : []));
  download(fileName("csv"), csvText([head, ...lines]), "text/csv;charset=utf-8");
};

// ---- taking along what is shown: a picture (PNG, SVG) of the net or the timeline, a table (CSV) of the view

const fileName = (kind) => `${(data.title || document.title).replace(/[\\/:*?"<>|\s\u0000-\u001f]+/g, "_").slice(0, 60) || "policygraph"}.${kind}`;

const picture = () => {
  const from = byId("net").querySelector("canvas"), to = element("canvas", { width: from.width, height: from.height }), context = to.getContext("2d");
  context.fillStyle = paper();
  context.fillRect(0, 0, to.width, to.height);
  context.drawImage(from, 0, 0);
  return to;
};

const savePng = () => {
  if (state.view === "net") { picture().toBlob((blob) => download(fileName("png"), blob)); return; }
  const image = new Image();
  image.onload = () => {
    const sharp = Math.min(2, 16000 / image.height), to = element("canvas", { width: image.width * sharp, height: image.height * sharp });
    to.getContext("2d").drawImage(image, 0, 0, to.width, to.height);
    to.toBlob((blob) => download(fileName("png"), blob));
  };
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svgText());
};

const FACES = "Noto Sans CJK SC, Microsoft YaHei, sans-serif";
const svgText = () => (state.view === "time" ? timeSvg() : netSvg());

// The timeline as it is listed, with its years at the top.
const timeSvg = () => {
  const rows = spans().slice(0, linesDrawn), { at, ticks, t1 } = yearsOf(rows), wide = 1100, begin = 420, line = 32, top = 40;
  const x = (t) => begin + at(t) * (wide - begin - 20), cut = (text, most) => { let end = text.length; while (end > 1 && width(text.slice(0, end), 400) * 14 > most) end -= 1; return end < text.length ? text.slice(0, end) + "…" : text; };
  const high = top + rows.length * line + 10;
  const root = drawing("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, "font-family": FACES, "font-size": 14 },
    drawing("title", {}, data.title || document.title), drawing("rect", { width: wide, height: high, fill: paper() }));
  for (const year of ticks) root.append(drawing("line", { x1: x(Date.UTC(year, 0)), x2: x(Date.UTC(year, 0)), y1: 12, y2: high, stroke: faded() }), drawing("text", { x: x(Date.UTC(year, 0)) + 3, y: 24, fill: soft(), "font-size": 12 }, String(year)));
  rows.forEach(({ t, said, results, from, to }, row) => {
    const y = top + row * line + line / 2, colour = verdictColour(t.vd), name = cut(t.i, 220), value = cut(amount(t), 110);
    const whose = cut(t.s < 0 ? t.pl || "" : data.nodes[t.s].l, begin - 70 - (width(name, 400) + width(value, 600)) * 14);
    root.append(drawing("text", { x: 12, y: y + 5, fill: ink() }, drawing("tspan", { fill: colour }, data.verdicts[t.vd].sign + " "), name,
      drawing("tspan", { "font-weight": 600, dx: 6 }, value), drawing("tspan", { fill: soft(), dx: 6 }, whose)));
    root.append(drawing("line", { x1: x(from), x2: x(to ?? t1), y1: y, y2: y, stroke: colour, "stroke-width": 3, "stroke-opacity": 0.5, "stroke-dasharray": to === null ? "3 4" : "none" }));
    if (Number.isFinite(said)) root.append(drawing("line", { x1: x(said), x2: x(said), y1: y - 6, y2: y + 6, stroke: soft(), "stroke-width": 2 }));
    for (const result of results) root.append(drawing("circle", { cx: x(result.at), cy: y, r: 4.5, fill: colour }));
    if (to !== null) root.append(drawing("path", { d: `M${x(to)} ${y - 7}l7 7l-7 7l-7 -7z`, fill: "none", stroke: colour, "stroke-width": 2 }));
  });
  return new XMLSerializer().serializeToString(root);
};

const netSvg = () => {
  const on = lit(), at = network.getPositions(), ends = (line) => [at[line.from], at[line.to]];
  const items = [...dots.get()].filter((item) => at[item.id]);
  const xs = items.map((d) => at[d.id].x), ys = items.map((d) => at[d.id].y), pad = 120;
  const left = Math.min(0, ...xs) - pad, top = Math.min(0, ...ys) - pad, width = Math.max(0, ...xs) + pad - left, height = Math.max(0, ...ys) + pad - top;
  const root = drawing("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: `${left} ${top} ${width} ${height}`, width: Math.round(width), height: Math.round(height), "font-family": FACES },
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
    const head = ["subject", "subject_type", "predicate", "object", "object_type", "article", "date", "quote", "confidence"].map((key) => say("column_" + key));
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

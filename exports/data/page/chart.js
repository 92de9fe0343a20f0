// ---- a small chart: targets as hollow diamonds in the colour of their verdict, what was reached as a line

const when = (text) => { // the end of a year, month or day
  const [y, m, d] = (text || "").split("-").map(Number);
  return y ? Date.UTC(y, m ? (d ? m - 1 : m) : 12, d || 0) : NaN;
};

// points: {at, value, text, kind: "target" | "actual" | "base" | "forecast", verdict}
const chart = (title, points) => {
  const dated = points.filter((p) => Number.isFinite(p.at) && Number.isFinite(p.value)).sort((a, b) => a.at - b.at);
  if (dated.length < 2) return null;
  const W = 360, H = 132, L = 8, R = 8, T = 20, B = 20;
  const times = dated.map((p) => p.at), values = dated.map((p) => p.value);
  const t0 = Math.min(...times), t1 = Math.max(...times), low = Math.min(...values), high = Math.max(...values);
  const x = (t) => L + 12 + (t1 > t0 ? (t - t0) / (t1 - t0) : 0.5) * (W - L - R - 24);
  const y = (v) => H - B - 6 - (high > low ? (v - low) / (high - low) : 0.5) * (H - T - B - 12);
  const line = dated.filter((p) => p.kind === "actual" || p.kind === "base");
  const made = drawing("svg", { viewBox: `0 0 ${W} ${H}`, class: "chart", role: "img", "aria-label": title + "：" + dated.map((p) => `${new Date(p.at).getUTCFullYear()} ${p.text}`).join("，") },
    drawing("line", { x1: L, x2: W - R, y1: H - B, y2: H - B, class: "axis" }));
  for (const p of dated) if (p.kind === "target") made.append(drawing("line", { x1: L, x2: W - R, y1: y(p.value), y2: y(p.value), class: "goal" }));
  if (line.length > 1) made.append(drawing("polyline", { points: line.map((p) => `${x(p.at).toFixed(1)},${y(p.value).toFixed(1)}`).join(" "), class: "way" }));
  const taken = dated.map((p) => [x(p.at) - 5, y(p.value) - 5, x(p.at) + 5, y(p.value) + 5]);
  const free = (box) => box[0] >= 0 && box[2] <= W && box[1] >= 0 && box[3] <= H - B && taken.every((other) => box[2] <= other[0] || box[0] >= other[2] || box[3] <= other[1] || box[1] >= other[3]);
  const write = (cx, cy, text) => { // above, below, right or left of the point, wherever there is room
    const wide = [...text].reduce((sum, char) => sum + (char > "\u2e80" ? 12 : 7), 4);
    const middle = Math.max(0, Math.min(W - wide, cx - wide / 2)); // at an edge as near as it fits
    for (const [left, top] of [[middle, cy - 21], [middle, cy + 7], [cx + 8, cy - 7], [cx - wide - 8, cy - 7]]) {
      const box = [left, top, left + wide, top + 14];
      if (!free(box)) continue;
      taken.push(box);
      made.append(drawing("text", { x: left + 2, y: top + 11, class: "amount" }, text));
      return;
    }
  };
  let lastYear = -99;
  for (const p of dated) {
    const cx = x(p.at), cy = y(p.value), tip = drawing("title", {}, `${dayOf(new Date(p.at).toISOString().slice(0, 10), true)} ${p.text}`);
    if (p.kind === "target") {
      const diamond = drawing("path", { d: `M${cx} ${cy - 6}l6 6l-6 6l-6 -6z`, class: "aim" }, tip);
      diamond.style.stroke = p.verdict ? verdictColour(p.verdict) : "currentColor";
      made.append(diamond);
    } else made.append(drawing("circle", { cx, cy, r: 4, class: p.kind === "forecast" ? "guess" : "reached" }, tip));
    if (cx - lastYear > 34) { made.append(drawing("text", { x: cx, y: H - 5, "text-anchor": cx > W - 30 ? "end" : cx < 30 ? "start" : "middle", class: "year" }, String(new Date(p.at).getUTCFullYear()))); lastYear = cx; }
  }
  for (const p of [...dated].reverse()) write(x(p.at), y(p.value), p.text);
  return element("figure", {}, element("figcaption", { textContent: title }), made);
};

const targetPoints = (t) => {
  const points = [{ at: when(t.d), value: t.n, text: amount(t), kind: "target", verdict: t.vd }];
  if (t.ba) points.push({ at: when(t.ba.d), value: t.ba.n, text: amount(t.ba), kind: "base" });
  for (const r of t.re) if (r.u === t.u) points.push({ at: when(r.d), value: r.n, text: amount(r), kind: "actual" });
  for (const old of t.ol) points.push({ at: when(old.d), value: old.n, text: amount(old), kind: "target" });
  return points;
};
const targetChart = (t) => (t.re.length || t.ba || t.ol.length ? chart(t.i, targetPoints(t)) : null);

// A chart for each indicator with figures for at least two times, or with a target and what came of it.
const seriesCharts = (targets, metrics) => {
  const series = new Map();
  const add = (key, points) => series.set(key, [...(series.get(key) || []), ...points]);
  const key = (it) => [it.i, it.me, it.u].join("\n");
  const aims = new Map(targets.map((t) => [t.k, t]));
  for (const t of targets) add(key(t), targetPoints(t));
  for (const m of metrics) if (m.st !== "term" && !aims.has(m.k)) {
    add(key(m), [{ at: when(m.d || article(m.e).published), value: m.n, text: amount(m), kind: m.st === "target" ? "target" : m.st === "forecast" ? "forecast" : "actual" }]);
  }
  return [...series].flatMap(([name, points]) => {
    const once = new Map(); // the same figure is often said several times
    for (const p of points) { const id = [p.at, p.value, p.kind === "base" ? "actual" : p.kind].join("|"); if (!once.has(id)) once.set(id, p); }
    const different = [...once.values()], [indicator, measure] = name.split("\n");
    const picture = different.some((p) => p.kind !== "target") || new Set(different.map((p) => p.at)).size > 1 ? chart(measure === "level" ? indicator : `${indicator}（${label("measures", measure)}）`, different) : null;
    return picture ? [picture] : [];
  });
};

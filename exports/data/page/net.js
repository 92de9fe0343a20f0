// ---- the net: vis-network draws it; positions are computed beforehand, nothing moves by itself

let network = null, dots = null, lines = null, current = null;

const options = () => ({
  physics: false, layout: { improvedLayout: false, randomSeed: 1 },
  interaction: { hover: false, hideEdgesOnDrag: current.lines.length > 800, hideEdgesOnZoom: current.lines.length > 800, keyboard: { enabled: true, bindToWindow: false }, multiselect: false },
  nodes: { shape: "dot", borderWidth: 1, borderWidthSelected: 3 }, // names.js writes their names
  edges: { color: { color: faded(), highlight: accent() }, width: 1.2, smooth: false, selectionWidth: 1.2,
    arrows: { to: { enabled: false, scaleFactor: 0.4 } } },
});
const face = () => getComputedStyle(document.body).fontFamily;
const soft = () => (printing ? "#536070" : css("--soft"));
const ink = () => (printing ? "#1b2530" : css("--ink"));
const paper = () => (printing ? "#ffffff" : css("--paper"));
const faded = () => (printing ? "#aab6c3" : css("--faded"));
const accent = () => (printing ? "#1f6fb8" : css("--accent"));

const place = (i) => state.moved.get(i) || data.nodes[i];

// What is lit: the current node with its neighbours, what was expanded, or a path; null: everything.
const lit = () => {
  if (trail.nodes.length) return new Set(trail.nodes);
  const from = [...state.more];
  if (state.node !== null) from.push(state.node);
  if (!from.length) return null;
  const on = new Set(from);
  for (const i of from) for (const other of neighbours(i)) on.add(other);
  return on;
};

const dress = (i, on) => {
  const node = data.nodes[i], bright = on === null || on.has(i), at = place(i);
  return { id: i, words: node.w, letters: node.f, rank: Math.max(0, (node.f - 14) / 4), x: at.x, y: at.y, size: node.r, color: data.types[node.t].colour, opacity: bright ? 1 : 0.15 };
};

const dressGroup = ({ g, count: members }, on) => {
  const b = bubbles[g], width = b.right - b.left + 150, height = b.bottom - b.top + 150, size = Math.min(width, height) * 0.3;
  return { id: bubble(g), words: (b.loose ? say("loose") : data.nodes[b.best].w) + "\n" + say("members", { n: count(members) }), letters: Math.min(height * 0.18, width / 8), rank: Math.min(3, Math.log10(members)), x: b.x, y: b.y, size,
    color: { background: b.loose ? faded() : data.types[data.nodes[b.best].t].colour, border: paper() }, opacity: on === null ? 0.9 : 0.12 };
};

const dressLine = (line, on) => {
  const names = [...new Set(line.edges.map((e) => data.edges[e].p))];
  const inner = typeof line.from === "number" && typeof line.to === "number";
  const bright = on !== null && (trail.nodes.length ? line.edges.some((e) => trail.edges.has(e))
    : [state.node, ...state.more].some((i) => i !== null && (line.from === i || line.to === i)));
  const outward = !inner && (typeof line.from === "number" || typeof line.to === "number"); // to a community that is closed
  const group = outward ? 1 : Math.min(8, 1 + Math.log2(line.edges.length)) * 3;
  return { id: line.id, from: line.from, to: line.to, width: bright ? 2.4 : inner ? 1.2 : group,
    dashes: inner && line.edges.every((e) => data.edges[e].i), color: bright ? accent() : on === null && !outward ? faded() : "rgba(128,128,128,.13)",
    arrows: { to: { enabled: inner && line.there, scaleFactor: 0.4 }, from: { enabled: inner && line.back, scaleFactor: 0.4 } },
    words: inner && (bright || (state.labels && on === null)) ? names.map((name) => label("predicates", name)).join("、") : "" };
};

// Bring the drawing in step with the state: only what changed goes in or out.
const draw = () => {
  current = scene();
  names = null;
  const on = lit();
  const nodes = [...current.nodes.map((i) => dress(i, on)), ...current.groups.map((group) => dressGroup(group, on))];
  const drawn = current.lines.map((line) => dressLine(line, on));
  if (!network) {
    dots = new vis.DataSet(nodes);
    lines = new vis.DataSet(drawn);
    network = new vis.Network(byId("net"), { nodes: dots, edges: lines }, options());
    listen();
    network.once("afterDrawing", () => { fitAll(false); look(); });
  } else {
    keep(lines, drawn);
    keep(dots, nodes);
    names = null; // it may have been drawn in between
    network.setOptions({ interaction: options().interaction });
  }
  const i = state.node;
  network.selectNodes(i !== null && dots.get(i) ? [i] : []);
};
const keep = (set, items) => {
  const ids = new Set(items.map((item) => item.id));
  const gone = set.getIds().filter((id) => !ids.has(id));
  if (gone.length) set.remove(gone);
  set.update(items);
};

const repaint = () => { network.setOptions(options()); draw(); };

// The part of the net that is looked at: around nodes, with room for their names at the edges.
const calm = () => (large() || matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 300 });
const rims = () => ({ x: Math.min(64, byId("net").clientWidth / 11), y: Math.min(44, byId("net").clientHeight / 11) }); // pixels
const frame = (ids, { centre = null, least = 0, most = 1.2, animation = calm() } = {}) => {
  const box = byId("net"), found = ids.filter((id) => dots.get(id)), at = network.getPositions(found), sides = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const id of found) {
    const p = at[id], r = dots.get(id).size;
    for (const q of centre ? [p, { x: 2 * centre.x - p.x, y: 2 * centre.y - p.y }] : [p]) {
      sides.left = Math.min(sides.left, q.x - r); sides.right = Math.max(sides.right, q.x + r);
      sides.top = Math.min(sides.top, q.y - r); sides.bottom = Math.max(sides.bottom, q.y + r);
    }
  }
  if (sides.left === Infinity) return;
  const rim = rims(), scale = Math.min((box.clientWidth - 2 * rim.x) / (sides.right - sides.left), (box.clientHeight - 2 * rim.y) / (sides.bottom - sides.top));
  network.moveTo({ position: { x: (sides.left + sides.right) / 2, y: (sides.top + sides.bottom) / 2 }, scale: Math.max(least, Math.min(most, scale)), animation });
};
const fitAll = (animation) => frame(dots.getIds(), { animation });
const fitTo = (ids) => frame(ids);
// A node in the middle, around it the nearest of its neighbours that there is room for where names can be told apart.
const focusOn = (i) => {
  const centre = place(i), rim = rims(), box = byId("net"), least = 0.55;
  const away = (other) => [Math.abs(place(other).x - centre.x), Math.abs(place(other).y - centre.y)];
  const near = [...neighbours(i)].filter((other) => { const [x, y] = away(other); return x * least < box.clientWidth / 2 - rim.x && y * least < box.clientHeight / 2 - rim.y; })
    .sort((a, b) => Math.hypot(...away(a)) - Math.hypot(...away(b)));
  frame([i, ...near.slice(0, 12)], { centre, least, most: Math.max(network.getScale(), 0.9) });
};

// ---- pointer and keys

// The node at the pointer: whose name is written there, for it stands over the dots; but the current node's, which may
// stand over any, leaves them theirs.
const meant = ({ nodes: [dot], pointer }) => {
  const name = nameAt(pointer.canvas);
  return name === undefined || (dot !== undefined && name === state.node) ? dot ?? name : name;
};
const listen = () => {
  let last = 0;
  network.on("click", (event) => {
    const t = event.nodes.length ? null : markAt(event.pointer.canvas);
    if (t !== null) { change({ target: t, node: data.targets[t].s, path: [] }); return; }
    const id = meant(event);
    if (typeof id === "string") { last = Date.now(); return; }
    if (id === undefined && Date.now() - last < 400) return; // the second half of a double click on a community
    if (picking !== null && id !== undefined) { endPath(id); return; }
    if (id === undefined && state.node === null && !state.more.length && !state.path.length) return;
    change(id === undefined ? { node: null, target: null, more: [], path: [] } : { node: id, target: null, path: [] });
  });
  network.on("doubleClick", (event) => { const id = meant(event); if (id !== undefined) expand(id); });
  network.on("dragging", (event) => { if (event.nodes.length) names = null; });
  network.on("dragEnd", (event) => {
    const moved = new Map(state.moved);
    for (const id of event.nodes) if (typeof id === "number") moved.set(id, network.getPosition(id));
    if (event.nodes.length) change({ moved });
  });
  network.on("afterDrawing", (context) => { drawMarks(context); drawNames(context); });
  byId("net").addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "Enter" && state.node !== null) expand(state.node);
    else if (event.key === "Escape") change({ node: null, target: null, more: [], path: [] });
    else return;
    event.preventDefault();
  });
};

const expand = (id) => {
  if (typeof id === "string") {
    const g = Number(id.slice(1));
    change({ open: [...state.open.filter((other) => other !== g), g], node: null, target: null });
    fitTo(data.groups[g]);
  } else if (!state.more.includes(id)) change({ node: id, more: [...state.more, id] });
};

// From node to node without a mouse: the best linked first.
const step = (by) => {
  const order = [...current.nodes].sort((a, b) => degree(b) - degree(a) || a - b);
  if (!order.length) return;
  const at = order.indexOf(state.node);
  change({ node: order[(at < 0 ? (by > 0 ? 0 : order.length - 1) : at + by + order.length) % order.length], target: null, path: [] }, { focus: true });
};

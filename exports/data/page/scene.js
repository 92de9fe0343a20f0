// ---- the scene: which nodes, communities and lines the net draws; a large graph shows its communities and opens them

const MOST = 1500;   // nodes on the screen at once
const BUBBLES = 300; // communities on the screen at once; the others are found by search and in the table
const MEMBERS = 700; // nodes of one community, the best linked first

const degree = (i) => links[i].length;
const bubble = (g) => "c" + g;

let bubbles = []; // per community: its best linked node, whether it is none but what has hardly a link, centre and edges
const measureGroups = () => {
  bubbles = data.groups.map((group, g) => {
    const xs = group.map((i) => data.nodes[i].x), ys = group.map((i) => data.nodes[i].y);
    const left = Math.min(...xs), right = Math.max(...xs), top = Math.min(...ys), bottom = Math.max(...ys);
    const best = group.reduce((a, b) => (degree(b) > degree(a) ? b : a));
    return { best, loose: data.loose.includes(g), x: (left + right) / 2, y: (top + bottom) / 2, left, right, top, bottom };
  });
};

const openGroups = () => {
  const wanted = [...state.open];
  if (state.node !== null && home[state.node] >= 0) wanted.push(home[state.node]);
  let room = MOST;
  const open = new Set();
  for (const g of wanted.reverse()) { // the one asked for last is open in any case
    room -= Math.min(data.groups[g].length, MEMBERS);
    if (room < 0 && open.size) break;
    open.add(g);
  }
  return open;
};

const scene = () => {
  if (!large()) {
    const nodes = data.nodes.flatMap((_, i) => (shown.nodes[i] ? [i] : []));
    for (const i of called()) if (!shown.nodes[i]) nodes.push(i);
    return { nodes, groups: [], lines: gather(new Set(nodes), new Map()) };
  }
  const open = openGroups(), nodes = new Set(called());
  for (const g of open) data.groups[g].filter((i) => shown.nodes[i]).sort((a, b) => degree(b) - degree(a) || a - b).slice(0, MEMBERS).forEach((i) => nodes.add(i));
  const groups = [], at = new Map();
  data.groups.forEach((group, g) => {
    if (open.has(g) || groups.length >= BUBBLES) return;
    const left = group.filter((i) => shown.nodes[i] && !nodes.has(i));
    if (!left.length) return;
    groups.push({ g, count: left.length });
    for (const i of left) at.set(i, bubble(g));
  });
  return { nodes: [...nodes], groups, lines: gather(nodes, at) };
};

// Nodes that are shown whatever the filters say: the current one, the ends of a path, what was expanded.
const called = () => {
  const found = new Set(state.node === null ? [] : [state.node]);
  for (const i of state.path) found.add(i);
  for (const i of trail.nodes) found.add(i);
  for (const i of state.more) { found.add(i); for (const other of neighbours(i)) if (found.size < MOST) found.add(other); }
  if (large() && state.node !== null) for (const other of [...neighbours(state.node)].sort((a, b) => degree(b) - degree(a)).slice(0, 200)) found.add(other);
  return found;
};

// One line for each pair, with all predicates in both directions; links of a community are counted.
const gather = (nodes, at) => {
  const lines = new Map();
  data.edges.forEach((edge, e) => {
    const a = nodes.has(edge.s) ? edge.s : at.get(edge.s), b = nodes.has(edge.o) ? edge.o : at.get(edge.o);
    if (a === undefined || b === undefined || a === b) return;
    if (!shown.edges[e] && !trail.edges.has(e) && !(state.more.includes(edge.s) || state.more.includes(edge.o))) return;
    const forward = String(a) < String(b), id = forward ? a + "-" + b : b + "-" + a;
    let line = lines.get(id);
    if (!line) lines.set(id, line = { id, from: forward ? a : b, to: forward ? b : a, there: false, back: false, edges: [] });
    line.edges.push(e);
    if (forward) line.there = true; else line.back = true;
  });
  return strongest([...lines.values()]);
};

// Of many lines between communities the strongest few of each say more than all.
const strongest = (lines) => {
  const between = lines.filter((line) => typeof line.from === "string" && typeof line.to === "string");
  if (between.length < 200) return lines;
  const kept = new Map(), stays = new Set();
  for (const line of between.sort((a, b) => b.edges.length - a.edges.length || (a.id < b.id ? -1 : 1))) {
    for (const end of [line.from, line.to]) {
      const some = kept.get(end) || 0;
      if (some < 3) { kept.set(end, some + 1); stays.add(line); }
    }
  }
  return lines.filter((line) => !(typeof line.from === "string" && typeof line.to === "string") || stays.has(line));
};

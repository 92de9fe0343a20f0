// ---- how two nodes are linked: the shortest way over the links that pass the filters, each step with its sentence

let picking = null; // the start, while the end is being chosen
let trail = { nodes: [], edges: new Set() };

const startPath = (i) => { picking = i; describe(); byId("search").focus(); };
const stopPath = () => { picking = null; describe(); };
const endPath = (i) => {
  const start = picking;
  picking = null;
  if (i === start) { describe(); return; }
  change({ path: [start, i], node: null, target: null, more: [] });
  if (trail.nodes.length && state.view === "net") fitTo(trail.nodes);
};

const findPath = () => {
  trail = { nodes: [], edges: new Set() };
  if (state.path.length < 2) return;
  const [start, end] = state.path, from = new Map([[start, null]]);
  let queue = [start];
  while (queue.length && !from.has(end)) {
    const next = [];
    for (const i of queue) for (const e of links[i]) {
      const other = data.edges[e].s === i ? data.edges[e].o : data.edges[e].s;
      if (shown.edges[e] && !from.has(other)) { from.set(other, [i, e]); next.push(other); }
    }
    queue = next;
  }
  if (!from.has(end)) return;
  for (let i = end; i !== null;) {
    trail.nodes.unshift(i);
    const back = from.get(i);
    if (back) trail.edges.add(back[1]);
    i = back ? back[0] : null;
  }
};

const askEnd = () => [element("h2", {}, say("pathEnd", { name: data.nodes[picking].l })), element("p", { className: "hint", textContent: say("pathHint") }), button(say("cancel"), stopPath)];

const describePath = () => {
  const [a, b] = state.path, out = titled([say("path")], data.nodes[a].l, " — ", data.nodes[b].l);
  out.push(element("div", { className: "acts" }, button(say("cancel"), () => change({ path: [], node: a }))));
  if (!trail.nodes.length) return [...out, element("p", { className: "hint", textContent: say("noPath") })];
  out.push(element("p", { className: "soft", textContent: say("steps", { n: trail.nodes.length - 1 }) }));
  trail.nodes.slice(1).forEach((i, k) => {
    const before = trail.nodes[k], e = links[before].find((one) => trail.edges.has(one) && (data.edges[one].s === i || data.edges[one].o === i));
    const edge = data.edges[e], predicate = element("span", { className: "soft", textContent: label("predicates", edge.p) });
    out.push(element("div", { className: "fact" }, element("div", {}, dot(data.nodes[before].t), jump(before), edge.s === before ? "—" : "←", predicate, edge.s === before ? "→" : "—", dot(data.nodes[i].t), jump(i)), citeAll(passing(edge))));
  });
  return out;
};

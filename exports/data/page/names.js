// ---- names beside the nodes, as large on the screen from near and from afar: the best linked come first, none stands
// over another, so the nearer one looks the more there are

const SMALLEST = 12, LARGEST = 26; // pixels on the screen
const LEAD = 1.2;                  // height of a line of letters
const CELL = 160;                  // pixels; what stands in the way is looked up in a grid of such cells

let names = null; // placed names, in the net's own measure; null: to be placed anew
let namedAt = 0;  // the scale for which they were placed

const pen = document.createElement("canvas").getContext("2d");
const widths = new Map(); // of a text in letters of one pixel
const width = (text, weight) => {
  const key = weight + text;
  if (!widths.has(key)) {
    pen.font = `${weight} 100px ${face()}`;
    widths.set(key, pen.measureText(text).width / 100);
  }
  return widths.get(key);
};

// Boxes by the cells that they touch: [left, top, right, bottom, whose].
const crowd = (cell) => {
  const cells = new Map();
  const over = function* ([left, top, right, bottom]) {
    for (let x = Math.floor(left / cell); x <= right / cell; x += 1) for (let y = Math.floor(top / cell); y <= bottom / cell; y += 1) yield x + "|" + y;
  };
  return {
    add: (box) => { for (const key of over(box)) { if (!cells.has(key)) cells.set(key, []); cells.get(key).push(box); } },
    meets: (box, matters) => {
      for (const key of over(box)) for (const other of cells.get(key) || []) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1] && matters(other)) return true;
      }
      return false;
    },
  };
};

// What may get a name: the current node, then what is lit or all, the best linked first; closed communities before.
const nameable = () => {
  const on = lit(), nodes = current.nodes.filter((i) => on === null || on.has(i)).sort((a, b) => degree(b) - degree(a) || a - b);
  const chosen = nodes.indexOf(state.node);
  if (chosen > 0) nodes.unshift(...nodes.splice(chosen, 1));
  return [...(on === null ? current.groups.map(({ g }) => bubble(g)).sort((a, b) => linked(b) - linked(a)) : []), ...nodes].map((id) => dots.get(id)).filter(Boolean);
};
const linked = (id) => (typeof id === "number" ? degree(id) : data.groups[Number(id.slice(1))].length);

const arrange = () => {
  const scale = network.getScale(), at = network.getPositions(), near = crowd(CELL / scale), spots = crowd(CELL / scale), all = dots.get();
  let left = Infinity, right = -Infinity, high = Infinity, low = -Infinity;
  for (const { id, size } of all) {
    const { x, y } = at[id], box = [x - size, y - size, x + size, y + size];
    spots.add([...box, id]);
    left = Math.min(left, box[0]);
    right = Math.max(right, box[2]);
    high = Math.min(high, box[1]);
    low = Math.max(low, box[3]);
  }
  const edge = rims().x / scale, whole = (right - left + 2 * edge) * scale <= byId("net").clientWidth + 1; // then none is cut off
  const middle = (high + low) / 2, half = byId("net").clientHeight / scale / 2, tall = low - high > 2 * half;
  const inside = (box) => (!whole || (box[0] >= left - edge && box[2] <= right + edge)) && (tall || (box[1] >= middle - half && box[3] <= middle + half));
  const taken = { meets: (box) => near.meets(box, () => true), add: (name) => { near.add(name.box); names.push(name); } };
  names = [];
  namedAt = scale;
  for (const item of nameable()) {
    const name = nameNode(item, at, scale, (box) => inside(box) && !taken.meets(box),
      (box) => spots.meets(box, (spot) => spot[4] !== item.id && linked(spot[4]) >= linked(item.id)));
    if (name) taken.add(name);
  }
  for (const line of lines.get()) if (line.words && at[line.from] && at[line.to]) nameLine(line, at[line.from], at[line.to], scale, taken);
};

// Below, right, left or above its node, wherever it covers no other name and no node that is linked as well; the
// current node's may cover nodes, a community's the community.
const nameNode = ({ id, words, letters, rank, size: r }, at, scale, free, covers) => {
  const { x, y } = at[id], chosen = id === state.node, rows = words.split("\n"), weight = chosen ? 600 : 400, gap = 3 / scale, aside = 6 / scale;
  const size = Math.min(LARGEST, Math.max(chosen ? 18 : SMALLEST + rank, letters * scale)) / scale;
  const wide = Math.max(...rows.map((row) => width(row, weight))) * size, high = size * LEAD * rows.length;
  const sides = [["center", x, x - wide / 2, y + r + gap], ["left", x + r + aside, x + r + aside, y - high / 2], ["right", x - r - aside, x - r - aside - wide, y - high / 2]];
  const above = ["center", x, x - wide / 2, y - r - gap - high];
  if (typeof id !== "number") sides.push(above, ["center", x, x - wide / 2, y - high / 2]);
  else if (!targetsOf[id].length) sides.splice(hangs(id, at) ? 0 : 3, 0, above); // else marks stand there
  for (const [align, anchor, left, top] of sides) {
    const box = [left - aside, top, left + wide + aside, top + high];
    if (free(box) && (chosen || !covers(box))) return { id, rows, size, weight, align, x: anchor, top, box };
  }
  return null;
};

// Whether the lines of a node lead down from it, where a name below would cover their ends.
const hangs = (id, at) => {
  let across = 0, down = 0;
  for (const other of neighbours(id)) if (at[other]) { across += Math.abs(at[other].x - at[id].x); down += at[other].y - at[id].y; }
  return down > across;
};

// In the middle of a line or a little aside, level, where there is room.
const nameLine = ({ words, from, to }, a, b, scale, taken) => {
  const size = Math.min(16, Math.max(SMALLEST - 1, 12 * scale)) / scale, wide = width(words, 400) * size, high = size * LEAD;
  const far = Math.hypot(a.x - b.x, a.y - b.y) - dots.get(from).size - dots.get(to).size;
  if (far < wide) return;
  for (const share of [0.5, 0.42, 0.58, 0.34, 0.66]) {
    const x = a.x + (b.x - a.x) * share, y = a.y + (b.y - a.y) * share, box = [x - wide / 2, y - high / 2, x + wide / 2, y + high / 2];
    if (!taken.meets(box)) { taken.add({ id: null, rows: [words], size, weight: 400, align: "center", x, top: box[1], box }); return; }
  }
};

const drawNames = (context) => {
  const scale = network.getScale();
  if (names === null || namedAt !== scale) arrange();
  const { clientWidth, clientHeight } = byId("net"), start = network.DOMtoCanvas({ x: 0, y: 0 }), end = network.DOMtoCanvas({ x: clientWidth, y: clientHeight });
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3 / scale;
  context.strokeStyle = paper();
  for (const { id, rows, size, weight, align, x, top, box } of names) {
    if (box[2] < start.x || box[0] > end.x || box[3] < start.y || box[1] > end.y) continue;
    context.font = `${weight} ${size}px ${face()}`;
    context.textAlign = align;
    context.fillStyle = id === null ? soft() : ink();
    rows.forEach((row, k) => {
      const y = top + size * LEAD * (k + 0.5);
      context.strokeText(row, x, y);
      context.fillText(row, x, y);
    });
  }
};

const nameAt = ({ x, y }) => names?.find(({ id, box }) => id !== null && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3])?.id;

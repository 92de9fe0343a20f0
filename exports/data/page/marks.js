// ---- targets around their owner: a small diamond each, in the colour of its verdict

const MARKS = 24; // around one node; the panel lists them all
let marks = [];   // of the last drawing: centre, half width, target

const ring = (i) => {
  const at = network.getPosition(i), node = data.nodes[i], half = 4.5, found = [];
  let radius = node.r + 9, left = targetsOf[i].filter((t) => shown.targets[t]).slice(0, MARKS);
  while (left.length) { // the upper half only: the label stands below
    const room = Math.max(1, Math.floor(Math.PI * radius / 13)), some = left.slice(0, room);
    some.forEach((t, k) => {
      const angle = -Math.PI / 2 + (k - (some.length - 1) / 2) * 13 / radius;
      found.push({ x: at.x + radius * Math.cos(angle), y: at.y + radius * Math.sin(angle), half, t });
    });
    left = left.slice(room);
    radius += 12;
  }
  return found;
};

const drawMarks = (context) => {
  marks = [];
  if (network.getScale() < 0.25) return; // too small to see
  const on = lit();
  for (const i of current.nodes) if (targetsOf[i].length && (on === null || on.has(i))) marks.push(...ring(i));
  for (const { x, y, half, t } of marks) {
    const size = t === state.target ? half * 1.7 : half;
    context.beginPath();
    context.moveTo(x, y - size);
    context.lineTo(x + size, y);
    context.lineTo(x, y + size);
    context.lineTo(x - size, y);
    context.closePath();
    context.fillStyle = verdictColour(data.targets[t].vd);
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = paper();
    context.stroke();
  }
};

const markAt = ({ x, y }) => {
  const reach = 4 / network.getScale();
  const hit = marks.find((mark) => Math.abs(mark.x - x) + Math.abs(mark.y - y) <= mark.half + reach);
  return hit ? hit.t : null;
};

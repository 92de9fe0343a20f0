// ---- relaxing: the neighbours of a node find places anew around it, everything else stays; the same each time

const relax = (i) => {
  const movable = [...neighbours(i)].filter((other) => other !== i && dots.get(other));
  if (!movable.length) return;
  const at = new Map(movable.concat(i).map((n) => [n, { ...network.getPosition(n) }]));
  const centre = at.get(i), reach = 160 + 26 * Math.sqrt(movable.length) * 2;
  const fixed = current.nodes.filter((n) => !at.has(n)).map((n) => network.getPosition(n))
    .filter((p) => Math.hypot(p.x - centre.x, p.y - centre.y) < 2 * reach);
  const push = (a, b, share) => { // boxes of labels: wider than high
    const dx = (b.x - a.x) / 130, dy = (b.y - a.y) / 62, gap = Math.hypot(dx, dy) || 0.01;
    if (gap >= 1) return;
    const much = (1 - gap) * share;
    b.x += (dx / gap) * 130 * much; b.y += (dy / gap || 0.01) * 62 * much;
    if (share < 1) { a.x -= (dx / gap) * 130 * much; a.y -= (dy / gap || 0.01) * 62 * much; }
  };
  for (let turn = 0; turn < 150; turn += 1) {
    const much = turn < 100 ? 0.06 : 0.01;
    movable.forEach((n, k) => {
      const p = at.get(n), dx = p.x - centre.x || Math.cos(k * 2.4), dy = p.y - centre.y || Math.sin(k * 2.4), far = Math.hypot(dx, dy);
      const wanted = Math.min(far, reach);
      p.x += dx / far * (wanted - far) * much; p.y += dy / far * (wanted - far) * much;
      for (const other of fixed) push(other, p, 1);
      push(centre, p, 1);
      for (let m = k + 1; m < movable.length; m += 1) push(p, at.get(movable[m]), 0.5);
    });
  }
  const moved = new Map(state.moved);
  for (const n of movable) moved.set(n, { x: Math.round(at.get(n).x), y: Math.round(at.get(n).y) });
  change({ moved });
};

// ---- search as one types: by name, other names, pinyin and initials

let offered = [], chosen = -1, haystack = null;

const find = (query) => {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return [];
  if (!haystack) haystack = data.nodes.map((node) => [[node.l, ...node.n].join("\n").toLowerCase(), node.p]);
  const found = [];
  haystack.forEach(([names, pinyin], i) => {
    const at = names.indexOf(wanted), sound = pinyin.indexOf(wanted);
    if (at < 0 && sound < 0) return;
    const starts = at === 0 || sound === 0 ? 0 : names[at - 1] === "\n" || (sound > 0 && /\s/.test(pinyin[sound - 1])) ? 1 : 2;
    found.push([names === wanted || names.startsWith(wanted + "\n") ? -1 : starts, -degree(i), i]);
  });
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).slice(0, 30).map((hit) => hit[2]);
};

const mark = (text, wanted) => {
  const at = wanted ? text.toLowerCase().indexOf(wanted) : -1;
  return at < 0 ? [text] : [text.slice(0, at), element("mark", { textContent: text.slice(at, at + wanted.length) }), text.slice(at + wanted.length)];
};

const offer = () => {
  const hits = byId("hits"), input = byId("search"), wanted = input.value.trim().toLowerCase();
  offered = find(input.value);
  chosen = offered.length ? 0 : -1;
  hits.replaceChildren(...offered.map((i, k) => {
    const node = data.nodes[i], other = node.l.toLowerCase().includes(wanted) ? null : node.n.find((name) => name.toLowerCase().includes(wanted));
    return element("li", { role: "option", id: "hit" + k, "aria-selected": String(k === 0), onclick: () => take(i) },
      dot(node.t), element("span", {}, ...mark(node.l, wanted), other ? element("span", { className: "soft" }, "（", ...mark(other, wanted), "）") : null), element("small", {}, label("types", node.t)));
  }));
  byId("nothing").hidden = !wanted || offered.length > 0;
  hits.hidden = !offered.length;
  input.setAttribute("aria-expanded", String(!hits.hidden));
  if (chosen >= 0) input.setAttribute("aria-activedescendant", "hit0"); else input.removeAttribute("aria-activedescendant");
};

const take = (i) => {
  closeHits();
  if (picking !== null) { endPath(i); return; }
  const hide = new Set(state.hide);
  hide.delete(data.nodes[i].t);
  change({ node: i, target: null, path: [], hide }, { focus: true });
};
const closeHits = () => { byId("hits").hidden = true; byId("nothing").hidden = true; byId("search").setAttribute("aria-expanded", "false"); };

const searching = () => {
  const input = byId("search"), hits = byId("hits");
  input.addEventListener("input", offer);
  input.addEventListener("focus", () => { if (input.value) offer(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the input method has the key
    if (event.key === "Escape") { closeHits(); if (picking !== null) stopPath(); return; }
    if (event.key === "Enter" && chosen >= 0 && offered.length) { take(offered[chosen]); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!offered.length) return;
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : offered.length - 1)) % offered.length;
    [...hits.children].forEach((item, k) => item.setAttribute("aria-selected", String(k === chosen)));
    input.setAttribute("aria-activedescendant", "hit" + chosen);
    hits.children[chosen].scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) closeHits(); });
};

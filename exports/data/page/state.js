// ---- what is shown, kept in the address: the back button undoes, and a copied address shows the same view

const VIEWS = ["net", "table", "time"];
const THEMES = ["", "light", "dark"]; // "": as the reader's system
const fresh = () => ({
  lang: data.lang, theme: "", view: "net", tab: "targets", node: null, target: null, path: [], more: [], open: [], moved: new Map(),
  hide: new Set(), without: new Set(), place: "", from: "", to: "", conf: 0, verdict: new Set(), sort: "", labels: false,
});
let state = null;

const numbers = (text, below) => (text || "").split(".").filter(Boolean).map(Number).filter((i) => Number.isInteger(i) && i >= 0 && i < below);
const known = (text, table) => new Set((text || "").split(",").filter((name) => Object.hasOwn(table, name)));
const keyed = (key) => (key && byKey.has(key) ? byKey.get(key) : null);

const written = () => {
  const s = state, base = fresh(), out = [];
  const add = (name, value) => { if (value) out.push(name + "=" + encodeURIComponent(value)); };
  add("node", s.node === null ? "" : data.nodes[s.node].k);
  add("target", s.target === null ? "" : data.targets[s.target].k);
  s.path.forEach((i) => add("path", data.nodes[i].k));
  add("view", s.view === base.view ? "" : s.view);
  add("tab", s.tab === base.tab ? "" : s.tab);
  add("sort", s.sort);
  add("more", s.more.join("."));
  add("open", s.open.join("."));
  add("hide", [...s.hide].join(","));
  add("without", [...s.without].join(","));
  add("place", s.place);
  add("from", s.from);
  add("to", s.to);
  add("conf", s.conf ? String(s.conf) : "");
  add("verdict", [...s.verdict].join(","));
  add("labels", s.labels ? "1" : "");
  add("lang", s.lang === data.lang ? "" : s.lang);
  add("theme", s.theme);
  add("at", [...s.moved].slice(-40).map(([i, p]) => [i, Math.round(p.x), Math.round(p.y)].join("_")).join("."));
  return "#" + out.join("&");
};

const read = (hash) => {
  const s = fresh(), given = new URLSearchParams(hash.replace(/^#/, ""));
  const target = given.get("target");
  s.node = keyed(given.get("node"));
  s.target = target ? data.targets.findIndex((t) => t.k === target) : null;
  if (s.target === -1) s.target = null;
  s.path = given.getAll("path").map(keyed).filter((i) => i !== null).slice(0, 2);
  if (VIEWS.includes(given.get("view"))) s.view = given.get("view");
  if (["targets", "entities", "links"].includes(given.get("tab"))) s.tab = given.get("tab");
  s.sort = /^-?[a-z]+$/.test(given.get("sort") || "") ? given.get("sort") : "";
  s.more = numbers(given.get("more"), data.nodes.length);
  s.open = numbers(given.get("open"), data.groups.length);
  s.hide = known(given.get("hide"), data.types);
  s.without = known(given.get("without"), data.predicates);
  s.verdict = known(given.get("verdict"), data.verdicts);
  s.place = given.get("place") || "";
  for (const end of ["from", "to"]) if (/^\d{4}$/.test(given.get(end) || "")) s[end] = given.get(end);
  s.conf = Math.min(1, Math.max(0, Number(given.get("conf")) || 0));
  s.labels = given.get("labels") === "1";
  if (Object.hasOwn(data.words, given.get("lang") || "")) s.lang = given.get("lang");
  if (THEMES.includes(given.get("theme"))) s.theme = given.get("theme");
  for (const place of (given.get("at") || "").split(".")) {
    const [i, x, y] = place.split("_").map(Number);
    if (data.nodes[i] && Number.isFinite(x) && Number.isFinite(y)) s.moved.set(i, { x, y });
  }
  return s;
};

// One change of what is shown: remembered in the history, then drawn. Where a page has no address of its own, as in a
// notebook, it goes without the history.
const change = (changes, { replace = false, focus = false } = {}) => {
  Object.assign(state, changes);
  remember(replace);
  show({ focus });
};
const remember = (replace) => {
  const address = written();
  if (address === (location.hash || "#")) return;
  try { history[replace ? "replaceState" : "pushState"](null, "", address); } catch { /* a page inside another */ }
};

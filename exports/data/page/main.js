// ---- the page: what each change of the state draws, and how it starts

const show = ({ focus = false } = {}) => {
  document.documentElement.lang = state.lang === "en" ? "en" : "zh-CN";
  document.body.dataset.view = state.view;
  dressUp();
  sift();
  findPath();
  if (state.view === "net") {
    byId("net").hidden = false;
    draw();
    if (focus && state.node !== null) focusOn(state.node);
  }
  if (state.view === "table") drawTable();
  if (state.view === "time") drawTimeline();
  legend();
  describe();
  furnish();
  if (!byId("filters").hidden) filterForm();
};

// The theme, on paper always the light one (page.css).
const dressUp = () => {
  const root = document.documentElement, before = root.hasAttribute("data-dark");
  root.toggleAttribute("data-dark", isDark());
  if (network && before !== isDark()) network.setOptions(options());
};

// The words and states of what stands around the view.
const furnish = () => {
  const text = (id, key) => { byId(id).textContent = say(key); };
  const input = byId("search");
  input.placeholder = say("search"); input.setAttribute("aria-label", say("search"));
  byId("nothing").textContent = say("nothing");
  for (const [id, key] of [["hits", "hits"], ["net", "net"], ["legend", "legend"], ["views", "views"], ["panel", "panel"], ["filters", "filters"], ["tools", "tools"]]) byId(id).setAttribute("aria-label", say(key));
  for (const view of VIEWS) { text("view-" + view, view); byId("view-" + view).setAttribute("aria-pressed", String(state.view === view)); }
  text("fit", large() ? "overview" : "fit");
  text("labels", "labels"); byId("labels").setAttribute("aria-pressed", String(state.labels));
  const active = state.without.size + state.verdict.size + Boolean(state.place) + Boolean(state.from || state.to) + Boolean(state.conf) + state.hide.size;
  byId("sieve").textContent = say("filters") + (active ? ` ${active}` : "");
  byId("sieve").classList.toggle("on", active > 0);
  text("save", "save"); text("png", "png"); text("svg", "svg"); text("csv", "csv"); text("print", "print");
  text("theme", "theme" + state.theme);
  byId("language").textContent = state.lang === "zh" ? "English" : "中文";
  byId("language").lang = state.lang === "zh" ? "en" : "zh-CN";
  const nothing = state.view === "net" && (!data.nodes.length || !(current && (current.nodes.length || current.groups.length)));
  byId("empty").hidden = !nothing;
  byId("empty").textContent = say(data.nodes.length ? "noRows" : "empty");
  const able = (ids, why) => { for (const id of ids) { byId(id).disabled = Boolean(why); byId(id).title = why; } }; // a button that cannot be used says why
  able(["fit", "labels"], state.view === "net" ? "" : say("onlyNet"));
  able(["png", "svg"], state.view === "table" ? say("noPicture") : state.view === "time" && !spans().length ? say("nothingToSave") : "");
};

const arrive = () => { state = read(location.hash); picking = null; show(); if (state.view === "net") look(); };
const look = () => {
  if (trail.nodes.length) fitTo(trail.nodes);
  else if (state.node !== null) focusOn(state.node);
  else if (state.open.length) fitTo(data.groups[state.open[state.open.length - 1]]);
};

const wire = () => {
  searching();
  for (const view of VIEWS) byId("view-" + view).addEventListener("click", () => { change({ view }); if (view === "net") look(); });
  byId("fit").addEventListener("click", () => { change({ node: null, target: null, path: [], more: [], open: [] }); fitAll(calm()); });
  byId("labels").addEventListener("click", () => change({ labels: !state.labels }));
  byId("theme").addEventListener("click", () => change({ theme: THEMES[(THEMES.indexOf(state.theme) + 1) % THEMES.length] }, { replace: true }));
  byId("language").addEventListener("click", () => change({ lang: state.lang === "zh" ? "en" : "zh" }));
  byId("sieve").addEventListener("click", () => {
    byId("filters").hidden = !byId("filters").hidden;
    byId("sieve").setAttribute("aria-expanded", String(!byId("filters").hidden));
    if (!byId("filters").hidden) filterForm();
  });
  byId("png").addEventListener("click", savePng);
  byId("svg").addEventListener("click", () => download(fileName("svg"), svgText(), "image/svg+xml"));
  byId("csv").addEventListener("click", saveCsv);
  byId("print").addEventListener("click", () => print());
  byId("menu").addEventListener("click", () => byId("saving").removeAttribute("open"));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") byId("saving").removeAttribute("open");
    if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(event.target.tagName)) { event.preventDefault(); byId("search").focus(); }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest("#saving")) byId("saving").removeAttribute("open"); });
  addEventListener("popstate", arrive);
  dark.addEventListener("change", () => show());
  addEventListener("beforeprint", () => {
    printing = true;
    if (!network || state.view !== "net") return;
    repaint();
    network.redraw();
    const canvas = picture();
    canvas.id = "paper";
    byId("net").after(canvas);
  });
  addEventListener("afterprint", () => { printing = false; byId("paper")?.remove(); if (network && state.view === "net") repaint(); });
};

const ready = () => requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = "true"; }));
const start = () => {
  if (data.packed) data = unpack(data.packed);
  prepare();
  measureGroups();
  state = read(location.hash);
  wire();
  show();
  if (!network || !data.nodes.length) { ready(); return; }
  network.once("afterDrawing", ready);
  network.redraw(); // at once, then what the first drawing led to: who takes a picture of the page does not wait for a frame
  network.redraw();
};
try { start(); } catch (error) {
  byId("empty").hidden = false;
  byId("empty").textContent = `打不开这一页的数据，请用较新的浏览器。 This page's data cannot be read; use a newer browser. (${error.message})`;
  throw error;
}

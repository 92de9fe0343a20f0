"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let lang = data.lang;
  const say = (key) => data.words[lang][key];
  const label = (group, name) => data[group][name][lang];
  const element = (tag, options = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(options)) {
      if (key in made && key !== "list") made[key] = value; else made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  };

  // ---- the network: positions are computed beforehand, nothing moves by itself
  const links = data.nodes.map(() => []);
  data.edges.forEach((edge, i) => { links[edge.s].push(i); if (edge.o !== edge.s) links[edge.o].push(i); });
  const largest = Math.max(1, ...links.map((list) => list.length));
  const size = (i) => 7 + 19 * Math.sqrt(links[i].length / largest);
  const fontSize = (i) => 13 + Math.round(21 * Math.sqrt(links[i].length / largest)); // hubs keep their labels when far
  const wrapped = (text) => { // two lines at most: a long label covers its neighbours
    const short = text.length > 20 ? text.slice(0, 19) + "…" : text;
    return short.length > 11 ? short.slice(0, Math.ceil(short.length / 2)) + "\n" + short.slice(Math.ceil(short.length / 2)) : short;
  };
  const hidden = new Set();
  const dots = new vis.DataSet(data.nodes.map((node, i) => ({
    id: i, label: wrapped(node.l), x: node.x, y: node.y, size: size(i), mass: 1,
    color: data.types[node.t].colour, font: { size: fontSize(i) },
  })));
  const lines = new vis.DataSet(data.edges.map((edge, i) => ({ id: i, from: edge.s, to: edge.o })));
  const options = () => ({
    physics: false, layout: { improvedLayout: false, randomSeed: 1 },
    interaction: { hover: false, hideEdgesOnDrag: data.edges.length > 800, hideEdgesOnZoom: data.edges.length > 800, keyboard: { enabled: true, bindToWindow: false }, multiselect: false },
    nodes: { shape: "dot", borderWidth: 1, borderWidthSelected: 3, font: { color: css("--ink"), face: getComputedStyle(document.body).fontFamily, strokeWidth: 3, strokeColor: css("--paper"), vadjust: -2 },
      scaling: { label: { drawThreshold: 8, maxVisible: 26 } } },
    edges: { color: { color: css("--faded"), highlight: css("--accent") }, width: 1.2, smooth: false, selectionWidth: 1.2,
      arrows: { to: { enabled: true, scaleFactor: 0.4 } }, font: { size: 11, color: css("--soft"), strokeWidth: 3, strokeColor: css("--paper"), align: "middle" } },
  });
  const network = new vis.Network(byId("net"), { nodes: dots, edges: lines }, options());
  network.once("afterDrawing", () => {
    network.fit({ animation: false });
    requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = "true"; }));
  });

  // ---- light up a node with its neighbours, fade the rest
  let current = null;
  const paint = () => {
    const near = new Set(current === null ? [] : [current]);
    if (current !== null) for (const i of links[current]) { near.add(data.edges[i].s); near.add(data.edges[i].o); }
    dots.update(data.nodes.map((node, i) => {
      const on = current === null || near.has(i);
      return { id: i, hidden: hidden.has(node.t), opacity: on ? 1 : 0.15,
        font: { color: on ? css("--ink") : "rgba(0,0,0,0)", strokeWidth: on ? 3 : 0, strokeColor: css("--paper"), size: i === current ? Math.max(22, fontSize(i)) : fontSize(i) } };
    }));
    lines.update(data.edges.map((edge, i) => {
      const on = current !== null && (edge.s === current || edge.o === current);
      return { id: i, width: on ? 2.2 : 1.2, color: on ? css("--accent") : current === null ? css("--faded") : "rgba(128,128,128,.12)",
        label: on || showLabels ? label("predicates", edge.p) : undefined };
    }));
  };

  // ---- the panel: names, links and figures, each with its sentence
  const cite = (evidence) => {
    const article = data.articles[evidence.a];
    const where = [article.title, article.publisher, article.published].filter(Boolean).join(" · ");
    const safe = article.url && /^https?:/.test(article.url);
    return element("blockquote", {}, evidence.q, element("cite", {}, safe ? element("a", { href: article.url, rel: "noopener noreferrer", target: "_blank", textContent: where }) : where));
  };
  const jump = (i) => element("button", { type: "button", className: "link", textContent: data.nodes[i].l, onclick: () => select(i) });
  const dot = (type) => { const made = element("span", { className: "dot" }); made.style.setProperty("--c", data.types[type].colour); return made; };
  const describe = (i) => {
    const node = data.nodes[i];
    const parts = [element("h2", {}, node.l), element("div", { className: "names" }, dot(node.t), " " + label("types", node.t) + (node.n.length > 1 ? " · " + node.n.slice(1).join("、") : ""))];
    if (node.m.length) {
      parts.push(element("h3", {}, say("metrics") + " " + node.m.length));
      for (const metric of node.m) {
        parts.push(element("div", { className: "fact" }, element("div", {},
          element("span", { className: "status " + metric.status, textContent: label("statuses", metric.status) }), metric.indicator,
          element("span", { className: "predicate", textContent: label("measures", metric.measure) }),
          element("span", { className: "value", textContent: metric.value }),
          metric.period ? element("span", { className: "predicate", textContent: metric.period }) : null), cite(metric)));
      }
    }
    if (links[i].length) {
      parts.push(element("h3", {}, say("links") + " " + links[i].length));
      for (const e of links[i]) {
        const edge = data.edges[e];
        const predicate = element("span", { className: "predicate", textContent: label("predicates", edge.p) });
        const line = edge.s === i ? [predicate, "→", dot(data.nodes[edge.o].t), jump(edge.o)] : [dot(data.nodes[edge.s].t), jump(edge.s), "→", predicate];
        parts.push(element("div", { className: "fact" }, element("div", {}, ...line), ...edge.e.slice(0, 3).map(cite),
          edge.e.length > 3 ? element("cite", {}, say("more").replace("{n}", edge.e.length - 3)) : null));
      }
    }
    if (node.q && !links[i].length && !node.m.length) parts.push(cite(node.q));
    return parts;
  };
  const welcome = () => [element("h2", {}, say("welcome")), element("ul", { className: "hint" }, ...say("hints").map((hint) => element("li", {}, hint))),
    element("p", { className: "hint" }, say("counts").replace("{nodes}", data.nodes.length).replace("{edges}", data.edges.length).replace("{articles}", data.articles.length))];
  const panel = byId("panel");
  const select = (i, { move = true, state = true } = {}) => {
    current = i;
    paint();
    panel.replaceChildren(...(i === null ? welcome() : describe(i)));
    panel.scrollTop = 0;
    network.selectNodes(i === null ? [] : [i]);
    if (i !== null && move) network.focus(i, { scale: Math.max(network.getScale(), 0.9), animation: { duration: 300 } });
    if (state) history.pushState(null, "", i === null ? "#" : "#node=" + encodeURIComponent(data.nodes[i].k));
  };
  const fromAddress = () => {
    const key = decodeURIComponent((location.hash.match(/node=([^&]*)/) || [, ""])[1]);
    const i = key ? data.nodes.findIndex((node) => node.k === key) : -1;
    select(i < 0 ? null : i, { state: false, move: i >= 0 });
  };
  network.on("click", (event) => select(event.nodes.length ? event.nodes[0] : null, { move: false }));
  addEventListener("popstate", fromAddress);

  // ---- search by name, other names, pinyin and initials
  const input = byId("search"), hits = byId("hits");
  let chosen = -1;
  const find = (query) => {
    const wanted = query.trim().toLowerCase();
    if (!wanted) return [];
    const found = [];
    data.nodes.forEach((node, i) => {
      const at = Math.min(...[node.n.join("\n").toLowerCase(), node.p].map((text) => { const k = text.indexOf(wanted); return k < 0 ? 1e9 : k; }));
      if (at < 1e9) found.push([node.l.toLowerCase().startsWith(wanted) || node.p.startsWith(wanted) ? 0 : 1, -links[i].length, i]);
    });
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).slice(0, 30).map((hit) => hit[2]);
  };
  const offer = () => {
    const found = find(input.value);
    chosen = found.length ? 0 : -1;
    hits.replaceChildren(...(found.length ? found.map((i, k) => element("li", { role: "option", id: "hit" + k, "aria-selected": String(k === 0), onclick: () => take(i) },
      dot(data.nodes[i].t), data.nodes[i].l, element("small", {}, label("types", data.nodes[i].t)))) : [element("li", { className: "hint" }, say("nothing"))]));
    hits.found = found;
    hits.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!hits.hidden));
  };
  const take = (i) => { if (hidden.delete(data.nodes[i].t)) legend(); hits.hidden = true; input.setAttribute("aria-expanded", "false"); select(i); };
  input.addEventListener("input", offer);
  input.addEventListener("focus", () => { if (input.value) offer(); });
  input.addEventListener("keydown", (event) => {
    const found = hits.found || [];
    if (event.key === "Escape") { hits.hidden = true; return; }
    if (event.key === "Enter" && chosen >= 0 && found.length) { take(found[chosen]); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(found.length, 1);
    [...hits.children].forEach((item, k) => item.setAttribute("aria-selected", String(k === chosen)));
    input.setAttribute("aria-activedescendant", "hit" + chosen);
    hits.children[chosen]?.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("click", (event) => { if (!event.target.closest(".search")) hits.hidden = true; });

  // ---- legend and tools
  let showLabels = false;
  const legend = () => {
    const counts = {};
    for (const node of data.nodes) counts[node.t] = (counts[node.t] || 0) + 1;
    byId("legend").replaceChildren(...Object.keys(data.types).filter((type) => counts[type]).map((type) => {
      const box = element("input", { type: "checkbox", checked: !hidden.has(type), onchange: () => { if (box.checked) hidden.delete(type); else hidden.add(type); paint(); } });
      return element("label", {}, box, dot(type), label("types", type), element("span", { className: "count", textContent: counts[type] }));
    }));
  };
  const dress = () => {
    document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
    input.placeholder = say("search"); input.setAttribute("aria-label", say("search"));
    hits.setAttribute("aria-label", say("hits")); byId("net").setAttribute("aria-label", say("net")); byId("legend").setAttribute("aria-label", say("legend"));
    byId("fit").textContent = say("fit"); byId("labels").textContent = say("labels"); byId("language").textContent = lang === "zh" ? "English" : "中文";
    byId("empty").textContent = say("empty"); byId("empty").hidden = data.nodes.length > 0;
    legend();
  };
  byId("fit").addEventListener("click", () => { select(null); network.fit({ animation: { duration: 300 } }); });
  byId("labels").addEventListener("click", (event) => { showLabels = !showLabels; event.currentTarget.setAttribute("aria-pressed", String(showLabels)); paint(); });
  byId("language").addEventListener("click", () => { lang = lang === "zh" ? "en" : "zh"; dress(); select(current, { move: false, state: false }); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { network.setOptions(options()); paint(); });
  dress();
  if (location.hash.includes("node=")) fromAddress(); else panel.replaceChildren(...welcome());
  if (!data.nodes.length) document.documentElement.dataset.ready = "true";
})();

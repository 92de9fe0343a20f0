// ---- evidence: the sentence, its article, date and link, and a button that copies them

const citation = (text, source) => {
  const parts = [source.publisher ? source.publisher + ". " : "", source.title, "[EB/OL]. ", source.published ? `(${source.published}). ` : "", safeUrl(source) || source.id];
  return `“${text.trim()}”\n${parts.join("")}`;
};
const safeUrl = (source) => (source.url && /^https?:\/\//i.test(source.url) ? source.url : null);

const copyText = async (text) => {
  try { await navigator.clipboard.writeText(text); } catch { // opened from a file, some browsers allow the old way only
    const area = element("textarea", { value: text, className: "away" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
};
const tell = (text) => { byId("told").textContent = text; clearTimeout(tell.timer); tell.timer = setTimeout(() => { byId("told").textContent = ""; }, 4000); };

const cite = (e) => {
  const source = article(e), where = [[source.title, source.publisher].filter(Boolean).join(" · "), source.published ? " · " : null, source.published ? element("span", { className: "whole", textContent: dayOf(source.published) }) : null], url = safeUrl(source);
  const text = element("p", { textContent: quote(e) });
  const copy = button(say("copy"), async () => { await copyText(citation(quote(e), source)); tell(say("copied")); }, { className: "quiet", "aria-label": `${say("copy")}：${source.title}` });
  return element("blockquote", {}, text, element("footer", {}, element("cite", {},
    url ? element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, ...where) : where),
    element("span", { className: "sure", title: say("confidence"), textContent: confidence(e).toFixed(2) }), copy));
};

// The first pieces of evidence, and a button for the others.
const citeAll = (evidence, most = 2) => {
  const box = element("div", {}, evidence.slice(0, most).map(cite));
  if (evidence.length > most) {
    box.append(button(say("more", { n: evidence.length - most }), (event) => { event.target.remove(); box.append(...evidence.slice(most).map(cite)); }, { className: "quiet" }));
  }
  return box;
};

// ---- the data of the page; sentences of a large page stay packed until somebody reads them

let data = JSON.parse(byId("data").textContent);
const parts = data.parts || [];
const unpacked = new Map();
const large = () => data.groups.length > 0;

const quote = (e) => {
  const q = data.evidence[e][0];
  if (data.quotes) return data.quotes[q];
  const part = Math.floor(q / data.part);
  if (!unpacked.has(part)) unpacked.set(part, unpack(parts[part]));
  return unpacked.get(part)[q % data.part];
};
const article = (e) => data.articles[data.evidence[e][1]];
const confidence = (e) => data.evidence[e][2];

// links: the numbers of the edges at each node; neighbours without repetition; home: the community of each node
let links = [], home = [], byKey = new Map(), targetsOf = [];
const neighbours = (i) => new Set(links[i].map((e) => data.edges[e].s === i ? data.edges[e].o : data.edges[e].s));

const prepare = () => {
  links = data.nodes.map(() => []);
  data.edges.forEach((edge, e) => { links[edge.s].push(e); if (edge.o !== edge.s) links[edge.o].push(e); });
  byKey = new Map(data.nodes.map((node, i) => [node.k, i]));
  home = new Array(data.nodes.length).fill(-1);
  data.groups.forEach((group, g) => group.forEach((i) => { home[i] = g; }));
  targetsOf = data.nodes.map(() => []);
  data.targets.forEach((target, t) => { if (target.s >= 0) targetsOf[target.s].push(t); });
};

// ---- words
const say = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), data.words[state.lang][key]);
const label = (group, name) => data[group][name][state.lang];
const dark = matchMedia("(prefers-color-scheme: dark)");
let printing = false;
const isDark = () => (state.theme ? state.theme === "dark" : dark.matches) && !printing;
const verdictColour = (verdict) => data.verdicts[verdict][isDark() ? "dark" : "colour"];
const amount = (it) => it.v[state.lang === "en" ? 1 : 0];
// what is measured, where the words of the figure do not say so (下降13%, 新增5家, 第3位)
const measured = (it) => (["growth", "increment", "rank"].includes(it.me) ? "" : label("measures", it.me));
// a year, month or day as people write it; with `end` the end of it is meant, as of a deadline: 2025年底
const MONTHS = [...Array(12).keys()].map((month) => new Date(Date.UTC(2000, month)).toLocaleString("en", { month: "long", timeZone: "UTC" }));
const dayOf = (text, end = false) => {
  let [year, month, day] = (text || "").split("-");
  if (!year) return "";
  if (end && day && new Date(Date.UTC(year, month, 0)).getUTCDate() === Number(day)) { day = ""; if (month === "12") month = ""; }
  const last = end && !day;
  if (state.lang === "en") return (last ? "the end of " : "") + [day && Number(day), month && MONTHS[month - 1], year].filter(Boolean).join(" ");
  return `${year}年${month ? Number(month) + "月" : ""}${day ? Number(day) + "日" : ""}${last ? "底" : ""}`;
};
const count = (number) => number.toLocaleString(state.lang === "zh" ? "zh-CN" : "en");

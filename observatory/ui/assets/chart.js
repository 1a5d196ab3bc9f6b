// The chart frame: one component shows every chart of the dashboard, with its table, its definition, « En clair », its
// full screen and its menu « Exporter ».

import { CONFIG, DARK, dressed, isDark, loadPlotly, resolved } from "./drawing.js";
import { ask, element, sentence } from "./browser.js";
import { buildMenu, wireMenu } from "./menu.js";

const ICONS = {
  about: '<circle cx="8" cy="8" r="6.3"/><path d="M8 7.2v4M8 4.6v.9"/>',
  full: '<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10"/>',
};

function iconButton(icon, label, properties = {}) {
  const button = element("button", { type: "button", className: "obs-icon", "aria-label": label, title: label, ...properties });
  button.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[icon]}</svg>`;
  return button;
}

let made = 0;
function buildFrame(root, options) {
  made += 1;
  const plot = element("div", { className: "obs-plot", role: "img" });
  const table = element("div", { className: "obs-table", tabIndex: 0, hidden: true });
  const plain = element("p", { className: "obs-plain" });
  const status = element("span", { className: "obs-status", role: "status" });
  const views = element("div", { className: "obs-switch", role: "group", "aria-label": "Affichage" },
    element("button", { type: "button", textContent: "Graphique", "aria-pressed": "true" }),
    element("button", { type: "button", textContent: "Tableau", "aria-pressed": "false" }));
  const about = element("div", { className: "obs-about", id: `obs-about-${made}`, hidden: true });
  const askAbout = iconButton("about", "Définition", { "aria-expanded": "false", "aria-controls": about.id });
  const full = iconButton("full", "Plein écran", { hidden: !document.fullscreenEnabled });
  const menu = buildMenu(options);
  const toCopy = element("label", { className: "obs-to-copy", hidden: true }, "Texte à copier", element("textarea", { readOnly: true, rows: 4 }));
  const bar = element("div", { className: "obs-bar" }, views, status, askAbout, full, menu);
  const figure = element("figure", { className: "obs-chart" }, bar, toCopy, about, plot, table, element("figcaption", {}, plain));
  root.replaceChildren(figure);
  return { figure, bar, plot, table, plain, status, views, menu, about, askAbout, full, toCopy };
}

// A figure of many points comes by address, compressed and kept by the browser.
async function complete(data) {
  data.figure ??= await (await ask(data.figure_address)).json();
  return data;
}

function fillAbout(frame, data) {
  const lines = (data.about ?? []).flatMap(([what, text]) => [element("dt", {}, what), element("dd", {}, text)]);
  frame.about.replaceChildren(element("dl", {}, ...lines));
  frame.askAbout.hidden = !lines.length;
}

async function showTable(frame, data, pick) {
  await complete(data);
  const { columns, rows } = await (await ask(data.table_address)).json();
  const used = columns.map((c, i) => rows.some((row) => row[i] !== ""));
  const code = columns.findIndex((c) => c.name === "code");
  const name = columns.findIndex((c) => c.name === "territoire");
  const head = element("tr", {}, ...columns.filter((c, i) => used[i]).map((c) => element("th", { scope: "col", textContent: c.heading, className: c.numeric ? "num" : "" })));
  const body = rows.map((row) => element("tr", {}, ...row.map((text, i) => {
    const cell = element("td", { className: columns[i].numeric ? "num" : "" });
    if (data.clicks && data.clicks !== "initiative" && i === name && code >= 0) {
      const go = element("button", { type: "button", textContent: text });
      go.addEventListener("click", () => pick(row[code]));
      cell.append(go);
    } else cell.textContent = text;
    return cell;
  }).filter((cell, i) => used[i])));
  frame.table.replaceChildren(element("table", {}, element("caption", { textContent: `${data.figure.layout.title.text} — ${data.figure.layout.title.subtitle.text}` }),
    element("thead", {}, head), element("tbody", {}, ...body)),
    element("p", { className: "obs-foot", textContent: data.figure.layout.annotations.find((a) => a.name === "source").text.replaceAll("<br>", " ") }));
}

// Where a click falls in the drawing's own coordinates, and the pixel to its right, which tells how precise it is.
function placeOf(plot, event) {
  const layout = plot._fullLayout;
  const box = plot.querySelector(".main-svg").getBoundingClientRect();
  const [x, y] = [event.clientX - box.left, event.clientY - box.top];
  const { l, t, w, h } = layout._size;
  if (x < l || x > l + w || y < t || y > t + h) return null;
  const at = layout.geo
    ? (left, top) => layout.geo._subplot.projection.invert([left, top])
    : (left, top) => [layout.xaxis.p2d(left - layout.xaxis._offset), layout.yaxis.p2d(top - layout.yaxis._offset)];
  const place = [...at(x, y), ...at(x + 1, y)];
  return place.every(Number.isFinite) ? place.map((number) => number.toFixed(7)).join(",") : null;
}

export default function chart({ data, parentElement, setTriggerValue, options = {} }) {
  const root = parentElement.querySelector(".obs-root") ?? parentElement;
  const known = root.__frame;
  const frame = known ?? Object.assign(buildFrame(root, options), { mode: "chart" });
  root.__frame = frame;
  frame.data = data;
  frame.make = options.make; // how a chart without address has its files made
  frame.plain.replaceChildren(element("strong", { textContent: "En clair " }), data.plain);
  frame.plot.setAttribute("aria-label", `${data.title}. ${data.plain}`);
  const pick = (identifier) => setTriggerValue("picked", identifier);
  fillAbout(frame, data);
  const say = (parts, { failed = false, lasting = false } = {}) => {
    clearTimeout(frame.silence);
    frame.status.replaceChildren(...[parts].flat());
    frame.status.classList.toggle("obs-failed", failed);
    if (!lasting) frame.silence = setTimeout(() => frame.status.replaceChildren(), failed || Array.isArray(parts) ? 12_000 : 4000);
  };
  const isFull = () => document.fullscreenElement === frame.figure;

  async function draw() {
    const width = Math.floor(frame.plot.clientWidth);
    if (!width) return;
    const asked = frame.data;
    let current;
    try { current = await complete(asked); } catch (error) {
      if (frame.data === asked) say(sentence(error), { failed: true, lasting: true });
      return;
    }
    if (frame.data !== current) return;
    const nominal = current.height - 110;
    const plotHeight = current.figure.layout.meta?.map ? Math.min(nominal, Math.round(width * 1.02)) : nominal;
    // In full screen the figure takes what the bar and « En clair » leave it.
    const height = isFull() ? innerHeight - frame.bar.offsetHeight - frame.plain.offsetHeight - (frame.about.hidden ? 0 : frame.about.offsetHeight) - 64 : 0;
    const dark = isDark(root);
    // A rerun of the page sends every chart again: only what changed is drawn again.
    const drawing = JSON.stringify([width, height, dark, current.figure]);
    if (frame.drawing === drawing) return;
    frame.drawing = drawing;
    const ink = getComputedStyle(root).getPropertyValue("--obs-ink").trim() || "#1c2430";
    let figure = dressed(current, { width, height, plotHeight, ink });
    if (dark) figure = JSON.parse(JSON.stringify(figure).replace(/#[0-9a-f]{6}/g, (c) => DARK[c] ?? c));
    frame.plot.style.minHeight = `${figure.layout.height}px`;
    const Plotly = await loadPlotly();
    if (frame.data !== current) return;
    resolved(figure);
    await Plotly.react(frame.plot, figure.data, figure.layout, CONFIG);
    frame.plot.removeAllListeners?.("plotly_click");
    if (frame.data.clicks)
      frame.plot.on("plotly_click", (event) => { const p = event.points[0]; const id = p.location ?? p.id; if (id) pick(id); });
    frame.plot.classList.toggle("obs-clickable", Boolean(frame.data.clicks));
    const takesPoints = Boolean(current.figure.layout.meta?.pointed);
    // On release, wherever it is heard: Plotly keeps the click on a mark for itself, and covers the page while one
    // presses on a plan. The end of a drag sets no point.
    frame.plot.onpointerdown = takesPoints ? (pressed) => {
      if (pressed.button !== 0) return;
      document.addEventListener("pointerup", (event) => {
        const still = Math.hypot(event.clientX - pressed.clientX, event.clientY - pressed.clientY) <= 4;
        const place = still ? placeOf(frame.plot, pressed) : null;
        if (place) setTriggerValue("pointed", place);
      }, { once: true, capture: true });
    } : null;
    frame.plot.classList.toggle("obs-pointed", takesPoints);
    frame.plot.dataset.drawn = current.file_name;
  }

  async function show(mode) {
    frame.mode = mode;
    const [graph, table] = frame.views.children;
    graph.setAttribute("aria-pressed", String(mode === "chart"));
    table.setAttribute("aria-pressed", String(mode === "table"));
    frame.plot.hidden = mode !== "chart";
    frame.table.hidden = mode !== "table";
    if (mode === "table") {
      try { await showTable(frame, frame.data, pick); } catch (error) { frame.table.textContent = `Le tableau n’a pas pu être chargé. ${sentence(error)}`; }
    } else await draw();
  }

  frame.views.children[0].onclick = () => show("chart");
  frame.views.children[1].onclick = () => show("table");
  const showAbout = (shown) => {
    frame.about.hidden = !shown;
    frame.askAbout.setAttribute("aria-expanded", String(shown));
    if (isFull()) draw();
  };
  frame.askAbout.onclick = () => showAbout(frame.about.hidden);
  frame.figure.onkeydown = (event) => {
    if (event.key !== "Escape" || frame.about.hidden) return;
    showAbout(false);
    frame.askAbout.focus();
  };
  frame.full.onclick = async () => {
    try { await (isFull() ? document.exitFullscreen() : frame.figure.requestFullscreen()); } catch { say("Ce navigateur ne permet pas le plein écran ici.", { failed: true }); }
  };
  const fulled = () => {
    const label = isFull() ? "Quitter le plein écran" : "Plein écran";
    frame.full.setAttribute("aria-label", label);
    frame.full.title = label;
    if (frame.mode === "chart") draw();
  };
  document.addEventListener("fullscreenchange", fulled);
  const unwireMenu = wireMenu(frame, () => complete(frame.data), say);

  show(frame.mode);
  const resize = new ResizeObserver(() => { if (frame.mode === "chart") draw(); });
  resize.observe(frame.plot);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const rescheme = () => setTimeout(draw, 300);
  scheme.addEventListener("change", rescheme);
  return () => { resize.disconnect(); unwireMenu(); document.removeEventListener("fullscreenchange", fulled); scheme.removeEventListener("change", rescheme); };
}

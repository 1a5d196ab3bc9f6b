// The chart frame: one component draws every chart of the dashboard.
// It wraps the figure's own title and source to the width it has, switches to the table, and makes PNG and SVG
// in the reader's browser. Numbers arrive written in French; nothing is computed here.

const EMPTY = { type: "Topology", arcs: [], transform: { scale: [1, 1], translate: [0, 0] }, objects: {} };
for (const name of ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"])
  EMPTY.objects[name] = { type: "GeometryCollection", geometries: [] };

const FRENCH = {
  moduleType: "locale", name: "fr", dictionary: {},
  format: { decimal: ",", thousands: "\u202f", grouping: [3], currency: ["", "\u202f€"] },
};
const SERIF = '"Observatoire Serif", Georgia, serif';
const SANS = '"Observatoire Sans", Arial, sans-serif';
const FONTS = { "Observatoire Serif": "observatoire-serif.woff2", "Observatoire Sans": "observatoire-sans.woff2" };
const EXPORT = { width: 1200, height: 675, scale: 2 };
const DARK = { "#e9e5db": "#39424c", "#b9b4a9": "#626a73", "#e6dcc9": "#2b333b", "#6b7280": "#a7aeb8",
               "#c25b12": "#f08b45", "#8b8577": "#77808a" };

let plotly;
function loadPlotly() {
  const fonts = [`600 18px ${SERIF}`, `13px ${SANS}`].map((font) => document.fonts.load(font));
  plotly ??= Promise.all([library(), ...fonts]).then(([loaded]) => loaded, (error) => { plotly = undefined; throw error; });
  return plotly;
}

// The page's shell has already asked for the library: wait for it.
async function library() {
  const script = document.querySelector("script[data-plotly]");
  if (!window.Plotly)
    await new Promise((resolve, reject) => {
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      if (window.Plotly) resolve();
    });
  // Plotly reads this global instead of fetching a base map from another host.
  window.PlotlyGeoAssets ??= {};
  window.PlotlyGeoAssets.topojson = { world_110m: EMPTY, world_50m: EMPTY };
  window.Plotly.register(FRENCH);
  return window.Plotly;
}

const pen = document.createElement("canvas").getContext("2d");
function measure(text, font) { pen.font = font; return pen.measureText(text.replace(/<[^>]+>/g, "")).width; }
function wrap(text, width, font) {
  const lines = [];
  for (const paragraph of text.split("<br>")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      const longer = line ? `${line} ${word}` : word;
      if (line && measure(longer, font) > width) { lines.push(line); line = word; } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}

function leftMargin(figure, width, font) {
  const axis = figure.layout.yaxis;
  if (!axis || axis.visible === false) return [0, null];
  const labels = axis.ticktext ?? (figure.data[0]?.type === "heatmap" ? figure.data[0].y : null);
  if (!labels) return [figure.layout.meta?.left ?? 58, null];
  const limit = Math.max(90, width * 0.4);
  const wrapped = labels.map((label) => {
    const lines = wrap(String(label), limit, font);
    return lines.slice(0, 2).join("<br>") + (lines.length > 2 ? "…" : "");
  });
  const widest = Math.max(...wrapped.flatMap((w) => w.split("<br>")).map((line) => measure(line, font)), 20);
  return [Math.ceil(widest * 1.04) + 14, wrapped];
}

function legendLines(entries, width) {
  let lines = 1, used = 0;
  for (const entry of entries) {
    const wanted = measure(entry.name, `12px ${SANS}`) + 52;
    if (used + wanted > width && used) { lines += 1; used = 0; }
    used += wanted;
  }
  return lines;
}

// A legend that does not fit on one line is laid out in columns as wide as its longest name.
function legendGrid(entries, width) {
  if (legendLines(entries, width) === 1) return 1;
  const longest = Math.max(...entries.map((entry) => measure(entry.name, `12px ${SANS}`))) + 52;
  return Math.ceil(entries.length / Math.max(1, Math.floor(width / longest)));
}

// Give a copy of the figure its final layout for a width: texts wrapped, margins that hold them.
function dressed(data, outerWidth, ink, plotHeight, fullAddress, pad = 2) {
  const width = outerWidth - 2 * (pad - 2);
  const figure = structuredClone(data.figure);
  const layout = figure.layout;
  const meta = layout.meta ?? {};
  const title = wrap(layout.title.text, width - 8, `600 18px ${SERIF}`);
  const subtitle = wrap(layout.title.subtitle.text, width - 8, `13px ${SANS}`);
  const source = layout.annotations.find((a) => a.name === "source");
  const foot = wrap(source.text + (fullAddress ? `<br>Adresse\u202f: ${fullAddress}` : ""), width - 8, `11px ${SANS}`);
  const isMap = Boolean(meta.map);
  const entries = figure.data.filter((trace) => trace.name && trace.showlegend !== false && (isMap || trace.showlegend));
  const legendRows = !entries.length ? 0 : isMap ? legendLines(entries, width) : legendGrid(entries, width);
  const axis = isMap ? 14 : (layout.xaxis?.visible === false || layout.xaxis?.side === "top" ? 12 : 46);
  const under = axis + legendRows * 24;
  const top = title.length * 23 + subtitle.length * 17 + 16 + (meta.top ?? 0)
    + (layout.xaxis?.side === "top" ? (figure.data[0]?.type === "heatmap" ? (meta.header ?? 150) : 24) : 0);
  const [left, labels] = leftMargin(figure, width, `13px ${SANS}`);
  const right = isMap ? 0 : meta.right ?? (figure.data[0]?.type === "bar" ? 96 : 14);
  layout.width = outerWidth;
  layout.height = plotHeight + top + under + foot.length * 15 + 6 + 2 * (pad - 2);
  layout.margin = { t: top, b: under + foot.length * 15 + 6, l: (isMap ? 0 : left) + pad - 2, r: right + pad - 2, pad: 0 };
  layout.margin.t += pad - 2;
  layout.margin.b += pad - 2;
  layout.autosize = false;
  layout.font = { family: SANS, size: 13, color: ink };
  layout.title = {
    text: `${title.join("<br>")}<br><span style="font-size:13px;font-family:Observatoire Sans,Arial,sans-serif;font-weight:400">${subtitle.join("<br>")}</span>`,
    font: { family: SERIF, size: 18, color: ink, weight: 600 },
    x: 0, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 17 + pad, l: pad },
  };
  Object.assign(source, { text: foot.join("<br>"), y: 0, yanchor: "top", yshift: -under, x: 0, xshift: -layout.margin.l + pad });
  // The room of a legend is counted above: Plotly must not move the plot for it.
  if (entries.length && !isMap) layout.margin.autoexpand = false;
  if (labels) { layout.yaxis.ticktext = labels; layout.yaxis.tickvals ??= figure.data[0].y; }
  if (entries.length) layout.legend = { ...layout.legend, y: -(isMap ? 4 : Math.max(4, axis - 16)) / plotHeight, x: 0, xref: isMap ? "paper" : "container", traceorder: "normal", entrywidthmode: "pixels" };
  return figure;
}

function isDark(element) {
  const parts = getComputedStyle(element).getPropertyValue("--obs-paper").trim();
  const hex = parts.match(/^#(..)(..)(..)/);
  return hex ? hex.slice(1).map((h) => parseInt(h, 16)).reduce((a, b) => a + b) < 384 : false;
}

const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, locale: "fr", locales: { fr: FRENCH }, doubleClick: "reset" };

function save(blobOrUrl, name) {
  const link = document.createElement("a");
  link.href = typeof blobOrUrl === "string" ? blobOrUrl : URL.createObjectURL(blobOrUrl);
  link.download = name;
  document.body.append(link); link.click(); link.remove();
}

async function embeddedFonts() {
  const rules = await Promise.all(Object.entries(FONTS).map(async ([family, file]) => {
    const bytes = new Uint8Array(await (await fetch(new URL(`composants/${file}`, document.baseURI))).arrayBuffer());
    const text = btoa(bytes.reduce((all, byte) => all + String.fromCharCode(byte), ""));
    return `@font-face{font-family:"${family}";src:url(data:font/woff2;base64,${text}) format("woff2")}`;
  }));
  return `<style>${rules.join("")}</style>`;
}

// The figure as an image of its own: title, source and address inside, fonts embedded, on white.
async function svgImage(data) {
  const Plotly = await loadPlotly();
  const plotHeight = Math.max(data.height - 110, data.figure.layout.meta?.map ? 560 : EXPORT.height - 200);
  const figure = dressed(data, EXPORT.width, "#1c2430", plotHeight, location.href, 28);
  figure.layout.paper_bgcolor = "#ffffff";
  for (const trace of figure.data)
    if (trace.geojson) trace.geojson = String(new URL(trace.geojson, document.baseURI));
  const size = { width: EXPORT.width, height: figure.layout.height };
  const address = await Plotly.toImage({ data: figure.data, layout: figure.layout, config: CONFIG }, { format: "svg", scale: 1, ...size });
  const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  return { text: svg.replace(/(<svg[^>]*>)/, `$1${await embeddedFonts()}`), ...size };
}

async function pngImage(data) {
  const { text, width, height } = await svgImage(data);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = element("canvas", { width: width * EXPORT.scale, height: height * EXPORT.scale });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("png"))), "image/png"));
}

const ACTIONS = {
  async copie(data, say) {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": pngImage(data) })]);
    say("Image copiée");
  },
  async png(data) { save(await pngImage(data), `${data.file_name}.png`); },
  async svg(data) { save(new Blob([(await svgImage(data)).text], { type: "image/svg+xml" }), `${data.file_name}.svg`); },
  async csv(data) { save(String(new URL(data.csv_address, document.baseURI)), `${data.file_name}.csv`); },
  async lien(data, say) { await navigator.clipboard.writeText(location.href); say("Lien copié"); },
};

function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties))
    if (name in node && name !== "role") node[name] = value; else node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function buildFrame(root) {
  const plot = element("div", { className: "obs-plot", role: "img" });
  const table = element("div", { className: "obs-table", tabIndex: 0, hidden: true });
  const plain = element("p", { className: "obs-plain" });
  const status = element("span", { className: "obs-status", role: "status" });
  const views = element("div", { className: "obs-switch", role: "group", "aria-label": "Affichage" },
    element("button", { type: "button", textContent: "Graphique", "aria-pressed": "true" }),
    element("button", { type: "button", textContent: "Tableau", "aria-pressed": "false" }));
  const menu = element("details", { className: "obs-export" }, element("summary", { textContent: "Exporter" }),
    element("div", { className: "obs-menu" },
      ...[["copie", "Copier l’image"], ["png", "Image PNG"], ["svg", "Image SVG"], ["csv", "Données CSV"], ["lien", "Copier le lien"]]
        .map(([action, label]) => { const b = element("button", { type: "button", textContent: label }); b.dataset.action = action; return b; })));
  const bar = element("div", { className: "obs-bar" }, views, status, menu);
  root.replaceChildren(element("figure", { className: "obs-chart" }, bar, plot, table,
    element("figcaption", {}, plain)));
  return { plot, table, plain, status, views, menu };
}

// A figure of many points comes by address, compressed and kept by the browser.
async function complete(data) {
  data.figure ??= await (await fetch(new URL(data.figure_address, document.baseURI))).json();
  return data;
}

async function showTable(frame, data, pick) {
  await complete(data);
  const answer = await fetch(new URL(data.table_address, document.baseURI));
  if (!answer.ok) throw new Error("table");
  const { columns, rows } = await answer.json();
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

export default function chart({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".obs-root") ?? parentElement;
  const known = root.__frame;
  const frame = known ?? Object.assign(buildFrame(root), { mode: "chart" });
  root.__frame = frame;
  frame.data = data;
  frame.plain.replaceChildren(element("strong", { textContent: "En clair " }), data.plain);
  frame.plot.setAttribute("aria-label", `${data.title}. ${data.plain}`);
  const pick = (identifier) => setTriggerValue("picked", identifier);
  const say = (text) => { frame.status.textContent = text; setTimeout(() => { frame.status.textContent = ""; }, 2500); };

  async function draw() {
    const width = Math.floor(frame.plot.clientWidth);
    if (!width) return;
    const current = await complete(frame.data);
    if (frame.data !== current) return;
    const nominal = current.height - 110;
    const plotHeight = current.figure.layout.meta?.map ? Math.min(nominal, Math.round(width * 1.02)) : nominal;
    const dark = isDark(root);
    // A rerun of the page sends every chart again: only what changed is drawn again.
    const drawing = JSON.stringify([width, dark, current.figure]);
    if (frame.drawing === drawing) return;
    frame.drawing = drawing;
    let figure = dressed(current, width, getComputedStyle(root).getPropertyValue("--obs-ink").trim() || "#1c2430", plotHeight, "");
    if (dark) figure = JSON.parse(JSON.stringify(figure).replace(/#[0-9a-f]{6}/g, (c) => DARK[c] ?? c));
    frame.plot.style.minHeight = `${figure.layout.height}px`;
    const Plotly = await loadPlotly();
    if (frame.data !== current) return;
    for (const trace of figure.data)
      if (trace.geojson) trace.geojson = String(new URL(trace.geojson, document.baseURI));
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
      try { await showTable(frame, frame.data, pick); } catch { frame.table.textContent = "Le tableau n’a pas pu être chargé. Réessayez dans un instant."; }
    } else await draw();
  }

  frame.views.children[0].onclick = () => show("chart");
  frame.views.children[1].onclick = () => show("table");
  frame.menu.onclick = async (event) => {
    const action = event.target.closest("button")?.dataset.action;
    if (!action) return;
    frame.menu.open = false;
    frame.menu.querySelector("summary").focus();
    say("Préparation…");
    try { await ACTIONS[action](await complete(frame.data), say); if (action !== "copie" && action !== "lien") say("Téléchargement lancé"); }
    catch { say("L’export n’a pas abouti. Essayez l’image PNG."); }
  };
  frame.menu.onkeydown = (event) => { if (event.key === "Escape") { frame.menu.open = false; frame.menu.querySelector("summary").focus(); } };
  const outside = (event) => { if (!frame.menu.contains(event.target)) frame.menu.open = false; };
  document.addEventListener("pointerdown", outside);

  show(frame.mode);
  const resize = new ResizeObserver(() => { if (frame.mode === "chart") draw(); });
  resize.observe(frame.plot);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const rescheme = () => setTimeout(draw, 300);
  scheme.addEventListener("change", rescheme);
  return () => { resize.disconnect(); document.removeEventListener("pointerdown", outside); scheme.removeEventListener("change", rescheme); };
}

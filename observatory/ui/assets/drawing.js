// How a chart is drawn: the library, the fonts, and the figure's own title and source wrapped to the width there is.
// Numbers arrive written in French; nothing is computed here.

const EMPTY = { type: "Topology", arcs: [], transform: { scale: [1, 1], translate: [0, 0] }, objects: {} };
for (const name of ["coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"])
  EMPTY.objects[name] = { type: "GeometryCollection", geometries: [] };

const FRENCH = {
  moduleType: "locale", name: "fr", dictionary: {},
  format: { decimal: ",", thousands: "\u202f", grouping: [3], currency: ["", "\u202f€"] },
};
const SERIF = '"Observatoire Serif", Georgia, serif';
const SANS = '"Observatoire Sans", Arial, sans-serif';
export const FONTS = { "Observatoire Serif": "observatoire-serif.woff2", "Observatoire Sans": "observatoire-sans.woff2" };
// The palette of a dark ground, unless the page’s shell gave that of another house (palette.py has the same table).
export const DARK = window.observatoireSombre ?? {
  "#e9e5db": "#39424c", "#fefefe": "#14191f", "#b9b4a9": "#5a544b", "#e6dcc9": "#2b333b", "#8b8577": "#93876f",
  "#6657b2": "#9783f2", "#845e39": "#b98a5c", "#7491c3": "#cadafe", "#a3507f": "#c5629a", "#6b8428": "#c4d391",
  "#7d7a76": "#a4a09b", "#908d89": "#9d9b97", "#6b7280": "#8b929c", "#c25b12": "#f08b45", "#d3e8e3": "#1e706a",
  "#9ccbc3": "#3c8e87", "#5fa79f": "#59aea7", "#2f7d77": "#7ecfc7", "#0d4f4b": "#bef2ed",
};

let plotly;
export function loadPlotly() {
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
// An address longer than the line is cut where it goes over.
function pieces(word, width, font) {
  const parts = [];
  while (measure(word, font) > width && word.length > 8) {
    const length = Math.max(8, Math.floor(word.length * width / measure(word, font)) - 1);
    parts.push(word.slice(0, length));
    word = word.slice(length);
  }
  return [...parts, word];
}

// A word longer than the line is cut after its hyphens or its strokes, elsewhere only when a part is still too long.
function fragments(word, width, font) {
  if (measure(word, font) <= width) return [[" ", word]];
  return word.split(/(?<=[-\u2013/])/).flatMap((part) => pieces(part, width, font)).map((part, rank) => [rank ? "" : " ", part]);
}

function wrap(text, width, font) {
  const lines = [];
  for (const paragraph of text.split("<br>")) {
    let line = "";
    for (const [glue, part] of paragraph.split(" ").flatMap((word) => fragments(word, width, font))) {
      const longer = line ? line + glue + part : part;
      if (line && measure(longer, font) > width) { lines.push(line); line = part; } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}

function leftMargin(figure, width, font, { lines: most, share }) {
  const axis = figure.layout.yaxis;
  if (!axis || axis.visible === false) return [0, null];
  const labels = axis.ticktext ?? (figure.data[0]?.type === "heatmap" ? figure.data[0].y : null);
  if (!labels) return [figure.layout.meta?.left ?? 58, null];
  const limit = Math.max(90, width * share);
  const wrapped = labels.map((label) => {
    const lines = wrap(String(label), limit, font);
    return lines.slice(0, most).join("<br>") + (lines.length > most ? "…" : "");
  });
  const widest = Math.max(...wrapped.flatMap((w) => w.split("<br>")).map((line) => measure(line, font)), 20);
  return [Math.ceil(widest * 1.04) + 18, wrapped];
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

const HEAD_LINE = 23.4; // Plotly gives the lines of a subtitle the height of those of the title it follows
const LEAST_ROW = 17, LEAST_PLOT = 220, LEAST_MAP = 430, LEAST_BARE = 110;
// The height of the plot under which the names of its rows, or of a map’s insets, would touch.
function leastHeight(labels, isMap, bare) {
  const lines = labels ? labels.reduce((sum, label) => sum + label.split("<br>").length, 0) : 0;
  if (isMap) return bare ? LEAST_BARE : LEAST_MAP;
  return Math.max(bare ? LEAST_BARE : LEAST_PLOT, lines * LEAST_ROW);
}

const NARROW_MAP = 520, INSET_NAMES = 0.1;
// On a narrow map circles shrink together, and what they are worth is written on their left, where there is room.
function narrowCircles(traces, share) {
  for (const trace of traces) {
    if (trace.type !== "scattergeo" || !Array.isArray(trace.marker?.size)) continue;
    trace.marker.size = trace.marker.size.map((size) => size * share);
    if (trace.mode === "markers+text") {
      trace.text = trace.text.map((text) => `${text.trim()}    `);
      trace.textposition = "middle left";
    }
  }
}

// On a narrow map the names of the insets stand on the left of their frames: on their right they would lie on the land.
function namesLeftOfInsets(traces, axis) {
  const rank = traces.findIndex((trace) => trace.type === "scattergeo" && trace.mode === "text");
  const frames = traces[rank - 1];
  if (rank < 1 || frames.mode !== "lines") return;
  const [west, east] = axis.range;
  const wests = [[]];
  for (const longitude of frames.lon) if (longitude === null) wests.push([]); else wests.at(-1).push(longitude);
  const names = traces[rank];
  const onTheLeft = names.lon.map((longitude) => longitude < west + (east - west) * 0.4);
  if (!onTheLeft.some(Boolean)) return;
  names.lon = names.lon.map((longitude, i) => (onTheLeft[i] ? Math.min(...wests[i]) : longitude));
  names.textposition = onTheLeft.map((left) => (left ? "middle left" : "middle right"));
  axis.range = [west - INSET_NAMES * (east - west), east];
}

const END_SIZE = 12, END_LINE = 15, END_SHIFT = 10;
// The names at the ends of lines, wrapped to the room that the page can leave them.
function endNames(layout, width) {
  const font = `${END_SIZE}px ${SANS}`;
  const notes = layout.annotations.filter((note) => note.name === "label");
  return notes.map((note) => {
    const lines = wrap(note.text, Math.max(64, Math.min(190, width * 0.25)), font);
    return { note, lines, wide: Math.max(...lines.map((line) => measure(line, font))) };
  });
}

// Names stand beside the last points of their lines, moved apart (lower ones first, then back under the top).
function placeEndNames(ends, layout, plotHeight) {
  const [low, high] = layout.yaxis.range;
  let free = -Infinity;
  for (const end of ends.sort((one, other) => one.note.y - other.note.y)) {
    end.natural = (end.note.y - low) / (high - low) * plotHeight;
    end.half = end.lines.length * END_LINE / 2;
    end.at = Math.max(end.natural, free + end.half);
    free = end.at + end.half;
  }
  let ceiling = plotHeight + END_LINE;
  for (const end of ends.reverse()) {
    end.at = Math.min(end.at, ceiling - end.half);
    ceiling = end.at - end.half;
    Object.assign(end.note, { text: end.lines.join("<br>"), align: "left", xshift: END_SHIFT, yshift: end.at - end.natural });
  }
}

// A copy of the figure with its final layout for a page: texts wrapped, margins that hold them. The page has a
// `width`, and a `height` in all or a `plotHeight`; `address` is written under the source. `crowded` tells that the
// height asked is too small for the figure; `beside` is the width that a logo takes on the right of the title. A `bare` figure leaves its title and its source to what surrounds it.
export function dressed(data, { width: outerWidth, height = 0, plotHeight = 0, ink, address = "", pad = 2, bare = false, beside = 0, names = { lines: 2, share: 0.4 } }) {
  const width = outerWidth - 2 * (pad - 2);
  const figure = structuredClone(data.figure);
  const layout = figure.layout;
  const meta = layout.meta ?? {};
  const title = bare ? [] : wrap(layout.title.text, width - 8 - beside, `600 18px ${SERIF}`);
  const subtitle = bare ? [] : wrap(layout.title.subtitle.text, width - 8 - beside, `13px ${SANS}`);
  const source = layout.annotations.find((a) => a.name === "source");
  const foot = bare ? [] : wrap(source.text + (address ? `<br>Adresse\u202f: ${address}` : ""), width - 8, `11px ${SANS}`);
  const isMap = Boolean(meta.map);
  const entries = figure.data.filter((trace) => trace.name && trace.showlegend !== false && (isMap || trace.showlegend));
  const legendRows = entries.length ? legendGrid(entries, width) : 0;
  const axis = isMap ? 14 : (layout.xaxis?.visible === false || layout.xaxis?.side === "top" ? 12 : 46);
  const under = axis + legendRows * 24;
  const ends = endNames(layout, width);
  const top = (bare ? 16 : Math.round((title.length + subtitle.length) * HEAD_LINE) + 10) + (meta.top ?? 0)
    + (layout.xaxis?.side === "top" ? (figure.data[0]?.type === "heatmap" ? (meta.header ?? 150) : 24) : 0);
  const [left, labels] = leftMargin(figure, width, `13px ${SANS}`, names);
  const right = isMap ? 0 : ends.length ? Math.ceil(Math.max(...ends.map((end) => end.wide))) + END_SHIFT + 8 : meta.right ?? (figure.data[0]?.type === "bar" ? 96 : 14);
  const least = leastHeight(labels, isMap, bare);
  const crowded = height > 0 && height - top - under - foot.length * 15 - 6 - 2 * (pad - 2) < least;
  if (height) plotHeight = Math.max(least, height - top - under - foot.length * 15 - 6 - 2 * (pad - 2));
  layout.width = outerWidth;
  layout.height = plotHeight + top + under + foot.length * 15 + 6 + 2 * (pad - 2);
  layout.margin = { t: top, b: under + foot.length * 15 + 6, l: (isMap ? 0 : left) + pad - 2, r: right + pad - 2, pad: 0 };
  layout.margin.t += pad - 2;
  layout.margin.b += pad - 2;
  layout.autosize = false;
  layout.font = { family: SANS, size: 13, color: ink };
  layout.title = bare ? undefined : {
    text: `${title.join("<br>")}<br><span style="font-size:13px;font-family:Observatoire Sans,Arial,sans-serif;font-weight:400">${subtitle.join("<br>")}</span>`,
    font: { family: SERIF, size: 18, color: ink, weight: 600 },
    x: 0, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 17 + pad, l: pad },
  };
  Object.assign(source, { text: foot.join("<br>"), y: 0, yanchor: "top", yshift: -under, x: 0, xshift: -layout.margin.l + pad });
  // The room of a legend is counted above: Plotly must not move the plot for it.
  if (entries.length && !isMap) layout.margin.autoexpand = false;
  if (labels) { layout.yaxis.ticktext = labels; layout.yaxis.tickvals ??= figure.data[0].y; layout.yaxis.ticklabelstandoff = 5; }
  for (const trace of figure.data)
    if (trace.type === "bar" && trace.textposition === "outside") trace.text = trace.text.map((text) => text && `\u00a0${text}\u00a0`);
  if (ends.length) {
    // The names have the margin: the axis ends at its last year.
    const years = figure.data.flatMap((trace) => trace.x).filter(Number.isFinite);
    layout.xaxis.range = [layout.xaxis.range[0], Math.max(...years) + 0.03 * (Math.max(...years) - Math.min(...years))];
    if (layout.yaxis.range) placeEndNames(ends, layout, plotHeight);
  }
  if (entries.length) layout.legend = { ...layout.legend, y: -(isMap ? 4 : Math.max(4, axis - 16)) / plotHeight, x: 0, xref: isMap ? "paper" : "container", traceorder: "normal", entrywidthmode: "pixels" };
  if (isMap && width < NARROW_MAP) namesLeftOfInsets(figure.data, layout.geo.lonaxis);
  if (isMap && width < NARROW_MAP) narrowCircles(figure.data, Math.max(0.6, width / NARROW_MAP));
  figure.crowded = crowded;
  return figure;
}

// Shapes come from the observatory by their full address: a relative one would be read against the page.
export function resolved(figure) {
  for (const trace of figure.data)
    if (trace.geojson) trace.geojson = String(new URL(trace.geojson, document.baseURI));
  return figure;
}

export function isDark(element) {
  const parts = getComputedStyle(element).getPropertyValue("--obs-paper").trim();
  const hex = parts.match(/^#(..)(..)(..)/);
  return hex ? hex.slice(1).map((h) => parseInt(h, 16)).reduce((a, b) => a + b) < 384 : false;
}

export const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, locale: "fr", locales: { fr: FRENCH }, doubleClick: "reset" };

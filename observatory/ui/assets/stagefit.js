// A figure laid out for a room: as much larger as the screen allows, no text too small, no name over another.

import { dressed } from "./drawing.js";

const LEAST_TEXT = 12; // the smallest text of a figure, before it is enlarged
const SMALLEST = { room: 24, hand: 16 }; // pixels: read from the back of a room 1280 × 720, or in the hand
export const HAND = 700;
// How much larger than on a page figures are drawn: with the screen, so that a wider room reads the same.
function enlargement() {
  if (innerWidth < HAND) return SMALLEST.hand / LEAST_TEXT;
  return (SMALLEST.room / LEAST_TEXT) * Math.max(0.75, Math.min(innerWidth / 1280, innerHeight / 720));
}

// No text of a figure is smaller than the least: names of frames, of marks, of classes.
function legible(figure) {
  const least = (font) => ({ ...font, size: Math.max(LEAST_TEXT, font?.size ?? LEAST_TEXT) });
  for (const trace of figure.data) if (trace.textfont) trace.textfont = least(trace.textfont);
  for (const note of figure.layout.annotations ?? []) note.font = least(note.font);
  if (figure.layout.yaxis?.ticktext) figure.layout.yaxis.ticklabelstandoff = 5;
  if (figure.layout.legend) figure.layout.legend.font = least(figure.layout.legend.font);
  return figure;
}

// Circles measured for the map of a page, as much smaller as the map is.
const PAGE_MAP = 430;
function circled(figure) {
  const by = Math.min(1, figure.layout.height / PAGE_MAP);
  if (figure.layout.meta?.map)
    for (const { marker } of figure.data) if (Array.isArray(marker?.size)) marker.size = marker.size.map((size) => size * by);
  return figure;
}

const LABEL_GAP = 15, TICK_GAP = 36; // pixels of the figure, between the middles of two names

// The names at the end of curves that end close to each other, moved apart as little as needed.
function apart(figure) {
  const { layout } = figure;
  const labels = (layout.annotations ?? []).filter((note) => note.name === "label" && Number.isFinite(note.y)).sort((a, b) => a.y - b.y);
  if (labels.length < 2 || layout.yaxis?.type === "log") return figure;
  const values = figure.data.flatMap((trace) => trace.y ?? []).filter(Number.isFinite);
  const [low, high] = layout.yaxis?.range ?? [Math.min(0, ...values), 1.06 * Math.max(0, ...values)];
  const unit = (layout.height - layout.margin.t - layout.margin.b) / (high - low || 1);
  const placed = labels.map((label) => label.y * unit);
  for (let tries = 0; tries < 60; tries += 1)
    for (let i = 1; i < placed.length; i += 1) {
      const short = (LABEL_GAP - (placed[i] - placed[i - 1])) / 2;
      if (short > 0) { placed[i] += short; placed[i - 1] -= short; }
    }
  labels.forEach((label, i) => { label.yshift = placed[i] - label.y * unit; });
  return figure;
}

// Years too close to be written side by side: the last, the first, then those that leave room.
function spaced(figure) {
  const { layout } = figure;
  const axis = layout.xaxis;
  const known = axis?.tickvals;
  if (!axis?.range || !known?.length || !known.every(Number.isFinite) || layout.meta?.map) return figure;
  const unit = (layout.width - layout.margin.l - layout.margin.r) / (axis.range[1] - axis.range[0]);
  const order = [known.length - 1, 0, ...known.keys()];
  const kept = [];
  for (const i of order) if (kept.every((other) => Math.abs(known[i] - known[other]) * unit >= TICK_GAP)) kept.push(i);
  kept.sort((a, b) => known[a] - known[b]);
  Object.assign(axis, { tickvals: kept.map((i) => known[i]), ticktext: axis.ticktext && kept.map((i) => axis.ticktext[i]), tickangle: 0 });
  return figure;
}

// Bars in the hand: less room is left for the figures written after them.
function narrowed(step) {
  const { figure } = step;
  if (figure.data[0]?.type !== "bar" || figure.data[0].orientation !== "h") return step;
  const longest = Math.max(...figure.data.flatMap((trace) => (Array.isArray(trace.text) ? trace.text : [])).map((text) => String(text).length), 3);
  return { ...step, figure: { ...figure, layout: { ...figure.layout, meta: { ...figure.layout.meta, right: Math.min(96, 14 + 8 * longest) } } } };
}

// The figure laid out for its box; one with too many rows is enlarged less rather than cut.
export function laidOut(step, box, ink) {
  const scale = enlargement();
  const hand = innerWidth < HAND;
  const names = hand ? { lines: 3, share: 0.5 } : { lines: 2, share: 0.4 };
  const told = hand ? narrowed(step) : step;
  const fit = (by) => dressed(told, { width: Math.floor(box.clientWidth / by), height: Math.floor(box.clientHeight / by), ink, bare: true, names });
  let figure = fit(scale), used = scale;
  for (let tries = 0; tries < 4 && figure.layout.height > box.clientHeight / used + 1; tries += 1) {
    used *= Math.min(0.95, box.clientHeight / used / figure.layout.height);
    figure = fit(used);
  }
  return { figure: apart(legible(circled(spaced(figure)))), scale: used };
}


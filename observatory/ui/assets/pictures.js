// A figure as a picture of its own, made in the reader's browser: title, source and address inside, on white.

import { CONFIG, FONTS, dressed, loadPlotly, resolved } from "./drawing.js";
import { Said, ask, element, here } from "./browser.js";

const INK = "#1c2430", WHITE = "#ffffff", PAD = 28;
const SVG_WIDTH = 1200;
// Pixels of the picture, and the width of the screen on which it would be drawn: twice finer than that screen.
export const SHAPES = {
  diaporama: { width: 1920, height: 1080, drawn: 960 },
  carre: { width: 2160, height: 2160, drawn: 1080 },
};
// A figure of many rows is drawn smaller, down to half; beyond, it keeps its own height.
const SHRINKS = [1, 1.15, 1.3, 1.5, 1.75, 2];

let fonts;
async function fontRules() {
  const rules = await Promise.all(Object.entries(FONTS).map(async ([family, file]) => {
    const bytes = new Uint8Array(await (await ask(`composants/${file}`)).arrayBuffer());
    const text = btoa(bytes.reduce((all, byte) => all + String.fromCharCode(byte), ""));
    return `@font-face{font-family:"${family}";src:url(data:font/woff2;base64,${text}) format("woff2")}`;
  }));
  return `<style>${rules.join("")}</style>`;
}

async function embeddedFonts() {
  fonts ??= fontRules().catch((error) => { fonts = undefined; throw error; });
  return fonts;
}

// The logo of the house, on the right of the title as in the pictures that the server makes.
const LOGO_HEIGHT = 40, LOGO_WIDTH = 150, LOGO_GAP = 16;
function logoSize() {
  const ratio = window.observatoireLogo?.ratio;
  if (!ratio) return null;
  const width = Math.min(LOGO_WIDTH, LOGO_HEIGHT * ratio);
  return { width, height: width / ratio };
}

let logoData;
async function readLogo() {
  const blob = await (await ask("composants/logo")).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Said("Le logo n’a pas pu être lu."));
    reader.readAsDataURL(blob);
  });
}

async function logoElement(pageWidth, { width, height }) {
  logoData ??= readLogo().catch((error) => { logoData = undefined; throw error; });
  return `<image id="logo" x="${pageWidth - PAD - width}" y="${PAD - 6}" width="${width}" height="${height}" xlink:href="${await logoData}"/>`;
}

function naturalHeight(data, width) {
  return Math.max(data.height - 110, Math.round(width * (data.figure.layout.meta?.map ? 0.47 : 0.39)));
}

function fitted(data, page) {
  for (const shrink of SHRINKS) {
    const figure = dressed(data, { ...page, width: Math.round(page.width * shrink), height: Math.round(page.height * shrink) });
    if (!figure.crowded) return figure;
  }
  return dressed(data, { ...page, width: SVG_WIDTH, height: 0, plotHeight: naturalHeight(data, SVG_WIDTH) });
}

// `width` alone lets the figure take the height it needs; with `height` the page has both.
export async function svgImage(data, { width = SVG_WIDTH, height = 0 } = {}) {
  const Plotly = await loadPlotly();
  const logo = logoSize();
  const page = { width, height, ink: INK, address: data.view_address || here(), pad: PAD, beside: logo ? logo.width + LOGO_GAP : 0 };
  const figure = resolved(height ? fitted(data, page) : dressed(data, { ...page, plotHeight: naturalHeight(data, width) }));
  figure.layout.paper_bgcolor = WHITE;
  const size = { width: figure.layout.width, height: figure.layout.height };
  const address = await Plotly.toImage({ data: figure.data, layout: figure.layout, config: CONFIG }, { format: "svg", scale: 1, ...size });
  const svg = decodeURIComponent(address.slice(address.indexOf(",") + 1));
  const rules = await embeddedFonts();
  const over = logo ? await logoElement(size.width, logo) : ""; // last: over the ground of the picture
  const text = svg.replace(/(<svg[^>]*>)/, (opening) => opening + rules).replace(/<\/svg>\s*$/, (closing) => over + closing);
  return { text, ...size };
}

// The picture of `width` × `height` pixels; without height, `scale` pixels for each of the screen's.
async function raster({ text, width, height }, wanted) {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = element("canvas", wanted);
  const pen = canvas.getContext("2d");
  pen.fillStyle = WHITE;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const scale = Math.min(canvas.width / width, canvas.height / height);
  pen.drawImage(picture, (canvas.width - width * scale) / 2, (canvas.height - height * scale) / 2, width * scale, height * scale);
  return new Promise((resolve, reject) => canvas.toBlob(
    (blob) => (blob ? resolve(blob) : reject(new Said("Le navigateur n’a pas pu faire cette image. Essayez le SVG ou le PDF."))), "image/png"));
}

export async function shapedPng(data, shape) {
  const { width, height, drawn } = SHAPES[shape];
  return raster(await svgImage(data, { width: drawn, height: Math.round(drawn * height / width) }), { width, height });
}

// As on the screen, which is `width` pixels wide: at least two pixels for one.
export async function screenPng(data, width) {
  const drawn = await svgImage(data, { width: Math.max(480, width) });
  const scale = Math.max(2, window.devicePixelRatio || 1);
  return raster(drawn, { width: Math.round(drawn.width * scale), height: Math.round(drawn.height * scale) });
}

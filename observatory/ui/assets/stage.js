// The meeting: one step at a time over the whole page. Every step is drawn ahead, so that turning one only shows it,
// and goes on turning when the connection drops.

import { CONFIG, DARK, isDark, loadPlotly, resolved } from "./drawing.js";
import { HAND, laidOut } from "./stagefit.js";
import { element } from "./browser.js";

const NEXT = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
const HEALTH = "_stcore/health", EVERY_MS = 4000;
const BACK = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];

// Draw a step, or wait for the drawing already under way when the size and the colours are the same.
function draw(screen, stage) {
  const { box } = screen;
  if (!screen.step.figure) return Promise.resolve(); // its words came first
  const dark = isDark(stage);
  const wanted = [box.clientWidth, box.clientHeight, dark].join();
  if (screen.drawn !== wanted) {
    screen.drawn = wanted;
    screen.drawing = plotted(screen, stage, dark).catch((error) => { screen.drawn = ""; throw error; });
  }
  return screen.drawing;
}

async function plotted(screen, stage, dark) {
  const { box, step } = screen;
  if (!box.clientWidth || !box.clientHeight) return;
  const ink = getComputedStyle(stage).getPropertyValue("--obs-ink").trim();
  let { figure, scale } = laidOut(step, box, ink);
  if (dark) figure = JSON.parse(JSON.stringify(figure).replace(/#[0-9a-f]{6}/g, (c) => DARK[c] ?? c));
  resolved(figure);
  const Plotly = await loadPlotly();
  Object.assign(screen.plot.style, { width: `${figure.layout.width}px`, height: `${figure.layout.height}px`, transform: `scale(${scale})` });
  await Plotly.react(screen.plot, figure.data, figure.layout, { ...CONFIG, staticPlot: innerWidth < HAND });
  screen.section.dataset.drawn = step.key;
}

function sizeOf(text) {
  return text.length <= 60 ? "short" : text.length <= 115 ? "middle" : text.length <= 150 ? "long" : "longest";
}

function buildScreen(step) {
  const plot = element("div", { className: "obs-step-plot" });
  const box = element("div", { className: "obs-step-box", role: "img" }, plot);
  const caption = element("p", { className: "obs-step-caption" });
  const source = element("p", { className: "obs-step-source" });
  const section = element("section", { className: `obs-step${step.map ? " obs-step-map" : ""}`, "aria-hidden": "true" },
    element("div", { className: "obs-step-words" },
      element("h1", { className: `obs-step-${sizeOf(step.sentence)}`, textContent: step.sentence }),
      element("p", { className: "obs-step-aside", textContent: step.aside, hidden: !step.aside }), caption),
    box, source);
  section.dataset.key = step.key;
  const screen = { step, plot, box, section, caption, source, drawn: "", drawing: null };
  tell(screen);
  return screen;
}

// What comes with the chart.
function tell({ step, box, caption, source }) {
  caption.textContent = step.caption ?? "";
  source.textContent = step.source ?? "";
  box.setAttribute("aria-label", step.plain ?? step.sentence);
}

// A QR code drawn from its modules, dark on white whatever the theme: cameras read it so.
function drawCode({ side, modules } = {}) {
  if (!side) return element("p", { textContent: "Cette adresse est trop longue pour un code QR." });
  const bytes = Uint8Array.from(atob(modules), (letter) => letter.charCodeAt(0));
  let path = "";
  for (let i = 0; i < side * side; i += 1)
    if ((bytes[i >> 3] >> (7 - (i & 7))) & 1) path += `M${(i % side) + 4} ${Math.floor(i / side) + 4}h1v1h-1z`;
  const drawing = element("div", { role: "img", "aria-label": "Code QR de cette étape" });
  drawing.innerHTML = `<svg viewBox="0 0 ${side + 8} ${side + 8}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side + 8}v${side + 8}H0z"/><path fill="#14191f" d="${path}"/></svg>`;
  return drawing;
}

function buildStage(meeting) {
  const button = (name, label, key) => element("button", { type: "button", className: `obs-stage-${name}`, textContent: label, title: `${label} (${key})`, "aria-keyshortcuts": key });
  const buttons = { notes: button("notes-button", "Notes", "N"), qr: button("qr-button", "Code QR", "Q"), theme: button("theme-button", "Clair / sombre", "D"),
    full: button("full-button", "Plein écran", "F"), leave: button("leave-button", "Quitter", "Échap") };
  buttons.full.hidden = !document.fullscreenEnabled;
  const back = element("button", { type: "button", className: "obs-stage-turn", textContent: "‹", "aria-label": "Étape précédente" });
  const next = element("button", { type: "button", className: "obs-stage-turn", textContent: "›", "aria-label": "Étape suivante" });
  const question = element("p", { className: "obs-stage-question" });
  const said = element("p", { className: "obs-stage-said", "aria-live": "polite" });
  const steps = element("div", { className: "obs-stage-steps" });
  const bar = element("div", { className: "obs-stage-bar", "aria-hidden": "true" });
  const count = element("span", { className: "obs-stage-count" });
  const notes = element("div", { className: "obs-stage-notes", hidden: true, tabIndex: 0, role: "region", "aria-label": "Notes" });
  const qr = element("div", { className: "obs-stage-qr", hidden: true });
  const lost = element("span", { className: "obs-stage-lost", role: "status", title: "Les étapes préparées restent dans cette page." });
  const black = element("div", { className: "obs-stage-black", hidden: true });
  const stage = element("div", { className: "obs-stage", role: "dialog", "aria-modal": "true", "aria-label": meeting.title, tabIndex: -1 },
    element("header", {}, question, element("nav", { "aria-label": "Présentation" }, ...Object.values(buttons))),
    steps, element("footer", {}, element("span", { className: "obs-stage-place", textContent: meeting.place }), bar, lost, back, count, next), said, notes, qr, black);
  return { stage, steps, question, said, lost, bar, count, notes, qr, black, back, next, buttons };
}

function fillNotes(notes, step, after) {
  const blocks = [["Votre commentaire", step.comment], ["En clair", step.plain], ["Prudence", step.caution], ["Source", step.foot], ["Ensuite", after ? `${after.question} ${after.sentence}${/[.!?…]$/.test(after.sentence) ? "" : "."}` : "Fin de la présentation."]];
  notes.replaceChildren(...blocks.filter(([, text]) => text).flatMap(([what, text]) => [element("h2", { textContent: what }), element("p", { textContent: text })]));
  notes.scrollTop = 0;
  // On a room's screen nothing scrolls: long notes are written a little smaller.
  notes.style.fontSize = "";
  if (innerWidth < HAND) return;
  for (let percent = 95; percent >= 55 && notes.scrollHeight > notes.clientHeight + 1; percent -= 5) notes.style.fontSize = `calc(var(--text) * ${percent / 100})`;
}

export function openStage(meeting, { start = "", onMove, onLeave }) {
  const parts = buildStage(meeting);
  const { stage, buttons } = parts;
  const screens = meeting.steps.map(buildScreen);
  parts.steps.append(...screens.map((screen) => screen.section));
  parts.bar.append(...screens.map(() => element("i", {})));
  const page = document.getElementById("root");
  const focusedBefore = document.activeElement;
  let at = Math.max(0, screens.findIndex((screen) => screen.step.mark === start));
  let closed = false, painted = false;

  document.documentElement.classList.add("obs-meeting");
  document.body.append(stage);
  if (page) page.inert = true;
  // The dialogue that says a lost connection puts out of reach all that is not itself: the meeting stays in reach.
  const reachable = new MutationObserver(() => { if (stage.inert) stage.inert = false; if (stage.ariaHidden) stage.ariaHidden = null; });
  reachable.observe(stage, { attributes: true, attributeFilter: ["inert", "aria-hidden"] });
  stage.focus({ preventScroll: true });

  // The step in front first, then those that may come next.
  async function drawAll() {
    const order = [at, at + 1, at - 1, ...screens.keys()].filter((i) => screens[i]);
    for (const i of new Set(order)) {
      if (closed) return;
      try { await draw(screens[i], stage); } catch (error) { console.warn(error); }
      await new Promise((resolve) => setTimeout(resolve));
    }
    stage.dataset.ready = String(screens.filter((screen) => screen.section.dataset.drawn).length);
  }

  function show(index) {
    at = Math.min(Math.max(index, 0), screens.length - 1);
    const { step } = screens[at];
    screens.forEach((screen, i) => { screen.section.classList.toggle("obs-shown", i === at); screen.section.setAttribute("aria-hidden", String(i !== at)); });
    [...parts.bar.children].forEach((mark, i) => mark.classList.toggle("obs-done", i <= at));
    parts.question.textContent = step.question;
    parts.count.textContent = `${at + 1}\u202f/\u202f${screens.length}`;
    parts.back.disabled = at === 0;
    parts.next.disabled = at === screens.length - 1;
    stage.dataset.step = step.mark;
    parts.said.textContent = `${step.question} ${step.sentence}. Étape ${at + 1} sur ${screens.length}.`;
    if (!parts.qr.hidden) fillCode();
    if (!parts.notes.hidden) fillNotes(parts.notes, step, screens[at + 1]?.step);
    if (painted) draw(screens[at], stage).catch(() => { /* drawn again when the reader comes back to it */ });
    onMove(step.mark);
  }
  const fillCode = () => parts.qr.replaceChildren(drawCode(screens[at].step.qr), element("p", { textContent: "Ouvrez cette étape sur votre téléphone." }));

  const toggle = (panel, shown = panel.hidden) => {
    for (const other of [parts.notes, parts.qr, parts.black]) other.hidden = other !== panel || !shown;
    if (!parts.qr.hidden) fillCode();
    buttons.notes.setAttribute("aria-pressed", String(!parts.notes.hidden));
    buttons.qr.setAttribute("aria-pressed", String(!parts.qr.hidden));
    if (!parts.notes.hidden) fillNotes(parts.notes, screens[at].step, screens[at + 1]?.step);
  };
  const opened = () => [parts.black, parts.notes, parts.qr].find((panel) => !panel.hidden);
  const full = async () => {
    try { await (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen()); } catch { /* the browser does not allow it here */ }
  };
  const theme = () => { stage.dataset.theme = isDark(stage) ? "light" : "dark"; drawAll(); };

  const KEYS = {
    home: () => show(0), end: () => show(screens.length - 1), f: full, b: () => toggle(parts.black), ".": () => toggle(parts.black),
    n: () => toggle(parts.notes), q: () => toggle(parts.qr), d: theme, escape: () => (opened() ? toggle(opened(), false) : close()),
  };
  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
    const onButton = (event.key === " " || event.key === "Enter") && event.target.closest?.(".obs-stage button");
    const lighted = !parts.black.hidden && event.key.toLowerCase() !== "f";
    const act = lighted ? () => toggle(parts.black, false)
      : onButton ? null
      : event.key === " " && event.shiftKey ? () => show(at - 1)
      : NEXT.includes(event.key) ? () => show(at + 1)
      : BACK.includes(event.key) ? () => show(at - 1)
      : KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }

  // Heard before anything else of the page: that same dialogue keeps for itself the clicks that fall outside it.
  const CLICKS = new Map([[parts.back, () => show(at - 1)], [parts.next, () => show(at + 1)], [parts.black, () => toggle(parts.black, false)],
    [buttons.notes, () => toggle(parts.notes)], [buttons.qr, () => toggle(parts.qr)], [buttons.theme, theme], [buttons.full, full], [buttons.leave, () => close()]]);
  function clicked(event) {
    const act = CLICKS.get(event.target.closest?.(".obs-stage button, .obs-stage-black"));
    if (!act) return;
    event.stopPropagation();
    act();
  }

  let touch = null;
  const touched = (event) => { touch = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null; };
  const released = (event) => {
    if (!touch) return;
    const [x, y] = [event.changedTouches[0].clientX - touch[0], event.changedTouches[0].clientY - touch[1]];
    touch = null;
    if (Math.abs(x) > 40 && Math.abs(x) > 1.5 * Math.abs(y)) show(at + (x < 0 ? 1 : -1));
  };

  // The charts of steps whose words came first.
  function fill(whole) {
    for (const screen of screens) {
      const told = whole.steps.find((step) => step.key === screen.step.key);
      if (told) { screen.step = told; tell(screen); }
    }
    if (!parts.notes.hidden) fillNotes(parts.notes, screens[at].step, screens[at + 1]?.step);
    if (painted) drawAll();
  }

  // A word when the server no longer answers; what could not be drawn meanwhile is drawn when it is back.
  let asking = false;
  async function listen() {
    if (asking || document.hidden) return;
    asking = true;
    const answered = await fetch(new URL(HEALTH, document.baseURI), { cache: "no-store", signal: AbortSignal.timeout(EVERY_MS - 500) }).then((answer) => answer.ok, () => false);
    asking = false;
    if (closed || answered === !parts.lost.textContent) return;
    parts.lost.textContent = answered ? "" : "Hors connexion";
    if (answered) drawAll();
  }
  const listening = setInterval(listen, EVERY_MS);

  let waiting;
  const resized = () => { clearTimeout(waiting); waiting = setTimeout(() => { show(at); drawAll(); }, 120); };
  const scheme = matchMedia("(prefers-color-scheme: dark)");

  function close({ silent = false } = {}) {
    if (closed) return;
    closed = true;
    clearInterval(listening);
    removeEventListener("offline", listen);
    removeEventListener("online", listen);
    removeEventListener("keydown", pressed, true);
    removeEventListener("click", clicked, true);
    removeEventListener("resize", resized);
    scheme.removeEventListener("change", resized);
    reachable.disconnect();
    if (document.fullscreenElement === stage) document.exitFullscreen().catch(() => {});
    if (page) page.inert = false;
    document.documentElement.classList.remove("obs-meeting");
    for (const { plot } of screens) window.Plotly?.purge(plot);
    stage.remove();
    if (silent) return;
    focusedBefore?.focus?.({ preventScroll: true });
    onLeave();
  }

  addEventListener("offline", listen);
  addEventListener("online", listen);
  addEventListener("keydown", pressed, true);
  addEventListener("resize", resized);
  scheme.addEventListener("change", resized);
  stage.addEventListener("touchstart", touched, { passive: true });
  stage.addEventListener("touchend", released, { passive: true });
  addEventListener("click", clicked, true);

  show(at);
  // The words are painted before the first chart is drawn; a hidden page paints nothing, and does not wait.
  Promise.race([new Promise((done) => requestAnimationFrame(() => setTimeout(done))), new Promise((done) => setTimeout(done, 200))])
    .then(() => { painted = true; return drawAll(); });
  return { close, fill };
}

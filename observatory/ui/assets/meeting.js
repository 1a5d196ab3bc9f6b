// « Présentation »: the steps of a meeting, to keep, move, take out or add to from the dossier; then the meeting itself.
// One answer of the server holds all the steps: nothing more is asked while presenting.

import { ask, element, save, sentence } from "./browser.js";
import { read } from "./store.js";
import { askedStep, hold, holding, letGo, meetingAt, readyAt, style } from "./meetingroom.js";

const LONGEST = 6000; // letters of an address that servers and mail programs still pass on whole

const leafKey = (leaf) => `graphique!${leaf.graphique}!${new URLSearchParams(Object.entries(leaf.parametres).sort())}`;
const withoutWords = (key) => key.split("!").slice(0, 3).join("!");

// The reader's own title and comment, in the letters that addresses accept.
async function written(leaf) {
  if (!leaf.titre && !leaf.commentaire) return leafKey(leaf);
  const stream = new Blob([JSON.stringify([leaf.titre, leaf.commentaire])]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  return `${leafKey(leaf)}!${btoa(String.fromCharCode(...packed)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

// A point that a reader has typed is in no address.
const shareable = (leaf) => leaf.graphique !== "plan-qpv";

const closed = (text) => (/[.!?…]$/.test(text) ? text : `${text}.`);
function stepLine(step, actions) {
  return element("li", {}, element("div", {}, element("strong", { textContent: step.question }), element("p", { textContent: closed(step.sentence) })),
    element("div", { className: "obs-prepare-actions" }, ...actions.map(([label, act, enabled = true]) =>
      element("button", { type: "button", textContent: label, "aria-label": `${label}\u202f: ${step.question}`, disabled: !enabled, onclick: act }))));
}

function swapped(keys, i, j) {
  const moved = [...keys];
  [moved[i], moved[j]] = [moved[j], moved[i]];
  return moved;
}

export default function present({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".obs-root") ?? parentElement;
  const state = (root.__meeting ??= { address: "", meeting: null, started: false });
  state.trigger = setTriggerValue;
  const status = (text) => { const line = root.querySelector(".obs-prepare-status"); if (line) line.textContent = text; };
  const left = () => { render(); root.querySelector(".obs-prepare-start")?.focus(); };
  const start = (mark = "") => { state.stage = hold(state.meeting, { start: mark, own: true, onLeave: left }); };

  // The page asks again with these steps, and the address keeps them.
  function choose(keys) {
    if (encodeURIComponent(keys.join(",")).length > LONGEST)
      return status("Ces étapes ne tiennent plus dans une adresse. Raccourcissez les commentaires dans le dossier, ou retirez une étape.");
    status("Préparation…");
    return state.trigger("steps", keys.join(","));
  }

  async function slides(event) {
    event.target.disabled = true;
    status("Préparation des diapositives…");
    try { save(await (await ask(state.meeting.pptx)).blob(), `${state.meeting.file_name}.pptx`); status("Téléchargement lancé"); } catch (error) { status(sentence(error)); }
    event.target.disabled = false;
  }

  function render() {
    const { steps, others } = state.meeting;
    const keys = steps.map((step) => step.key);
    const brought = keys.map(withoutWords);
    const leaves = read().feuilles.filter((leaf) => shareable(leaf) && !brought.includes(leafKey(leaf)));
    const list = element("ol", { className: "obs-prepare-steps" }, ...steps.map((step, i) => stepLine(step, [
      ["Présenter d’ici", () => start(step.mark)],
      ["Monter", () => choose(swapped(keys, i, i - 1)), i > 0],
      ["Descendre", () => choose(swapped(keys, i, i + 1)), i < keys.length - 1],
      ["Retirer", () => choose(keys.filter((key) => key !== step.key)), keys.length > 1],
    ])));
    const parts = [element("div", { className: "obs-prepare-bar" },
      element("button", { type: "button", className: "obs-prepare-start", textContent: "Commencer la présentation", onclick: () => start() }),
      element("button", { type: "button", className: "obs-prepare-slides", textContent: "Télécharger en PowerPoint", disabled: !state.meeting.pptx, onclick: slides }),
      element("span", { className: "obs-prepare-status", role: "status" })), list];
    if (others.length) parts.push(element("h2", { textContent: "Étapes retirées" }), element("ul", { className: "obs-prepare-steps obs-prepare-others" }, ...others.map((step) => stepLine(step, [["Remettre", () => choose([...keys, step.key])]]))));
    parts.push(element("h2", { textContent: "Ajouter depuis le dossier" }));
    parts.push(leaves.length ? element("ul", { className: "obs-prepare-steps obs-prepare-leaves" }, ...leaves.map((leaf) => element("li", {}, element("div", {}, element("p", { textContent: leaf.titre || leaf.libelle })),
      element("div", { className: "obs-prepare-actions" }, element("button", { type: "button", textContent: "Ajouter", "aria-label": `Ajouter\u202f: ${leaf.titre || leaf.libelle}`, onclick: async () => choose([...keys, await written(leaf)]) })))))
      : element("p", { textContent: "Le dossier de ce navigateur n’a pas d’autre graphique. Sous chaque graphique, « Exporter » puis « Ajouter au dossier » l’y range." }));
    parts.push(element("p", { className: "obs-prepare-keys", textContent: "Pendant la présentation\u202f: flèches, espace ou télécommande pour avancer et reculer, F plein écran, B écran noir, N notes, Q code QR, D clair ou sombre, Échap pour quitter. Sur un téléphone, glissez le doigt." }));
    root.replaceChildren(element("div", { className: "obs-prepare" }, ...parts));
    root.dataset.ready = state.meeting.territory;
  }

  // The steps that the page has prepared, in words; their charts are on their way.
  function show(meeting) {
    state.meeting = meeting;
    if (holding()?.territory === meeting.territory && !state.started) {
      // Opened from another page, before this one was there.
      state.stage = holding();
      state.stage.onLeave = left;
    }
    if (state.stage && holding() === state.stage) state.stage.handle.fill(meeting); else render();
    const wanted = askedStep() || data.start;
    if (wanted && !state.started && !state.stage) state.stage = hold(meeting, { start: wanted, onLeave: left });
    state.started = true;
  }

  async function load() {
    const asked = data.address;
    if (asked === state.address) return;
    state.address = asked;
    await style();
    if (state.address !== asked) return;
    const ready = readyAt(asked);
    if (!ready && data.opening) show({ ...data.opening, others: [] });
    const answer = ready ?? await meetingAt(asked).catch((error) => error);
    if (state.address !== asked) return;
    if (answer instanceof Error) return refused(answer);
    return show(answer);
  }

  // Steps that cannot be shown are said with the way back; without an answer, it is asked again when the server is back.
  function refused(error) {
    state.address = "";
    if (state.meeting && data.opening) { setTimeout(() => { if (root.isConnected) load(); }, 3000); return; }
    root.replaceChildren(element("p", { role: "alert", textContent: sentence(error) }),
      element("button", { type: "button", className: "obs-prepare-start", textContent: "Revenir aux étapes préparées", onclick: () => state.trigger("steps", "") }));
  }

  // The browser's way forward opens the meeting again where it was.
  const moved = () => { if (askedStep() && state.meeting && !holding()) state.stage = hold(state.meeting, { start: askedStep(), onLeave: left }); };

  load();
  const refresh = () => { if (state.meeting && !holding()) render(); };
  addEventListener("obs-dossier", refresh);
  addEventListener("popstate", moved);
  // Every run of the page ends one call and makes another: the meeting goes on, unless its page has gone.
  return () => {
    removeEventListener("obs-dossier", refresh);
    removeEventListener("popstate", moved);
    setTimeout(() => { if (!root.isConnected && holding() === state.stage) letGo(); });
  };
}

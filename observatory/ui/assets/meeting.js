// « Présentation »: the steps of a meeting, to keep, move, take out or add to from the dossier; then the meeting itself.
// One answer of the server holds all the steps: nothing more is asked while presenting.

import { ask, element, save, sentence } from "./browser.js";
import { read } from "./store.js";
import { openStage } from "./stage.js";

let styled;
function style() {
  styled ??= new Promise((resolve) => {
    const link = element("link", { rel: "stylesheet", href: String(new URL("composants/meeting.css", document.baseURI)) });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
  return styled;
}

// The step in front is kept in the address: reopening the link opens the meeting there.
function writeStep(key) {
  const address = new URL(location.href);
  if (key) address.searchParams.set("etape", key); else address.searchParams.delete("etape");
  if (String(address) !== location.href) history.replaceState(history.state, "", address);
}

const leafKey = (leaf) => `graphique!${leaf.graphique}!${new URLSearchParams(Object.entries(leaf.parametres).sort())}`;
// A point that a reader has typed is in no address.
const shareable = (leaf) => leaf.graphique !== "plan-qpv";

function stepLine(step, actions) {
  return element("li", {}, element("div", {}, element("strong", { textContent: step.question }), element("p", { textContent: `${step.sentence}.` })),
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
  const state = (root.__meeting ??= { address: "", meeting: null, stage: null, started: false });
  state.trigger = setTriggerValue;
  const status = (text) => { const line = root.querySelector(".obs-prepare-status"); if (line) line.textContent = text; };

  function start(key = "") {
    state.stage?.close({ silent: true });
    state.stage = openStage(state.meeting, { start: key, onMove: writeStep, onLeave: () => { state.stage = null; writeStep(""); root.querySelector(".obs-prepare-start")?.focus(); } });
  }

  // The page asks again with these steps, and the address keeps them.
  const choose = (keys) => { status("Préparation…"); state.trigger("steps", keys.join(",")); };

  async function slides(event) {
    event.target.disabled = true;
    status("Préparation des diapositives…");
    try { save(await (await ask(state.meeting.pptx)).blob(), `${state.meeting.file_name}.pptx`); status("Téléchargement lancé"); } catch (error) { status(sentence(error)); }
    event.target.disabled = false;
  }

  function render() {
    const { steps, others } = state.meeting;
    const keys = steps.map((step) => step.key);
    const leaves = read().feuilles.filter((leaf) => shareable(leaf) && !keys.includes(leafKey(leaf)));
    const list = element("ol", { className: "obs-prepare-steps" }, ...steps.map((step, i) => stepLine(step, [
      ["Présenter d’ici", () => start(step.key)],
      ["Monter", () => choose(swapped(keys, i, i - 1)), i > 0],
      ["Descendre", () => choose(swapped(keys, i, i + 1)), i < keys.length - 1],
      ["Retirer", () => choose(keys.filter((key) => key !== step.key)), keys.length > 1],
    ])));
    const parts = [element("div", { className: "obs-prepare-bar" },
      element("button", { type: "button", className: "obs-prepare-start", textContent: "Commencer la présentation", onclick: () => start() }),
      element("button", { type: "button", className: "obs-prepare-slides", textContent: "Télécharger en PowerPoint", onclick: slides }),
      element("span", { className: "obs-prepare-status", role: "status" })), list];
    if (others.length) parts.push(element("h2", { textContent: "Étapes retirées" }), element("ul", { className: "obs-prepare-steps obs-prepare-others" }, ...others.map((step) => stepLine(step, [["Remettre", () => choose([...keys, step.key])]]))));
    parts.push(element("h2", { textContent: "Ajouter depuis le dossier" }));
    parts.push(leaves.length ? element("ul", { className: "obs-prepare-steps obs-prepare-leaves" }, ...leaves.map((leaf) => element("li", {}, element("div", {}, element("p", { textContent: leaf.titre || leaf.libelle })),
      element("div", { className: "obs-prepare-actions" }, element("button", { type: "button", textContent: "Ajouter", "aria-label": `Ajouter\u202f: ${leaf.titre || leaf.libelle}`, onclick: () => choose([...keys, leafKey(leaf)]) })))))
      : element("p", { textContent: "Le dossier de ce navigateur n’a pas d’autre graphique. Sous chaque graphique, « Exporter » puis « Ajouter au dossier » l’y range." }));
    parts.push(element("p", { className: "obs-prepare-keys", textContent: "Pendant la présentation\u202f: flèches, espace ou télécommande pour avancer et reculer, F plein écran, B écran noir, N notes, Q code QR, D clair ou sombre, Échap pour quitter. Sur un téléphone, glissez le doigt." }));
    root.replaceChildren(element("div", { className: "obs-prepare" }, ...parts));
    root.dataset.ready = state.meeting.territory;
  }

  async function load() {
    const asked = data.address;
    if (asked === state.address) return;
    state.address = asked;
    const [answer] = await Promise.all([ask(asked).then((told) => told.json(), (error) => error), style()]);
    if (state.address !== asked) return;
    if (answer instanceof Error) {
      state.address = "";
      root.replaceChildren(element("p", { role: "alert", textContent: sentence(answer) }),
        element("button", { type: "button", className: "obs-prepare-start", textContent: "Revenir aux étapes préparées", onclick: () => state.trigger("steps", "") }));
      return;
    }
    state.meeting = answer;
    render();
    const wanted = new URL(location.href).searchParams.get("etape") || data.start;
    if (wanted && !state.started) start(wanted);
    state.started = true;
  }

  load();
  const refresh = () => { if (state.meeting && !state.stage) render(); };
  addEventListener("obs-dossier", refresh);
  // Every run of the page ends one call and makes another: the meeting goes on, unless its page has gone.
  return () => {
    removeEventListener("obs-dossier", refresh);
    setTimeout(() => { if (!root.isConnected) state.stage?.close({ silent: true }); });
  };
}

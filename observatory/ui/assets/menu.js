// The menu « Exporter » of a chart: a menu for the keyboard too, and what each of its lines does.

import { Said, ask, element, here, save, sentence, view } from "./browser.js";
import { screenPng, shapedPng, svgImage } from "./pictures.js";
import { add } from "./store.js";

const GROUPS = [
  ["Image", [["copie", "Copier l’image"], ["png-diaporama", "PNG diaporama (1920 × 1080)"], ["png-carre", "PNG carré (2160 × 2160)"],
    ["png", "PNG comme à l’écran"], ["svg", "Image SVG"]]],
  ["Fichier", [["pptx", "Diapositive PowerPoint"], ["xlsx", "Classeur Excel"], ["pdf", "Page PDF"],
    ["csv", "Données CSV (virgule décimale)"], ["csv-point", "Données CSV (point décimal)"]]],
  ["Citer", [["citation", "Copier la citation"], ["integration", "Copier le code d’intégration"], ["lien", "Copier le lien"]]],
  ["Dossier", [["dossier", "Ajouter au dossier"]]],
];

const escaped = (text) => text.replace(/[&"<>]/g, (c) => ({ "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" })[c]);

// Some browsers, and pages that are not on HTTPS, let nothing be copied: the text is then shown, ready to be taken.
async function copyText(frame, text, done) {
  try { await navigator.clipboard.writeText(text); } catch {
    frame.toCopy.hidden = false;
    const [field] = frame.toCopy.getElementsByTagName("textarea");
    field.value = text;
    field.focus(); field.select();
    return "La copie n’est pas permise ici. Copiez le texte ci-dessous.";
  }
  return done;
}

async function copyImage(frame, data) {
  if (!navigator.clipboard?.write || !window.ClipboardItem)
    throw new Said("Ce navigateur ne permet pas de copier une image ici. Téléchargez le PNG diaporama.");
  const picture = shapedPng(data, "diaporama");
  try { await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]); } catch (error) {
    await picture; // its own failure says more
    throw new Said(error.name === "NotAllowedError" ? "Le navigateur n’a pas permis la copie. Téléchargez le PNG diaporama." : sentence(error));
  }
  return "Image copiée";
}

async function file(frame, data, extension, query = "") {
  if (frame.make) {
    save(await frame.make(extension, query), `${data.file_name}.${extension}`);
    return "Téléchargement lancé";
  }
  const address = `${data.export_address.replace("{}", extension)}${query && (data.export_address.includes("?") ? "&" : "?")}${query}`;
  save(await (await ask(address)).blob(), `${data.file_name}.${extension}`);
  return "Téléchargement lancé";
}

async function picture(blob, data, suffix) {
  save(await blob, `${data.file_name}${suffix}.png`);
  return "Téléchargement lancé";
}

function embedCode(frame, data) {
  const address = new URL(`integrer/${data.export_address.replace("graphique/", "").replace(".{}", "")}`, document.baseURI);
  const height = Math.ceil((frame.figure.offsetHeight + 70) / 10) * 10;
  return `<iframe src="${escaped(String(address))}" title="${escaped(data.title)}" width="100%" height="${height}" style="border:0" loading="lazy" allowfullscreen></iframe>`;
}

function addToDossier(frame, data) {
  const { total, added } = add({ graphique: data.name, parametres: data.parameters, libelle: data.title, vue: view(), titre: "", commentaire: "" });
  const told = added ? "Ajouté au dossier" : "Ce graphique est déjà dans le dossier";
  const link = element("a", { href: String(new URL("dossier", document.baseURI)), target: "_self" }, "Ouvrir le dossier");
  return [`${told} (${total}). `, link];
}

const ACTIONS = {
  copie: copyImage,
  "png-diaporama": (frame, data) => picture(shapedPng(data, "diaporama"), data, "_diaporama"),
  "png-carre": (frame, data) => picture(shapedPng(data, "carre"), data, "_carre"),
  png: (frame, data) => picture(screenPng(data, frame.figure.clientWidth), data, ""),
  async svg(frame, data) {
    save(new Blob([(await svgImage(data)).text], { type: "image/svg+xml" }), `${data.file_name}.svg`);
    return "Téléchargement lancé";
  },
  pptx: (frame, data) => file(frame, data, "pptx"),
  xlsx: (frame, data) => file(frame, data, "xlsx"),
  pdf: (frame, data) => file(frame, data, "pdf"),
  csv: (frame, data) => file(frame, data, "csv"),
  "csv-point": (frame, data) => file(frame, data, "csv", "decimale=point"),
  citation: async (frame, data) => copyText(frame, await (await ask(data.export_address.replace("{}", "citation"))).text(), "Citation copiée"),
  integration: (frame, data) => copyText(frame, embedCode(frame, data), "Code d’intégration copié"),
  lien: (frame, data) => copyText(frame, data.view_address || here(), "Lien copié"),
  dossier: addToDossier,
};

let made = 0;
export function buildMenu({ without = [] } = {}) {
  made += 1;
  const menu = element("div", { className: "obs-menu", role: "menu", id: `obs-menu-${made}`, hidden: true, "aria-label": "Exporter" },
    ...GROUPS.map(([title, lines]) => [title, lines.filter(([action]) => !without.includes(action))]).filter(([, lines]) => lines.length)
      .map(([title, lines]) => element("div", { role: "group", "aria-label": title }, ...lines.map(([action, label]) => {
        const line = element("button", { type: "button", role: "menuitem", tabIndex: -1, textContent: label });
        line.dataset.action = action;
        return line;
      }))));
  const button = element("button", { type: "button", className: "obs-export-button", textContent: "Exporter",
    "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": menu.id });
  return element("div", { className: "obs-export" }, button, menu);
}

// Make the menu live: `ready` gives the chart's data, complete, when a line is chosen.
export function wireMenu(frame, ready, say) {
  const [button, menu] = frame.menu.children;
  const lines = [...menu.querySelectorAll("[role=menuitem]")];
  const open = (line) => {
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    menu.style.maxHeight = `${Math.max(180, innerHeight - button.getBoundingClientRect().bottom - 16)}px`;
    menu.scrollTop = 0;
    line?.focus({ preventScroll: line === lines[0] });
  };
  const close = (back = false) => {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (back) button.focus();
  };
  const move = (step) => lines.at((lines.indexOf(document.activeElement) + step + lines.length) % lines.length).focus();
  const KEYS = {
    ArrowDown: () => move(1), ArrowUp: () => move(-1), Home: () => lines[0].focus(), End: () => lines.at(-1).focus(),
    Escape: () => close(true), Tab: () => close(true),
  };
  button.onclick = () => (menu.hidden ? open(lines[0]) : close(true));
  button.onkeydown = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowDown" ? lines[0] : lines.at(-1));
  };
  menu.onkeydown = (event) => {
    const letter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " " ? event.key.toLowerCase() : "";
    const after = lines.indexOf(document.activeElement) + 1;
    const found = letter && [...lines.slice(after), ...lines.slice(0, after)].find((line) => line.textContent.toLowerCase().startsWith(letter));
    if (found) found.focus(); else if (KEYS[event.key]) KEYS[event.key](); else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation(); // Escape closes the menu, not what holds it
  };
  menu.onclick = async (event) => {
    const action = event.target.closest("button")?.dataset.action;
    if (!action) return;
    close(true);
    frame.toCopy.hidden = true;
    say("Préparation…", { lasting: true });
    try { say(await ACTIONS[action](frame, await ready())); } catch (error) { say(sentence(error), { failed: true }); }
  };
  const outside = (event) => { if (!menu.hidden && !frame.menu.contains(event.target)) close(); };
  document.addEventListener("pointerdown", outside);
  return () => document.removeEventListener("pointerdown", outside);
}

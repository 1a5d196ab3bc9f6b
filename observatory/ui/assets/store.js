// The reader's dossier: kept by this browser, never sent but to be checked or made into a file.

import { Said } from "./browser.js";

const KEY = "observatoire-dossier";
const UNREADABLE = `${KEY}-illisible`;
export const MOST_LEAVES = 60;
export const empty = () => ({ format: "dossier-observatoire-ess", version: 1, titre: "", territoire: "", feuilles: [] });

const BLANK = { graphique: "", parametres: {}, libelle: "", vue: "", titre: "", commentaire: "" };

function kept() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

export function read() {
  const text = kept();
  if (!text) return empty();
  try {
    const dossier = JSON.parse(text);
    if (Array.isArray(dossier.feuilles)) return { ...empty(), ...dossier, feuilles: dossier.feuilles.map((leaf) => ({ ...BLANK, ...leaf })) };
  } catch { /* set aside below */ }
  // What cannot be read is set aside rather than written over.
  try { localStorage.setItem(UNREADABLE, text); localStorage.removeItem(KEY); } catch { /* nothing can be kept */ }
  return empty();
}

export function write(dossier) {
  try { localStorage.setItem(KEY, JSON.stringify(dossier)); } catch {
    throw new Said("Votre navigateur refuse de garder le dossier (navigation privée, ou espace plein). Enregistrez-le dans un fichier depuis la page Dossier.");
  }
  count();
  window.dispatchEvent(new CustomEvent("obs-dossier"));
}

const named = (leaf) => JSON.stringify([leaf.graphique, Object.entries(leaf.parametres).sort()]);

// Adds a chart; gives how many there are, and whether it was new.
export function add(leaf) {
  const dossier = read();
  if (dossier.feuilles.some((other) => named(other) === named(leaf))) return { total: dossier.feuilles.length, added: false };
  if (dossier.feuilles.length >= MOST_LEAVES)
    throw new Said(`Le dossier a déjà ${MOST_LEAVES} graphiques, le plus qu’il peut tenir. Retirez-en un sur la page Dossier.`);
  dossier.feuilles.push(leaf);
  write(dossier);
  return { total: dossier.feuilles.length, added: true };
}

// How many charts there are, beside the name of the page in the navigation (the style sheet writes it).
export function count() {
  const total = read().feuilles.length;
  document.documentElement.style.setProperty("--obs-dossier", total ? `"\u00a0(${total})"` : '""');
}

count();
addEventListener("storage", (event) => { if (event.key === KEY || event.key === null) { count(); window.dispatchEvent(new CustomEvent("obs-dossier")); } });

// A dossier in an address, after the #, which browsers never send: compressed, in the letters that addresses accept.

import { Said } from "./browser.js";

const LONGEST = 2000, LARGEST = 200_000;
const MARK = "#dossier=";

async function through(stream, bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const pieces = [];
  let size = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    size += step.value.length;
    if (size > LARGEST) { reader.cancel(); throw new Said("Le dossier de cette adresse est trop gros."); }
    pieces.push(step.value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

// Gives the full address, or refuses: a longer one would be cut by what carries it.
export async function addressOf(dossier, key) {
  const leaves = dossier.feuilles.map((l) => [l.graphique, l.parametres, l.titre, l.commentaire, l.vue, l.libelle]);
  const text = JSON.stringify([1, dossier.titre, dossier.territoire, leaves]);
  const packed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
  const letters = btoa(String.fromCharCode(...packed)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const address = `${new URL(`dossier?territoire=${encodeURIComponent(key)}`, document.baseURI)}${MARK}${letters}`;
  if (address.length > LONGEST) throw new Said("Ce dossier est trop long pour tenir dans une adresse. Enregistrez-le dans un fichier, qui se partage aussi.");
  return address;
}

// Streamlit drops what follows the # when it completes an address: what the page was opened with still says it.
let opened = new URL(performance.getEntriesByType("navigation")[0]?.name ?? location.href).hash;
const hash = () => [location.hash, opened].find((text) => text.startsWith(MARK)) ?? "";

export const isCarried = () => hash() !== "";

// The dossier carried by the page's address as the text of a file, to be checked as one.
export async function carried() {
  try {
    const letters = hash().slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/");
    const packed = Uint8Array.from(atob(letters), (c) => c.charCodeAt(0));
    const [version, titre, territoire, leaves] = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), packed)));
    const feuilles = leaves.map(([graphique, parametres, own, commentaire, vue, libelle]) => ({ graphique, parametres, titre: own, commentaire, vue, libelle }));
    return JSON.stringify({ format: "dossier-observatoire-ess", version, titre, territoire, feuilles });
  } catch (error) {
    throw error instanceof Said ? error : new Said("Le dossier de cette adresse est abîmé\u202f: elle a sans doute été coupée. Demandez le fichier du dossier.");
  }
}

export function forget() { opened = ""; history.replaceState(history.state, "", location.href.split("#")[0]); }

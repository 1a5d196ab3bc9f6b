// A chart of what a reader has brought: nothing of it has an address, so its files are made in the session and come
// back in the message of the chart. Pictures are made here, as for any chart.

import { Said } from "./browser.js";
import chart from "./chart.js";

const WITHOUT = ["citation", "integration", "lien", "dossier"]; // what needs an address
const PATIENCE_MS = 60_000;

// The files asked and not yet come: the frame of a chart lives through the runs of the page.
const waiting = new Map();
let asked = 0;

function receive({ number, body, error }) {
  const wait = waiting.get(number);
  if (!wait) return;
  waiting.delete(number);
  if (error) wait.reject(new Said(error));
  else wait.resolve(new Blob([Uint8Array.from(atob(body), (c) => c.charCodeAt(0))]));
}

export default function imported(component) {
  if (component.data.made) receive(component.data.made);
  const make = (extension, query) => new Promise((resolve, reject) => {
    asked += 1;
    const number = `${Date.now()}-${asked}`;
    waiting.set(number, { resolve, reject });
    setTimeout(() => receive({ number, error: "Le fichier n’a pas pu être préparé à temps. Réessayez." }), PATIENCE_MS);
    component.setTriggerValue("asked", JSON.stringify({ number, extension, query }));
  });
  return chart({ ...component, options: { without: WITHOUT, make } });
}

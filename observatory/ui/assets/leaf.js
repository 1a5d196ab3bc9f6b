// A chart of the dossier: its picture, drawn as it will leave, the reader's title and comment, its place.

import { ask, element, sentence } from "./browser.js";
import { svgImage } from "./pictures.js";

const DRAWN = { width: 960, height: 540 };

// One after the other: sixty charts must not freeze the page.
let queue = Promise.resolve();
function inTurn(action) {
  queue = queue.then(action, action);
  return queue;
}

// A view is a page of the observatory, whatever a file that was brought may say.
const pageOf = (leaf) => String(new URL(`./${leaf.vue}`, document.baseURI));

const drawn = new Map();
async function draw(leaf) {
  const query = new URLSearchParams(leaf.parametres);
  const data = await (await ask(`cadre/${encodeURIComponent(leaf.graphique)}.json?${query}`)).json();
  data.figure ??= await (await ask(data.figure_address)).json();
  data.view_address = pageOf(leaf);
  const { text } = await svgImage(data, DRAWN);
  return { data, address: URL.createObjectURL(new Blob([text], { type: "image/svg+xml" })) };
}

async function preview(leaf, node, root) {
  const { shot, subject, problem, title } = node.parts;
  const key = JSON.stringify([leaf.graphique, leaf.parametres, leaf.vue]);
  try {
    if (!drawn.has(key)) {
      if (!root.isConnected) return;
      drawn.set(key, await draw(leaf));
    }
    const { data, address } = drawn.get(key);
    subject.textContent = data.figure.layout.title.subtitle.text;
    title.placeholder = data.title;
    shot.replaceChildren(element("img", { src: address, alt: `${data.title}. ${data.plain}` }));
  } catch (error) {
    shot.replaceChildren(element("span", {}, "Plus de graphique"));
    problem.textContent = `${sentence(error)} Il reste dans le dossier, mais ne sera pas dans les fichiers.`;
    problem.hidden = false;
  }
}

export function card(page, leaf) {
  const control = (name, label, action) => {
    const made = element("button", { type: "button", textContent: label, onclick: action });
    made.dataset.move = name;
    return made;
  };
  const rank = element("span", { className: "obs-rank" });
  const shot = element("div", { className: "obs-shot" }, element("span", {}, "Dessin en cours…"));
  const subject = element("p", { className: "obs-subject", textContent: leaf.libelle });
  const problem = element("p", { className: "obs-problem", hidden: true });
  const title = element("input", { type: "text", value: leaf.titre, placeholder: leaf.libelle, maxLength: page.data.longest_title });
  title.oninput = () => page.edit(() => { leaf.titre = title.value; });
  const comment = element("textarea", { rows: 2, value: leaf.commentaire, maxLength: page.data.longest_comment });
  comment.oninput = () => page.edit(() => { leaf.commentaire = comment.value; });
  const up = control("up", "Monter", () => page.move(leaf, -1, "up"));
  const down = control("down", "Descendre", () => page.move(leaf, 1, "down"));
  const out = element("button", { type: "button", textContent: "Retirer", onclick: () => page.remove(leaf) });
  const see = element("a", { href: pageOf(leaf), target: "_self", textContent: "Voir la page" });
  const node = element("li", { className: "obs-leaf" }, rank, shot,
    element("div", { className: "obs-leaf-words" }, element("label", {}, "Titre", title), subject, problem,
      element("label", {}, "Commentaire", comment),
      element("div", { className: "obs-tools" }, up, down, out, see)));
  node.parts = { shot, subject, problem, title };
  node.place = (position, count) => {
    rank.textContent = String(position + 1);
    up.disabled = position === 0;
    down.disabled = position === count - 1;
    const called = leaf.titre || leaf.libelle;
    for (const [tool, verb] of [[up, "Monter"], [down, "Descendre"], [out, "Retirer"]])
      tool.setAttribute("aria-label", `${verb} «\u202f${called}\u202f»`);
  };
  inTurn(() => preview(leaf, node, page.root));
  return node;
}

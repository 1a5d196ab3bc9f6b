// The page « Dossier »: the charts put aside in this browser, their order, the reader's words, the files made of them.

import { Said, ask, element, save, sentence } from "./browser.js";
import { addressOf, carried, forget, isCarried } from "./address.js";
import { card } from "./leaf.js";
import { empty, read, write } from "./store.js";

const FILES = [["pptx", "PowerPoint"], ["xlsx", "Excel"], ["pdf", "PDF"], ["zip", "ZIP (images et données)"]];
const JSON_BODY = { "Content-Type": "application/json" };
const UNDOS = 30;

const plural = (count) => `${count} graphique${count > 1 ? "s" : ""}`;
const button = (label, action, properties = {}) => element("button", { type: "button", textContent: label, onclick: action, ...properties });

function slug(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
}

const fileName = (dossier) => ["dossier", slug(dossier.titre || dossier.territoire)].filter(Boolean).join("_");
const posted = (dossier) => ({ method: "POST", headers: JSON_BODY, body: JSON.stringify(dossier) });

// The server reads a dossier as it would to make a file of it, and says which charts can no longer be drawn.
async function checked(text, most) {
  if (text.length > most) throw new Said(`Ce fichier est trop gros pour être un dossier (${Math.round(text.length / 1000)} ko).`);
  const dossier = await (await ask("dossier.json", { method: "POST", headers: JSON_BODY, body: text })).json();
  for (const leaf of dossier.feuilles) delete leaf.probleme;
  return dossier;
}

class Page {
  constructor(root, data) {
    Object.assign(this, { root, data, past: [], cards: new Map() });
    this.status = element("p", { className: "obs-dossier-status", role: "status" });
    this.title = this.field("Titre du dossier", "titre", "Dossier");
    this.territory = this.field("Territoire", "territoire", data.territory);
    this.chosen = element("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: () => this.reopen() });
    this.undo = button("Annuler la dernière action", () => this.goBack());
    this.files = FILES.map(([extension, label]) => button(label, () => this.make(extension), { className: "obs-main" }));
    this.keep = button("Enregistrer le dossier", () => this.saveFile());
    this.link = button("Copier le lien", () => this.copyLink());
    this.clear = button("Vider", () => this.change({ ...empty() }, "Dossier vidé."));
    this.list = element("ol", { className: "obs-leaves" });
    this.none = element("div", { className: "obs-empty" }, element("p", {}, element("strong", {}, "Votre dossier est vide.")),
      element("p", {}, "Au-dessus d’un graphique, ouvrez «\u202fExporter\u202f» puis choisissez «\u202fAjouter au dossier\u202f». Il se retrouve ici, avec les autres\u202f: une présentation, un classeur, un PDF ou un ZIP en un clic."),
      element("p", {}, "Le dossier reste dans ce navigateur\u202f; l’observatoire n’en garde rien."));
    root.replaceChildren(element("section", { className: "obs-dossier", "aria-label": "Dossier" },
      this.offer = element("div", { className: "obs-offer", hidden: true }),
      this.words = element("div", { className: "obs-words" }, this.title, this.territory),
      this.making = element("div", { className: "obs-tools", role: "group", "aria-label": "Faire un fichier" }, element("span", {}, "Faire un fichier"), ...this.files),
      element("div", { className: "obs-tools", role: "group", "aria-label": "Dossier" }, this.undo, this.keep,
        button("Rouvrir un dossier…", () => this.chosen.click()), this.link, this.clear, this.chosen),
      this.status, this.none, this.list));
    this.dossier = read();
    this.show();
  }

  field(label, name, placeholder) {
    const input = element("input", { type: "text", maxLength: this.data.longest_title, placeholder });
    input.oninput = () => this.edit((dossier) => { dossier[name] = input.value; });
    const wrapped = element("label", {}, label, input);
    wrapped.input = input;
    return wrapped;
  }

  say(text, failed = false) {
    this.status.textContent = text;
    this.status.classList.toggle("obs-failed", failed);
  }

  remember() {
    this.past.push(JSON.stringify(this.dossier));
    this.past.splice(0, this.past.length - UNDOS);
    this.undo.disabled = false;
  }

  keepIt() {
    try { write(this.dossier); } catch (error) { this.say(sentence(error), true); }
  }

  // Words being typed: one step back for a whole field, and nothing is drawn again under the reader's hands.
  edit(apply) {
    const typing = document.activeElement;
    if (this.typing !== typing) { this.remember(); this.typing = typing; }
    apply(this.dossier);
    this.keepIt();
    this.refreshTools();
  }

  change(dossier, told) {
    this.remember();
    this.typing = null;
    this.dossier = dossier;
    this.keepIt();
    this.show();
    if (told) this.say(told);
  }

  goBack() {
    if (!this.past.length) return;
    this.dossier = JSON.parse(this.past.pop());
    this.typing = null;
    this.keepIt();
    this.show();
    this.say("Dernière action annulée.");
    if (this.undo.disabled) this.title.input.focus();
  }

  move(leaf, step, control) {
    const feuilles = [...this.dossier.feuilles];
    const from = feuilles.indexOf(leaf), to = from + step;
    if (from < 0 || to < 0 || to >= feuilles.length) return;
    feuilles.splice(to, 0, ...feuilles.splice(from, 1));
    this.change({ ...this.dossier, feuilles }, `«\u202f${leaf.titre || leaf.libelle}\u202f» est maintenant en position ${to + 1} sur ${feuilles.length}.`);
    const node = this.cards.get(leaf);
    (node.querySelector(`[data-move="${control}"]:not(:disabled)`) ?? node.querySelector("[data-move]:not(:disabled)"))?.focus();
  }

  remove(leaf) {
    const feuilles = this.dossier.feuilles.filter((other) => other !== leaf);
    this.change({ ...this.dossier, feuilles }, `«\u202f${leaf.titre || leaf.libelle}\u202f» est retiré. «\u202fAnnuler la dernière action\u202f» le remet.`);
    this.undo.focus();
  }

  refreshTools() {
    const count = this.dossier.feuilles.length;
    for (const tool of [...this.files, this.keep, this.link, this.clear]) tool.disabled = !count;
    this.undo.disabled = !this.past.length;
    this.none.hidden = count > 0;
    this.words.hidden = this.making.hidden = !count;
  }

  show() {
    for (const wrapped of [this.title, this.territory]) {
      const name = wrapped === this.title ? "titre" : "territoire";
      if (wrapped.input !== document.activeElement || this.typing === null) wrapped.input.value = this.dossier[name];
    }
    const known = this.cards;
    this.cards = new Map(this.dossier.feuilles.map((leaf) => [leaf, known.get(leaf) ?? card(this, leaf)]));
    this.list.replaceChildren(...this.cards.values());
    const count = this.dossier.feuilles.length;
    [...this.cards.values()].forEach((node, rank) => node.place(rank, count));
    this.refreshTools();
  }

  async during(told, action) {
    this.say(told);
    for (const tool of this.files) tool.disabled = true;
    try { await action(); } catch (error) { this.say(sentence(error), true); } finally { this.refreshTools(); }
  }

  // The cover has a territory even when the reader has written none.
  complete() {
    return { ...this.dossier, territoire: this.dossier.territoire || this.data.territory };
  }

  make(extension) {
    return this.during("Préparation du fichier…", async () => {
      const answer = await ask(`dossier.${extension}`, posted(this.complete()));
      const out = Number(answer.headers.get("X-Graphiques-Ecartes") ?? 0);
      save(await answer.blob(), `${fileName(this.complete())}.${extension}`);
      this.say(`Téléchargement lancé.${out ? ` ${plural(out)} ne peu${out > 1 ? "vent" : "t"} plus être dessiné${out > 1 ? "s" : ""} et n’y ${out > 1 ? "sont" : "est"} pas.` : ""}`, out > 0);
    });
  }

  saveFile() {
    save(new Blob([JSON.stringify(this.dossier, null, 1)], { type: "application/json" }), `${fileName(this.dossier)}.json`);
    this.say("Dossier enregistré dans un fichier.");
  }

  reopen() {
    const [file] = this.chosen.files;
    if (!file) return undefined;
    return this.during("Lecture du dossier…", async () => {
      if (file.size > this.data.most_bytes) throw new Said(`Ce fichier est trop gros pour être un dossier (${Math.round(file.size / 1000)} ko).`);
      await this.receive(await checked(await file.text(), this.data.most_bytes));
    }).finally(() => { this.chosen.value = ""; });
  }

  async receive(dossier) {
    this.change(dossier, `Dossier rouvert\u202f: ${plural(dossier.feuilles.length)}. «\u202fAnnuler la dernière action\u202f» rend le précédent.`);
  }

  copyLink() {
    return this.during("Préparation du lien…", async () => {
      const address = await addressOf(this.complete(), this.data.territory_key);
      try { await navigator.clipboard.writeText(address); } catch {
        this.showOffer(element("label", {}, "La copie n’est pas permise ici. Copiez ce lien\u202f:", element("textarea", { readOnly: true, rows: 4, value: address })));
        return this.say("");
      }
      return this.say("Lien du dossier copié. Qui l’ouvre voit ce dossier tel qu’il est maintenant.");
    });
  }

  showOffer(...parts) {
    this.offer.replaceChildren(...parts);
    this.offer.hidden = !parts.length;
  }

  // An address that carries a dossier takes the place of nothing without being asked.
  async welcome() {
    if (!isCarried()) return;
    await this.during("Lecture du dossier de cette adresse…", async () => {
      const text = await carried().finally(forget);
      const dossier = await checked(text, this.data.most_bytes);
      this.say("");
      if (!this.dossier.feuilles.length) { await this.receive(dossier); return; }
      const done = (action) => () => { this.showOffer(); action(); };
      this.showOffer(element("p", {}, `Cette adresse porte un dossier${dossier.titre ? ` «\u202f${dossier.titre}\u202f»` : ""} de ${plural(dossier.feuilles.length)}\u202f; le vôtre en a ${this.dossier.feuilles.length}.`),
        button("Remplacer le mien", done(() => this.receive(dossier)), { className: "obs-main" }),
        button("Garder le mien", done(() => this.say("Votre dossier est gardé."))));
    });
  }

  // Another tab has changed the dossier.
  follow() {
    const kept = read();
    if (JSON.stringify(kept) === JSON.stringify(this.dossier)) return;
    this.dossier = kept;
    this.show();
  }
}

export default function dossier({ data, parentElement }) {
  const root = parentElement.querySelector(".obs-root") ?? parentElement;
  const page = root.__dossier ?? new Page(root, data);
  root.__dossier = page;
  page.data = data;
  page.territory.input.placeholder = data.territory;
  const follow = () => page.follow(), welcome = () => page.welcome();
  addEventListener("obs-dossier", follow);
  addEventListener("hashchange", welcome);
  welcome();
  return () => { removeEventListener("obs-dossier", follow); removeEventListener("hashchange", welcome); };
}

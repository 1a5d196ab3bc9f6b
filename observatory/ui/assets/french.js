// Streamlit's own words, which no option sets: said in French as they appear, for the eye and for screen readers.

const WORDS = {
  "Skip to main content": "Aller au contenu",
  "App pages": "Pages",
  "Link to heading": "Lien vers ce titre",
  "Selected values": "Valeurs choisies",
  "Clear all": "Tout retirer",
  "Clear value": "Effacer",
  "Open": "Ouvrir la liste",
  "Close": "Fermer",
  "Choose an option": "Choisir",
  "Choose options": "Choisir",
  "No results": "Aucun résultat",
  "No options": "Aucun choix possible",
  "No options to select": "Aucun choix possible",
  "No options to select.": "Aucun choix possible.",
  "Select all": "Tout choisir",
  "Copy to clipboard": "Copier",
  "Copied": "Copié",
  "Copied!": "Copié",
  "Pagination": "Pages de la liste",
  "Previous page": "Page précédente",
  "Next page": "Page suivante",
  "Expand sidebar": "Ouvrir le menu des pages",
  "Collapse sidebar": "Fermer le menu des pages",
  "Sidebar": "Menu des pages",
  "Scroll tabs left": "Vers la gauche",
  "Scroll tabs right": "Vers la droite",
  "Navigate to home page": "Aller à l’accueil",
  "Notifications": "Messages",
  "file upload": "Envoi d’un fichier",
  "Upload": "Choisir un fichier",
  "Page not found": "Cette page n’existe pas",
  "The page that you have requested does not seem to exist. Running the app's main page.":
    "L’adresse demandée ne mène à aucune page. Voici l’accueil.",
  "Connection error": "La connexion est coupée",
  "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
    "L’observatoire ne répond plus. S’il a été arrêté, relancez-le\u202f:",
  "Connection lost. Please wait for the app to reconnect, then try again.": "La connexion est coupée. Attendez qu’elle revienne, puis recommencez.",
  "Stop": "Arrêter",
  "Running...": "En cours…",
};
const PATTERNS = [
  [/^Remove (.+)$/, "Retirer $1"],
  [/^Upload (.+)$/, "Envoyer $1"],
  [/^(\d+)MB per file.*$/, "$1\u202fMo au plus par fichier"],
  [/^You can only select up to (\d+) .*$/, "$1 au plus\u202f: retirez-en un d’abord."],
  [/^Press (?:Enter|.+) to .+$/, "Entrée pour valider"],
];
const ATTRIBUTES = ["aria-label", "title", "placeholder"];
const TEXTS = '[data-testid="stSkipToContent"], [role="dialog"] *, [role="listbox"] *, [data-testid="stFileUploaderDropzone"] *, [data-testid="stTooltipContent"] *, [data-testid="InputInstructions"], [data-testid="InputInstructions"] *';
const OURS = ".obs-root, .obs-stage, [data-testid='stHtml']"; // written in French already

export function inFrench(text) {
  const said = text.trim();
  if (Object.hasOwn(WORDS, said)) return WORDS[said];
  const known = PATTERNS.find(([pattern]) => pattern.test(said));
  return known ? said.replace(...known) : null;
}

function attribute(node, name) {
  const french = inFrench(node.getAttribute(name) ?? "");
  if (french) node.setAttribute(name, french);
}

function words(node) {
  for (const child of node.childNodes) {
    const french = child.nodeType === Node.TEXT_NODE ? inFrench(child.data) : null;
    if (french) child.data = french;
  }
}

function visit(node) {
  if (node.nodeType === Node.TEXT_NODE) { if (node.parentElement?.matches(TEXTS)) words(node.parentElement); return; }
  if (node.nodeType !== Node.ELEMENT_NODE || node.closest(OURS)) return;
  for (const found of [node, ...node.querySelectorAll("[aria-label], [title], [placeholder]")]) ATTRIBUTES.forEach((name) => attribute(found, name));
  for (const found of [node, ...node.querySelectorAll(TEXTS)]) if (found.matches(TEXTS)) words(found);
}

new MutationObserver((changes) => {
  for (const { type, target, addedNodes, attributeName } of changes) {
    if (type === "attributes") { if (!target.closest(OURS)) attribute(target, attributeName); }
    else if (type === "characterData") visit(target);
    else addedNodes.forEach(visit);
  }
}).observe(document.documentElement, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
visit(document.documentElement);

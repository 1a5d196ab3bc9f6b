// What is asked of the browser and of the server, with the sentence a reader gets when it fails.

// A failure whose message is for the reader.
export class Said extends Error {}

export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties))
    if (name in node && name !== "role") node[name] = value; else node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function save(blobOrUrl, name) {
  const link = document.createElement("a");
  const own = typeof blobOrUrl !== "string";
  link.href = own ? URL.createObjectURL(blobOrUrl) : blobOrUrl;
  link.download = name;
  document.body.append(link); link.click(); link.remove();
  if (own) setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const STATUSES = {
  404: "Ce que vous demandez n’existe pas, ou plus, à cette adresse. Rechargez la page.",
  413: "C’est trop gros pour être envoyé.",
  503: "L’observatoire est en cours de mise à jour. Réessayez dans un instant.",
};

// Ask the observatory; a refusal becomes the sentence that the server gives, or ours.
export async function ask(address, options = {}) {
  let answer;
  try { answer = await fetch(new URL(address, document.baseURI), options); } catch {
    throw new Said("Le serveur ne répond pas. Vérifiez votre connexion, puis réessayez.");
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new Said(told.erreur ?? STATUSES[answer.status] ?? `Le serveur n’a pas pu répondre (erreur ${answer.status}). Réessayez dans un instant.`);
}

export function sentence(error) {
  return error instanceof Said ? error.message : "L’opération n’a pas abouti. Rechargez la page, puis réessayez.";
}

// The page's own address, without what follows a #.
export const here = () => location.href.split("#")[0];

// The address of this view inside the observatory, wherever the observatory is hosted: `indicateurs?annee=2015`.
export const view = () => here().slice(new URL(".", document.baseURI).href.length);

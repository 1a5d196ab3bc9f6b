// Territory search: a combobox that asks /recherche as the reader types. The server folds accents and hyphens.

function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties))
    if (name in node) node[name] = value; else node.setAttribute(name, value);
  node.append(...children);
  return node;
}

let instances = 0;

function build(root, data) {
  const id = `obs-search-${(instances += 1)}`;
  const input = element("input", {
    type: "text", id, autocomplete: "off", spellcheck: false, role: "combobox", placeholder: data.placeholder,
    "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list",
  });
  const list = element("ul", { id: `${id}-list`, role: "listbox", hidden: true, "aria-label": "Territoires trouvés" });
  const label = element("label", { htmlFor: id, textContent: data.label });
  root.replaceChildren(element("div", { className: "obs-search" }, label, element("div", { className: "obs-search-box" }, input, list)));
  return { input, list, label };
}

export default function search({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".obs-root") ?? parentElement;
  const box = root.__search ?? build(root, data);
  root.__search = box;
  box.input.placeholder = data.placeholder;
  const { input, list } = box;
  let hits = [], active = -1, asked = 0, answered = "", timer;

  function close() { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); active = -1; }
  function mark(i) {
    active = i;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === i)));
    if (list.children[i]) { input.setAttribute("aria-activedescendant", list.children[i].id); list.children[i].scrollIntoView({ block: "nearest" }); }
  }
  // The keyboard stays where it was; under a finger the keys on the screen go, and the page's title is next to be read.
  function stay() {
    const title = matchMedia("(pointer: coarse)").matches && document.querySelector("h1");
    if (!title) { input.focus(); return; }
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }
  function choose(i) {
    const hit = hits[i];
    if (!hit) return;
    input.value = ""; close(); stay();
    setTriggerValue("picked", hit.key);
  }
  async function ask() {
    const text = input.value.trim();
    if (!text) { close(); return; }
    const turn = (asked += 1);
    try {
      const answer = await fetch(new URL(`recherche?q=${encodeURIComponent(text)}`, document.baseURI));
      if (turn !== asked) return;
      hits = (await answer.json()).territoires;
      if (turn !== asked) return;
      answered = text;
    } catch { hits = []; }
    list.replaceChildren(...(hits.length
      ? hits.map((hit, i) => element("li", { role: "option", id: `${list.id}-${i}`, onmousedown: (e) => { e.preventDefault(); choose(i); } },
          element("span", { textContent: hit.name }), element("small", { textContent: hit.detail })))
      : [element("li", { className: "obs-none", textContent: "Aucun territoire ne porte ce nom ni ce code." })]));
    list.hidden = false; input.setAttribute("aria-expanded", "true");
    mark(hits.length ? 0 : -1);
  }
  input.oninput = () => { clearTimeout(timer); timer = setTimeout(ask, 90); };
  input.onblur = () => setTimeout(close, 150);
  input.onfocus = () => { if (input.value) ask(); };
  input.onkeydown = (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); mark(Math.min(active + 1, hits.length - 1)); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark(Math.max(active - 1, 0)); }
    else if (event.key === "Escape") close();
    else if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      // Fast typists press Enter before the last answer has come: choose in the answer to what is written.
      if (!list.hidden && active >= 0 && answered === input.value.trim()) choose(active);
      else ask().then(() => choose(0));
    }
  };
  return () => clearTimeout(timer);
}

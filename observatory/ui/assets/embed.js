// A chart shown in a frame of another site: the same component, without a session nor a dossier.

import chart from "./chart.js";

const data = JSON.parse(document.getElementById("donnees").textContent);
chart({ data, parentElement: document.body, setTriggerValue() {}, options: { without: ["dossier"] } });

// The five questions of the first page: their meeting is asked for while they are read, so that a click shows it at once,
// over the page that Streamlit is changing underneath.

import { loadPlotly } from "./drawing.js";
import { hold, meetingAt, readyAt, style } from "./meetingroom.js";

const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 200));

export default function ahead({ data }) {
  const { address } = data;
  idle(() => { style(); loadPlotly().catch(() => {}); meetingAt(address).catch(() => { /* asked again by its page */ }); });

  function clicked(event) {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest?.("a[href*='presentation?']");
    const meeting = link && readyAt(address);
    const start = meeting && new URL(link.href).searchParams.get("etape");
    if (start) hold(meeting, { start });
  }
  addEventListener("click", clicked, true);
  return () => removeEventListener("click", clicked, true);
}

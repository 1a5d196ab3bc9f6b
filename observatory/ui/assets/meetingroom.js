// What the screens that lead to a meeting share: its answer, asked once, and the stage, which outlives a change of page.

import { ask, element } from "./browser.js";
import { openStage } from "./stage.js";

let styled;
export function style() {
  styled ??= new Promise((resolve) => {
    const link = element("link", { rel: "stylesheet", href: String(new URL("composants/meeting.css", document.baseURI)) });
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
  return styled;
}

// The last answer is kept: the page that opens a meeting shows it without asking again.
let kept = { address: "", answer: null, meeting: null };
export function meetingAt(address) {
  if (kept.address !== address) {
    const asked = (kept = { address, answer: null, meeting: null });
    asked.answer = ask(address).then((told) => told.json()).then((meeting) => (asked.meeting = meeting));
    asked.answer.catch(() => { if (kept === asked) kept = { address: "", answer: null, meeting: null }; });
  }
  return kept.answer;
}
export const readyAt = (address) => (kept.address === address ? kept.meeting : null);

const onItsPage = () => /\/presentation\/?$/.test(location.pathname);

// The step in front is kept in the address: reopening the link opens the meeting there.
function writeStep(mark) {
  if (!onItsPage()) return;
  const address = new URL(location.href);
  if (mark) address.searchParams.set("etape", mark); else address.searchParams.delete("etape");
  if (String(address) !== location.href) history.replaceState(history.state, "", address);
}
export const askedStep = () => (onItsPage() ? new URL(location.href).searchParams.get("etape") ?? "" : "");

// The stage on the screen, if any: { handle, territory, own }; `own` when its opening is a step back of the browser.
let held = null;
export const holding = () => held;

export function hold(meeting, { start = "", own = false, onLeave } = {}) {
  held?.handle.close({ silent: true });
  const here = (held = { territory: meeting.territory, own: false, onLeave, handle: null });
  if (own && onItsPage()) {
    const address = new URL(location.href);
    address.searchParams.set("etape", start || meeting.steps[0].mark);
    history.pushState(history.state, "", address);
    here.own = true;
  }
  here.handle = openStage(meeting, { start, onMove: writeStep, onLeave: () => {
    if (held === here) held = null;
    here.onLeave?.();
    if (here.own) history.back(); else writeStep("");
  } });
  return here;
}

// The browser's own way back leaves the meeting, to where one was.
export function letGo() {
  if (!held) return;
  held.own = false;
  const { handle, onLeave } = held;
  held = null;
  handle.close({ silent: true });
  onLeave?.();
}

addEventListener("popstate", () => { if (held && !askedStep()) letGo(); });

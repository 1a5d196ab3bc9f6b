"""What the tests of a meeting share: its rooms, its stopwatches, and what is seen of a step."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, ViewportSize, expect

from .conftest import PATIENCE_MS, Reader

ROOM: ViewportSize = {"width": 1280, "height": 720}
LARGE_ROOM: ViewportSize = {"width": 1920, "height": 1080}
LONGEST_TURN_MS = 300

# From a key pressed to the frame in which the next step is on the screen, chart included.
STOPWATCH = """
window.turns = [];
addEventListener("keydown", () => { window.pressedAt = performance.now(); }, true);
new MutationObserver((changes) => {
  if (!window.pressedAt || !changes.some((c) => c.target.classList?.contains("obs-shown"))) return;
  const from = window.pressedAt;
  window.pressedAt = 0;
  requestAnimationFrame(() => setTimeout(() => {
    const shown = document.querySelector(".obs-step.obs-shown");
    window.turns.push({ key: shown.dataset.key, took: performance.now() - from,
      drawn: Boolean(shown.querySelector(".main-svg")),
      spinner: Boolean(document.querySelector("[data-testid=stSpinner], [role=progressbar]")) });
  }));
}).observe(document, { subtree: true, attributes: true, attributeFilter: ["class"] });
"""

# From a click to the frame in which the words of a step are on the screen.
OPENING = """
addEventListener("click", () => { window.clickedAt ??= performance.now(); }, true);
new MutationObserver(() => {
  const shown = document.querySelector(".obs-stage .obs-shown h1");
  if (!shown || window.opened) return;
  window.opened = {};
  requestAnimationFrame(() => setTimeout(() => {
    Object.assign(window.opened, { took: performance.now() - window.clickedAt,
      step: shown.closest("section").dataset.key,
      spinner: Boolean(document.querySelector("[data-testid=stSpinner], [role=progressbar]")) });
  }));
}).observe(document, { subtree: true, childList: true });
"""

TEXTS = """() => {
  const stage = document.querySelector(".obs-stage");
  const shown = stage.querySelector(".obs-shown");
  const scale = new DOMMatrix(getComputedStyle(shown.querySelector(".obs-step-plot")).transform).a;
  const own = (node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  return [...stage.querySelectorAll("*")]
    .filter((node) => own(node) && !node.closest("defs, style") && node.checkVisibility({ visibilityProperty: true }))
    .map((node) => [node.textContent.trim(),
      parseFloat(getComputedStyle(node).fontSize) * (node.closest(".obs-step-plot") ? scale : 1)]);
}"""

OUTSIDE = """() => {
  const shown = document.querySelector(".obs-shown");
  const found = [];
  const page = document.documentElement;
  if (page.scrollHeight > innerHeight + 1 || page.scrollWidth > innerWidth + 1) found.push("page");
  for (const node of [...document.querySelectorAll(".obs-stage header, .obs-stage footer"), shown,
      ...shown.querySelectorAll("h1, p, .obs-step-box, .obs-step-plot")]) {
    const box = node.getBoundingClientRect();
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      found.push(node.className || node.tagName);
  }
  const words = shown.querySelector(".obs-step-words");
  const figure = shown.querySelector(".obs-step-box").getBoundingClientRect();
  const text = words.getBoundingClientRect();
  if (text.bottom > figure.top + 1 && text.right > figure.left + 1) found.push("words over the figure");
  if (words.scrollHeight > words.clientHeight + 6) found.push("words cut");
  const nav = document.querySelector(".obs-stage nav").getBoundingClientRect();
  const question = document.querySelector(".obs-stage-question").getBoundingClientRect();
  if (innerWidth > 700 && question.right > nav.left) found.push("question over the buttons");
  return found;
}"""


def open_meeting(reader: Reader, place: str, more: str = "", step: str = "situation") -> Page:
    """Open a meeting at a step and wait until all its steps are drawn."""
    reader.page.goto(f"{reader.address}/presentation?territoire={place}{more}&etape={step}")
    wait_ready(reader.page)
    return reader.page


def wait_ready(page: Page) -> None:
    page.wait_for_selector(".obs-stage", timeout=PATIENCE_MS)
    page.wait_for_function(
        "document.querySelector('.obs-stage').dataset.ready === String(document.querySelectorAll('.obs-step').length)",
        timeout=PATIENCE_MS,
    )


def step_of(page: Page) -> str:
    return str(page.locator(".obs-stage").get_attribute("data-step"))


def steps_of(page: Page) -> list[str]:
    return list(page.evaluate("[...document.querySelectorAll('.obs-step')].map((step) => step.dataset.key)"))


def sentence(page: Page) -> Any:
    return expect(page.locator(".obs-shown h1"))


class Hand:
    """A hand on the mouse: it counts its clicks."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, target: Any) -> None:
        self.clicks += 1
        target.click()

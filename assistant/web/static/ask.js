// The conversation: sending, following what is written, opening the first citation, the evidence panel.
(() => {
  "use strict";
  const field = () => document.querySelector("#ask-question textarea");
  const scroller = () => document.getElementById("ask-scroll");

  // While an input method composes, Enter picks a word and must not send. Safari ends the
  // composition before it tells of the key, so the end counts only a moment later.
  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; }, true);
  document.addEventListener("compositionend", () => setTimeout(() => { composing = false; }, 30), true);
  for (const event of ["keydown", "keypress"]) {
    document.addEventListener(event, (pressed) => {
      if (pressed.key === "Enter" && (composing || pressed.isComposing || pressed.keyCode === 229)) pressed.stopImmediatePropagation();
    }, true);
  }

  function ask(question) {
    const asked = field();
    asked.value = question;
    asked.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => document.querySelector("#ask-question .submit-button")?.click());
  }

  let shown = "";
  function followTurn() {
    const turn = document.querySelector("#ask-live .turn");
    const state = turn?.dataset.state;
    if (!turn || state === shown) { if (turn && state === "writing") stick(); return; }
    const began = state === "searching" && shown !== "searching";
    shown = state;
    if (began) scroller().scrollTop = scroller().scrollHeight;
    else if (state === "writing") stick();
    else turn.scrollIntoView({ block: "start" }); // a long answer is read from its question on
    const first = turn.querySelector("[data-open]");
    if ((state === "done" || state === "refused") && first && !baton.isNarrow()) show(first, { play: false });
  }

  function stick() {
    const box = scroller();
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 160) box.scrollTop = box.scrollHeight;
  }

  async function show(opener, { play }) {
    document.querySelectorAll("#ask-scroll .opened").forEach((other) => other.classList.remove("opened"));
    opener.closest(".answer")?.querySelectorAll(`[data-open="${opener.dataset.open}"][data-first="${opener.dataset.first}"]`)
      .forEach((same) => same.classList.add("opened"));
    baton.root().classList.add("evidence-open");
    const { open: source, first, last } = opener.dataset;
    await baton.openSource({ source, first, last }, "ask", { play });
  }

  function label() {
    document.querySelector("#ask-question .submit-button")?.setAttribute("aria-label", baton.say("send"));
    document.querySelector("#ask-question .stop-button")?.setAttribute("aria-label", baton.say("stop"));
  }

  const changed = new MutationObserver(() => { followTurn(); label(); });
  Promise.all(["#ask-live", "#ask-question"].map(baton.appeared)).then(([live, question]) => {
    changed.observe(live, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-state"] });
    changed.observe(question, { childList: true, subtree: true });
    label();
  });

  baton.on("click", "[data-ask]", (suggestion) => ask(suggestion.dataset.ask));
  baton.on("click", "#ask-scroll [data-open]", (opener) => show(opener, { play: true }));
  baton.on("click", "#ask-question .stop-button", () => {
    const turn = document.querySelector("#ask-live .turn");
    if (!turn) return;
    turn.dataset.state = "stopped";
    turn.querySelector(".answer").append(Object.assign(document.createElement("p"), { className: "hint", textContent: baton.say("stopped") }));
  });
  baton.on("click", '[data-act="own"]', () => baton.showTab("capture"));
  baton.on("click", '[data-act="close-panel"]', closePanel);
  baton.on("click", '[data-act="to-library"]', () => {
    const viewer = document.querySelector('[data-viewer="ask"] .viewer');
    if (!viewer) return;
    const { source, first, last } = viewer.dataset;
    viewer.querySelector("audio, video")?.pause();
    closePanel();
    baton.openInLibrary(Number(first) < 0 ? { source } : { source, first, last });
  });
  baton.on("click", '[data-act="sample"]', async (button) => {
    button.disabled = true;
    button.textContent = baton.say("loading_sample");
    try {
      await baton.api("POST", "/sample");
    } catch (error) {
      baton.toast(error.message);
    }
    baton.refreshLists();
  });

  function closePanel() {
    document.querySelectorAll(".panel audio, .panel video").forEach((media) => { if (baton.isNarrow()) media.pause(); });
    baton.root().classList.remove("evidence-open", "reader-open");
  }
  document.addEventListener("keydown", (pressed) => { if (pressed.key === "Escape") closePanel(); });
})();

// Lists that change by themselves: asked for again each second, only while seen and unfinished.
(() => {
  "use strict";
  const PERIOD_MS = 1000;
  const params = {
    library_rows: () => Object.fromEntries(new FormData(document.getElementById("library-filter"))),
    control_rows: () => ({ space: document.querySelector("#controls-form [name=space]")?.value || "" }),
    feedback_rows: () => ({ ...params.control_rows(), verdict: document.getElementById("feedback-verdict")?.value || "" }),
  };
  const unfinished = new WeakMap();

  async function refresh(element) {
    if (element.dataset.asking) return;
    element.dataset.asking = "1";
    const name = element.dataset.live;
    try {
      const reply = await baton.call(name, params[name]?.() || {});
      const { html, busy } = typeof reply === "string" ? { html: reply, busy: false } : reply; // a string is why not
      baton.morph(element, html);
      if (unfinished.get(element) && !busy) document.querySelector("button#ask-refresh")?.click();
      unfinished.set(element, busy);
    } finally {
      delete element.dataset.asking;
    }
  }

  const seen = (element) => element.offsetParent !== null && document.visibilityState === "visible";
  const all = () => [...document.querySelectorAll("[data-live]")];
  const appeared = new IntersectionObserver((entries) =>
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => refresh(entry.target)));
  const watched = new WeakSet();

  setInterval(() => {
    for (const element of all()) {
      if (!watched.has(element)) { watched.add(element); appeared.observe(element); }
      if (unfinished.get(element) && seen(element)) refresh(element);
    }
  }, PERIOD_MS / 2);

  baton.refreshLists = () => {
    for (const element of all()) if (seen(element)) refresh(element); else unfinished.set(element, true);
    document.querySelector("button#ask-refresh")?.click();
  };

  async function act(button, method, path) {
    button.disabled = true;
    try {
      await baton.api(method, path);
      return true;
    } catch (error) {
      baton.toast(error.message);
      return false;
    } finally {
      button.disabled = false;
      baton.refreshLists();
    }
  }

  baton.on("click", '[data-act="cancel"]', (b) => act(b, "POST", `/sources/${b.dataset.source}/cancel`));
  baton.on("click", '[data-act="retry"]', (b) => act(b, "POST", `/sources/${b.dataset.source}/retry`));
  baton.on("click", '[data-act="remove"]', async (b) => {
    if (!confirm(baton.say("confirm_remove", { title: b.dataset.title }))) return;
    if (await act(b, "DELETE", `/sources/${b.dataset.source}`)) baton.toast(baton.say("removed"));
  });
})();

// Handover: one client's handover, a part at a time. Parts put their forms and acts here (baton.handover).
(() => {
  "use strict";
  let shown = {}; // which part, of which client, and what else was asked for
  const forms = {}; // by data-form: (form, note) => promise
  const acts = {}; // by data-act: (dataset, button) => promise
  const drawn = {}; // by part: what is done once it stands there

  const place = () => baton.appeared("#handover-part");

  async function draw(wanted = shown) {
    shown = wanted;
    const there = await place();
    const html = await baton.call("handover_part", wanted);
    if (html === undefined) { await baton.api("GET", "/me").catch((error) => baton.toast(error.message)); return; }
    if (shown !== wanted) return; // something else was asked for meanwhile
    baton.morph(there, html);
    if (baton.isNarrow()) show(there); // where the ways to the parts are longer than the window
    const part = there.querySelector(".part");
    if (!part) return;
    shown = { ...shown, part: part.dataset.part, space: part.dataset.space };
    await drawn[part.dataset.part]?.(part);
  }

  function show(there) {
    for (const chosen of there.querySelectorAll("nav [aria-current]")) {
      const row = chosen.parentElement;
      row.scrollLeft = chosen.offsetLeft - row.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
    }
  }

  const go = (part, more = {}) => draw({ space: shown.space, part, ...more });

  // From anywhere on the page.
  async function open(wanted) {
    await baton.showTab("handover");
    await draw(wanted);
  }

  // Ask the API, say why not, and show what it is like now.
  async function change(method, path, body, note) {
    try {
      const answer = await baton.api(method, path, body);
      await draw();
      return answer;
    } catch (error) {
      if (note) note.textContent = error.message; else { baton.toast(error.message); await draw(); }
      return undefined;
    }
  }

  baton.handover = { forms, acts, drawn, draw, go, open, change, space: () => shown.space };

  baton.on("click", "#handover-part .to", ({ dataset: { to } }) => go(to));
  baton.on("change", "#handover-part .parts [name=space]", ({ value }) => draw({ space: value, part: shown.part }));
  baton.on("click", "#handover-part [data-open]", ({ dataset: { open: source, first, last } }) => baton.openInLibrary(first === undefined ? { source } : { source, first, last }));
  baton.on("click", "#handover-part [data-act]", (button) => acts[button.dataset.act]?.(button.dataset, button));
  baton.submits("#handover-part", forms);

  baton.appeared("#handover-part").then((there) => new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) draw();
  }).observe(there));
  const wanted = new URLSearchParams(location.search);
  if (wanted.has("handover")) open({ ...Object.fromEntries(wanted), space: wanted.get("handover") });
})();

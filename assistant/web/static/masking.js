// Saying what is a secret in an opened source and what is not.
(() => {
  "use strict";
  async function said(part, name, asked) {
    part.setAttribute("aria-busy", "true");
    try {
      const html = await baton.call(name, { source: part.dataset.source, ...asked });
      if (html.includes('class="masking"')) part.outerHTML = html;
      else part.insertAdjacentHTML("afterbegin", html); // why not
      return html.includes('class="masking"');
    } finally {
      part.removeAttribute("aria-busy");
    }
  }

  // The text above changes at once: it is drawn anew, with this part still open.
  async function hide(form, passage) {
    const panel = form.closest("[data-viewer]");
    const part = form.closest(".masking");
    if (!await said(part, "hide_passage", { passage })) return;
    const viewer = await baton.openSource({ source: part.dataset.source }, panel.dataset.viewer);
    viewer.querySelector("details.about").open = true;
    viewer.querySelector(".masking").scrollIntoView({ block: "nearest" });
  }

  baton.on("click", "[data-mask-show]", (button) =>
    said(button.closest(".masking"), "show_place", { position: Number(button.dataset.position), ordinal: Number(button.dataset.ordinal) }));
  baton.on("click", "[data-mask-back]", (button) =>
    said(button.closest(".masking"), "take_back_mask", { change: button.dataset.maskBack }));
  baton.on("submit", "form.mask-too", (form, event) => {
    event.preventDefault();
    hide(form, form.elements.passage.value);
  });
})();

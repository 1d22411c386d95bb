// Saying what is a secret in an opened source and what is not.
(() => {
  "use strict";
  async function said(part, name, asked) {
    part.setAttribute("aria-busy", "true");
    try {
      const html = await baton.call(name, { source: part.dataset.source, ...asked });
      if (html.includes('class="masking"')) part.outerHTML = html;
      else part.insertAdjacentHTML("afterbegin", html); // why not
    } finally {
      part.removeAttribute("aria-busy");
    }
  }

  baton.on("click", "[data-mask-show]", (button) =>
    said(button.closest(".masking"), "show_place", { position: Number(button.dataset.position), ordinal: Number(button.dataset.ordinal) }));
  baton.on("click", "[data-mask-back]", (button) =>
    said(button.closest(".masking"), "take_back_mask", { change: button.dataset.maskBack }));
  baton.on("submit", "form.mask-too", (form, event) => {
    event.preventDefault();
    said(form.closest(".masking"), "hide_passage", { passage: form.elements.passage.value });
  });
})();

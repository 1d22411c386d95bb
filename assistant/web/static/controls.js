// Control questions: keeping a client's file, asking it, stopping, and opening what was cited.
(() => {
  "use strict";
  const form = () => document.getElementById("controls-form");
  const space = () => form().elements.space.value;

  function note(words, state = "") {
    const line = document.getElementById("controls-note");
    line.textContent = words;
    line.dataset.state = state;
  }

  async function keep(name, body) {
    if (!space()) { note(baton.say("pick_client"), "failed"); form().elements.space.focus(); return; }
    try {
      const { asked } = await baton.api("PUT", `/spaces/${space()}/controls?name=${encodeURIComponent(name)}`, body);
      note(baton.say("kept", { count: asked }));
      form().elements.text.value = "";
    } catch (error) {
      note(error.message, "failed");
    }
    baton.refreshLists();
  }

  async function act(button, method, path) {
    button.disabled = true;
    try {
      await baton.api(method, `/spaces/${button.dataset.space}/controls${path}`);
    } catch (error) {
      baton.toast(error.message);
    } finally {
      button.disabled = false;
      baton.refreshLists();
    }
  }

  baton.on("submit", "#controls-form", (_, event) => {
    event.preventDefault();
    const text = form().elements.text.value;
    if (!text.trim()) { note(baton.say("nothing_pasted"), "failed"); return; }
    keep(baton.say("pasted"), new Blob([text]));
  });
  baton.on("click", '[data-act="choose-controls"]', () => document.getElementById("pick-controls").click());
  baton.on("change", "#pick-controls", (input) => {
    const [file] = input.files;
    if (file) keep(file.name, file);
    input.value = "";
  });
  baton.on("change", "#controls-form [name=space]", () => { note(""); baton.refreshLists(); });
  baton.on("click", '[data-act="controls-start"]', (b) => act(b, "POST", "/start"));
  baton.on("click", '[data-act="controls-stop"]', (b) => act(b, "POST", "/stop"));
  baton.on("click", '[data-act="controls-remove"]', (b) => {
    if (confirm(baton.say("confirm_controls", { title: b.dataset.title }))) act(b, "DELETE", "");
  });
  baton.on("click", "#controls [data-open]", ({ dataset: { open, first, last } }) => baton.openInLibrary({ source: open, first, last }));
})();

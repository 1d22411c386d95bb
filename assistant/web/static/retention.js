// How long a client's files and chats are kept.
(() => {
  "use strict";
  baton.on("submit", "form[data-retention]", async (form, event) => {
    event.preventDefault();
    const days = (name) => (form.elements[name].value ? Number(form.elements[name].value) : null);
    const note = form.querySelector("[role=status]");
    try {
      const wanted = { originals_days: days("originals_days"), chats_days: days("chats_days") };
      await baton.api("PUT", `/spaces/${form.dataset.retention}/retention`, wanted);
      note.className = "hint";
      note.textContent = baton.say("retention_saved");
    } catch (error) {
      note.className = "note";
      note.textContent = error.message;
    }
  });
})();

// What people say about a source: its title, topic and date, and who may see it.
(() => {
  "use strict";
  baton.on("submit", "form.change", async (form, event) => {
    event.preventDefault();
    const { title, topic, date, restricted } = form.elements;
    const wanted = { title: title.value.trim(), topic: topic.value.trim(), date: date.value || null };
    if (restricted) wanted.restricted = restricted.checked;
    const note = form.querySelector(".note");
    note.textContent = "";
    try {
      await baton.api("PUT", `/sources/${form.dataset.source}`, wanted);
    } catch (error) {
      note.textContent = error.message;
      return;
    }
    baton.toast(baton.say("people_saved"));
    baton.refreshLists();
    const { viewer } = form.closest("[data-viewer]").dataset;
    const { source } = form.closest(".viewer").dataset;
    const opened = await baton.openSource({ source }, viewer);
    const about = opened?.querySelector(".about");
    if (about) about.open = true;
  });
})();

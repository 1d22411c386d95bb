// Review dates, in the Handover tab and beside an opened source; the first day brief.
(() => {
  "use strict";
  const { acts } = baton.handover;

  async function setReview(source, review_by, cause, note) {
    try {
      await baton.api("PUT", `/sources/${source}/review`, { review_by, cause });
    } catch (error) {
      if (note) note.textContent = error.message; else baton.toast(error.message);
      return false;
    }
    baton.toast(baton.say("review_saved", { day: review_by }));
    return true;
  }

  // Where it was done is shown anew: the part, or the source with its particulars open.
  async function shownAnew(element) {
    const panel = element.closest("[data-viewer]");
    if (!panel) { await baton.handover.draw(); return; }
    const { source } = element.closest(".viewer").dataset;
    const opened = await baton.openSource({ source }, panel.dataset.viewer);
    const about = opened?.querySelector(".about");
    if (about) about.open = true;
  }

  acts.review = async ({ source, day, cause }, button) => {
    if (await setReview(source, day, cause)) await shownAnew(button);
  };

  baton.on("submit", "form.review", async (form, event) => {
    event.preventDefault();
    const { review_by, cause } = form.elements;
    const note = form.querySelector(".note");
    note.textContent = review_by.value ? "" : baton.say("people_missing");
    if (!review_by.value) { review_by.focus(); return; }
    if (await setReview(form.dataset.source, review_by.value, cause.value, note)) await shownAnew(form);
  });

  baton.on("click", "[data-clear-review]", async (button) => {
    try {
      await baton.api("DELETE", `/sources/${button.dataset.clearReview}/review`);
    } catch (error) {
      baton.toast(error.message);
      return;
    }
    baton.toast(baton.say("review_cleared"));
    await shownAnew(button);
  });

  // First day: a role is chosen, moments are ticked off.
  acts.firstday = async ({ role }, button) => {
    for (const other of button.parentElement.querySelectorAll("button")) other.disabled = true;
    baton.toast(baton.say("firstday_choosing"));
    await baton.handover.change("PUT", `/spaces/${baton.handover.space()}/firstday`, { role, lang: baton.lang });
    for (const other of document.querySelectorAll("#handover-part .roles button")) other.disabled = false;
    const again = document.querySelector("#handover-part .again");
    if (again) again.open = false;
  };
  acts.practise = () => baton.handover.go("quiz");

  baton.on("change", "#handover-part [data-moment]", ({ dataset, checked }) =>
    baton.handover.change("PUT", `/spaces/${baton.handover.space()}/firstday/seen`, { moment: dataset.moment, seen: checked }));
})();

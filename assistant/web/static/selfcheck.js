// Self-check: kept as a draft while one types, handed in; rhythm and own questions for managers.
(() => {
  "use strict";
  const { forms, acts, change, space } = baton.handover;
  const PAUSE_MS = 800; // after the last key
  let waiting;

  const field = (asked, name) => asked.closest("form").elements[`${name}-${asked.dataset.key}`];

  // What stands in the form, by question; what is empty is left out. Null when a number is none.
  function answersIn(form) {
    const answers = {};
    for (const asked of form.querySelectorAll(".asked")) {
      const number = field(asked, "n");
      if (number?.validity.badInput) { number.focus(); return null; }
      const answer = { choice: field(asked, "c")?.value || null, number: number?.value ? Number(number.value) : null, words: field(asked, "w")?.value.trim() || "" };
      if (answer.choice || answer.number !== null || answer.words) answers[asked.dataset.key] = answer;
    }
    return answers;
  }

  async function keep(form) {
    const answers = answersIn(form);
    const kept = form.querySelector(".kept");
    if (!answers) return;
    try {
      await baton.api("PUT", `/spaces/${space()}/selfcheck/draft`, { answers });
      kept.textContent = baton.say("selfcheck_saved");
    } catch (error) {
      kept.textContent = `${baton.say("selfcheck_failed")}: ${error.message}`;
    }
  }

  baton.on("input", '#handover-part form[data-form="selfcheck"]', (form) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), PAUSE_MS);
  });

  // A choice pressed again is taken back: radio buttons alone would not let one.
  baton.on("click", "#handover-part .asked .choices input", (input) => {
    if (input.dataset.was === "yes") {
      input.checked = false;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const other of input.closest(".choices").querySelectorAll("input")) other.dataset.was = other.checked ? "yes" : "";
  });

  forms.selfcheck = async (form, note) => {
    clearTimeout(waiting);
    const answers = answersIn(form);
    if (!answers) { note.textContent = baton.say("selfcheck_odd_number"); return; }
    try {
      await baton.api("POST", `/spaces/${space()}/selfcheck/rounds`, { answers });
    } catch (error) {
      note.textContent = error.message;
      return;
    }
    baton.toast(baton.say("selfcheck_handed_in"));
    for (const control of form.querySelectorAll("input, textarea")) { control.value = control.type === "radio" ? control.value : ""; control.checked = false; }
    await baton.handover.draw();
  };

  const values = (form) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  forms["selfcheck-plan"] = async (form, note) => {
    if (await change("PUT", `/spaces/${space()}/selfcheck/plan`, values(form), note)) baton.toast(baton.say("people_saved"));
  };
  forms["selfcheck-question"] = async (form, note) => {
    if (await change("POST", `/spaces/${space()}/selfcheck/questions`, values(form), note)) form.reset();
  };
  acts["selfcheck-remove"] = ({ key }) => change("DELETE", `/spaces/${space()}/selfcheck/questions/${key}`);
})();

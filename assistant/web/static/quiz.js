// Practice: a situation answered, its outcome, one's own answers.
(() => {
  "use strict";
  const { forms, acts, go, space } = baton.handover;

  forms.quiz = async (form, note) => {
    try {
      const outcome = await baton.api("POST", `/spaces/${space()}/practice`, { situation: form.dataset.id, answer: form.elements.answer.value.trim() });
      form.reset();
      await go("quiz", { outcome: outcome.id });
      document.querySelector("#handover-part .part")?.scrollTo({ top: 0 });
    } catch (error) {
      note.textContent = error.message;
    }
  };

  baton.on("keydown", '#handover-part form[data-form="quiz"] textarea', (field, event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit();
  });

  async function tried(method, path, body, done) {
    try {
      await baton.api(method, path, body);
      baton.toast(done);
      return true;
    } catch (error) {
      baton.toast(error.message);
      return false;
    }
  }

  acts["quiz-skip"] = async ({ id }) => {
    document.querySelector('#handover-part form[data-form="quiz"]')?.reset();
    await go("quiz", { after: id });
    document.querySelector('#handover-part form[data-form="quiz"] textarea')?.focus();
  };
  acts["quiz-open"] = ({ id }) => go("quiz", { outcome: id });
  acts["quiz-remove"] = async ({ id }) => { if (await tried("DELETE", `/practice/${id}`, undefined, baton.say("quiz_removed"))) await go("quiz"); };
  acts["quiz-remove-all"] = async () => {
    if (confirm(baton.say("quiz_confirm_all")) && await tried("DELETE", `/me/practice?space=${encodeURIComponent(space())}`, undefined, baton.say("quiz_removed"))) await go("quiz");
  };
  acts["quiz-ask"] = async ({ id }, button) => { button.disabled = await tried("POST", `/practice/${id}/ask`, { lang: baton.lang }, baton.say("quiz_asked")); };
})();

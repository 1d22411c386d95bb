// The part "interview": begun, one question at a time, the cards, the consent.
(() => {
  "use strict";
  const { forms, acts, drawn, go, change } = baton.handover;
  const MOST_S = 6 * 60; // of one answer: whoever left the page open is not being interviewed
  let shownAt = 0;

  const sitting = () => document.querySelector("#handover-part .sitting");
  const values = (form) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  const draftKey = (there) => `interview-${there.dataset.interview}-${there.dataset.key}`;
  const open = (interview) => go("interview", { interview });
  const here = (element) => element.closest("[data-interview]").dataset.interview;

  drawn.interview = (part) => {
    const there = part.querySelector(".sitting");
    shownAt = performance.now();
    count();
    if (!there) return;
    const box = there.querySelector("textarea");
    if (!box) return;
    box.value = sessionStorage.getItem(draftKey(there)) || "";
    if (!baton.isNarrow()) box.focus({ preventScroll: true });
  };

  function count() {
    const place = document.querySelector("#handover-part .choose .count");
    const chosen = document.querySelectorAll("#handover-part .choose input:checked").length;
    if (place) place.textContent = chosen ? baton.say("interview_chosen", { count: chosen }) : "";
  }

  // ---- beginning

  async function begin(space, wanted, note) {
    try {
      const begun = await baton.api("POST", `/spaces/${space}/interviews`, { lang: baton.lang, ...wanted });
      await open(begun.id);
    } catch (error) {
      if (note) note.textContent = error.message; else baton.toast(error.message);
    }
  }

  forms["interview-begin"] = (form, note) => {
    const { topic, minutes, speaker } = values(form);
    return begin(form.dataset.space, { topic, minutes: Number(minutes), speaker, items: new FormData(form).getAll("items") }, note);
  };
  acts["interview-begin-asked"] = ({ request, items }) => begin(baton.handover.space(), { request, items: items ? items.split(",") : [] });
  acts["interview-decline"] = ({ request }) => change("DELETE", `/interview-requests/${request}`);
  acts["interview-open"] = ({ interview }) => open(interview);
  acts["interview-list"] = () => go("interview");

  async function ask(person, name, items, note) {
    const asked = await change("POST", `/spaces/${baton.handover.space()}/interview-requests`, { person, items, lang: baton.lang }, note);
    if (asked) baton.toast(baton.say("interview_invited", { name }));
  }
  forms["interview-invite"] = (form, note) => {
    const { person, item } = values(form);
    return ask(person, form.elements.person.selectedOptions[0].textContent, item ? [item] : [], note);
  };

  // ---- the conversation

  async function send(answer) {
    const there = sitting(), { interview, key } = there.dataset;
    const note = there.querySelector(".reply .note"), buttons = [...there.querySelectorAll("button")];
    const seconds = Math.min(MOST_S, Math.round((performance.now() - shownAt) / 1000));
    const spoken = there.querySelector(".reply").dataset.spoken === "1";
    note.textContent = "";
    there.dataset.state = "sending";
    buttons.forEach((button) => { button.disabled = true; });
    try {
      await baton.api("POST", `/interviews/${interview}/answers`, { key, seconds, spoken, ...answer });
      sessionStorage.removeItem(draftKey(there));
      await open(interview);
    } catch (error) {
      note.textContent = error.message;
      buttons.forEach((button) => { button.disabled = false; });
      delete there.dataset.state;
    }
  }

  forms["interview-answer"] = async (form, note) => {
    const { text } = values(form);
    if (text) await send({ text }); else { note.textContent = baton.say("interview_empty"); form.elements.text.focus(); }
  };
  acts["interview-skip"] = () => send({});
  acts["interview-not-me"] = () => {
    const form = sitting().querySelector(".reply"), { ask: name, text } = values(form);
    if (name) send({ ask: name, text }); else form.elements.ask.focus();
  };
  acts["interview-change-last"] = async () => {
    const there = sitting(), { interview } = there.dataset;
    try {
      const { answer, sitting: back } = await baton.api("DELETE", `/interviews/${interview}/answers/last`);
      if (answer && back.prompt) sessionStorage.setItem(`interview-${interview}-${back.prompt.key}`, answer);
      await open(interview);
    } catch (error) {
      baton.toast(error.message);
    }
  };
  acts["interview-finish"] = (_, button) => change("POST", `/interviews/${here(button)}/review`);
  acts["interview-more"] = async (_, button) => {
    const interview = here(button);
    if (sitting()) await change("POST", `/interviews/${interview}/review`); // enough: the cards first, then on from them
    await change("DELETE", `/interviews/${interview}/review`);
  };
  acts["interview-discard"] = async ({ interview }) => {
    if (!confirm(baton.say("interview_confirm_discard"))) return;
    await change("DELETE", `/interviews/${interview}`);
    await go("interview");
  };
  acts["interview-withdraw"] = ({ interview }) => confirm(baton.say("interview_confirm_withdraw")) && change("POST", `/interviews/${interview}/withdrawal`);

  baton.on("input", "#handover-part .reply textarea", (box) => sessionStorage.setItem(draftKey(sitting()), box.value));
  baton.on("keydown", "#handover-part .reply textarea", (box, event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
  baton.on("keydown", "#handover-part .reply [name=ask]", (_, event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    acts["interview-not-me"]();
  });
  baton.on("change", "#handover-part .choose input", count);

  // ---- the cards

  baton.on("change", "#handover-part .told-card", async (card, { target }) => {
    const saved = card.querySelector(".saved");
    const value = target.type === "checkbox" ? target.checked : target.value.trim();
    if (target.name === "withheld") card.dataset.withheld = target.checked;
    try {
      await baton.api("PATCH", `/interviews/${here(card)}/cards/${card.dataset.position}`, { [target.name]: value });
      saved.textContent = baton.say("interview_saved");
    } catch (error) {
      saved.textContent = error.message;
    }
  });
  forms["interview-consent"] = async (form, note) => {
    if (!form.elements.agreed.checked) { note.textContent = baton.say("interview_agree_first"); form.elements.agreed.focus(); return; }
    await change("POST", `/interviews/${here(form)}/consent`, { agreed: true }, note);
  };

  // ---- who else knows

  acts["interview-invite"] = async ({ name }) => {
    await go("interview");
    const select = document.querySelector('#handover-part form[data-form="interview-invite"] [name=person]');
    const known = [...(select?.options || [])].find((option) => option.textContent.includes(name));
    if (known) await ask(known.value, known.textContent, []); else select?.focus();
  };
})();

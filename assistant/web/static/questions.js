// Questions for people: the slip under an answer that fell short, and the part "questions" of the Handover tab.
(() => {
  "use strict";
  const { made, button, slip } = baton;
  const { acts, forms, change, draw } = baton.handover;
  const value = (form, name) => form.elements[name]?.value.trim() ?? "";
  let view = {}; // which view of the part, with its filters

  const show = (wanted) => { view = wanted; return baton.handover.go("questions", wanted); };

  // The slip: the question as it will be read, whom, and what was wrong.
  function askPeople({ dataset }) {
    const spaces = JSON.parse(dataset.spaces);
    const disputed = dataset.why === "disputed";
    const note = made("p", "", { className: "note" });
    note.setAttribute("role", "alert");
    const space = made("select", "", { name: "space" }, ...spaces.map(([id, name]) => made("option", name, { value: id })));
    const question = made("textarea", "", { name: "question", rows: 3, maxLength: 2000, value: dataset.question, required: true });
    const remark = made("textarea", "", { name: "remark", rows: 2, maxLength: 2000 });
    const holder = made("select", "", { name: "holder" });
    const why = made("p", baton.say("ask_looking"), { className: "hint reasons" });
    why.setAttribute("role", "status");
    const send = button(baton.say("ask_send"), "send-question", "primary");
    send.type = "submit";
    const form = made("form", "", { noValidate: true },
      ...(spaces.length > 1 ? [made("label", baton.say("ask_client"), {}, space)] : []),
      made("label", baton.say("ask_what"), {}, question),
      ...(disputed ? [made("label", baton.say("ask_missing"), {}, remark)] : []),
      made("label", baton.say("ask_whom"), {}, holder), why, note,
      made("p", "", { className: "submit" }, button(baton.say("ask_cancel"), "close-slip"), send));
    const dialog = slip([made("h2", baton.say("ask_people")), form]);
    dialog.classList.add("ask-slip");
    let reasons = {};

    async function look() {
      why.textContent = baton.say("ask_looking");
      const asked = space.value;
      const found = await baton.api("POST", `/spaces/${asked}/questions/whom`, { question: question.value || dataset.question }).catch(() => []);
      if (asked !== space.value) return;
      reasons = Object.fromEntries(found.map((one) => [one.person, one.reasons.map((reason) => reason[baton.lang]).join(" · ")]));
      holder.replaceChildren(...found.map((one) => made("option", one.shown, { value: one.person })), made("option", baton.say("ask_nobody"), { value: "" }));
      tell();
    }
    const tell = () => { why.textContent = reasons[holder.value] || ""; };

    holder.addEventListener("change", tell);
    space.addEventListener("change", look);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      note.textContent = question.value.trim() ? "" : baton.say("people_missing");
      if (note.textContent) { question.focus(); return; }
      send.disabled = true;
      try {
        const sent = await baton.api("POST", `/spaces/${space.value}/questions`, {
          question: question.value, remark: disputed ? remark.value : "", why: dataset.why, holder: holder.value,
          conversation: dataset.talk, turn: Number(dataset.position),
        });
        const words = sent.holder_shown ? baton.say("ask_sent", { who: sent.holder_shown }) : baton.say("ask_sent_nobody");
        document.querySelector(`[data-act="ask-people"][data-talk="${dataset.talk}"][data-position="${dataset.position}"]`)
          ?.replaceWith(made("span", words, { className: "hint" }));
        dialog.close();
        baton.toast(words);
      } catch (error) {
        note.textContent = error.message;
        send.disabled = false;
      }
    });
    look();
  }

  baton.on("click", '[data-act="ask-people"]', askPeople);
  baton.on("click", '[data-act="look-at-question"]', ({ dataset }) => baton.handover.open({ space: dataset.space, part: "questions", id: dataset.question }));

  acts["question-view"] = ({ view: wanted }) => show({ view: wanted });
  forms["gap-item"] = (form, note) =>
    change("POST", `/spaces/${baton.handover.space()}/items`, Object.fromEntries(new FormData(form)), note);
  acts["question-close"] = ({ question }) => confirm(baton.say("question_confirm_close")) && change("POST", `/questions/${question}/close`);
  acts["question-decline"] = ({ question }, pressed) =>
    change("POST", `/questions/${question}/decline`, { why: value(pressed.form, "why") }, pressed.form.querySelector(".note"));
  acts["question-chat-remove"] = ({ webhook }) =>
    confirm(baton.say("question_confirm_chat")) && change("DELETE", `/spaces/${baton.handover.space()}/webhooks/${webhook}`);

  forms["question-answer"] = async (form, note) => {
    const body = { answer: value(form, "answer"), source: value(form, "source"), place: value(form, "place"), review_by: value(form, "review_by") || null, cause: value(form, "cause") };
    if (!(body.answer || (body.source && body.place))) { note.textContent = baton.say("question_say_something"); return; }
    if (!(await change("PUT", `/questions/${form.dataset.question}/answer`, body, note))) return;
    baton.toast(baton.say("question_answered"));
  };
  forms["question-pass"] = async (form, note) => {
    if (!value(form, "holder")) { note.textContent = baton.say("people_missing"); return; }
    const sent = await change("POST", `/questions/${form.dataset.question}/pass`, { holder: value(form, "holder"), why: value(form, "why") }, note);
    if (sent) baton.toast(baton.say("question_passed"));
  };
  forms["question-find"] = (form) => show({ view: "answered", words: value(form, "words") });
  forms["question-chat"] = async (form, note) => {
    const body = { kind: value(form, "kind"), url: value(form, "url"), secret: value(form, "secret"), quotes: form.elements.quotes.checked };
    if (await change("POST", `/spaces/${form.dataset.space}/webhooks`, body, note)) form.reset();
  };
  baton.on("change", "[data-question-state]", (select) => show({ view: "all", state: select.value }));
  let looking;
  baton.handover.drawn.questions = (part) => {
    part.querySelector(".question:only-child details[open] textarea")?.focus({ preventScroll: true });
    clearTimeout(looking); // an answer that is being taken in is there in seconds; what is being written must not be disturbed
    if (part.querySelector(".taken-in")) looking = setTimeout(() => part.isConnected && !part.querySelector("details[open]") && draw(), 3000);
  };
})();

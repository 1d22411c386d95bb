// Conversations: the drawer that lists them, opening by link, copying and judging an answer.
(() => {
  "use strict";
  const TYPING_MS = 250;
  const drawer = () => document.getElementById("talks");
  const list = () => document.getElementById("talks-list");
  const current = () => document.querySelector("#ask-conversation :is(textarea, input)");
  const rowOf = (element) => element.closest("[data-talk]");
  const path = (element, rest = "") => `/conversations/${rowOf(element).dataset.talk}${rest}`;
  const linkTo = (id) => `${location.origin}/?talk=${id}`;

  async function fill(shown = 0) {
    const words = document.getElementById("talks-find").value;
    baton.morph(list(), await baton.call("talk_rows", { words, shown }));
    for (const row of list().querySelectorAll(".talk")) row.classList.toggle("current", row.dataset.talk === current().value);
  }

  function show() {
    drawer().showModal();
    drawer().querySelector(".told")?.remove();
    Object.assign(document.getElementById("talks-find"), { value: "" }).focus();
    fill();
  }

  // The page's own field says which conversation is open; its button has the server answer with the turns.
  function open(id) {
    const field = current();
    field.value = id;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    requestAnimationFrame(() => document.querySelector("button#ask-open").click());
    history.replaceState(null, "", `/?talk=${id}`);
    drawer()?.close();
    baton.root().classList.remove("evidence-open");
  }

  async function copyText(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // no secure context, as over http in an office network
      const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
      (drawer()?.open ? drawer() : baton.root()).append(field);
      field.select();
      const copied = document.execCommand("copy");
      field.remove();
      return copied;
    }
  }

  async function attempt(work) {
    try {
      return await work();
    } catch (error) {
      tell(error.message);
      return null;
    }
  }

  // A modal drawer lies over the page's own line of words.
  function tell(words) {
    if (!drawer()?.open) { baton.toast(words); return; }
    const line = drawer().querySelector(".told") || drawer().appendChild(Object.assign(document.createElement("p"), { className: "told" }));
    line.setAttribute("role", "alert");
    line.textContent = words;
  }

  async function share(button) {
    const shared = await attempt(() => baton.api("POST", path(button, "/share")));
    if (!shared) return;
    const link = location.origin + shared.url;
    const space = shared.space_name;
    tell((await copyText(link)) ? baton.say("link_copied", { space }) : baton.say("shared", { space, link }));
    fill();
  }

  async function remove(button) {
    const { talk, title } = rowOf(button).dataset;
    if (!confirm(baton.say("confirm_delete_talk", { title }))) return;
    if (!(await attempt(() => baton.api("DELETE", `/conversations/${talk}`)))) return;
    tell(baton.say("deleted_talk"));
    if (current().value === talk) startAnew();
    await fill();
    document.getElementById("talks-find").focus();
  }

  function startAnew() {
    document.querySelector("button#ask-new").click();
  }

  async function rename(form) {
    if (!(await attempt(() => baton.api("PATCH", path(form), { title: form.elements.title.value })))) return;
    form.hidden = true;
    await fill();
    document.querySelector(`#talk-${rowOf(form).dataset.talk} .pick`)?.focus();
  }

  const acts = (element) => element.closest(".turn-acts");
  const feedback = (element) => `/conversations/${acts(element).dataset.talk}/turns/${acts(element).dataset.position}/feedback`;
  const note = (element, words) => { acts(element).querySelector("[role=status]").textContent = words; };

  async function judge(element, verdict) {
    const group = acts(element), form = group.querySelector("form");
    const body = { verdict, why: form.elements.why.value };
    if (!(await attempt(() => baton.api("PUT", feedback(element), body)))) return;
    mark(group, verdict);
    form.hidden = false;
    note(element, baton.say("feedback_saved"));
  }

  async function withdraw(element) {
    if (!(await attempt(() => baton.api("DELETE", feedback(element))))) return;
    const form = acts(element).querySelector("form");
    mark(acts(element), "");
    form.reset();
    form.elements.why.value = "";
    form.hidden = true;
    note(element, baton.say("feedback_withdrawn"));
  }

  function mark(group, verdict) {
    for (const button of group.querySelectorAll("[data-verdict]")) button.setAttribute("aria-pressed", button.dataset.verdict === verdict);
  }

  async function toControl(form) {
    const { talk, position, person } = form.dataset;
    const line = form.querySelector("[role=status]");
    try {
      const { asked } = await baton.api("POST", `/conversations/${talk}/turns/${position}/control`, { person, answer: form.elements.answer.value });
      baton.toast(baton.say("control_added", { count: asked })); // the list is drawn anew, and with it the form
      form.reset();
      form.parentElement.open = false;
      baton.refreshLists();
    } catch (error) {
      line.textContent = error.message;
    }
  }

  baton.on("click", "#ask-talks", show);
  baton.on("click", '[data-act="close-talks"]', () => drawer().close());
  baton.on("click", "#talks", (dialog, { target }) => { if (target === dialog) dialog.close(); });
  baton.on("click", '[data-act="open-talk"]', (button) => open(rowOf(button).dataset.talk));
  baton.on("click", '[data-act="more-talks"]', (button) => fill(Number(button.dataset.shown)));
  baton.on("click", '[data-act="talk-rename"]', (button) => {
    const form = rowOf(button).querySelector("form.rename");
    form.hidden = false;
    form.elements.title.select();
  });
  baton.on("keydown", "form.rename input", (input, event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // the drawer stays
    input.form.hidden = true;
    rowOf(input).querySelector("summary").focus();
  });
  baton.on("submit", "form.rename", (form, event) => { event.preventDefault(); rename(form); });
  baton.on("click", '[data-act="talk-share"]', share);
  baton.on("click", '[data-act="talk-copy_link"]', async (button) => {
    const link = linkTo(rowOf(button).dataset.talk);
    tell((await copyText(link)) ? baton.say("copied") : link);
  });
  baton.on("click", '[data-act="talk-unshare"]', async (button) => {
    if (await attempt(() => baton.api("DELETE", path(button, "/share")))) { tell(baton.say("unshared")); fill(); }
  });
  baton.on("click", '[data-act="talk-delete"]', remove);
  baton.on("click", "#talks .menu :is(button, a)", (item) => { item.closest("details").open = false; });
  baton.on("click", "#talks summary", (summary) => {
    for (const other of drawer().querySelectorAll("details[open]")) if (other !== summary.parentElement) other.open = false;
  });
  let typing;
  baton.on("input", "#talks-find", () => { clearTimeout(typing); typing = setTimeout(fill, TYPING_MS); });
  baton.on("click", "#ask-new", () => { history.replaceState(null, "", "/"); });
  baton.on("click", '[data-act="copy-talk"]', async (button) => {
    const made = await attempt(() => baton.api("POST", path(button, "/copy")));
    if (!made) return;
    open(made.id);
    document.querySelector("#ask-question textarea")?.focus();
  });

  baton.on("click", '[data-act="copy-answer"]', async (button) => {
    const text = button.dataset.text.replace(/^(?=\/\?source=)/gm, location.origin);
    note(button, (await copyText(text)) ? baton.say("copied") : baton.say("not_copied"));
  });
  baton.on("click", ".verdicts [data-verdict]", (button) =>
    (button.getAttribute("aria-pressed") === "true" ? withdraw(button) : judge(button, button.dataset.verdict)));
  baton.on("submit", ".turn-acts form", (form, event) => {
    event.preventDefault();
    judge(form, acts(form).querySelector('[aria-pressed="true"]').dataset.verdict);
  });
  baton.on("submit", ".to-control form", (form, event) => { event.preventDefault(); toControl(form); });
  baton.on("change", "#feedback-verdict", () => baton.refreshLists());

  // A link to a conversation opens it once Gradio has drawn the field.
  const linked = new URLSearchParams(location.search).get("talk");
  if (linked) Promise.all(["#ask-conversation :is(textarea, input)", "#talks"].map(baton.appeared)).then(() => open(linked));
})();

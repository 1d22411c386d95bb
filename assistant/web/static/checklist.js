// The handover at a glance and its checklist: beginning it, going on and back, items, sections, evidence.
(() => {
  "use strict";
  const { made, button, slip, say } = baton;
  const { forms, acts, drawn, change, go } = baton.handover;
  let filter = {}; // of the checklist

  const space = () => baton.handover.space();
  const here = (path) => `/spaces/${space()}${path}`;
  const values = (form) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  const listed = (wanted = {}) => { filter = { ...filter, item: "", ...wanted }; return go("checklist", filter); };

  // Ask in a slip: a line of explanation, a field when `field` says which, and what is done with what was typed.
  function ask({ title, what, field, done, label = say("handover_yes"), required = true }) {
    const note = made("p", "", { className: "note" });
    note.setAttribute("role", "alert");
    const yes = button(label, "yes", "primary");
    const lines = [made("h2", title)];
    if (what) lines.push(made("p", what));
    if (field) lines.push(made("label", field.label, {}, field.element));
    lines.push(note, made("p", "", { className: "submit" }, button(say("people_cancel"), "close-slip"), yes));
    const dialog = slip(lines);
    yes.addEventListener("click", async () => {
      const typed = field ? field.element.value.trim() : "";
      note.textContent = required && field && !typed ? say("people_missing") : "";
      if (note.textContent) { field.element.focus(); return; }
      yes.disabled = true;
      if (await done(typed, note) !== undefined) dialog.close();
      yes.disabled = false;
    });
    dialog.addEventListener("close", () => { baton.handover.draw(); });
    return dialog;
  }

  const reason = (maxLength = 1000) => ({ label: say("handover_reason"), element: made("textarea", "", { rows: 3, maxLength }) });

  // A handover is begun or changed: names a line each, as people paste them too.
  const people = (text) => text.split(/[\n,，、;；]+/).map((name) => name.trim()).filter(Boolean);
  forms.handover = async (form, note) => {
    const wanted = values(form);
    const body = { ...wanted, outgoing: people(wanted.outgoing), incoming: people(wanted.incoming) };
    if (await change("PUT", here("/handover"), body, note)) go("overview");
  };
  acts["put-name"] = async ({ into, name }, chip) => {
    const field = chip.closest("form").elements[into];
    const named = people(field.value);
    field.value = (named.includes(name) ? named.filter((one) => one !== name) : [...named, name]).join("\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  acts["change-handover"] = async () => go("overview", { change: "1" });
  acts.overview = async () => go("overview");
  acts["delete-handover"] = async ({ title }) => {
    if (!confirm(say("handover_delete", { title }))) return;
    if (await change("DELETE", here("/handover"))) go("overview");
  };

  acts.move = async ({ way, to, name, missing }) => {
    const open = Number(missing);
    const back = way === "back";
    const title = back ? say("handover_back", { name }) : say("handover_go_on", { name });
    let what = open ? say("handover_go_on_open", { count: open }) : say("handover_go_on_ready");
    if (back) what = say("handover_back_what");
    else if (to === "signed off") what = `${what} ${say("handover_sign_off_what")}`;
    const done = (typed, note) => change("POST", here("/handover/phase"), { to, reason: typed }, note);
    ask({ title, what, done, field: back || open ? reason() : undefined });
  };
  acts.mend = async ({ part, code }) => {
    if (part === "people") { await baton.showTab("people"); return; }
    if (part !== "checklist") { await go(part); return; }
    await listed({ words: "", section: "", owner: code === "owners" ? "-" : "", show: code === "items" ? "open" : "" });
  };
  acts.whose = async ({ owner }) => listed({ words: "", section: "", show: "", owner });
  acts["all-late"] = async () => listed({ words: "", section: "", owner: "", show: "late" });
  acts["show-item"] = async ({ item }) => {
    await listed({ words: "", section: "", owner: "", show: "", item });
    document.getElementById(`item-${item}`)?.scrollIntoView({ block: "center" });
  };

  // The checklist.
  let typing;
  const filtered = (form) => listed(values(form));
  baton.on("input", "#checklist-filter [name=words]", ({ form }) => { clearTimeout(typing); typing = setTimeout(() => filtered(form), 250); });
  baton.on("change", "#checklist-filter select", ({ form }) => filtered(form));
  baton.on("submit", "#checklist-filter", (form, event) => { event.preventDefault(); filtered(form); });

  baton.on("change", "#handover-part select.how-far", async (select) => {
    const { item } = select.dataset;
    const state = select.value;
    if (state !== "not needed") { await change("PATCH", `/items/${item}`, { state }); return; }
    const done = (typed, note) => change("PATCH", `/items/${item}`, { state, reason: typed }, note);
    ask({ title: say("checklist_why_not"), field: reason(500), done });
  });
  // A choice that was not made is taken back when the part is drawn again: attributes say what holds.
  drawn.checklist = async (part) => {
    for (const select of part.querySelectorAll("select.how-far")) select.value = select.dataset.state;
  };

  acts["edit-item"] = async ({ item }) => listed({ item });
  forms.item = async (form, note) => {
    if (await change("PATCH", `/items/${form.dataset.item}`, values(form), note)) listed();
  };
  acts["remove-item"] = async ({ item, title }) => {
    if (confirm(say("checklist_remove", { title })) && await change("DELETE", `/items/${item}`)) listed();
  };
  forms.assign = async (form, note) => {
    if (await change("PUT", here(`/handover/sections/${form.dataset.section}/owner`), values(form), note)) form.reset();
  };
  forms["add-item"] = async (form, note) => {
    if (await change("POST", here("/items"), { ...values(form), section: form.dataset.section }, note)) form.reset();
  };

  acts["confirm-section"] = async ({ section }) => change("PUT", here(`/handover/sections/${section}/review`), { verdict: "confirmed" });
  acts["take-back-section"] = async ({ section }) => change("DELETE", here(`/handover/sections/${section}/review`));
  acts["send-back-section"] = async ({ section }) => {
    const done = (word, note) => change("PUT", here(`/handover/sections/${section}/review`), { verdict: "sent back", word }, note);
    ask({ title: say("checklist_send_back"), field: reason(), done });
  };

  acts.link = async ({ item, title }) => {
    const sources = await baton.api("GET", `/sources?space=${space()}&limit=500`).catch((error) => baton.toast(error.message));
    if (!sources) return;
    if (!sources.length) { baton.toast(say("checklist_no_source")); return; }
    const element = made("select", "", {}, ...sources.map((source) => made("option", source.title, { value: source.id })));
    const done = (source, note) => change("PUT", `/items/${item}/evidence/${source}`, {}, note);
    ask({ title: say("checklist_link", { title }), field: { label: say("checklist_source"), element }, label: say("checklist_link_do"), done });
  };
  acts.unlink = async ({ item, source }) => change("DELETE", `/items/${item}/evidence/${source}`);
})();

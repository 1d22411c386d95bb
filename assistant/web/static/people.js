// People: members, accounts and clients, one's own account, what was done; and who is signed in, in the bar.
(() => {
  "use strict";
  const { made, button, slip: ask } = baton;
  let shown = {}; // which part, of which client, filtered how

  // What of the page is of use here; gradio.css hides the rest.
  baton.appeared("#who .who").then((who) => { baton.root().dataset.may = who.dataset.may; });

  async function draw(wanted = shown) {
    shown = wanted;
    const place = await baton.appeared("#people-part");
    const html = await baton.call("people_part", wanted);
    if (html === undefined) { await baton.api("GET", "/me").catch((error) => baton.toast(error.message)); return; }
    if (shown !== wanted) return; // something else was asked for meanwhile
    baton.morph(place, html);
    if (place.querySelector('.part[data-part="account"]')) markThisOne();
    const here = place.querySelector("[aria-current]");
    if (here) shown = { ...shown, part: here.dataset.to, space: here.dataset.to === "client" ? here.dataset.space : shown.space };
  }

  // Of the sign-ins the one that is looking is not to be ended here: that is signing out.
  async function markThisOne() {
    for (const { id, current } of await baton.api("GET", "/me/sessions")) {
      if (current) document.querySelector(`#session-${id} .acts`)?.replaceChildren(made("span", baton.say("people_this_one"), { className: "meta" }));
    }
  }

  const go = (part, more = {}) => draw({ part, ...more });

  // Ask the API, say why not, and show what it is like now.
  async function change(method, path, body, note) {
    try {
      const answer = await baton.api(method, path, body);
      await draw();
      return answer;
    } catch (error) {
      if (note) note.textContent = error.message; else { baton.toast(error.message); await draw(); }
      return undefined;
    }
  }

  // What is shown once: a password or a token.
  function showOnce(secret, words) {
    const output = made("output", secret, { className: "secret", tabIndex: 0 });
    const copy = button(baton.say("people_copy"), "copy", "primary");
    copy.addEventListener("click", async () => {
      getSelection().selectAllChildren(output);
      if (!navigator.clipboard) return; // without TLS browsers have none; what is selected can be copied by hand
      await navigator.clipboard.writeText(secret);
      copy.textContent = baton.say("people_copied");
    });
    const acts = made("p", "", { className: "submit" }, copy, button(baton.say("people_close"), "close-slip"));
    ask([made("h2", baton.say("people_once")), made("p", words), output, acts]);
  }

  // Somebody leaves: to whom what they own passes.
  function askWhoFollows({ person, title }) {
    const select = made("select", "", {}, made("option", baton.say("people_nobody"), { value: "" }));
    for (const row of document.querySelectorAll('#people-part li[id^="person-"]')) {
      const id = row.id.slice("person-".length);
      if (id !== person && row.querySelector('[data-act="leave"]')) select.append(made("option", row.querySelector(".title").textContent, { value: id }));
    }
    const note = made("p", "", { className: "note" });
    note.setAttribute("role", "alert");
    const leave = button(baton.say("people_leave"), "end-access", "primary");
    const acts = made("p", "", { className: "submit" }, button(baton.say("people_cancel"), "close-slip"), leave);
    const label = made("label", baton.say("people_leave_what"), {}, select);
    const dialog = ask([made("h2", baton.say("people_leave_title", { title })), label, note, acts]);
    leave.addEventListener("click", async () => {
      note.textContent = "";
      const left = await change("PATCH", `/people/${person}`, { active: false, successor: select.value || null }, note);
      if (left) dialog.close();
    });
  }

  // Somebody who has left is to be nobody: what goes, what stays, and what becomes of the sources they still own.
  function askToErase({ person, title }) {
    const select = made("select", "", {}, made("option", baton.say("erase_none"), { value: "" }), made("option", baton.say("erase_sources"), { value: REMOVE }));
    for (const row of document.querySelectorAll('#people-part li[id^="person-"]:has([data-act="leave"])')) {
      select.append(made("option", baton.say("erase_to", { name: row.querySelector(".title").textContent }), { value: row.id.slice("person-".length) }));
    }
    const note = made("p", "", { className: "note" });
    note.setAttribute("role", "alert");
    const erase = button(baton.say("erase_do"), "erase-person", "primary");
    const acts = made("p", "", { className: "submit" }, button(baton.say("people_cancel"), "close-slip"), erase);
    const words = [baton.say("erase_goes"), baton.say("erase_stays")].map((said) => made("p", said));
    const dialog = ask([
      made("h2", baton.say("erase_title", { title })), ...words, made("label", baton.say("erase_owned"), {}, select),
      made("p", baton.say("erase_final"), { className: "final" }), note, acts,
    ]);
    erase.addEventListener("click", async () => {
      note.textContent = "";
      erase.disabled = true; // their sources may take a while
      const wish = select.value === REMOVE ? { sources_too: true } : { successor: select.value };
      const erased = await change("POST", `/people/${person}/erase`, wish, note);
      erase.disabled = false;
      if (!erased) return;
      dialog.close();
      showErased(title, erased);
    });
  }

  const REMOVE = "remove"; // no person's id
  const PLACES = ["accounts", "memberships", "sessions", "tokens", "conversations", "turns", "verdicts", "interviews", "interview_requests", "uploads", "selfcheck_drafts", "first_days", "practice", "questions", "notices"];

  function showErased(title, { titles, bytes, places }) {
    const lines = PLACES.filter((place) => places[place]).map((place) => made("li", `${baton.say(`erase_${place}`)}: ${places[place]}`));
    if (titles.length) {
      const sources = made("ul", "", {}, ...titles.map((name) => made("li", name)));
      lines.push(made("li", baton.say("erase_titles", { size: baton.fileSize(bytes) }), {}, sources));
    }
    const acts = made("p", "", { className: "submit" }, button(baton.say("people_close"), "close-slip", "primary"));
    ask([made("h2", baton.say("erase_done", { title })), made("p", baton.say("erase_removed")), made("ul", "", { className: "report" }, ...lines), acts]);
  }

  const values = (form) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));

  const forms = {
    async first(form, note) {
      const { name, shown: called, password, again } = Object.fromEntries(new FormData(form));
      if (password !== again) { note.textContent = baton.say("people_differ"); return; }
      try {
        await baton.api("POST", "/people", { name, shown: called, password, admin: true });
        location.assign("/sign-in");
      } catch (error) {
        note.textContent = error.message;
      }
    },
    async "new-client"(form, note) {
      const client = await change("POST", "/spaces", values(form), note);
      if (client) go("client", { space: client.id });
    },
    async member(form, note) {
      const { person, role } = values(form);
      if (await change("PUT", `/spaces/${form.dataset.space}/members/${person}`, { role }, note)) form.reset();
    },
    async person(form, note) {
      const { name, shown: called, email, space, role } = values(form);
      const person = await change("POST", "/people", { name, shown: called, email, admin: form.elements.admin.checked }, note);
      if (!person) return;
      form.reset();
      if (space) await change("PUT", `/spaces/${space}/members/${person.id}`, { role });
      showOnce(person.one_time_password, baton.say("people_once_password", { name: person.shown }));
    },
    async me(form, note) {
      if (await change("PATCH", "/me", values(form), note)) baton.toast(baton.say("people_saved"));
    },
    async token(form, note) {
      const { name, days } = values(form);
      const grants = new FormData(form).getAll("grants");
      const token = await change("POST", "/me/tokens", { name, days: Number(days), grants }, note);
      if (!token) return;
      form.reset();
      showOnce(token.secret, baton.say("people_once_token"));
    },
  };

  baton.submits("#people-part", forms);

  const sure = (key, { title }) => confirm(baton.say(key, { title }));
  const acts = {
    "remove-member": (data) => sure("people_confirm_remove", data) && change("DELETE", `/spaces/${data.space}/members/${data.person}`),
    promote: (data) => sure("people_confirm_promote", data) && change("PATCH", `/people/${data.person}`, { admin: true }),
    demote: (data) => sure("people_confirm_demote", data) && change("PATCH", `/people/${data.person}`, { admin: false }),
    return: (data) => change("PATCH", `/people/${data.person}`, { active: true }),
    leave: askWhoFollows,
    erase: askToErase,
    "end-session": (data) => change("DELETE", `/me/sessions/${data.session}`),
    "revoke-token": (data) => sure("people_confirm_revoke", data) && change("DELETE", `/me/tokens/${data.token}`),
    older: (data) => draw({ ...shown, before: data.before }),
    newest: () => draw({ ...shown, before: "" }),
    async reset(data) {
      if (!sure("people_confirm_reset", data)) return;
      const given = await change("POST", `/people/${data.person}/password`, {});
      if (given) showOnce(given.one_time_password, baton.say("people_once_password", { name: data.title }));
    },
    async "rename-client"(data) {
      const name = prompt(baton.say("people_new_name", { title: data.title }), data.title);
      if (name?.trim() && name.trim() !== data.title) await change("PATCH", `/spaces/${data.space}`, { name });
    },
  };
  baton.on("click", "#people-part button[data-act]", (pressed) => acts[pressed.dataset.act]?.(pressed.dataset));
  baton.on("change", '#people-part [data-act="role"]', async ({ value, dataset }) => {
    const member = await change("PUT", `/spaces/${dataset.space}/members/${dataset.person}`, { role: value });
    if (member) baton.toast(baton.say("people_role_given", { name: member.shown }));
  });

  baton.on("click", "#people-part [data-to]", ({ dataset }) => go(dataset.to, { space: dataset.space }));
  baton.on("change", "#activity-filter", (form) => draw({ part: "activity", ...values(form) }));
  baton.on("submit", "#activity-filter", (_, event) => event.preventDefault());
  baton.on("click", "#tab-people-button", () => draw());
  baton.on("click", '#who [data-act="account"]', async (pressed) => {
    pressed.closest("details").open = false;
    shown = { part: "account" };
    await baton.showTab("people");
  });
  document.addEventListener("click", (event) => {
    const menu = document.querySelector("#who details[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  baton.on("keydown", "#who details[open]", (menu, event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();

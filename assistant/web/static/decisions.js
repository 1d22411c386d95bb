// Decisions: the ledger of a client, filtered, or one entry of it.
(() => {
  "use strict";
  let shown = {}; // what was asked for: the client, filters, or an entry
  let drawn; // the entry that stands there, "" for the list
  let list = {}; // the list to go back to

  const part = () => baton.appeared("#decisions-part");
  const steps = () => Object.fromEntries(["signal", "action", "result", "lesson"].map((step) => [baton.say(`decisions_${step}`).toLowerCase(), step]));

  async function draw(wanted = shown) {
    shown = wanted;
    const place = await part();
    const html = await baton.call("decisions_part", wanted);
    if (html === undefined) { await baton.api("GET", "/me").catch((error) => baton.toast(error.message)); return; }
    if (shown !== wanted) return; // something else was asked for meanwhile
    baton.morph(place, html);
    if (drawn !== (wanted.id ?? "")) place.scrollTop = 0; // another view, not the same one again
    drawn = wanted.id ?? "";
    const section = place.querySelector("section[data-space]");
    if (section) shown = { ...shown, space: section.dataset.space };
    if (!shown.id) list = shown;
  }

  const entry = () => document.querySelector("#decisions-part [data-entry]")?.dataset.entry;
  const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
  const people = (text) => text.split(/[,，、]/).map((name) => name.trim()).filter(Boolean);

  async function change(method, path, body, note) {
    try {
      const answer = await baton.api(method, path, body);
      await draw();
      baton.toast(baton.say("decisions_saved"));
      return answer;
    } catch (error) {
      if (note) note.textContent = error.message; else { baton.toast(error.message); await draw(); }
      return undefined;
    }
  }

  function told(form) {
    const { kind, what, why, options, outcome, people: who, topic, decided_on: day } = Object.fromEntries(new FormData(form));
    return { ...(kind && { kind }), what: what.trim(), why, options: lines(options), outcome, people: people(who), topic, decided_on: day || null };
  }

  // Each line is a step. One that stands there already keeps its moment.
  async function stepsOf(form, note) {
    const known = await baton.api("GET", `/decisions/${entry()}`);
    const names = steps();
    const made = [];
    for (const [index, line] of lines(form.elements.steps.value).entries()) {
      const found = /^([^:：]+)[:：]\s*(.+)$/.exec(line);
      const step = found && names[found[1].trim().toLowerCase()];
      if (!step) { note.textContent = baton.say("decisions_step_wrong", { line: index + 1 }); return undefined; }
      const was = known.steps.find(({ text }) => text.replace(/\s+/g, " ").trim() === found[2].trim());
      const moment = was?.moment && { source: was.moment.source, block: was.moment.first_block, last_block: was.moment.last_block };
      made.push({ step, text: found[2], at: was?.at ?? "", moment: moment ?? null });
    }
    return made;
  }

  const forms = {
    async filter(form) { await draw({ ...Object.fromEntries(new FormData(form)) }); },
    async add(form, note) {
      const added = await change("POST", `/spaces/${shown.space}/decisions`, told(form), note);
      if (added) await draw({ ...list, id: added.id });
    },
    async correct(form, note) { await change("PATCH", `/decisions/${entry()}`, told(form), note); },
    async steps(form, note) {
      const made = await stepsOf(form, note);
      if (made) await change("PUT", `/decisions/${entry()}/steps`, { steps: made }, note);
    },
    async merge(form, note) {
      const into = form.elements.other.value;
      const kept = await change("POST", `/decisions/${entry()}/merge`, { into }, note);
      if (kept) await draw({ ...list, id: into });
    },
    async supersede(form, note) { await change("POST", `/decisions/${entry()}/relation`, { later: form.elements.other.value, bond: "supersedes" }, note); },
    async contradict(form, note) { await change("POST", `/decisions/${entry()}/relation`, { later: form.elements.other.value, bond: "contradicts" }, note); },
  };

  const acts = {
    show: ({ id }) => draw({ ...list, id }),
    list: () => draw(list),
    clear: () => draw({ space: shown.space }),
    more: ({ shown: count }) => draw({ ...shown, shown: count }),
    confirm: () => change("POST", `/decisions/${entry()}/confirm`),
    dismiss: () => change("POST", `/decisions/${entry()}/dismiss`),
    relate: ({ id, later, bond }) => change("POST", `/decisions/${id}/relation`, { later, bond: bond || null }),
    async look(_, button) {
      button.disabled = true;
      baton.toast(baton.say("decisions_looking"));
      try {
        baton.toast(baton.say("decisions_looked", await baton.api("POST", `/spaces/${shown.space}/decisions/look`)));
      } catch (error) {
        baton.toast(error.message);
      }
      button.disabled = false;
      await draw();
    },
  };

  baton.decisions = { open: async (wanted) => { await baton.showTab("decisions"); await draw(wanted); } };

  baton.on("click", "#decisions-part [data-open]", ({ dataset: { open: source, first, last } }) => baton.openInLibrary({ source, first, last }));
  baton.on("click", "#decisions-part [data-act]", (button) => acts[button.dataset.act]?.(button.dataset, button));
  baton.on("change", "#decisions-part .filters select", (select) => select.form.requestSubmit());
  baton.submits("#decisions-part", forms);

  part().then((there) => new IntersectionObserver((entries) => {
    if (entries.some((one) => one.isIntersecting)) draw();
  }).observe(there));
  const wanted = new URLSearchParams(location.search).get("decision");
  if (wanted) baton.decisions.open({ id: wanted });
})();

// Mending what was heard: a line corrected in place, a speaker given a name, both with what was there before.
(() => {
  "use strict";
  const BEFORE = 40; // lines that a window shows before the one it is asked for (blocks.py)
  const made = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const sourceOf = (element) => element.closest(".viewer").dataset.text;
  const textOf = (line) => line.querySelector("p");
  const isSpoken = (viewer) => ["recording", "video", "transcript"].includes(viewer.dataset.kind);

  // One button for all lines: it stands in the line that the pointer or the keyboard is at.
  const pen = made("button", { type: "button", className: "pen", title: baton.say("mend_line"), textContent: "✎" });
  pen.setAttribute("aria-label", baton.say("mend_line"));
  function offer(line) {
    const viewer = line.closest(".viewer");
    if (!viewer.hasAttribute("data-may-edit") || !isSpoken(viewer) || line.querySelector(".mending") || pen.parentElement === line) return;
    line.append(pen);
  }
  baton.on("mouseover", ".viewer .line", offer);
  baton.on("focusin", ".viewer .line", offer);

  const write = () => {
    const line = pen.closest(".line");
    const said = textOf(line);
    const was = said.textContent;
    const field = made("textarea", { value: was, rows: 1, maxLength: 8000 });
    field.setAttribute("aria-label", baton.say("mend_line"));
    const note = made("p", { className: "failure", hidden: true });
    note.setAttribute("role", "alert");
    const save = made("button", { type: "button", className: "primary", textContent: baton.say("mend_save") });
    const leave = made("button", { type: "button", textContent: baton.say("mend_leave") });
    const form = made("div", { className: "mending" }, field, note, made("div", { className: "acts" }, save, leave));
    form.dataset.was = was;
    said.hidden = true;
    said.after(form);
    pen.remove();
    const grow = () => { field.style.height = "auto"; field.style.height = `${field.scrollHeight + 2}px`; };
    const close = () => { form.remove(); said.hidden = false; (line.querySelector(".time") || line).focus(); };
    const keep = async () => {
      save.disabled = true;
      try {
        const path = `/sources/${sourceOf(line)}/blocks/${line.dataset.block}`;
        const now = await baton.api("PUT", path, { text: field.value, was: form.dataset.was });
        said.textContent = now.text;
        delete said.dataset.explained;
        close();
        await mark(line.closest(".viewer"));
      } catch (error) {
        note.textContent = error.message;
        note.hidden = false;
        await seeNewest(line, form);
      }
      save.disabled = false;
    };
    field.addEventListener("input", grow);
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing) return; // Enter that only chooses among candidates
      if (event.key === "Escape") { event.preventDefault(); close(); }
      if (event.key === "Enter") { event.preventDefault(); keep(); }
    });
    save.addEventListener("click", keep);
    leave.addEventListener("click", close);
    grow();
    field.focus();
  };
  pen.addEventListener("click", write);

  // Somebody else was first: saving again replaces what they wrote, knowingly.
  async function seeNewest(line, form) {
    const position = Number(line.dataset.block);
    const [block] = await baton.api("GET", `/sources/${sourceOf(line)}/blocks?first=${position}&last=${position}`).catch(() => []);
    if (!block || block.text === form.dataset.was) return;
    form.dataset.was = block.text;
    textOf(line).textContent = block.text;
  }

  // What was corrected so far, per line; drawn again whenever lines come or go.
  const corrected = new WeakMap();
  async function mark(viewer) {
    if (!isSpoken(viewer)) return;
    const edits = await baton.api("GET", `/sources/${viewer.dataset.text}/edits`).catch(() => []);
    const version = Number(viewer.dataset.version);
    const dropped = edits.filter((edit) => !edit.undone && edit.version < version).length;
    if (dropped && !viewer.querySelector(".dropped")) {
      viewer.querySelector(".blocks").before(made("p", { className: "hint dropped", textContent: baton.say("mend_dropped", { count: dropped }) }));
    }
    const lines = new Map();
    for (const edit of edits) {
      if (edit.undone || edit.version !== version) continue;
      lines.set(edit.position, [...(lines.get(edit.position) || []), edit]);
    }
    corrected.set(viewer, lines);
    dress(viewer);
  }

  // What the client also calls a thing, under its first mention in a line; nothing where there is nothing to tell.
  const glossaries = new WeakMap();
  async function learn(viewer) {
    const terms = (await baton.api("GET", `/spaces/${viewer.dataset.space}/glossary`).catch(() => [])).filter((term) => term.aliases.length);
    const names = new Map(terms.flatMap((term) => [term.term, ...term.aliases].map((name) => [name.toLowerCase(), [term.term, ...term.aliases]])));
    if (!names.size) return;
    const written = [...names.keys()].sort((a, b) => b.length - a.length).map((name) => {
      const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return /^[\x20-\x7e]+$/.test(name) ? `(?<![a-z0-9])${escaped}(?![a-z0-9])` : escaped;
    });
    glossaries.set(viewer, { names, pattern: new RegExp(written.join("|"), "i") });
    explain(viewer);
  }

  function explain(viewer) {
    const known = glossaries.get(viewer);
    if (!known) return;
    for (const said of viewer.querySelectorAll(":is(.line, .passage) > p:not([data-explained])")) {
      said.dataset.explained = "";
      for (const node of [...said.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE)) {
        const found = known.pattern.exec(node.data);
        if (!found) continue;
        const rest = node.splitText(found.index);
        rest.splitText(found[0].length);
        const others = known.names.get(found[0].toLowerCase()).filter((name) => name.toLowerCase() !== found[0].toLowerCase());
        const term = made("abbr", { className: "known", title: baton.say("term_also", { names: others.join(baton.lang === "zh" ? "、" : ", ") }) });
        rest.replaceWith(term);
        term.append(rest);
        break;
      }
    }
  }

  function dress(viewer) {
    explain(viewer);
    const lines = corrected.get(viewer) || new Map();
    for (const line of viewer.querySelectorAll(".line")) {
      const edits = lines.get(Number(line.dataset.block));
      const shown = line.querySelector(".mended");
      if (!edits) { shown?.remove(); line.querySelector(".past")?.remove(); continue; }
      if (!shown) line.append(made("button", { type: "button", className: "mended", textContent: baton.say("mend_corrected"), title: baton.say("mend_heard", { text: edits.at(-1).was }) }));
    }
    if (!viewer.hasAttribute("data-may-edit")) return;
    for (const who of viewer.querySelectorAll(".who:not([role])")) {
      who.setAttribute("role", "button");
      who.tabIndex = 0;
      who.title = baton.say("mend_who");
    }
  }

  baton.on("click", ".mended", (button) => {
    const line = button.closest(".line");
    const open = line.querySelector(".past");
    button.setAttribute("aria-expanded", String(!open));
    if (open) { open.remove(); return; }
    const viewer = button.closest(".viewer");
    const edits = corrected.get(viewer).get(Number(line.dataset.block));
    const list = made("ol", { className: "past" });
    for (const edit of edits) {
      const when = new Date(`${edit.at}Z`).toLocaleString(baton.lang);
      list.append(made("li", {}, made("span", { className: "meta", textContent: [edit.person_shown, when].filter(Boolean).join(" · ") }),
        made("del", { textContent: edit.was }), made("ins", { textContent: edit.now })));
    }
    if (viewer.hasAttribute("data-may-edit")) {
      const back = made("button", { type: "button", textContent: baton.say("mend_undo") });
      back.addEventListener("click", () => undo(line, edits[0]));
      list.firstChild.append(back);
    }
    line.append(list);
  });

  async function undo(line, edit) {
    const viewer = line.closest(".viewer");
    try {
      const now = await baton.api("POST", `/sources/${viewer.dataset.text}/edits/${edit.id}/undo`);
      textOf(line).textContent = now.text;
      delete textOf(line).dataset.explained;
      line.querySelector(".past")?.remove();
      line.querySelector(".mended")?.remove();
      await mark(viewer);
    } catch (error) { baton.toast(error.message); }
  }

  // A speaker's name, clicked: a field in its place, and whether it holds for the whole client.
  async function rename(who) {
    if (who.nextElementSibling?.matches(".naming")) return;
    const viewer = who.closest(".viewer");
    const shown = who.textContent;
    const name = made("input", { value: shown, maxLength: 80, name: "to" });
    name.setAttribute("aria-label", baton.say("mend_name"));
    const all = made("input", { type: "checkbox", checked: true });
    const save = made("button", { type: "submit", className: "primary", textContent: baton.say("mend_save") });
    const leave = made("button", { type: "button", textContent: baton.say("mend_leave") });
    const note = made("p", { className: "failure", hidden: true });
    note.setAttribute("role", "alert");
    const acts = made("div", { className: "acts" }, save, leave);
    const form = made("form", { className: "naming" }, name);
    const canBeAll = viewer.dataset.everywhere && !JSON.parse(viewer.dataset.anybody).includes(shown);
    if (canBeAll) form.append(made("label", {}, all, baton.say("mend_everywhere")));
    form.append(note, acts);
    who.after(form);
    const close = () => { form.remove(); who.focus(); };
    const fail = (error) => { note.textContent = error.message; note.hidden = false; };
    leave.addEventListener("click", close);
    form.addEventListener("keydown", (event) => { event.stopPropagation(); if (event.key === "Escape") close(); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const body = { from: shown, to: name.value, everywhere: Boolean(canBeAll && all.checked) };
        const done = await baton.api("PUT", `/sources/${viewer.dataset.text}/speakers`, body);
        close();
        call(viewer, shown, done.name);
        if (done.change) baton.toast(baton.say("mend_named", { lines: done.lines, sources: done.sources }));
      } catch (error) { fail(error); }
    });
    name.select();
    const said = (await baton.api("GET", `/sources/${viewer.dataset.text}/speakers`).catch(() => []))
      .find((naming) => !naming.undone && naming.name === shown);
    if (!said || !form.isConnected) return;
    const back = made("button", { type: "button", textContent: baton.say("mend_back", { label: said.label }) });
    back.addEventListener("click", async () => {
      try {
        await baton.api("POST", `/sources/${viewer.dataset.text}/speakers/${said.change}/undo`);
        close();
        await again(viewer);
      } catch (error) { fail(error); }
    });
    acts.append(back);
  }

  function call(viewer, from, to) {
    for (const who of viewer.querySelectorAll(".who")) if (who.textContent === from) who.textContent = to;
  }

  // The same lines, as they are now.
  async function again(viewer) {
    const first = viewer.querySelector("[data-block]")?.dataset.block;
    viewer.querySelector(".blocks").innerHTML = await baton.call("go_to", { source: viewer.dataset.text, block: Number(first || 0) + BEFORE });
    const [from, to] = [Number(viewer.dataset.first), Number(viewer.dataset.last)];
    for (const lit of viewer.querySelectorAll(".blocks .lit")) {
      if (Number(lit.dataset.block) < from || Number(lit.dataset.block) > to) lit.classList.remove("lit");
    }
  }

  baton.on("click", ".viewer[data-may-edit] .who[role]", rename);
  baton.on("keydown", ".viewer[data-may-edit] .who[role]", (who, event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); rename(who); }
  });

  // Every viewer, as it is opened and as its window of lines moves.
  const watched = new WeakSet();
  new MutationObserver(() => {
    for (const viewer of document.querySelectorAll(".viewer")) {
      if (watched.has(viewer)) continue;
      watched.add(viewer);
      mark(viewer);
      learn(viewer);
      new MutationObserver(() => dress(viewer)).observe(viewer.querySelector(".blocks"), { childList: true });
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();

// A client's glossary in the Library: drawn by the server, changed through the API.
(() => {
  "use strict";
  const wordsIn = (text) => text.split(/[;；|]/).map((word) => word.trim()).filter(Boolean);
  const pathOf = (page, term = "") => `/spaces/${page.dataset.space}/glossary${term && `/${encodeURIComponent(term)}`}`;

  async function draw(space = "") {
    const place = await baton.appeared('[data-viewer="library"]');
    place.setAttribute("aria-busy", "true");
    try {
      const html = await baton.call("glossary_page", { space });
      if (place.querySelector(".glossary")) baton.morph(place, html); else place.innerHTML = html;
    } finally {
      place.removeAttribute("aria-busy");
    }
  }

  baton.on("click", '[data-act="glossary"]', async () => {
    baton.root().classList.add("reader-open");
    history.replaceState(null, "", "/");
    document.querySelectorAll(".pick[aria-current]").forEach((pick) => pick.removeAttribute("aria-current"));
    await draw(document.querySelector('#library-filter [name="space"]').value);
    document.querySelector(".glossary [name=term], .glossary select")?.focus();
  });
  baton.on("change", ".glossary > header select", (select) => draw(select.value));

  const fieldsOf = (page) => page.querySelector(".term-form");
  function clear(form) {
    form.reset();
    form.elements.instead_of.value = "";
    form.querySelector(".failure").hidden = true;
    form.querySelector('[data-act="term-leave"]').hidden = true;
  }

  async function keep(page, term, body) {
    const form = fieldsOf(page);
    const note = form.querySelector(".failure");
    try {
      await baton.api("PUT", pathOf(page, term), body);
    } catch (error) {
      note.textContent = error.message;
      note.hidden = false;
      return false;
    }
    clear(form);
    await draw(page.dataset.space);
    return true;
  }

  baton.on("submit", ".term-form", async (form, event) => {
    event.preventDefault();
    const { term, aliases, misheard, instead_of: before } = form.elements;
    const page = form.closest(".glossary");
    await keep(page, term.value.trim(), { aliases: wordsIn(aliases.value), misheard: wordsIn(misheard.value), instead_of: before.value });
    form.elements.term.focus();
  });
  baton.on("click", '[data-act="term-change"]', (button) => {
    const { term, aliases, misheard } = button.closest("li").dataset;
    const form = fieldsOf(button.closest(".glossary"));
    clear(form);
    form.elements.term.value = form.elements.instead_of.value = term;
    form.elements.aliases.value = aliases;
    form.elements.misheard.value = misheard;
    form.querySelector('[data-act="term-leave"]').hidden = false;
    form.elements.aliases.focus();
    form.scrollIntoView({ block: "nearest" });
  });
  baton.on("click", '[data-act="term-leave"]', (button) => clear(button.form));
  baton.on("click", '[data-act="term-remove"]', async (button) => {
    const { term } = button.closest("li").dataset;
    const page = button.closest(".glossary");
    if (!window.confirm(baton.say("term_remove", { term }))) return;
    await baton.api("DELETE", pathOf(page, term)).catch((error) => baton.toast(error.message));
    await draw(page.dataset.space);
  });

  // Suggestions take a second to count, so only when they are looked at.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(".glossary .suggested") && event.target.open) suggest(event.target);
  }, true);
  async function suggest(part) {
    const page = part.closest(".glossary");
    const list = part.querySelector("ul");
    const say = (words) => { list.innerHTML = ""; list.append(Object.assign(document.createElement("li"), { className: "hint", textContent: words })); };
    say(baton.say("term_counting"));
    let found;
    try { found = await baton.api("GET", `${pathOf(page)}/suggestions`); } catch (error) { say(error.message); return; }
    if (!found.length) { say(baton.say("term_none")); return; }
    list.innerHTML = "";
    for (const { word, count, example } of found) list.append(suggestion(page, word, count, example));
  }

  function suggestion(page, word, count, example) {
    const item = document.createElement("li");
    const what = Object.assign(document.createElement("span"), { className: "what" });
    what.append(Object.assign(document.createElement("strong"), { textContent: word }),
      Object.assign(document.createElement("span"), { className: "meta", textContent: `${baton.say("term_times", { count })} · ${example}` }));
    const act = (words, done) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
      button.setAttribute("aria-label", `${words} ${word}`);
      button.addEventListener("click", async () => {
        button.disabled = true;
        const next = (item.nextElementSibling || item.previousElementSibling)?.querySelector("button");
        try { await done(); item.remove(); next?.focus(); } catch (error) { baton.toast(error.message); button.disabled = false; }
      });
      return button;
    };
    const acts = Object.assign(document.createElement("span"), { className: "acts" });
    acts.append(
      act(baton.say("term_accept"), async () => {
        await baton.api("PUT", pathOf(page, word), {});
        const fresh = new DOMParser().parseFromString(await baton.call("glossary_page", { space: page.dataset.space }), "text/html");
        baton.morph(page.querySelector(".terms"), fresh.querySelector(".terms").innerHTML);
      }),
      act(baton.say("term_dismiss"), () => baton.api("DELETE", `${pathOf(page)}/suggestions/${encodeURIComponent(word)}`)),
    );
    item.append(what, acts);
    return item;
  }

  baton.on("change", ".glossary .bring input", async (input) => {
    const page = input.closest(".glossary");
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    try {
      const { added, changed } = await baton.api("PUT", `${pathOf(page)}.csv`, new Blob([file], { type: "text/csv" }));
      baton.toast(baton.say("term_imported", { added, changed }));
      await draw(page.dataset.space);
    } catch (error) { baton.toast(error.message); }
  });
})();

// What every other script uses: words, the server, small DOM work, tabs. No page of its own.
window.baton = (() => {
  "use strict";
  const languages = navigator.languages?.length ? navigator.languages : [navigator.language || "en"];
  const lang = languages.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === "zh" || tag === "en") || "en";

  const say = (key, values = {}) =>
    window.batonWords[lang][`js.${key}`].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // The page's server functions, once Gradio has made them.
  let connect;
  const connected = new Promise((resolve) => { connect = resolve; });
  const call = async (name, asked = {}) => (await connected)[name](asked);

  // The HTTP API. A body is sent as JSON, a file as it is. Rejects with the sentence a person may read.
  async function api(method, path, body) {
    const raw = body instanceof Blob;
    let response;
    try {
      response = await fetch(`/api/v1${path}`, {
        method,
        headers: body === undefined || raw ? {} : { "Content-Type": "application/json" },
        body: body === undefined || raw ? body : JSON.stringify(body),
      });
    } catch {
      throw new Error(say("offline"));
    }
    const answer = await response.json().catch(() => ({}));
    const door = { SignInNeeded: "/sign-in", PasswordMustChange: "/account/password" }[answer.code];
    if (door) location.assign(`${door}?next=${encodeURIComponent(location.pathname + location.search)}`);
    if (!response.ok) throw new Error(answer.error?.[lang] || say("offline"));
    const next = /<\/api\/v1([^>]+)>; rel="next"/.exec(response.headers.get("Link") || ""); // lists come in pages
    return next && Array.isArray(answer) ? answer.concat(await api("GET", next[1])) : answer;
  }

  // Handle an event wherever it happens: Gradio and the server replace HTML at will.
  function on(event, selector, handle) {
    document.addEventListener(event, (happened) => {
      const target = happened.target.closest?.(selector);
      if (target) handle(target, happened);
    });
  }

  // Forms below `place`, by their data-form: what is required is wanted first, and the button rests meanwhile.
  const submits = (place, forms) => on("submit", `${place} form[data-form]`, async (form, event) => {
    event.preventDefault();
    const note = form.querySelector(".note");
    const missing = [...form.elements].find((field) => field.required && !field.value.trim());
    if (note) note.textContent = missing ? say("people_missing") : "";
    if (missing) { missing.focus(); return; }
    const submit = form.querySelector('[type="submit"]');
    submit.disabled = true;
    try {
      await forms[form.dataset.form]?.(form, note);
    } finally {
      submit.disabled = false;
    }
  });

  // The element, once it is there: Gradio draws a tab when it is first shown.
  const appeared = (selector) => new Promise((resolve) => {
    const look = () => {
      const element = document.querySelector(selector);
      if (element) resolve(element); else setTimeout(look, 50);
    };
    look();
  });

  // Make `target`'s children those of `html`, changing only what differs: focus and animations stay.
  function morph(target, html) {
    const wanted = document.createElement("template");
    wanted.innerHTML = html;
    align(target, wanted.content);
  }

  function align(have, want) {
    const wanted = [...want.childNodes];
    wanted.forEach((node, i) => {
      const moved = node.id && [...have.childNodes].slice(i).find((other) => other.id === node.id);
      if (moved && have.childNodes[i] !== moved) have.insertBefore(moved, have.childNodes[i]);
      const here = have.childNodes[i];
      if (!here) have.append(node.cloneNode(true));
      else if (here.nodeName !== node.nodeName || (here.id || "") !== (node.id || "")) here.replaceWith(node.cloneNode(true));
      else if (node.nodeType === Node.TEXT_NODE) { if (here.data !== node.data) here.data = node.data; }
      else {
        for (const { name } of [...here.attributes]) if (!node.hasAttribute(name) && name !== "open") here.removeAttribute(name);
        for (const { name, value } of node.attributes) if (here.getAttribute(name) !== value) here.setAttribute(name, value);
        align(here, node);
      }
    });
    while (have.childNodes.length > wanted.length) have.lastChild.remove();
  }

  let fading;
  function toast(words) {
    const shown = document.getElementById("toast") || root().appendChild(Object.assign(document.createElement("p"), { id: "toast" }));
    shown.setAttribute("role", "alert");
    shown.textContent = words;
    shown.classList.add("shown");
    clearTimeout(fading);
    fading = setTimeout(() => shown.classList.remove("shown"), 6000);
  }

  // Where states of the whole page are written: Gradio scopes style sheets to what lies inside it.
  const root = () => document.getElementById("tabs");
  const showTab = async (name) => (await appeared(`#tab-${name}-button`)).click();
  on("click", '#tabs button[role="tab"]', (tab) => tab.scrollIntoView({ block: "nearest", inline: "center" })); // they scroll where they do not fit
  const isNarrow = () => matchMedia("(max-width: 860px)").matches;

  // A dialog over the page; gone once it is closed.
  function slip(html) {
    const dialog = root().appendChild(Object.assign(document.createElement("dialog"), { className: "slip prose" }));
    dialog.append(...html);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => { if (event.target.dataset.act === "close-slip") dialog.close(); });
    dialog.showModal();
    return dialog;
  }

  function made(tag, words, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    if (words) element.textContent = words;
    element.append(...children);
    return element;
  }

  function button(words, act, name = "") {
    const element = made("button", words, { type: "button", className: name });
    element.dataset.act = act;
    return element;
  }

  function fileSize(bytes) {
    const units = ["B", "KB", "MB", "GB"];
    const unit = Math.min(units.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
    const amount = bytes / 1024 ** unit;
    return `${unit && amount < 10 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`;
  }

  return { made, button, slip, submits, lang, root, say, connect, call, api, on, appeared, morph, toast, showTab, isNarrow, fileSize };
})();

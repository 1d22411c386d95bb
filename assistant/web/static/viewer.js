// The opened source: the player stands at the moment, the text follows it, edges bring more, words are found.
(() => {
  "use strict";
  const FOLLOW_PAUSE_MS = 4000; // after the reader scrolls, the text leaves them alone for this long
  const TYPING_MS = 250;

  // Open blocks `first` to `last` of a source in the panel of `where`. Sound starts only when asked for.
  async function open({ source, first, last }, where, { play = false } = {}) {
    const place = await baton.appeared(`[data-viewer="${where}"]`);
    place.setAttribute("aria-busy", "true");
    const asked = first === undefined ? { source } : { source, first: Number(first), last: Number(last ?? first) };
    try {
      place.innerHTML = await baton.call("open_source", asked);
    } finally {
      place.removeAttribute("aria-busy");
    }
    const viewer = place.querySelector(".viewer");
    if (viewer) settle(viewer, play);
    return viewer;
  }

  function settle(viewer, play) {
    const media = viewer.querySelector("audio, video");
    if (media) {
      const at = Number(media.dataset.at);
      const stand = () => { if (at) media.currentTime = at; };
      if (media.readyState >= 1) stand(); else media.addEventListener("loadedmetadata", stand, { once: true });
      media.addEventListener("timeupdate", () => follow(viewer, media));
      media.addEventListener("seeked", () => follow(viewer, media));
      media.addEventListener("error", () => renew(viewer, media), { once: true });
      if (play) media.play().catch(() => {});
    }
    const blocks = viewer.querySelector(".blocks");
    for (const event of ["wheel", "touchmove", "keydown"]) {
      blocks.addEventListener(event, () => { viewer.dataset.readUntil = Date.now() + FOLLOW_PAUSE_MS; }, { passive: true });
    }
    showLit(viewer);
  }

  // A link runs out while a page lies open: once, the player gets a fresh one and goes on where it stood.
  async function renew(viewer, media) {
    const [at, playing] = [media.currentTime, !media.paused];
    const address = await baton.call("media_link", { source: viewer.dataset.source });
    if (!address.startsWith("/media/")) return;
    media.addEventListener("loadedmetadata", () => {
      media.currentTime = at;
      if (playing) media.play().catch(() => {});
    }, { once: true });
    media.src = address;
  }

  function showLit(viewer) {
    const blocks = viewer.querySelector(".blocks");
    const lit = blocks.querySelector(".lit");
    if (lit) centre(blocks, lit, "instant");
    watchEdges(viewer);
  }

  function centre(blocks, element, behavior) {
    const offset = element.getBoundingClientRect().top - blocks.getBoundingClientRect().top;
    blocks.scrollTo({ top: blocks.scrollTop + offset - blocks.clientHeight / 3, behavior });
  }

  // The line being spoken, lit; the window moves when playback leaves it.
  function follow(viewer, media) {
    const time = media.currentTime;
    const lines = [...viewer.querySelectorAll(".line[data-start]")];
    if (!lines.length) return;
    let low = 0;
    for (let high = lines.length; low < high;) {
      const middle = (low + high) >> 1;
      if (Number(lines[middle].dataset.start) <= time + 0.05) low = middle + 1; else high = middle;
    }
    const now = lines[low - 1];
    const beyond = (low === 0 && viewer.querySelector('.more[data-more="earlier"]')) ||
      (low === lines.length && time > Number(now.dataset.end) + 1 && viewer.querySelector('.more[data-more="later"]'));
    if (beyond) return moveWindow(viewer, time);
    const before = viewer.querySelector(".line.now");
    if (now === before) return;
    before?.classList.remove("now");
    now?.classList.add("now");
    const blocks = viewer.querySelector(".blocks");
    const reading = Date.now() < Number(viewer.dataset.readUntil || 0);
    viewer.querySelector(".follow").hidden = !reading;
    if (now && !reading && !media.paused) centre(blocks, now, "smooth");
  }

  async function moveWindow(viewer, seconds) {
    if (viewer.dataset.moving) return;
    viewer.dataset.moving = "1";
    viewer.querySelector(".blocks").innerHTML = await baton.call("moment", { source: viewer.dataset.text, seconds });
    delete viewer.dataset.moving;
    watchEdges(viewer);
    const media = viewer.querySelector("audio, video");
    if (media) follow(viewer, media);
  }

  function watchEdges(viewer) {
    const blocks = viewer.querySelector(".blocks");
    const near = new IntersectionObserver(
      (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => grow(entry.target)),
      { root: blocks, rootMargin: "150px" },
    );
    blocks.querySelectorAll(".more").forEach((more) => near.observe(more));
  }

  async function grow(more) {
    if (more.disabled) return;
    more.disabled = true;
    const viewer = more.closest(".viewer");
    const blocks = more.closest(".blocks");
    const edge = more.dataset.more;
    const html = await baton.call("more_blocks", {
      source: viewer.dataset.text, edge, first: Number(more.dataset.first), last: Number(more.dataset.last),
    });
    const height = blocks.scrollHeight;
    const top = blocks.scrollTop;
    more.outerHTML = html;
    if (edge === "earlier") blocks.scrollTop = top + blocks.scrollHeight - height;
    watchEdges(viewer);
  }

  function turnTo(viewer, page) {
    const figure = viewer.querySelector("figure.page");
    const pages = Number(figure.dataset.pages);
    const wanted = Math.min(pages, Math.max(1, page));
    figure.dataset.page = wanted;
    figure.querySelector("img").src = figure.dataset.pattern.replace("{n}", wanted);
    const at = figure.querySelector(".at");
    if (at) at.textContent = `${wanted} / ${pages}`;
  }

  function seek(viewer, seconds) {
    const media = viewer.querySelector("audio, video");
    if (!media) return;
    media.currentTime = seconds;
    delete viewer.dataset.readUntil;
    media.play().catch(() => {});
  }

  let typing;
  async function find(form) {
    const viewer = form.closest(".viewer");
    const words = form.elements.words.value.trim();
    const results = form.querySelector(".results");
    results.innerHTML = words ? await baton.call("find_within", { source: viewer.dataset.text, words }) : "";
  }

  baton.openSource = open;
  baton.on("click", ".more", grow);
  baton.on("click", "[data-seek]", (time) => seek(time.closest(".viewer"), Number(time.dataset.seek)));
  baton.on("click", ".follow", (button) => {
    const viewer = button.closest(".viewer");
    delete viewer.dataset.readUntil;
    button.hidden = true;
    const now = viewer.querySelector(".line.now");
    if (now) centre(viewer.querySelector(".blocks"), now, "smooth");
  });
  baton.on("click", "[data-turn]", (button) => {
    const viewer = button.closest(".viewer");
    turnTo(viewer, Number(viewer.querySelector("figure.page").dataset.page) + Number(button.dataset.turn));
  });
  baton.on("click", ".divider[data-page]", (divider) => turnTo(divider.closest(".viewer"), Number(divider.dataset.page)));
  baton.on("submit", "form.find", (form, event) => { event.preventDefault(); find(form); });
  baton.on("input", "form.find", (form) => { clearTimeout(typing); typing = setTimeout(() => find(form), TYPING_MS); });
  baton.on("click", ".hit", async (hit) => {
    const viewer = hit.closest(".viewer");
    viewer.querySelector(".blocks").innerHTML = await baton.call("go_to", { source: viewer.dataset.text, block: Number(hit.dataset.go) });
    showLit(viewer);
    const start = viewer.querySelector(".lit[data-start]")?.dataset.start;
    const media = viewer.querySelector("audio, video");
    if (media && start !== undefined) media.currentTime = Number(start);
    const page = viewer.querySelector(".lit")?.parentElement.querySelector(".divider[data-page]");
    if (page && viewer.querySelector("figure.page")) turnTo(viewer, pageOf(viewer.querySelector(".lit")));
  });

  function pageOf(element) {
    for (let at = element; at; at = at.previousElementSibling) if (at.dataset.page) return Number(at.dataset.page);
    return 1;
  }
})();

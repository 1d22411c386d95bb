// The bell: what the caller should know of, counted in the bar; a click opens the thing and takes it off the list.
(() => {
  "use strict";
  const { made } = baton;
  const EVERY_MS = 60_000;
  const PARTS = { question: "questions", answered: "questions", item: "checklist", phase: "overview", interview: "interview", review: "freshness", selfcheck: "selfcheck" };
  const bell = () => document.querySelector("#who .bell");

  function count(unread) {
    const number = bell()?.querySelector(".count");
    if (!number) return;
    number.hidden = !unread;
    number.textContent = Math.min(unread, 99);
    bell().querySelector("summary").title = unread ? baton.say("notices_count", { count: unread }) : baton.say("notices_none");
  }

  async function look() {
    if (document.hidden || !bell()) return;
    const unread = await baton.api("GET", "/me/notices?unread=true").catch(() => null);
    if (unread) count(unread.length);
  }

  async function list() {
    const place = bell().querySelector(".list");
    const found = await baton.api("GET", "/me/notices").catch((error) => { place.replaceChildren(made("p", error.message, { className: "nothing" })); });
    if (!found) return;
    count(found.filter((notice) => !notice.read).length);
    place.replaceChildren(...found.slice(0, 30).map(row));
    if (!found.length) place.replaceChildren(made("p", baton.say("notices_none"), { className: "nothing" }));
  }

  function row(notice) {
    const when = new Date(notice.created_at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const line = made("button", "", { type: "button", className: "notice-row" },
      made("span", notice.words[baton.lang], { className: "words" }), made("span", `${notice.space_name} · ${when}`, { className: "meta" }));
    Object.assign(line.dataset, { act: "notice-open", notice: notice.id, about: notice.about, space: notice.space, target: notice.target, read: notice.read });
    return line;
  }

  const read = (ids) => baton.api("POST", "/me/notices/read", { ids });

  baton.on("click", "#who .bell > summary", () => { if (!bell().open) list(); });
  baton.on("click", '#who [data-act="notice-open"]', async ({ dataset }) => {
    bell().open = false;
    await read([dataset.notice]).catch(() => null);
    look();
    baton.handover.open({ space: dataset.space, part: PARTS[dataset.about], id: dataset.target });
  });
  baton.on("click", '#who [data-act="notices-read"]', async () => {
    const unread = [...bell().querySelectorAll('[data-read="false"]')].map((line) => line.dataset.notice);
    if (unread.length) await read(unread).catch((error) => baton.toast(error.message));
    await list();
  });
  setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
})();

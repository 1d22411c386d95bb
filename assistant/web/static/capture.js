// Uploading: files and folders are queued, sent one after another as raw bodies, then submitted together.
(() => {
  "use strict";
  const form = () => document.getElementById("capture-form");
  const rowOf = (item) => document.getElementById(`queued-${item.key}`);
  let queue = []; // {key, file, folder, state, upload, taken, dropped}; the last two are called when it is
  let keys = 0;
  const toSend = ({ state }) => state === "waiting" || state === "failed"; // what failed may be sent once more
  const ready = () => { form().querySelector("[type=submit]").disabled = !queue.some(toSend); };

  function add(files) {
    for (const { file, folder, taken, dropped } of files) {
      if (file.name.startsWith(".") || file.name === "Thumbs.db") continue; // what systems leave in folders
      queue.push({ key: ++keys, file, folder, taken, dropped, state: "waiting" });
    }
    draw();
  }

  function draw() {
    const list = document.getElementById("queue");
    list.replaceChildren(...queue.map(row));
    const total = queue.reduce((sum, item) => sum + item.file.size, 0);
    note(queue.length ? baton.say("files", { count: queue.length, size: baton.fileSize(total) }) : "");
    ready();
    form().classList.toggle("filled", queue.length > 0);
  }

  function row(item) {
    const line = document.createElement("li");
    line.id = `queued-${item.key}`;
    line.dataset.state = item.state;
    const name = Object.assign(document.createElement("span"), { className: "name", textContent: item.folder + item.file.name });
    const state = Object.assign(document.createElement("span"), { className: "state" });
    state.textContent = item.words || `${baton.fileSize(item.file.size)}`;
    const out = Object.assign(document.createElement("button"), { type: "button", className: "out", textContent: "×" });
    out.setAttribute("aria-label", baton.say("take_out", { name: item.file.name }));
    out.addEventListener("click", () => { item.request?.abort(); queue = queue.filter((other) => other !== item); item.dropped?.(); draw(); });
    const bar = Object.assign(document.createElement("i"), { className: "fill" });
    line.append(bar, name, state, out);
    return line;
  }

  function mark(item, state, words) {
    Object.assign(item, { state, words });
    const line = rowOf(item);
    if (!line) return;
    line.dataset.state = state;
    line.querySelector(".state").textContent = words;
  }

  const note = (words) => { document.getElementById("capture-note").textContent = words; };

  function upload(item) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      item.request = request;
      const failed = (words) => { mark(item, "failed", words); resolve(false); };
      request.upload.onprogress = ({ loaded, total }) => {
        const percent = Math.round((100 * loaded) / Math.max(total, 1));
        mark(item, "uploading", baton.say("uploading", { percent }));
        rowOf(item)?.style.setProperty("--done", `${percent}%`);
      };
      request.onload = () => {
        const answer = JSON.parse(request.responseText || "{}");
        if (request.status !== 200) return failed(answer.error?.[baton.lang] || baton.say("upload_failed"));
        item.upload = answer.upload;
        mark(item, "uploaded", baton.say("uploaded"));
        resolve(true);
      };
      request.onerror = () => failed(baton.say("upload_failed"));
      request.onabort = () => resolve(false);
      request.open("PUT", `/api/v1/uploads?name=${encodeURIComponent(item.file.name)}`);
      request.send(item.file);
    });
  }

  async function submit() {
    const { space, topic, date } = Object.fromEntries(new FormData(form()));
    if (!space.trim()) { note(baton.say("need_space")); form().elements.space.focus(); return; }
    const items = queue.filter(toSend);
    items.forEach((item) => mark(item, "waiting", baton.say("waiting")));
    form().querySelector("[type=submit]").disabled = true;
    const sent = [];
    for (const item of items) if (queue.includes(item) && (await upload(item))) sent.push(item);
    if (!sent.length) { ready(); return; }
    try {
      const { submissions } = await baton.api("POST", "/submissions", {
        space: space.trim(), topic: topic.trim(), date: date || null,
        uploads: sent.map((item) => ({ upload: item.upload, name: item.file.name, folder: item.folder })),
      });
      submissions.forEach(({ outcome, error }, i) => mark(sent[i], outcome, error?.[baton.lang] || baton.say(outcome)));
      sent.forEach((item) => { if (item.state !== "refused") { item.taken?.(); delete item.dropped; } });
      queue = queue.filter((item) => item.state !== "new" && item.state !== "new_version");
      draw();
    } catch (error) {
      sent.forEach((item) => mark(item, "failed", error.message));
      ready();
    }
    baton.refreshLists();
    fillSpaces();
  }

  // Dropped folders are walked; their path below the drop becomes the files' folder.
  async function dropped(transfer) {
    const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return [...transfer.files].map((file) => ({ file, folder: "" }));
    return (await Promise.all(entries.map((entry) => walk(entry, "")))).flat();
  }

  async function walk(entry, folder) {
    if (entry.isFile) return [{ file: await new Promise((resolve, reject) => entry.file(resolve, reject)), folder }];
    const reader = entry.createReader();
    const inside = [];
    for (let batch; (batch = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length;) inside.push(...batch);
    return (await Promise.all(inside.map((child) => walk(child, `${folder}${entry.name}/`)))).flat();
  }

  baton.addFiles = add;

  const picked = (input) => [...input.files].map((file) => ({
    file, folder: file.webkitRelativePath ? file.webkitRelativePath.slice(0, -file.name.length) : "",
  }));

  async function fillSpaces() {
    const spaces = await baton.api("GET", "/spaces").catch(() => []);
    document.getElementById("spaces")?.replaceChildren(...spaces.map(({ name }) => new Option(name, name)));
    for (const select of document.querySelectorAll("#library-filter [name=space], #controls-form [name=space]")) {
      const chosen = select.value;
      select.replaceChildren(select.options[0], ...spaces.map(({ id, name }) => new Option(name, id)));
      select.value = chosen;
    }
  }
  for (const form of ["#capture-form", "#library-filter", "#controls-form"]) baton.appeared(form).then(fillSpaces);

  baton.on("click", '[data-act="choose-files"]', () => document.getElementById("pick-files").click());
  baton.on("click", '[data-act="choose-folder"]', () => document.getElementById("pick-folder").click());
  baton.on("change", "#pick-files, #pick-folder", (input) => { add(picked(input)); input.value = ""; });
  baton.on("click", '[data-act="clear-queue"]', () => { queue.forEach((item) => { item.request?.abort(); item.dropped?.(); }); queue = []; draw(); });
  baton.on("submit", "#capture-form", (_, event) => { event.preventDefault(); submit(); });
  baton.on("focusin", "#capture-form [name=space], #library-filter [name=space], #controls-form [name=space]", fillSpaces);
  for (const event of ["dragenter", "dragover"]) {
    document.addEventListener(event, (dragged) => {
      if (!dragged.dataTransfer?.types.includes("Files")) return;
      dragged.preventDefault();
      baton.root().classList.add("dragging");
    });
  }
  document.addEventListener("dragleave", (left) => { if (!left.relatedTarget) baton.root().classList.remove("dragging"); });
  document.addEventListener("drop", async (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    baton.root().classList.remove("dragging");
    baton.showTab("capture");
    add(await dropped(event.dataTransfer));
  });
})();

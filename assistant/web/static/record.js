// Recording in the browser: microphone, or screen with sound. What is recorded is kept piece by piece in this
// browser until Baton has taken it in, so that a crashed tab loses at most the last second.
(() => {
  "use strict";
  const PIECE_MS = 1000, METER_MS = 100, QUIET_AFTER_S = 8, QUIET = 0.012;
  const { ENDINGS, clock, whyNot, isAllowed, port, formatFor } = baton.microphone;
  const box = () => document.getElementById("record");
  const part = (selector) => box().querySelector(selector);
  const note = (words, state = "") => Object.assign(part(".told"), { textContent: words }).setAttribute("data-state", state);
  let now = null; // what is being recorded or listened to: {id, person, kind, type, started, ms, pieces, …}
  const waiting = new Set(); // ids in the list of files, not taken in yet
  const locks = new Map(); // id -> how to let go

  // ---- kept in the browser

  const store = (() => {
    let opening;
    const opened = () => (opening ||= new Promise((resolve, reject) => {
      const request = indexedDB.open("baton-recordings", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("recordings", { keyPath: "id" });
        request.result.createObjectStore("pieces", { keyPath: ["id", "n"] });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    }));
    const piecesOf = (id) => IDBKeyRange.bound([id], [id, []]);
    async function work(mode, does) {
      const transaction = (await opened()).transaction(["recordings", "pieces"], mode);
      const request = does(transaction.objectStore("recordings"), transaction.objectStore("pieces"));
      return new Promise((resolve, reject) => {
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    }
    return {
      put: (facts, n, blob) => work("readwrite", (recordings, pieces) => {
        recordings.put(facts);
        if (blob) pieces.put({ id: facts.id, n, blob });
      }),
      all: () => work("readonly", (recordings) => recordings.getAll()),
      pieces: async (id) => (await work("readonly", (_, pieces) => pieces.getAll(piecesOf(id)))).map((piece) => piece.blob),
      forget: (id) => work("readwrite", (recordings, pieces) => { recordings.delete(id); pieces.delete(piecesOf(id)); }),
    };
  })();

  const lockOf = (id) => `baton-recording-${id}`;
  function hold(id) {
    return new Promise((held) => navigator.locks.request(lockOf(id), () => new Promise((letGo) => { locks.set(id, letGo); held(); })));
  }
  function letGo(id) { locks.get(id)?.(); locks.delete(id); }
  async function forget(id) {
    waiting.delete(id);
    await store.forget(id).catch(() => {});
    letGo(id);
  }

  // ---- recording

  async function begin(kind) {
    if (now) return;
    if (!isAllowed()) { note(baton.say("record_insecure", { port: port() }), "failed"); return; }
    const type = formatFor(kind);
    if (!type) { note(baton.say("record_unsupported"), "failed"); return; }
    now = { kind };
    show("asking");
    note(kind === "screen" ? baton.say("record_choose") : baton.say("record_allow"));
    try {
      const heard = await sources(kind);
      await start(kind, type, heard);
    } catch (error) {
      now?.tracks?.forEach((track) => track.stop());
      now = null;
      show("idle");
      note(whyNot(error, kind), "failed");
    }
  }

  // The streams, and what is to be said about them. For a screen, its own sound and the microphone are mixed.
  async function sources(kind) {
    if (kind === "sound") return { streams: [await navigator.mediaDevices.getUserMedia({ audio: true })], words: "" };
    const screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 12 }, audio: true });
    now.tracks = screen.getTracks();
    const voice = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (voice) return { streams: [screen, voice], words: "" };
    return { streams: [screen], words: screen.getAudioTracks().length ? baton.say("record_no_voice") : baton.say("record_silent_screen") };
  }

  async function start(kind, type, { streams, words }) {
    const tracks = streams.flatMap((stream) => stream.getTracks());
    now.tracks = tracks;
    const audio = new AudioContext(), mixed = audio.createMediaStreamDestination(), meter = audio.createAnalyser();
    for (const stream of streams.filter((one) => one.getAudioTracks().length)) {
      const source = audio.createMediaStreamSource(stream);
      source.connect(meter);
      source.connect(mixed);
    }
    const pictures = streams[0].getVideoTracks();
    const stream = kind === "sound" ? streams[0]
      : new MediaStream(tracks.some((track) => track.kind === "audio") ? [...pictures, ...mixed.stream.getAudioTracks()] : pictures);
    const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 64000, videoBitsPerSecond: 1500000 });
    Object.assign(now, { id: crypto.randomUUID(), person: box().dataset.person, type: recorder.mimeType.split(";")[0], started: Date.now(), ms: 0 });
    Object.assign(now, { recorder, audio, meter, pieces: [], writes: [], since: performance.now(), quietFor: 0, words });
    await hold(now.id);
    recorder.ondataavailable = ({ data }) => keepPiece(data);
    recorder.onstop = finish;
    tracks.forEach((track) => { track.onended = stop; }); // unplugged, or sharing ended from the browser's own bar
    recorder.start(PIECE_MS);
    now.ticking = setInterval(tick, METER_MS);
    show("recording");
    note(words);
  }

  const facts = ({ id, person, kind, type, started, ms }) => ({ id, person, kind, type, started, ms });

  function keepPiece(data) {
    if (!data.size) return;
    const n = now.pieces.push(data) - 1;
    now.writes.push(store.put(facts(now), n, data).catch(() => note(baton.say("record_not_kept"), "failed")));
  }

  function tick() {
    if (now.recorder.state !== "recording") return;
    const at = performance.now();
    now.ms += at - now.since;
    now.since = at;
    const wave = new Uint8Array(now.meter.fftSize);
    now.meter.getByteTimeDomainData(wave);
    const level = Math.max(...wave.map((value) => Math.abs(value - 128))) / 128;
    now.quietFor = level < QUIET ? now.quietFor + METER_MS / 1000 : 0;
    const percent = Math.min(100, Math.round(100 * Math.sqrt(level)));
    part(".level").setAttribute("aria-valuenow", percent);
    part(".level i").style.width = `${percent}%`;
    part(".clock").textContent = clock(now.ms);
    document.title = `● ${clock(now.ms)} · ${baton.say("recording")}`;
    const words = now.quietFor > QUIET_AFTER_S ? baton.say("record_quiet") : now.words;
    if (part(".told").textContent !== words && part(".told").dataset.state !== "failed") note(words);
  }

  function pause() {
    const { recorder } = now;
    if (recorder.state === "recording") { tick(); recorder.pause(); recorder.requestData(); } else { now.since = performance.now(); recorder.resume(); }
    show(recorder.state);
    part(".level i").style.width = "0";
  }

  function stop() {
    if (!now?.recorder || now.recorder.state === "inactive") return;
    tick();
    now.recorder.stop();
  }

  async function finish() {
    clearInterval(now.ticking);
    document.title = TITLE;
    now.tracks.forEach((track) => { track.onended = null; track.stop(); });
    now.audio.close();
    await Promise.all(now.writes);
    if (!now.pieces.length) { await forget(now.id); now = null; show("idle"); note(baton.say("record_empty"), "failed"); return; }
    review(now);
  }

  // ---- listening back, and into the list

  function review(recorded) {
    now = recorded;
    now.blob = new Blob(now.pieces, { type: now.type });
    const media = document.createElement(now.kind === "screen" ? "video" : "audio");
    Object.assign(media, { controls: true, src: URL.createObjectURL(now.blob), preload: "metadata" });
    media.addEventListener("loadedmetadata", () => { // a recording says its length only once its end was looked for
      if (media.duration !== Infinity) return;
      media.addEventListener("timeupdate", () => { media.currentTime = 0; }, { once: true });
      media.currentTime = 1e9;
    });
    part(".listen").replaceChildren(media);
    const day = new Date(now.started), two = (n) => String(n).padStart(2, "0");
    const time = `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())} ${two(day.getHours())}.${two(day.getMinutes())}`;
    const name = document.getElementById("record-name");
    name.value = now.kind === "screen" ? baton.say("record_name_screen", { time }) : baton.say("record_name_sound", { time });
    show("review");
    note(baton.say("record_listen", { length: clock(now.ms), size: baton.fileSize(now.blob.size) }));
    name.focus();
    name.select();
  }

  function add() {
    const { id, blob, type } = now;
    const name = document.getElementById("record-name").value.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, " ").trim() || baton.say("recording");
    const file = new File([blob], `${name}.${ENDINGS[type] || "webm"}`, { type });
    waiting.add(id);
    clear();
    note(baton.say("record_added"));
    baton.addFiles([{ file, folder: "", taken: () => forget(id), dropped: () => { waiting.delete(id); letGo(id); offer(); } }]);
  }

  async function discard() {
    if (!confirm(baton.say("confirm_discard"))) return;
    const { id } = now;
    clear();
    note("");
    await forget(id);
    offer();
  }

  function clear() {
    URL.revokeObjectURL(part(".listen > *")?.src);
    part(".listen").replaceChildren();
    now = null;
    show("idle");
  }

  // ---- what an earlier tab left behind

  async function offer() {
    if (!navigator.locks || !window.indexedDB) return;
    const held = new Set((await navigator.locks.query()).held.map((lock) => lock.name));
    const mine = (await store.all().catch(() => [])).filter((one) => one.person === box().dataset.person && !held.has(lockOf(one.id)));
    part(".left").replaceChildren(...mine.map(leftRow));
  }

  function leftRow(one) {
    const row = document.createElement("li");
    const when = new Date(one.started).toLocaleString(baton.lang === "zh" ? "zh-CN" : "en", { dateStyle: "medium", timeStyle: "short" });
    row.append(Object.assign(document.createElement("span"), { textContent: baton.say("record_left", { when, length: clock(one.ms) }) }));
    const button = (words, does) => row.append(Object.assign(document.createElement("button"), { type: "button", textContent: words, onclick: does }));
    button(baton.say("record_restore"), async () => {
      if (now) return;
      await hold(one.id);
      row.remove();
      review({ ...one, pieces: await store.pieces(one.id) });
    });
    button(baton.say("record_discard"), async () => {
      if (!confirm(baton.say("confirm_discard"))) return;
      await forget(one.id);
      row.remove();
    });
    return row;
  }

  function show(state) {
    box().dataset.state = state;
    part('[data-act="record-pause"]').textContent = state === "paused" ? baton.say("record_resume") : baton.say("record_pause");
    if (state === "recording") part('[data-act="record-stop"]').focus();
  }

  const TITLE = document.title;
  baton.on("click", '[data-act="record-sound"]', () => begin("sound"));
  baton.on("click", '[data-act="record-screen"]', () => begin("screen"));
  baton.on("click", '[data-act="record-pause"]', pause);
  baton.on("click", '[data-act="record-stop"]', stop);
  baton.on("click", '[data-act="record-add"]', add);
  baton.on("click", '[data-act="record-discard"]', discard);
  baton.on("keydown", "#record-name", (_, event) => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); add(); } });
  addEventListener("beforeunload", (event) => { if (now?.recorder || now?.blob || waiting.size) event.preventDefault(); });
  baton.appeared("#record").then(() => {
    if (!navigator.mediaDevices?.getDisplayMedia && window.isSecureContext) part('[data-act="record-screen"]').hidden = true;
    offer();
  });
})();

// Speaking in place of typing: the microphone in a form (web/dictate.py) writes what is said into the form's box, to be
// looked over before it is sent. The sound is not kept, neither here nor by Baton.
(() => {
  "use strict";
  const LONGEST_MS = 14.5 * 60000; // Baton hears fifteen minutes
  const { ENDINGS, clock, whyNot, isAllowed, port, formatFor } = baton.microphone;
  let now = null; // {box, recorder, tracks, pieces, ticking}: one at a time

  const part = (box, selector) => box.querySelector(selector);
  const tell = (box, words, state = "") => { Object.assign(part(box, ".heard"), { textContent: words }).dataset.state = state; };

  function show(box, state) {
    box.dataset.state = state;
    part(box, "button").textContent = state === "listening" ? baton.say("dictation_stop") : baton.say("dictation_speak");
    part(box, "button").disabled = state === "writing";
    part(box, ".clock").hidden = state !== "listening";
  }

  async function begin(box) {
    if (!isAllowed()) { tell(box, baton.say("dictation_insecure", { port: port() }), "failed"); return; }
    const type = formatFor("sound");
    if (!type) { tell(box, baton.say("dictation_unsupported"), "failed"); return; }
    now = { box, pieces: [] };
    tell(box, baton.say("record_allow"));
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      now.tracks = stream.getTracks();
      now.recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 64000 });
    } catch (error) {
      now.tracks?.forEach((track) => track.stop());
      now = null;
      tell(box, whyNot(error, "sound"), "failed");
      return;
    }
    const { recorder, pieces, tracks } = now, since = performance.now();
    recorder.ondataavailable = ({ data }) => { if (data.size) pieces.push(data); };
    recorder.onstop = finish;
    tracks.forEach((track) => { track.onended = stop; });
    recorder.start();
    now.ticking = setInterval(() => {
      const ms = performance.now() - since;
      part(box, ".clock").textContent = clock(ms);
      if (ms > LONGEST_MS || !box.isConnected) stop();
    }, 200);
    show(box, "listening");
    tell(box, baton.say("dictation_listening"));
  }

  const stop = () => { if (now?.recorder && now.recorder.state !== "inactive") now.recorder.stop(); };

  async function finish() {
    const { box, recorder, pieces, tracks, ticking } = now;
    clearInterval(ticking);
    tracks.forEach((track) => { track.onended = null; track.stop(); });
    now = null;
    if (!box.isConnected) return; // whoever went on to something else did not want it written down
    const type = recorder.mimeType.split(";")[0];
    show(box, "writing");
    tell(box, baton.say("dictation_writing"));
    try {
      const name = encodeURIComponent(`answer.${ENDINGS[type] || "webm"}`);
      const { text } = await baton.api("POST", `/spaces/${box.dataset.space}/dictation?name=${name}`, new Blob(pieces, { type }));
      tell(box, text ? baton.say("dictation_check") : baton.say("dictation_nothing"), text ? "" : "failed");
      if (text) write(box, text);
    } catch (error) {
      tell(box, error.message, "failed");
    }
    show(box, "idle");
  }

  function write(box, text) {
    const form = box.closest("form"), field = form.querySelector("textarea");
    field.value = [field.value.trimEnd(), text].filter(Boolean).join("\n");
    form.dataset.spoken = "1";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  baton.on("click", '.dictate [data-act="dictate"]', (button) => {
    const box = button.closest(".dictate");
    if (now) { if (now.box === box) stop(); return; }
    begin(box);
  });
  addEventListener("beforeunload", (event) => { if (now?.recorder) event.preventDefault(); });
})();

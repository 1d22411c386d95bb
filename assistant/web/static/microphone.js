// What every recording in the browser needs: what it can record as, how long that took, and in words why it cannot.
(() => {
  "use strict";
  const FORMATS = {
    sound: ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"],
    screen: ["video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/mp4"],
  };
  const ENDINGS = { "audio/webm": "webm", "video/webm": "webm", "audio/mp4": "m4a", "video/mp4": "mp4", "audio/ogg": "ogg" };

  const clock = (ms) => {
    const s = Math.floor(ms / 1000), minutes = Math.floor(s / 60);
    const rest = `${String(minutes % 60).padStart(minutes > 59 ? 2 : 1, "0")}:${String(s % 60).padStart(2, "0")}`;
    return minutes > 59 ? `${Math.floor(minutes / 60)}:${rest}` : rest;
  };

  function whyNot(error, kind) {
    if (error.name === "NotAllowedError") return kind === "screen" ? baton.say("record_no_screen") : baton.say("record_denied");
    if (error.name === "NotFoundError") return baton.say("record_no_microphone");
    if (error.name === "NotReadableError" || error.name === "AbortError") return baton.say("record_busy");
    return baton.say("record_failed", { reason: error.message || error.name });
  }

  // Browsers lend a microphone only to https pages and to the machine itself.
  const isAllowed = () => window.isSecureContext && Boolean(navigator.mediaDevices);
  const port = () => location.port || "80";

  // The format to record in; undefined where the browser has none.
  const formatFor = (kind) => window.MediaRecorder && FORMATS[kind].find((format) => MediaRecorder.isTypeSupported(format));

  baton.microphone = { ENDINGS, clock, whyNot, isAllowed, port, formatFor };
})();

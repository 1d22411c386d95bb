// The part "report": choose, download, find one's way in the preview.
(() => {
  "use strict";
  const { acts, go, space } = baton.handover;

  const chosen = (part) => Object.fromEntries([...part.querySelectorAll(".report-choices select")].map((one) => [one.name, one.value]));
  const part = () => document.querySelector('#handover-part .part[data-part="report"]');

  baton.on("change", '#handover-part [data-part="report"] .report-choices select', () => go("report", chosen(part())));

  // A file that the server makes for this click. What went wrong is JSON, as with every call.
  async function fetched(format) {
    const { written, for: audience } = chosen(part());
    const asked = new URLSearchParams({ format, lang: written, for: audience });
    let response;
    try {
      response = await fetch(`/api/v1/spaces/${encodeURIComponent(space())}/report?${asked}`);
    } catch {
      throw new Error(baton.say("offline"));
    }
    if (!response.ok) throw new Error((await response.json().catch(() => ({}))).error?.[baton.lang] || baton.say("offline"));
    const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") || "");
    return { file: await response.blob(), name: name ? decodeURIComponent(name[1]) : `report.${format}` };
  }

  acts.report = async ({ format }, button) => {
    const note = part().querySelector(".report-choices [role=status]");
    const buttons = part().querySelectorAll("[data-act=report]");
    buttons.forEach((one) => { one.disabled = true; });
    note.textContent = baton.say("report_making");
    try {
      const { file, name } = await fetched(format);
      const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: name });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      note.textContent = baton.say("report_made");
    } catch (error) {
      note.textContent = error.message;
    } finally {
      buttons.forEach((one) => { one.disabled = false; });
      button.focus();
    }
  };

  acts["to-decisions"] = () => baton.showTab("decisions");

  // Inside the page an address with # would be the tab's own: go there by hand.
  baton.on("click", '#handover-part [data-part="report"] a[href^="#report-"]', (link, event) => {
    event.preventDefault();
    const target = document.getElementById(link.getAttribute("href").slice(1));
    target?.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
    target?.focus({ preventScroll: true });
  });
})();

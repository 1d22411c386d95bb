// The library: filtering its list, opening a source in it, and addresses that open one at a block.
(() => {
  "use strict";
  async function openInLibrary({ source, first, last }, { play = false } = {}) {
    await baton.showTab("library");
    baton.root().classList.add("reader-open");
    const address = new URLSearchParams(first === undefined ? { source } : { source, block: first });
    history.replaceState(null, "", `/?${address}`);
    await baton.openSource({ source, first, last }, "library", { play });
    markPicked(source);
  }

  function markPicked(source) {
    document.querySelectorAll(".pick[aria-current]").forEach((pick) => pick.removeAttribute("aria-current"));
    document.getElementById(`pick-${source}`)?.setAttribute("aria-current", "true");
  }

  let typing;
  const refilter = () => { clearTimeout(typing); typing = setTimeout(baton.refreshLists, 150); };

  baton.openInLibrary = openInLibrary;
  baton.on("click", '[data-where="library"]', (opener) => openInLibrary({ source: opener.dataset.open }));
  baton.on("submit", "#library-filter", (_, event) => event.preventDefault());
  baton.on("input", "#library-filter", refilter);

  // "/?source=…&block=…" opens the page there.
  const wanted = new URLSearchParams(location.search);
  const [source, first] = [wanted.get("source"), wanted.get("block")];
  if (source) openInLibrary(first === null ? { source } : { source, first, last: first });
})();

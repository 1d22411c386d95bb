// Coverage: the map and one item of it; looking again, and a manager's word over a judgement.
(() => {
  "use strict";
  const { acts, forms, drawn, draw, go, change, space } = baton.handover;
  const AGAIN_MS = 2000; // while the library is looked through
  let waiting;

  acts["coverage-item"] = ({ key }) => go("coverage", { item: key });
  acts["coverage-map"] = () => go("coverage");
  acts["coverage-client"] = ({ space: client }) => draw({ space: client, part: "coverage" });
  acts["coverage-again"] = () => change("POST", `/spaces/${space()}/coverage/refresh`);
  acts["coverage-withdraw"] = ({ key }) => change("DELETE", `/spaces/${space()}/coverage/${key}/overrule`);
  acts["coverage-interview"] = ({ key }) => go("interview", { item: key });
  acts["coverage-ask"] = ({ key }) => go("questions", { item: key });

  forms.overrule = async (form, note) => {
    const body = { verdict: form.elements.verdict.value, reason: form.elements.reason.value };
    if (await change("PUT", `/spaces/${space()}/coverage/${form.dataset.key}/overrule`, body, note)) form.reset();
  };

  drawn.coverage = (part) => {
    clearTimeout(waiting);
    if (!part.querySelector("[data-busy]")) return;
    waiting = setTimeout(() => {
      const busy = document.querySelector('#handover-part .part[data-part="coverage"] [data-busy]');
      if (busy?.offsetParent) go("coverage");
    }, AGAIN_MS);
  };
})();

// The part "decisions".
(() => {
  "use strict";
})();

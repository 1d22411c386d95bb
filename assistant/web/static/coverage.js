// The part "coverage".
(() => {
  "use strict";
})();

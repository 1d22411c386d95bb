// The part "report".
(() => {
  "use strict";
})();

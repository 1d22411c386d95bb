// The part "questions".
(() => {
  "use strict";
})();

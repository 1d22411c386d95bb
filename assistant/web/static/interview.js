// The part "interview".
(() => {
  "use strict";
})();

// The part "firstdays".
(() => {
  "use strict";
})();

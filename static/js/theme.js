// Which colours: the person's choice, else the system's. Runs before the first paint.
(function () {
  "use strict";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  function chosen() {
    try { return localStorage.getItem("theme"); } catch (blocked) { return null; }
  }
  function show() {
    var theme = chosen() || (dark.matches ? "dark" : "light");
    document.documentElement.setAttribute("data-bs-theme", theme);
  }
  show();
  dark.addEventListener("change", show);
  window.switchTheme = function () {
    var now = document.documentElement.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", now); } catch (blocked) { /* only this page, then */ }
    document.documentElement.setAttribute("data-bs-theme", now);
  };
})();

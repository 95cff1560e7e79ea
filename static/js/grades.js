// The running total of a group of indicators and the grade it would reach. Pages work without it.
(function () {
  "use strict";

  function start(line) {
    var form = line.closest("form");
    var boxes = form.querySelectorAll("[data-grade-points]");
    var rest = Number(line.dataset.rest);
    var cuts = line.dataset.cuts.split(";").map(function (pair) {
      var at = pair.indexOf("=");
      return { start: Number(pair.slice(0, at)), word: pair.slice(at + 1) };
    });
    function show() {
      var sum = 0;
      boxes.forEach(function (box) {
        var points = box.value.trim() === "" ? NaN : Number(box.value);
        if (Number.isInteger(points) && points >= 0 && points <= Number(box.max)) sum += points;
        // Fewer than the self-score need a reason: its field opens by itself.
        var reason = form.querySelector('[data-less-for="' + box.id + '"]');
        if (reason && points < Number(box.dataset.own)) reason.open = true;
      });
      var reached = cuts.find(function (cut) { return rest + sum >= cut.start; });
      line.querySelector("[data-grade-sum]").textContent = sum;
      line.querySelector("[data-grade-all]").textContent = rest + sum;
      line.querySelector("[data-grade-word]").textContent = reached ? reached.word : line.dataset.none;
    }
    boxes.forEach(function (box) { box.addEventListener("input", show); });
    show();
  }

  document.querySelectorAll("[data-grade-total]").forEach(start);
})();

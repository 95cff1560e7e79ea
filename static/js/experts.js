// The running total of a score sheet, and "today / yesterday" of a session. Pages work without it.
(function () {
  "use strict";

  function startTotal(form) {
    var line = form.querySelector("[data-score-total]");
    if (!line) return;
    var boxes = form.querySelectorAll("[data-score]");
    function show() {
      var sum = 0;
      var missing = 0;
      boxes.forEach(function (box) {
        var points = box.value.trim() === "" ? NaN : Number(box.value);
        if (Number.isInteger(points) && points >= 0 && points <= Number(box.max)) sum += points;
        else missing += 1;
      });
      line.textContent = line.dataset.words.replace("{sum}", sum);
      var rest = form.querySelector("[data-score-missing]");
      rest.textContent = missing ? rest.dataset.words.replace("{n}", missing) : rest.dataset.complete;
    }
    boxes.forEach(function (box) { box.addEventListener("input", show); });
    show();
  }

  document.querySelectorAll("form").forEach(startTotal);
})();

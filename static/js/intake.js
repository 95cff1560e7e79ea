// What the pages of an application gain when scripts run: fields that do not apply step aside, and a file
// that is too large is refused before it travels. Every page works without this file.
(function () {
  "use strict";

  function chosen(form, name) {
    var box = form.querySelector('input[name="' + name + '"]:checked');
    return box ? box.value : "";
  }

  document.querySelectorAll("form[data-kind-form]").forEach(function (form) {
    function show() {
      var organization = chosen(form, "organization");
      var fresh = !form.querySelector('input[name="organization"]') || organization === "new";
      form.querySelectorAll("[data-new-organization]").forEach(function (part) { part.hidden = !fresh; });
      form.querySelectorAll("[data-registered]").forEach(function (part) {
        part.hidden = !fresh || chosen(form, "kind") !== "registered";
      });
    }
    form.addEventListener("change", show);
    show();
  });

  document.querySelectorAll("form[data-most-megabytes]").forEach(function (form) {
    var box = form.querySelector("input[type=file]");
    var limit = Number(form.dataset.mostMegabytes) * 1024 * 1024;
    box.addEventListener("change", function () {
      var bad = box.files.length && box.files[0].size > limit;
      var remark = form.querySelector("[data-size-error]");
      if (remark) remark.remove();
      box.toggleAttribute("aria-invalid", Boolean(bad));
      if (!bad) return;
      remark = document.createElement("p");
      remark.className = "field-error";
      remark.dataset.sizeError = "yes";
      remark.setAttribute("role", "alert");
      remark.textContent = form.dataset.tooLarge;
      box.closest(".field").insertBefore(remark, box.closest(".upload"));
      box.value = "";
    });
  });
})();

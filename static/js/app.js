// What pages gain when scripts run. Every page works without this file.
(function () {
  "use strict";

  function each(selector, act, root) {
    (root || document).querySelectorAll(selector).forEach(act);
  }

  // ---- Characters: counted as the server counts (NFC, code points, a line break is one, no outer blanks).
  function countCharacters(text) {
    var clean = text.replace(/\r\n?/g, "\n").normalize("NFC").replace(/^[ \t\n\u3000]+|[ \t\n\u3000]+$/g, "");
    return Array.from(clean).length;
  }

  function startCounter(line) {
    var box = document.getElementById(line.dataset.counterFor);
    if (!box || box.dataset.counted) return;
    box.dataset.counted = "yes";
    var limit = Number(box.dataset.count);
    function show() {
      var left = limit - countCharacters(box.value);
      line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
      line.classList.toggle("field-counter-over", left < 0);
    }
    box.addEventListener("input", show);
    show();
  }

  // ---- Forms: one click is one posting; leaving with unsaved words asks.
  function releaseForms() {
    each("form[data-sent]", function (form) {
      delete form.dataset.sent;
      each("button[aria-disabled]", function (button) { button.removeAttribute("aria-disabled"); }, form);
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.method === "dialog") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    form.dataset.dirty = "";
    each("button[type=submit]", function (button) { button.setAttribute("aria-disabled", "true"); }, form);
    // A file download answers without leaving the page.
    setTimeout(releaseForms, 8000);
  });
  window.addEventListener("pageshow", releaseForms);

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.dataset.leave === "guard") form.dataset.dirty = "yes";
  });
  window.addEventListener("beforeunload", function (event) {
    if (!document.querySelector('form[data-dirty="yes"]')) return;
    event.preventDefault();
    event.returnValue = document.body.dataset.leaveText || "";
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  // ---- Menus, drawer, rows, copying, printing, colours.
  function closeMenus(except) {
    each("details[data-dismiss][open]", function (menu) {
      if (!except || !menu.contains(except)) menu.open = false;
    });
  }

  function setDrawer(open) {
    document.body.classList.toggle("rail-open", open);
    if (open) document.querySelector("#rail a[href]:not([data-drawer-close])").focus();
  }

  function copyText(button) {
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      var word = button.querySelector("span");
      var before = word.textContent;
      word.textContent = button.dataset.done;
      setTimeout(function () { word.textContent = before; }, 2000);
    });
  }

  function openRow(event) {
    var row = event.target.closest("tr.row-link");
    if (!row || event.target.closest("a, button, input, label, select, summary")) return;
    if (String(window.getSelection())) return;
    var link = row.querySelector("a[href]");
    if (link) link.click();
  }

  var clicks = [
    ["[data-drawer]", function (hit, event) { event.preventDefault(); setDrawer(true); }],
    ["[data-drawer-close]", function (hit, event) {
      event.preventDefault();
      setDrawer(false);
      document.querySelector("[data-drawer]").focus();
    }],
    ["[data-theme-toggle]", function () { window.switchTheme(); }],
    ["[data-copy]", copyText],
    ["[data-print]", function () { window.print(); }]
  ];
  document.addEventListener("click", function (event) {
    closeMenus(event.target);
    clicks.forEach(function (pair) {
      var hit = event.target.closest(pair[0]);
      if (hit) pair[1](hit, event);
    });
    openRow(event);
  });

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      var box = document.querySelector("[data-search-key]") || document.querySelector("input[type=search]");
      if (box) { event.preventDefault(); box.focus(); box.select(); }
    }
    if (event.key === "Escape") {
      var open = event.target.closest && event.target.closest("details[data-dismiss][open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); } else closeMenus();
      if (document.body.classList.contains("rail-open")) setDrawer(false);
    }
  });

  // ---- Files dropped on an upload area.
  function startUpload(area) {
    var input = area.querySelector("input[type=file]");
    if (!input || area.dataset.ready) return;
    area.dataset.ready = "yes";
    area.addEventListener("dragover", function (event) { event.preventDefault(); area.classList.add("upload-over"); });
    area.addEventListener("dragleave", function () { area.classList.remove("upload-over"); });
    area.addEventListener("drop", function (event) {
      event.preventDefault();
      area.classList.remove("upload-over");
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // ---- htmx sends the token that every POST needs.
  document.addEventListener("htmx:config:request", function (event) {
    var token = document.querySelector('meta[name="csrf-token"]');
    var sending = event.detail && event.detail.ctx && event.detail.ctx.request;
    if (!token || !sending) return;
    sending.headers = sending.headers || {};
    sending.headers["X-CSRFToken"] = token.content;
  });

  function start(root) {
    each("[data-counter-for]", startCounter, root);
    each("[data-upload]", startUpload, root);
    each("[data-print][hidden], [data-theme-toggle][hidden]", function (part) { part.hidden = false; }, root);
    if (navigator.clipboard) each("[data-copy][hidden]", function (part) { part.hidden = false; }, root);
  }

  window.countCharacters = countCharacters;
  start(document);
  var summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
  document.addEventListener("htmx:after:swap", function () { start(document); });
})();

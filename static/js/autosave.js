// Forms with data-autosave="URL" save themselves: 1.5 s after the last key, and on leaving a field.
// The words come from the line of templates/components/autosave.html, so that they follow the language.
(function () {
  "use strict";
  var WAIT = 1500;
  var RETRY = 10000;

  function Saver(form) {
    this.form = form;
    this.line = form.querySelector("[data-autosave-line]") || document.querySelector("[data-autosave-line]");
    this.timer = null;
    this.busy = false;
    this.stopped = false;
    this.saved = this.body().toString();
    var saver = this;
    form.addEventListener("input", function () { saver.later(WAIT); });
    form.addEventListener("focusout", function () { saver.later(0); });
    form.addEventListener("submit", function (event) { saver.leave(event); });
    window.addEventListener("online", function () { saver.later(0); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) saver.stopped = false; });
  }

  Saver.prototype.body = function () {
    var body = new URLSearchParams();
    new FormData(this.form).forEach(function (value, name) {
      if (typeof value === "string") body.append(name, value);
    });
    return body;
  };

  Saver.prototype.stop = function () {
    this.stopped = true;
    clearTimeout(this.timer);
  };

  // The save on its way raises the version: the posting waits for it, or it would clash with itself.
  Saver.prototype.leave = function (event) {
    this.stop();
    if (!this.busy) return;
    event.preventDefault();
    this.waiting = event.submitter || null;
    this.resumes = true;
  };

  Saver.prototype.later = function (delay) {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.save.bind(this), delay);
  };

  Saver.prototype.say = function (tone, text, link) {
    var line = this.line;
    if (!line) return;
    line.className = "autosave-line autosave-" + tone;
    line.textContent = text || "";
    if (!link) return;
    var anchor = document.createElement("a");
    anchor.href = link;
    anchor.target = "_blank";
    anchor.rel = "noopener";
    anchor.textContent = line.dataset.compare;
    line.append(" ", anchor);
  };

  Saver.prototype.word = function (name) {
    return this.line ? this.line.dataset[name] : "";
  };

  Saver.prototype.save = function () {
    var saver = this;
    var body = this.body();
    var text = body.toString();
    if (this.busy) { this.later(WAIT); return; }
    if (this.stopped || text === this.saved) return;
    this.busy = true;
    this.say("saving", this.word("saving"));
    var token = document.querySelector('meta[name="csrf-token"]');
    fetch(this.form.dataset.autosave, {
      method: "POST",
      body: body,
      redirect: "manual",
      credentials: "same-origin",
      headers: { "X-CSRFToken": token ? token.content : "", "Accept": "application/json" }
    }).then(function (answer) {
      return saver.heard(answer, text);
    }).catch(function () {
      saver.say("bad", saver.word("offline"));
      saver.later(RETRY);
    }).finally(function () {
      saver.busy = false;
      if (saver.resumes) saver.form.requestSubmit(saver.waiting);
    });
  };

  Saver.prototype.heard = function (answer, text) {
    var saver = this;
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      this.say("bad", this.word("signin"));
      return null;
    }
    if (answer.status >= 500) throw new Error("try again");
    return answer.json().then(function (said) {
      if (answer.ok) saver.kept(said, text);
      else if (answer.status === 409) saver.clashed(said);
      else saver.refused(answer.status, said);
    }, function () { saver.say("bad", saver.word("failed")); });
  };

  Saver.prototype.kept = function (said, text) {
    var version = this.form.elements.version;
    this.saved = text;
    if (version && said.version !== undefined) {
      version.value = said.version;
      var body = new URLSearchParams(text);
      body.set("version", said.version);
      this.saved = body.toString();
    }
    if (this.body().toString() === this.saved) this.form.dataset.dirty = "";
    else this.later(WAIT);
    this.mark({});
    this.say("good", this.word("saved").replace("{time}", said.saved_at));
  };

  Saver.prototype.clashed = function (said) {
    this.stop();
    this.say("bad", said.message || this.word("clash"), said.compare_url);
  };

  Saver.prototype.refused = function (status, said) {
    if (status === 422 && said.errors) {
      this.mark(said.errors);
      this.say("bad", this.word("invalid"));
    } else {
      this.say("bad", said.message || this.word("failed"));
    }
  };

  // The server's remarks, beside their fields; taken away by the next good save.
  Saver.prototype.mark = function (errors) {
    var form = this.form;
    form.querySelectorAll("[data-autosave-error]").forEach(function (old) {
      var box = document.getElementById(old.dataset.autosaveError);
      if (box) box.removeAttribute("aria-invalid");
      old.remove();
    });
    Object.keys(errors).forEach(function (name) {
      var box = form.elements[name];
      if (!box || !box.id) return;
      var remark = document.createElement("p");
      remark.className = "field-error";
      remark.dataset.autosaveError = box.id;
      remark.textContent = errors[name].join(" ");
      box.setAttribute("aria-invalid", "true");
      box.before(remark);
    });
  };

  document.querySelectorAll("form[data-autosave]").forEach(function (form) { new Saver(form); });
})();

// Small comforts on top of pages that work without any script.
"use strict";

// After a page with faults, a reader lands where the faults are told.
document.querySelector("[data-faults]")?.focus();

// A form is sent once, however often the button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
}
// Coming back by the history shows the page as it was left: allow sending again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// What the letter must say follows the chosen outcome; a search is asked for where the outcome rests on one.
for (const select of document.querySelectorAll("select[data-guides]")) {
  const form = select.form;
  const fold = form.querySelector("[data-guides-of]");
  const show = () => {
    let chosen = null;
    for (const guide of form.querySelectorAll("[data-guide]")) {
      guide.hidden = guide.dataset.guide !== select.value;
      if (!guide.hidden) chosen = guide;
    }
    fold.hidden = !chosen;
    fold.open = Boolean(chosen);
    for (const field of form.querySelectorAll("[data-for-search]")) {
      field.hidden = !(chosen && "needsSearch" in chosen.dataset);
    }
  };
  select.addEventListener("change", show);
  show();
}

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

// What the letter must say follows the chosen outcome.
for (const select of document.querySelectorAll("select[data-guides]")) {
  const show = () => {
    for (const guide of document.querySelectorAll("[data-guide]")) {
      guide.hidden = guide.dataset.guide !== select.value;
    }
  };
  select.addEventListener("change", show);
  show();
}

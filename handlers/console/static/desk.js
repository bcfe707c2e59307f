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
    busy(form);
  });
}
// Work that takes a while is told, on the screen and to screen readers.
function busy(form) {
  const told = document.querySelector("[data-busy]");
  form.setAttribute("aria-busy", "true");
  setTimeout(() => {
    if (form.dataset.sent) told.textContent = told.dataset.busy;
  }, 400);
}
// Coming back by the history shows the page as it was left: allow sending again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
  document.querySelector("[data-busy]").textContent = "";
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

// Lists whose lines can be ticked: one box for all, and how many are ticked.
for (const form of document.querySelectorAll("form[data-ticks]")) {
  const boxes = [...form.querySelectorAll("input[name=case]")];
  const all = form.querySelector("[data-tick-all]");
  const told = form.querySelector("[data-chosen]");
  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
    told.textContent = ticked ? told.dataset.chosen.replace("%", ticked) : "";
  };
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count);
}

// Keys: j and k go through the lines of a list, o opens, x ticks, / searches, g and a letter leads to a list, ? tells all.
// They move the focus, so a screen reader reads along; they never take a letter from a field, and can be switched off.
const keys = document.querySelector("[data-keys]");
if (keys) {
  const STORED = "desk.keys";
  const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
  const box = keys.querySelector("[data-keys-on]");
  let leads = false; // g was pressed, a letter is awaited
  try {
    box.checked = localStorage.getItem(STORED) !== "off";
  } catch { /* a browser that keeps nothing keeps the keys on */ }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(STORED, box.checked ? "on" : "off");
    } catch { /* as above */ }
  });
  const opener = document.querySelector("[data-keys-open]");
  opener.hidden = false;
  opener.addEventListener("click", () => keys.showModal());

  const here = () => rows.findIndex((row) => row.contains(document.activeElement) || "here" in row.dataset);
  const go = (place) => {
    const row = rows[Math.min(Math.max(place, 0), rows.length - 1)];
    if (!row) return;
    for (const other of rows) delete other.dataset.here;
    row.dataset.here = "";
    row.querySelector("th a").focus();
  };
  const acts = {
    j: () => go(here() + 1),
    k: () => go(here() - 1),
    o: () => rows[here()]?.querySelector("th a").click(),
    x: () => rows[here()]?.querySelector("input[name=case]")?.click(),
    "/": () => document.querySelector("[data-search], input[type=search]")?.focus(),
    "?": () => keys.showModal(),
    g: () => { leads = true; setTimeout(() => { leads = false; }, 1500); },
  };
  const isTyping = (target) =>
    target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])");
  document.addEventListener("keydown", (event) => {
    if (!box.checked || keys.open || isTyping(event.target)) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const act = leads ? () => keys.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click() : acts[event.key];
    leads = false;
    if (!act) return;
    event.preventDefault();
    act();
  });
}

// Where tabs do not fit, the present one is in sight.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

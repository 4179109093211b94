// Pages work without this. It counts down what the server has reckoned, keeps an impatient second click
// from being sent, copies what is to be copied, and takes away a logo that does not load.
"use strict";

const left = document.querySelector("[data-seconds]");
if (left) {
  const end = performance.now() + Number(left.dataset.seconds) * 1000;
  const show = () => {
    const seconds = Math.max(0, Math.floor((end - performance.now()) / 1000));
    if (seconds >= 7200) return; // the server's words are good enough
    left.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  };
  show();
  setInterval(show, 1000);
}

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
}
// Coming back by the browser's history, the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
});

// Browsers hand out the clipboard only over TLS, or on this machine; elsewhere one click still selects all.
for (const code of navigator.clipboard ? document.querySelectorAll(".copied code") : []) {
  const label = code.closest("dd").previousElementSibling.textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "second";
  const say = (what) => { button.textContent = what; };
  say("Copy");
  button.setAttribute("aria-label", "Copy " + label);
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => navigator.clipboard.writeText(code.textContent).then(
    () => { say("Copied"); button.setAttribute("aria-label", label + " copied"); },
    () => getSelection().selectAllChildren(code)));
  code.after(button);
}

const logo = document.querySelector(".logo");
if (logo) {
  if (logo.complete && !logo.naturalWidth) logo.remove();
  logo.addEventListener("error", () => logo.remove());
}

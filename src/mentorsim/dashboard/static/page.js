// Refines what works without it: live progress, planned cost while typing, the focus on what is wrong.
"use strict";

function goToMistakes() {
  const mistakes = document.getElementById("mistakes");
  if (mistakes) mistakes.focus();
}

function followRun() {
  const run = document.querySelector("[data-events]");
  if (!run) return;
  const byId = (id) => document.getElementById(id);
  const source = new EventSource(run.dataset.events);
  let spoken = 0;
  source.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    byId("sentence").textContent = told.sentence;
    byId("bar").max = told.expected || 1;
    byId("bar").value = told.done;
    byId("live").innerHTML = told.html;
    // A screen reader is told now and then, not at every step.
    if (Date.now() - spoken > 10000) {
      spoken = Date.now();
      byId("said").textContent = told.sentence;
    }
  });
  source.addEventListener("end", () => {
    source.close();
    location.reload();
  });
}

function previewProgram() {
  const form = document.querySelector("form[data-preview]");
  if (!form) return;
  let waiting = 0;
  let asked = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const number = ++asked;
      try {
        const answer = await fetch(form.dataset.preview, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
        });
        const html = await answer.text();
        if (answer.ok && number === asked) document.getElementById("at-once").innerHTML = html;
      } catch {
        // The page has ended; saving will say so.
      }
    }, 300);
  });
}

goToMistakes();
followRun();
previewProgram();

// Refines what works without it: live progress, planned cost while typing, the focus on what is wrong.
"use strict";

function goToMistakes() {
  const mistakes = document.getElementById("mistakes");
  if (mistakes) mistakes.focus();
}

// All pages say it in the same words when nobody answers any more.
const GONE =
  "The page gets no answer: it was ended, or this computer slept. Start mentorsim dashboard again and open " +
  "its new link; everything saved is there, and a comparison can be continued.";

function sayGone(id) {
  const place = document.getElementById(id);
  if (!place) return;
  const words = document.createElement("span");
  words.className = "mistake";
  words.setAttribute("role", "alert");
  words.textContent = GONE;
  place.replaceChildren(words);
}

function followRun() {
  const run = document.querySelector("[data-events]");
  if (!run) return;
  const byId = (id) => document.getElementById(id);
  const source = new EventSource(run.dataset.events);
  let spoken = 0;
  let unanswered = 0;
  source.addEventListener("error", () => {
    // The browser tries again by itself; after some times nobody is there.
    unanswered += 1;
    if (unanswered > 2 || source.readyState === EventSource.CLOSED) sayGone("sentence");
  });
  source.addEventListener("progress", (event) => {
    unanswered = 0;
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
        sayGone("at-once");
      }
    }, 300);
  });
}

goToMistakes();
followRun();
previewProgram();

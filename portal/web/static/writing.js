// Keeps what is typed as a draft that only its writer can open. The page works without it.
const form = document.querySelector("[data-draft]");
const state = document.getElementById("draft-state");
const PAUSE = 2000;
const MOST_AT_THE_END = 60000;

function told() {
  const fields = new URLSearchParams();
  for (const name of ["base", "title", "text", "graphic"]) {
    const value = new FormData(form).get(name);
    if (value !== null) {
      fields.set(name, value);
    }
  }
  return fields.toString();
}

let kept = form.dataset.kept === "yes" ? told() : "";
let waiting = 0;
let sending = false;
let left = false;

function say(words) {
  state.textContent = words;
}

function clock() {
  const when = { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" };
  return new Intl.DateTimeFormat("en-GB", when).format(new Date()).replace(/\s/g, "");
}

async function keep() {
  const now = told();
  if (left || sending || now === kept) {
    return;
  }
  const body = new URLSearchParams(now);
  body.set("token", form.elements.token.value);
  body.set("once", crypto.randomUUID().replaceAll("-", ""));
  sending = true;
  try {
    const keepalive = body.toString().length < MOST_AT_THE_END;
    const how = { method: "POST", body, redirect: "manual", keepalive };
    const answer = await fetch(form.dataset.draft, how);
    if (answer.type === "opaqueredirect") {
      kept = now;
      say(`Saved as a draft at ${clock()}. Only you can read it.`);
    } else if (answer.status === 403 || answer.status === 401) {
      say("You have been signed out, so drafts are not kept any more. What you typed is still here.");
    } else {
      say("This could not be kept as a draft. What you typed is still here.");
    }
  } catch {
    say("The portal cannot be reached, so this is not kept as a draft. What you typed is still here.");
  } finally {
    sending = false;
  }
  if (told() !== now) {
    later();
  }
}

function later() {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(keep, PAUSE);
}

form.addEventListener("input", later);
form.addEventListener("submit", () => {
  left = true;
});
window.addEventListener("pageshow", () => {
  left = false;
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    keep();
  }
});
if (kept === "") {
  later();
}

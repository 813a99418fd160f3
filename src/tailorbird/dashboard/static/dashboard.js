// The little that pages do themselves. Everything works without it, except choosing a theme.
"use strict";

const root = document.documentElement;

function showTheme() {
  const chosen = root.dataset.theme ?? "auto";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
  }
}

function chooseTheme(choice) {
  if (choice === "auto") delete root.dataset.theme;
  else root.dataset.theme = choice;
  try {
    if (choice === "auto") localStorage.removeItem("tailorbird-theme");
    else localStorage.setItem("tailorbird-theme", choice);
  } catch {
    // not remembered, still chosen for this page
  }
  showTheme();
}

function openMenu(button, open) {
  button.setAttribute("aria-expanded", String(open));
}

async function copyText(button) {
  const source = document.getElementById(button.dataset.copy);
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
  } catch {
    // not allowed here: mark the text, so that one key press copies it
    getSelection().selectAllChildren(source);
    return;
  }
  button.textContent = button.dataset.copied;
  button.setAttribute("role", "status");
  setTimeout(() => { button.textContent = said; button.removeAttribute("role"); }, 2000);
}

function showPassword(button) {
  const field = document.getElementById(button.dataset.reveal);
  const shown = field.type === "text";
  field.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", String(!shown));
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-theme-choice]");
  if (theme) chooseTheme(theme.dataset.themeChoice);
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  const reveal = event.target.closest("[data-reveal]");
  if (reveal) showPassword(reveal);
  const menu = event.target.closest(".menu-button");
  if (menu) openMenu(menu, menu.getAttribute("aria-expanded") !== "true");
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector('.menu-button[aria-expanded="true"]');
  if (event.key === "Escape" && menu) {
    openMenu(menu, false);
    menu.focus();
  }
});

function trouble(hidden) {
  const line = document.getElementById("trouble");
  if (line) line.hidden = hidden;
}

document.addEventListener("htmx:sendError", () => trouble(false));
document.addEventListener("htmx:responseError", () => trouble(false));
document.addEventListener("htmx:afterSwap", () => trouble(true));

// on a phone what was chosen is shown below the fold: bring it into sight
document.addEventListener("htmx:afterSettle", () => {
  const shown = document.getElementById("try-shown");
  const chosen = shown?.querySelector(".try-name");
  if (chosen && chosen.getBoundingClientRect().top > innerHeight * 0.7) shown.scrollIntoView();
});

// the test event goes through the very door the shop's pages use
async function sendTestEvent(form) {
  const refused = document.getElementById(form.dataset.refused);
  const event = { writeKey: form.dataset.testEvent, event: "Tailorbird Test Event", anonymousId: "tailorbird-test" };
  const answer = await fetch("/v1/track", { method: "POST", body: JSON.stringify(event), credentials: "omit" }).catch(() => null);
  refused.hidden = Boolean(answer?.ok);
  if (!answer?.ok) return;
  const since = Date.parse(answer.headers.get("Date")) || Date.now() - 60000;
  htmx.ajax("GET", `/data/test?since=${since}`, { target: "#test", swap: "outerHTML" });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-test-event]");
  if (!form || !form.dataset.testEvent) return;
  event.preventDefault();
  sendTestEvent(form);
});

// what was watched for long does not fill the page
document.addEventListener("htmx:oobAfterSwap", () => {
  const tail = document.getElementById("tail");
  while (tail && tail.children.length > 200) tail.lastElementChild.remove();
});

showTheme();

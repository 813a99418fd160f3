// tailorbird.js: collects what happens on a store's pages, with the visitor's consent, and sends
// it to the store's own Tailorbird.

import { answerOf, followGoogle, followShopify, objects } from "./consent.js";
import { forgetVisitor, newId, newVisitor, visitor } from "./identity.js";
import { EVENTS } from "./names.js";
import { LIBRARY, campaign, isBot, page, watchRoutes } from "./page.js";
import { sender } from "./sending.js";
import { forget, keep, kept } from "./storage.js";

const script = document.currentScript;
const given = script?.dataset || {};
// beside the script stand the doors, also where the shop's own server passes them on under a path
const address = (given.host || new URL(".", script?.src || location.href).href).replace(/\/$/, "");
const bot = isBot();

let answer = null; // what the visitor allowed; null until they have answered
let anonymousId;
let userId;
let referrer = document.referrer;
let seen = []; // what this page showed before the answer: told again, as of now, if it is yes
const out = sender(address, given.key);

const allowed = () => answer?.analytics && !bot;

const context = () => ({
  library: LIBRARY,
  page: page(referrer),
  campaign: campaign(),
  locale: navigator.language,
  timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  screen: { width: screen.width, height: screen.height },
  consent: { categoryPreferences: answer, gpc: objects() || undefined },
});

const send = (type, fields) => {
  out.add({
    type,
    messageId: newId(),
    timestamp: new Date().toISOString(),
    anonymousId,
    userId,
    ...fields,
    context: { ...context(), ...fields.context },
  });
};

// Only what is still true of this page may be told later: that it is looked at.
const SHOWN = /Viewed$/;

const tell = (type, fields) => {
  if (allowed()) send(type, fields);
  else if (answer === null && (type === "page" || SHOWN.test(fields.event)))
    seen.push([type, fields]);
};

const start = () => {
  anonymousId = visitor(address, !objects());
  userId = kept("user") || undefined;
  out.adopt();
};

const stop = () => {
  out.drop();
  forget();
  forgetVisitor(address);
  anonymousId = userId = undefined;
};

const consent = (said) => {
  const before = answer;
  const now = answerOf(said);
  if (!now || JSON.stringify(before) === JSON.stringify(now)) return;
  answer = now;
  if (!allowed()) {
    // the refusal of somebody we know is itself told, so that it holds on every device
    if (before?.analytics && !bot) {
      send("track", { event: "Consent Updated", properties: {} });
      out.leave();
    }
    seen = [];
    stop();
    return;
  }
  // what an earlier page has told already is no new answer
  const told = kept("consent") === JSON.stringify(now);
  keep("consent", JSON.stringify(now));
  if (!before?.analytics) start();
  if (!told) send("track", { event: "Consent Updated", properties: {} });
  seen.splice(0).forEach(([type, fields]) => send(type, fields));
};

const tailorbird = {
  /** Say what this visitor allowed: "granted", "denied", or true or false by purpose. */
  consent,
  /** Somebody did something. */
  track: (event, properties = {}, more = {}) => tell("track", { event, properties, ...more }),
  /** A page is looked at; told by itself, too, unless `data-pages="manual"`. */
  page: (name, properties = {}) => {
    tell("page", { name, properties: { ...page(referrer), ...properties } });
    referrer = location.href.split("#")[0];
  },
  /** Say who the visitor is, after log-in, checkout or sign-up. */
  identify: (id, traits = {}, more = {}) => {
    if (id && typeof id === "object") [id, traits] = [undefined, id];
    if (!allowed()) return;
    if (id) keep("user", (userId = `${id}`));
    send("identify", { traits, ...more });
  },
  /** Forget who it was, at log-out: what comes next is somebody else's. */
  reset: () => {
    if (!allowed()) return;
    keep("user", (userId = undefined));
    anonymousId = newVisitor(address, !objects());
  },
  /** This browser's id, or undefined as long as there is none. */
  id: () => anonymousId,
};
for (const [method, event] of Object.entries(EVENTS))
  tailorbird[method] = (properties) => tailorbird.track(event, properties);

const early = window.tailorbird;
window.tailorbird = tailorbird;

const held = kept("consent");
if (held) consent(JSON.parse(held));
if (given.consent === "google") followGoogle(consent);
else if (given.consent === "shopify") followShopify(consent);
else if (given.consent) consent(given.consent);

const auto = given.pages !== "manual";
if (auto) {
  tailorbird.page();
  watchRoutes(() => {
    seen = [];
    tailorbird.page();
  });
}
for (const [method, ...values] of Array.isArray(early) ? early : []) tailorbird[method]?.(...values);
if (bot) navigator.sendBeacon(`${address}/v1/bot`, given.key);

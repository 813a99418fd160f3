// Events on their way: gathered for a moment, sent together, tried again until the server has them.
// What could not be sent waits in the browser's storage, one list for each tab; a repeated event is
// recognised by its messageId, so that sending twice does no harm.

import { newId } from "./identity.js";
import { keep, kept, names } from "./storage.js";

const GATHER = 250; // milliseconds
const MOST_AT_ONCE = 50;
const MOST_WAITING = 200;
const MOST_BEACON = 60_000; // bytes; browsers refuse more than 64 KB
const LONGEST = 60_000;

/** Make the sender of one page. */
export const sender = (address, key) => {
  const list = `q_${newId()}`;
  let waiting = [];
  let going = 0;
  let tries = 0;
  let timer;

  const save = () => keep(list, waiting.length ? JSON.stringify(waiting) : "");

  const body = (events) =>
    JSON.stringify({ writeKey: key, batch: events, sentAt: new Date().toISOString() });

  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(flush, milliseconds);
  };

  const done = (count) => {
    waiting.splice(0, count);
    tries = 0;
    save();
    if (waiting.length) later(0);
  };

  const again = (seconds) => {
    tries += 1;
    const backoff = Math.min(LONGEST, 1000 * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
    later(seconds ? seconds * 1000 : backoff);
  };

  const flush = async () => {
    if (going || !waiting.length) return;
    going = Math.min(waiting.length, MOST_AT_ONCE);
    const count = going;
    try {
      const answer = await fetch(`${address}/v1/batch`, {
        method: "POST",
        body: body(waiting.slice(0, count)),
        keepalive: count < 10,
      });
      going = 0;
      // what the server refuses for good would only be refused again
      if (answer.ok || (answer.status < 500 && answer.status !== 429 && answer.status !== 408))
        done(Math.min(count, waiting.length));
      else again(+answer.headers.get("retry-after"));
    } catch {
      going = 0;
      again();
    }
  };

  const leave = () => {
    if (!waiting.length) return;
    const text = body(waiting);
    // the beacon's answer is not known: the list stays, and the next page sends it once more
    if (text.length < MOST_BEACON) navigator.sendBeacon(`${address}/v1/batch`, text);
  };

  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
  addEventListener("online", () => later(0));

  return {
    leave,
    add(event) {
      waiting = [...waiting, event].slice(-MOST_WAITING);
      save();
      if (!tries) later(waiting.length < MOST_AT_ONCE ? GATHER : 0);
    },
    /** Take over what earlier pages and closed tabs could not send. */
    adopt() {
      for (const name of names("q_")) {
        if (name === list) continue;
        try {
          waiting.unshift(...JSON.parse(kept(name)));
        } catch {
          // not ours to read
        }
        keep(name, "");
      }
      waiting = waiting.slice(-MOST_WAITING);
      save();
      if (waiting.length) later(GATHER);
    },
    drop() {
      waiting = [];
    },
  };
};

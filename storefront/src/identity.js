// Who is browsing: a random id without meaning, and the customer's id once the shop has said it.
// The server of the shop's own address sets the id as a cookie, because browsers keep those longer
// than what a script writes.

import { cookie, elect, keep, kept, withdraw } from "./storage.js";

const SAFE = /^[\w.:-]{8,100}$/;

/** A new random id. */
export const newId = () =>
  crypto.randomUUID
    ? crypto.randomUUID()
    : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
        (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16),
      );

/**
 * Return this browser's id, the same for everybody who asks at once.
 *
 * With `lasting` false (Global Privacy Control) it ends with the tab. Otherwise the server is asked
 * once to set the cookie; until it has answered, and where it cannot, the candidate of the local
 * storage is the id.
 */
export const visitor = (address, lasting) => {
  const place = lasting ? "localStorage" : "sessionStorage";
  const set = lasting && cookie("id");
  // tabs that begin at once may each find the storage empty: of their ids the oldest is everybody's
  const begin = () => (lasting ? elect(newId()) : newId());
  const id = SAFE.test(set) ? set : kept("id", place) || begin();
  keep("id", id, place);
  if (lasting && !set) asked ||= ask(address, { anonymousId: id });
  return id;
};

/** Begin as somebody new, whatever the cookie says until the server has changed it. */
export const newVisitor = (address, lasting) => {
  const id = newId();
  keep("id", id, lasting ? "localStorage" : "sessionStorage");
  if (lasting) asked = ask(address, { anonymousId: id, replace: true });
  return id;
};

/** Take the cookie back. */
export const forgetVisitor = (address) => {
  asked = null;
  withdraw();
  if (cookie("id")) ask(address, {});
};

let asked;

const ask = (address, said) =>
  fetch(`${address}/v1/visitor`, {
    method: "POST",
    body: JSON.stringify(said),
    credentials: "include",
    keepalive: true,
  }).catch(() => (asked = null)); // the next call tries again

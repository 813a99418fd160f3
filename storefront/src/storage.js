// What the browser keeps for us. Everything here may be forbidden by the browser, so nothing may
// throw; and nothing is called before consent.

const PREFIX = "tb_";

const of = (kind) => {
  try {
    return window[kind];
  } catch {
    return null; // storage is switched off
  }
};

const attempt = (work) => {
  try {
    return work();
  } catch {
    return null; // full, or forbidden
  }
};

/** Return what is kept under a name. `kind` is `localStorage` or `sessionStorage`. */
export const kept = (name, kind = "localStorage") =>
  attempt(() => of(kind).getItem(PREFIX + name));

/** Keep a text under a name; an empty one is removed. */
export const keep = (name, text, kind = "localStorage") =>
  attempt(() =>
    text ? of(kind).setItem(PREFIX + name, text) : of(kind).removeItem(PREFIX + name),
  );

/** Return the names of everything of ours that begins with `start`. */
export const names = (start) =>
  attempt(() =>
    Object.keys(of("localStorage"))
      .filter((key) => key.startsWith(PREFIX + start))
      .map((key) => key.slice(PREFIX.length)),
  ) || [];

/** Return a cookie's value, empty if there is none. */
export const cookie = (name) =>
  (document.cookie.match(`(?:^|; )${PREFIX}${name}=([^;]*)`) || [])[1] || "";

const CANDIDATE = /(?:^|; )tb_c_([\w-]+)=/g;
const candidates = () => [...document.cookie.matchAll(CANDIDATE)].map(([, id]) => id);
const stand = (id, seconds) => {
  document.cookie = `${PREFIX}c_${id}=1; Path=/; SameSite=Lax; Max-Age=${seconds}`;
};

/**
 * Put an id forward and return the one put forward first, within these seconds, in any tab.
 *
 * Tabs see each other's cookies at once, which storage does not promise, and oldest first.
 */
export const elect = (id) => {
  stand(id, 5);
  return candidates()[0] || id; // none where cookies are switched off
};

/** Take back what was put forward. */
export const withdraw = () => candidates().forEach((id) => stand(id, 0));

/** Remove everything of ours from this browser; the id's cookie is the server's to remove. */
export const forget = () => {
  for (const name of names("")) keep(name, "");
  keep("id", "", "sessionStorage");
};

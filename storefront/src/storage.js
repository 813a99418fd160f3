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

/** Remove everything of ours from this browser; the id's cookie is the server's to remove. */
export const forget = () => {
  for (const name of names("")) keep(name, "");
  keep("id", "", "sessionStorage");
};

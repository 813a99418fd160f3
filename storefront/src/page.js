// What is true of the page: its address, its campaign, its browser.

/** The version that is sent with each event. */
export const LIBRARY = { name: "tailorbird.js", version: "0.1.0" };

const BOT = /bot|crawl|spider|slurp|headless|lighthouse|prerender/i;

/** Whether a program is browsing, by its own word. */
export const isBot = () => navigator.webdriver || BOT.test(navigator.userAgent);

/** Describe the page as Segment's specification does. */
export const page = (referrer) => ({
  path: location.pathname,
  referrer,
  search: location.search,
  title: document.title,
  url: location.href.split("#")[0],
});

/** Return the campaign that led here, undefined if none did. */
export const campaign = () => {
  let found;
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name.startsWith("utm_"))
      (found ||= {})[name === "utm_campaign" ? "name" : name.slice(4)] = value;
  }
  return found;
};

/** Call `changed` when the address changes without a new page; its query string counts, too. */
export const watchRoutes = (changed) => {
  let last = location.pathname + location.search;
  const look = () =>
    // the router writes the title a moment after the address
    setTimeout(() => {
      const now = location.pathname + location.search;
      if (now !== last) changed((last = now));
    }, 0);
  for (const name of ["pushState", "replaceState"]) {
    const before = history[name];
    history[name] = function (...given) {
      const result = before.apply(this, given);
      look();
      return result;
    };
  }
  addEventListener("popstate", look);
};

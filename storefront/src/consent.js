// What the visitor has allowed. Until they have answered, nothing is stored and nothing is sent.

/** What may be asked for. `analytics` opens collecting; the others say how it may be used. */
export const PURPOSES = ["analytics", "personalization", "marketing"];

/** Whether the browser itself objects to being followed. */
export const objects = () => !!navigator.globalPrivacyControl;

/** Bring any answer into one shape: true or false for all, or by purpose; null for no answer. */
export const answerOf = (given) => {
  if (given === null || given === undefined || given === "unknown") return null;
  const all = given === true || given === "granted";
  const answer = {};
  for (const purpose of PURPOSES)
    answer[purpose] =
      typeof given === "object"
        ? given[purpose] === true || given[purpose] === "granted"
        : all;
  return answer;
};

const GOOGLE = {
  analytics: "analytics_storage",
  personalization: "personalization_storage",
  marketing: "ad_user_data",
};

/** Follow Google Consent Mode: every `gtag("consent", "default" | "update", {...})` of the page. */
export const followGoogle = (tell) => {
  const layer = (window.dataLayer ||= []);
  const state = {};
  let updated;
  const read = (entry) => {
    if (entry?.[0] !== "consent" || typeof entry[2] !== "object") return;
    Object.assign(state, entry[2]);
    // a default is what holds before anybody was asked: only a granted one is an answer
    updated ||= entry[1] === "update";
    const answer = {};
    for (const purpose of PURPOSES) answer[purpose] = state[GOOGLE[purpose]];
    if (updated || answer.analytics === "granted") tell(answer);
  };
  layer.forEach(read);
  const push = layer.push;
  layer.push = function (...entries) {
    entries.forEach(read);
    return push.apply(this, entries);
  };
};

/** Follow Shopify's Customer Privacy API and its banner. */
export const followShopify = (tell) => {
  const read = (collected) => {
    const held = window.Shopify?.customerPrivacy?.currentVisitorConsent?.();
    const said = collected || (held && {
      analyticsAllowed: yes(held.analytics),
      preferencesAllowed: yes(held.preferences),
      marketingAllowed: yes(held.marketing),
    });
    if (said?.analyticsAllowed !== undefined)
      tell({
        analytics: said.analyticsAllowed,
        personalization: said.preferencesAllowed,
        marketing: said.marketingAllowed,
      });
  };
  document.addEventListener("visitorConsentCollected", (event) => read(event.detail));
  if (window.Shopify?.loadFeatures && !window.Shopify.customerPrivacy)
    window.Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], () => read());
  else read();
};

const yes = (word) => (word === "yes" ? true : word === "no" ? false : undefined);

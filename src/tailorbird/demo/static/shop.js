// The demo shop's page script: tells Tailorbird what happened (with consent only), asks what to
// show, and explains it. The shop works without it.
"use strict";
(() => {
  const body = document.body.dataset;
  const words = read("page-words");
  const writeKey = body.key;
  const anonymousId = body.visitor;
  const basket = body.basket ? body.basket.split(" ") : [];

  function read(id) {
    return JSON.parse(document.getElementById(id).textContent);
  }

  async function call(path, content, wait) {
    const answer = await fetch(path, {
      method: "POST",
      keepalive: true,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ writeKey, ...content }),
      signal: AbortSignal.timeout(wait),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
    return answer.json();
  }

  // -- telling

  function event(item) {
    const context = { consent: { categoryPreferences: { personalisation: true } } };
    return { type: "track", anonymousId, messageId: crypto.randomUUID(), context, ...item };
  }

  async function tell(items, wait) {
    if (!anonymousId || !items.length) return;
    try {
      const sentAt = new Date().toISOString();
      const batch = items.map((item) => event({ timestamp: sentAt, ...item }));
      await call("/v1/batch", { batch, sentAt }, wait);
    } catch {
      // a shop never waits for, or fails because of, what it wanted to tell
    }
  }

  function pageEvents() {
    const page = {
      type: "page",
      properties: { path: location.pathname, title: document.title },
    };
    return [page, ...read("page-events")];
  }

  function basketEvents(form) {
    const { event: name, product, price, before } = form.dataset;
    const quantity = Number(new FormData(form).get("quantity"));
    if (name === "Product Removed") return [{ event: name, properties: { product_id: product } }];
    const change = before === undefined ? quantity : quantity - Number(before);
    if (!change) return [];
    const properties = { product_id: product, quantity: Math.abs(change) };
    if (price) properties.price = price;
    return [{ event: change > 0 ? "Product Added" : "Product Removed", properties }];
  }

  for (const form of document.querySelectorAll("form[data-product]")) {
    form.addEventListener("submit", async (submitted) => {
      if (!anonymousId || form.dataset.told || !form.reportValidity()) return;
      submitted.preventDefault();
      form.dataset.told = "yes";
      await tell(basketEvents(form), 300);
      form.submit();
    });
  }

  // -- showing

  function placements(blocks) {
    return blocks.map(({ dataset }) => ({
      name: dataset.block,
      strategy: dataset.strategy,
      item: dataset.item || null,
      category: dataset.category || null,
      limit: Number(dataset.limit),
    }));
  }

  function price(product) {
    if (product.price === null) return "";
    const style = { style: "currency", currency: product.currency || "GBP" };
    return new Intl.NumberFormat("en-GB", style).format(Number(product.price));
  }

  function card(slot) {
    const made = document.getElementById("card").content.firstElementChild.cloneNode(true);
    const { product } = slot;
    made.querySelector(".card__link").href = product.url;
    made.querySelector(".card__picture").src = product.image_url;
    made.querySelector(".card__title").textContent = product.title;
    made.querySelector(".card__price").textContent = price(product);
    made.querySelector(".card__reason").textContent = slot.reason;
    made.dataset.shown = product.product_id;
    return made;
  }

  function fill(block, decision) {
    const list = block.querySelector("ul");
    list.replaceChildren(...decision.slots.map(card));
    block.hidden = decision.slots.length === 0;
  }

  async function show() {
    const blocks = [...document.querySelectorAll("[data-block]")];
    if (!blocks.length) return;
    try {
      const asked = { anonymousId: anonymousId || null, placements: placements(blocks) };
      if (!anonymousId) asked.cart = basket;
      const { decisions } = await call("/v1/recommend", asked, 3000);
      decisions.forEach((decision, number) => fill(blocks[number], decision));
      explain(blocks, decisions);
    } catch {
      for (const block of blocks) block.hidden = true;
    }
    document.body.dataset.ready = "yes";
  }

  // -- explaining

  function element(tag, name, text) {
    const made = document.createElement(tag);
    made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function why(slot) {
    const item = element("li", "why__item");
    const score = words.score.replace("{score}", Number(slot.score.toPrecision(3)));
    item.append(
      element("span", "why__name", slot.product.title),
      element("span", "why__reason", slot.reason),
      element("span", "why__meta", `${words.strategies[slot.strategy] ?? slot.strategy} · ${score}`),
    );
    return item;
  }

  function whyBlock(block, decision) {
    const section = element("section", "why__block");
    const list = element("ol", "why__list");
    list.append(...decision.slots.map(why));
    section.append(element("h4", "why__title", block.getAttribute("aria-label")), list);
    const withheld = Object.entries(decision.withheld);
    if (withheld.length) {
      const text = withheld.map(([code, count]) => `${count} × ${words.codes[code] ?? code}`);
      section.append(element("p", "why__withheld", `${words.withheld}: ${text.join(", ")}`));
    }
    return section;
  }

  function explain(blocks, decisions) {
    const sections = decisions
      .map((decision, number) => [blocks[number], decision])
      .filter(([, decision]) => decision.slots.length || Object.keys(decision.withheld).length)
      .map(([block, decision]) => whyBlock(block, decision));
    if (sections.length) document.querySelector("[data-why]").replaceChildren(...sections);
  }

  const panel = document.querySelector("dialog.knows");
  document.querySelector("[data-open-knows]").addEventListener("click", async () => {
    panel.showModal();
    const answer = await fetch("/shop/knows");
    // our own server's page part, every value in it escaped by the template
    if (answer.ok) panel.querySelector("[data-knows]").innerHTML = await answer.text();
  });
  document.querySelector("[data-close-knows]").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (clicked) => {
    if (clicked.target === panel) panel.close();
  });

  tell(pageEvents(), 1500).then(show);
})();

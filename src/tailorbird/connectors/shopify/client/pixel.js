// Tailorbird's custom pixel for Shopify (Settings > Customer events > Add custom pixel).
// Fill in the two lines below. In the pixel's privacy settings choose "Required: Analytics"; Shopify
// then runs it only for visitors who agreed. It sends no names and no addresses of people: who an
// order is of, the shop's own webhooks say.
const SERVER = "https://tailorbird.example.com";
const WRITE_KEY = "wk_...";

const idOf = (value) => String(value ?? "").split("/").pop().split("?")[0];
const line = (variant, quantity) => ({
  product_id: idOf(variant?.product?.id),
  variant_id: idOf(variant?.id),
  sku: variant?.sku || undefined,
  name: variant?.product?.title,
  price: variant?.price?.amount,
  quantity,
});
const lines = (checkout) =>
  (checkout.lineItems ?? []).map((one) => line(one.variant, one.quantity));

const send = (event, name, properties) => {
  const customer = idOf(init.data?.customer?.id);
  const body = {
    writeKey: WRITE_KEY,
    event: name,
    messageId: `shopify-pixel:${event.id}:${name}`,
    timestamp: event.timestamp,
    anonymousId: event.clientId,
    context: {
      page: { url: event.context?.document?.location?.href },
      consent: {
        categoryPreferences: {
          analytics: true,
          personalization: init.customerPrivacy?.preferencesProcessingAllowed,
        },
      },
    },
    properties: customer ? { ...properties, shopify_customer_id: customer } : properties,
  };
  const keepalive = true;
  const headers = { "Content-Type": "text/plain" };
  fetch(`${SERVER}/v1/track`, { method: "POST", headers, body: JSON.stringify(body), keepalive })
    .catch(() => {}); // the shop goes on without it
};

const checkoutOf = (event) => {
  const checkout = event.data.checkout;
  return {
    checkout_id: checkout.token,
    currency: checkout.currencyCode,
    total: checkout.totalPrice?.amount,
    products: lines(checkout),
  };
};

analytics.subscribe("product_viewed", (event) =>
  send(event, "Product Viewed", line(event.data.productVariant, undefined)));
analytics.subscribe("product_added_to_cart", (event) => {
  const added = event.data.cartLine;
  if (added) send(event, "Product Added", line(added.merchandise, added.quantity));
});
analytics.subscribe("product_removed_from_cart", (event) => {
  const removed = event.data.cartLine;
  if (removed) send(event, "Product Removed", line(removed.merchandise, removed.quantity));
});
analytics.subscribe("cart_viewed", (event) => {
  const cart = event.data.cart;
  const products = (cart?.lines ?? []).map((one) => line(one.merchandise, one.quantity));
  if (cart) send(event, "Cart Viewed", { cart_id: idOf(cart.id), products });
});
analytics.subscribe("search_submitted", (event) =>
  send(event, "Products Searched", { query: event.data.searchResult.query }));
analytics.subscribe("checkout_started", (event) =>
  send(event, "Checkout Started", checkoutOf(event)));
analytics.subscribe("checkout_completed", (event) => {
  const order_id = idOf(event.data.checkout.order?.id);
  if (order_id) send(event, "Order Completed", { ...checkoutOf(event), order_id });
});

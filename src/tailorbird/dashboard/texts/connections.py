"""Words of the pages on which a shop is connected."""

CONNECTIONS: dict[str, str | tuple[str, str]] = {
    "title": "Connections",
    "lead": "Everything that can tell Tailorbird what happens in your shop, and how it does.",
    "on_this_page": "On this page",
    "copy": "Copy",
    "copied": "Copied",
    "advanced": "Advanced",
    # how something stands
    "stands_never": "not connected",
    "stands_waiting": "nothing came yet",
    "stands_well": "connected",
    "stands_trouble": "needs a look",
    "last_event": "Last event {ago}.",
    "no_event": "No event yet.",
    "last_refused": "Last refused {ago}: {message}",
    "to_data": "What was refused, and why",
    # the pages
    "pages": "Your shop's pages",
    "pages_lead": (
        "Put these two lines into the head of every page. Nothing is stored or sent before the "
        'visitor agrees: call tailorbird.consent("granted") where your banner is answered.'
    ),
    "pages_then": "With Shopify or WooCommerce, their own way below does it for you.",
    # libraries
    "libraries": "Your servers and programs",
    "libraries_lead": (
        "Libraries made for Segment or Klaviyo work as they are: change their address and key."
    ),
    "segment": "Segment's libraries",
    "segment_lead": "Host and write key, as the library calls them:",
    "klaviyo": "Klaviyo's libraries",
    "klaviyo_lead": "The address and a secret key:",
    "your_secret_key": "YOUR-SECRET-KEY",
    "to_keys": "Make a key in Settings",
    # shop platforms
    "shopify": "Shopify",
    "shopify_about": "Orders, customers, products and stock as they change, and all there were.",
    "woocommerce": "WooCommerce",
    "woocommerce_about": "Orders, customers and products as they change, and all there were.",
    "set_up": "Set up {platform}",
    "change": "Change how it is connected",
    "since": "Connected {ago}",
    "webhooks": ("One webhook came, {ago}.", "{n:,} webhooks came, the last {ago}."),
    "webhooks_none": "No webhook came yet.",
    "webhooks_refused": ("One could not be used, {ago}.", "{n:,} could not be used, last {ago}."),
    "webhooks_unsigned": (
        "A webhook came {ago} that this secret did not sign. Enter the right secret, or see who "
        "sends it."
    ),
    "disconnect": "Disconnect",
    "disconnect_named": "Disconnect {shop}",
    "disconnect_sure": (
        "Its secrets are forgotten, and its webhooks are refused from now on. What came from "
        "{shop} stays."
    ),
    "disconnect_yes": "Yes, disconnect",
    "done_connected": "Connected.",
    "done_disconnected": "Disconnected. Its secrets are forgotten.",
    "done_past": "Asked for. It begins within a second or two.",
    # the past
    "past": "What the shop had before",
    "past_never": "Not fetched so far.",
    "past_no_key": "To fetch it, enter the keys of the shop's API.",
    "past_running": "Being fetched. You may leave this page.",
    "past_still": "Stands still. It goes on where it stopped.",
    "past_trouble": "Could not go on: {why}",
    "past_done": "Fetched {ago}.",
    "part_products": "Products",
    "part_customers": "Customers",
    "part_orders": "Orders",
    "part_count": "{n:,}",
    "part_done": "all",
    "part_running": "so far",
    "part_waiting": "waiting",
    "fetch": "Fetch it",
    "fetch_on": "Go on",
    "fetch_again": "Fetch it again",
    # feeds
    "feeds": "Product feeds",
    "feeds_about": (
        "The list of products you may already make for Google. New prices and stock are taken "
        "from it again and again."
    ),
    "feeds_count": ("One feed.", "{n} feeds."),
    "feeds_none": "No feed yet.",
    "feeds_trouble": ("One of them could not be fetched.", "{n} of them could not be fetched."),
    "to_feeds": "Open product feeds",
    # setting Shopify up
    "shopify_title": "Set up Shopify",
    "shopify_lead": "About fifteen minutes, in the browser. You need to own the store.",
    "shopify_app": "Make an app of your own",
    "shopify_app_1": (
        "Open Shopify's Dev Dashboard (dev.shopify.com) with your store's account and create an "
        "app. It is yours alone: no one else's server is in between."
    ),
    "shopify_app_2": "Under the app's versions, give it these permissions (scopes):",
    "shopify_app_3": (
        "read_orders alone shows the last 60 days. For older orders Shopify has to grant "
        "read_all_orders; ask for it under the app's API access."
    ),
    "shopify_protected": "Ask for protected customer data",
    "shopify_protected_1": (
        "Under API access, request protected customer data, with these fields:"
    ),
    "shopify_protected_2": (
        "Reason to give: personalization and marketing the customer agreed to. Of the address "
        "only the country is read. Without e-mail, orders still count, but fewer visitors are "
        "recognised."
    ),
    "shopify_install": "Install it, and copy two values",
    "shopify_install_1": (
        "Install the app on your store. Then copy its client ID and client secret, under Settings "
        "of the app, into this form."
    ),
    "shopify_install_2": (
        "The app's tokens end after a day. Tailorbird gets a new one by itself, before that."
    ),
    "shopify_webhooks": "Send the webhooks here",
    "shopify_webhooks_1": (
        "In the app's file shopify.app.toml, or in the form of its version, enter the following. "
        "The first line of topics are the privacy requests of your customers: they are carried "
        "out here, within the time the law gives."
    ),
    "shopify_pixel": "Add the pixel",
    "shopify_pixel_1": (
        "Webhooks do not say what people look at. In your store's admin, under Settings, Customer "
        "events, add a custom pixel, paste this into it, and choose: required, analytics."
    ),
    # the form
    "shop": "Your store's address at Shopify",
    "shop_help": "Such as my-shop.myshopify.com",
    "client_id": "Client ID",
    "client_secret": "Client secret",
    "secret_kept": "There is one already. Leave this empty to keep it; it is never shown.",
    "fetch_past": "Fetch the products, customers and orders there are already",
    "api_address": "Another address of the API",
    "api_address_help": "Only where a proxy stands in front. Usually empty.",
    "connect": "Connect",
    "fault_shop": "This is no store's address. One looks like my-shop.myshopify.com.",
    "fault_address": "Give an address that begins with https://.",
    "fault_secret": "Without the secret, webhooks cannot be checked.",
    # setting WooCommerce up
    "woocommerce_title": "Set up WooCommerce",
    "woocommerce_lead": "About fifteen minutes, in WordPress. You need to be its administrator.",
    "woo_key": "Make a key",
    "woo_key_1": (
        "In WordPress: WooCommerce, Settings, Advanced, REST API, Add key. Permission: Read. Copy "
        "the consumer key and the consumer secret into this form."
    ),
    "woo_key_2": (
        "Think up a long secret for the webhooks, or take the one suggested, and keep it for the "
        "next step."
    ),
    "woo_address": "Your store's address",
    "woo_address_help": "The Site Address of WordPress' general settings, with https://",
    "consumer_key": "Consumer key",
    "consumer_secret": "Consumer secret",
    "webhook_secret": "Secret of the webhooks",
    "webhook_secret_help": "At least 16 characters. The same goes into each webhook.",
    "fault_webhook_secret": "Too short. Use at least 16 characters.",
    "woo_webhooks": "Make the webhooks",
    "woo_webhooks_1": (
        "WooCommerce, Settings, Advanced, Webhooks, Add webhook: one for each of these topics, "
        "status active, all with the same secret and this delivery URL:"
    ),
    "woo_topics": (
        "Order created, Order updated, Order deleted, Order restored, Customer created, Customer "
        "updated, Customer deleted, Product created, Product updated, Product deleted, Product "
        "restored"
    ),
    "woo_webhooks_2": (
        "WooCommerce switches a webhook off after five failures in a row. After a longer outage "
        "look at its status, and fetch the past again to catch up."
    ),
    "woo_plugin": "Add the plugin",
    "woo_plugin_1": (
        "WooCommerce has no webhook for carts and checkouts, so a small plugin tells them. "
        "Download it, then in WordPress: Plugins, Add new, Upload plugin, and activate it."
    ),
    "woo_plugin_download": "Download the plugin",
    "woo_plugin_2": "Put these lines into wp-config.php, above “That's all”:",
    "woo_plugin_3": "The secret that proves who is signed in stands in Settings.",
    "to_signing": "Open Settings",
    "identity_secret": "SECRET-FROM-SETTINGS",
    "see_it": "See that it works",
    "see_it_1": "Change a product or place a test order. It shows under Connections at once.",
    "to_connections": "Back to Connections",
}

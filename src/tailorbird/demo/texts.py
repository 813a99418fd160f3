"""Everything a shopper reads in the demo shop, in one place."""

from __future__ import annotations

from tailorbird.guardrails.reasons import Withheld

SHOP_NAME = "Thistle & Thread"
WORDING_VERSION = "2026-11"
MARKETING_PURPOSE = "email_marketing"
REMEMBERING_PURPOSE = "personalization"

# What the panel calls the codes that a choice comes with.
WITHHELD: dict[str, str] = {
    Withheld.JUST_BOUGHT: "bought lately",
    Withheld.IN_CART: "already in the basket",
    Withheld.CURRENT_ITEM: "the product of this page",
    Withheld.NOT_SELLABLE: "not for sale",
    Withheld.OUT_OF_STOCK: "out of stock",
    Withheld.UNKNOWN_PRODUCT: "not in the catalogue",
    Withheld.SHOWN_ELSEWHERE: "shown in another list of this page",
    Withheld.COMPARISON_GROUP: "left out, so that the shop learns whether such a list helps",
}
STRATEGIES: dict[str, str] = {
    "recently_viewed": "recently viewed",
    "bought_together": "bought together",
    "best_sellers": "best sellers",
    "trending": "trending",
    "viewed_together": "looked at together",
}

TEXTS: dict[str, str] = {
    "tagline": "Gifts and small comforts, gathered since 2010",
    "skip": "Skip to the content",
    "search": "Search",
    "search_hint": "Lanterns, bunting, cake tins …",
    "basket": "Basket",
    "browse_as": "Browse as",
    "new_visitor": "New visitor",
    "customer": "Customer {number}",
    "knows_open": "What Tailorbird knows",
    "knows_title": "What Tailorbird knows about you",
    "knows_lead": "All of it was seen by this shop itself. No data comes from anybody else.",
    "knows_off": (
        "Nothing. You have not agreed to be remembered, so this page shows what suits everyone."
    ),
    "knows_who": "Who you are to the shop",
    "knows_anonymous": "A visitor without a name",
    "knows_viewed": "What you looked at",
    "knows_cart": "What waits in your basket",
    "knows_bought": "Bought in the last 90 days: not suggested again",
    "knows_consent": "What you agreed to",
    "knows_nothing": "Nothing yet.",
    "knows_remembering": "Remembering what you look at",
    "knows_more": "and {count} more",
    "knows_full": "Open the full story in the dashboard",
    "pieces": "{count} pieces",
    "piece": "1 piece",
    "why_title": "Why this page shows what it shows",
    "why_withheld": "Held back",
    "why_score": "score {score}",
    "why_none": "No suggestions on this page.",
    "close": "Close",
    "consent_title": "May we remember what you look at?",
    "consent_text": (
        "Then we can show what goes well with it. It stays in this shop. You can change your "
        "mind at any time."
    ),
    "consent_yes": "Yes, remember",
    "consent_no": "No, thank you",
    "consent_is_yes": "You agreed that the shop remembers what you look at.",
    "consent_is_no": "The shop does not remember what you look at.",
    "consent_stop": "Stop remembering",
    "consent_start": "Remember it after all",
    "home_title": "Small things, well chosen",
    "home_lead": (
        "Four thousand gifts from a real British shop's year of orders. Look around: every "
        "list below changes with your clicks."
    ),
    "home_categories": "Browse the shelves",
    "products": "{count} products",
    "block_trending": "On the rise this week",
    "block_best": "Everybody's favourites",
    "block_best_in": "Favourites in {category}",
    "block_viewed": "You looked at",
    "block_together": "Often bought together",
    "block_seen": "Others also looked at",
    "block_cart": "Goes well with your basket",
    "search_title": "Search",
    "search_found": "{count} products for “{query}”",
    "search_many": "The first {count} products for “{query}”",
    "search_none": "Nothing found for “{query}”. Try a shorter word, or one of the shelves.",
    "search_empty": "What are you looking for?",
    "page_next": "More",
    "page_back": "Back",
    "quantity": "Quantity",
    "add": "Add to basket",
    "product_number": "Product number {number}",
    "product_gone": "Not sold any more",
    "basket_title": "Your basket",
    "basket_empty": "Your basket is empty.",
    "basket_start": "See what others like",
    "remove": "Remove",
    "change": "Change",
    "total": "Total",
    "each": "{price} each",
    "to_checkout": "To the checkout",
    "checkout_title": "Checkout",
    "checkout_lead": (
        "This is a demo: an order is really placed in Tailorbird, and nothing is charged or sent."
    ),
    "name": "Your name",
    "email": "E-mail",
    "email_hint": "For the order confirmation",
    "marketing": "Send me news and offers by e-mail. I can stop them at any time.",
    "place_order": "Place the order",
    "error_name": "Please tell us your name.",
    "error_email": "Please enter an e-mail address such as ann@example.com.",
    "error_basket": "Your basket is empty; there is nothing to order.",
    "thanks_title": "Thank you, {name}",
    "thanks_text": (
        "Your order {number} is placed. From this moment none of it is suggested to you again."
    ),
    "thanks_gone": "Thank you. Your order is placed.",
    "keep_looking": "Keep looking around",
    "visitors_title": "Browse as …",
    "visitors_lead": (
        "See the shop as somebody new, or as a returning customer with a real order history."
    ),
    "visitors_new": "Somebody new",
    "visitors_new_text": "No history. The shop asks first before it remembers anything.",
    "visitors_orders": "{orders} orders worth {spent}",
    "visitors_order": "One order worth {spent}",
    "visitors_last": "last order {days} days ago",
    "visitors_yesterday": "last order yesterday",
    "visitors_today": "last order today",
    "visitors_likes": "likes {category}",
    "visitors_choose": "Browse as this customer",
    "visitors_now": "You are here",
    "not_found_title": "This page is not here",
    "not_found_text": "The shelf or product has another address now. The search finds it.",
    "bad_title": "That did not work",
    "bad_text": "The form was sent in a way the shop does not understand. Go back and try again.",
    "attribution": (
        "Order history: “Online Retail” by Daqing Chen, UCI Machine Learning Repository, CC "
        "BY 4.0. Times are moved so that it ends on the day this demo was first started. "
        "Drawings are generated."
    ),
    "powered": "Personalised by Tailorbird, on this machine.",
}

"""What is asked of Shopify's Admin API. Each query takes ``first`` and ``after``."""

API_VERSION = "2026-01"
_MONEY = "{ shopMoney { amount currencyCode } }"
_LINE = f"""id title quantity sku vendor isGiftCard product {{ id }} variant {{ id title }}
originalUnitPriceSet {_MONEY}"""
_LINES = f"lineItems(first: 30) {{ nodes {{ {_LINE} }} pageInfo {{ hasNextPage endCursor }} }}"
_REFUND = f"""id createdAt totalRefundedSet {_MONEY}
refundLineItems(first: 30) {{ nodes {{ quantity subtotalSet {_MONEY} lineItem {{ {_LINE} }} }} }}"""

ORDERS = f"""query Orders($first: Int!, $after: String) {{
  orders(first: $first, after: $after, sortKey: ID) {{
    nodes {{
      id name createdAt processedAt updatedAt cancelledAt cancelReason test currencyCode email
      totalPriceSet {_MONEY} subtotalPriceSet {_MONEY} totalTaxSet {_MONEY}
      totalDiscountsSet {_MONEY} totalShippingPriceSet {_MONEY} discountCodes
      customer {{ id defaultEmailAddress {{ emailAddress }} }}
      customAttributes {{ key value }}
      {_LINES}
      refunds(first: 10) {{ {_REFUND} }}
    }}
    pageInfo {{ hasNextPage endCursor }}
  }}
}}"""

# The further lines of one order, where it has more than its page of orders carried.
LINES = f"""query Lines($id: ID!, $after: String) {{
  order(id: $id) {{
    lineItems(first: 100, after: $after) {{
      nodes {{ {_LINE} }} pageInfo {{ hasNextPage endCursor }}
    }}
  }}
}}"""

CUSTOMERS = """query Customers($first: Int!, $after: String) {
  customers(first: $first, after: $after, sortKey: ID) {
    nodes {
      id firstName lastName createdAt updatedAt
      defaultAddress { countryCodeV2 }
      defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
      defaultPhoneNumber { phoneNumber marketingState marketingOptInLevel marketingUpdatedAt }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""

PRODUCTS = """query Products($first: Int!, $after: String) {
  products(first: $first, after: $after, sortKey: ID) {
    nodes {
      id title handle vendor productType status createdAt updatedAt publishedAt
      featuredMedia { preview { image { url } } }
      variants(first: 50) {
        nodes {
          id price inventoryPolicy inventoryQuantity inventoryItem { id tracked }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""

PARTS = {"products": PRODUCTS, "customers": CUSTOMERS, "orders": ORDERS}
"""In this order: orders then find their products and their people."""

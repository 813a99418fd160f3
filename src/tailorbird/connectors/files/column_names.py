"""What shops call their columns, in the order of how surely the name means the field.

Taken from the exports of Shopify, WooCommerce, Magento and BigCommerce, the Segment e-commerce
specification, and the public data sets UCI Online Retail, Olist, dunnhumby and REES46. Names are
compared in lower case without anything but letters and digits.
"""

from __future__ import annotations

NAMES: dict[str, tuple[str, ...]] = {
    "order_id": (
        "orderid",
        "invoiceno",
        "invoiceid",
        "invoicenumber",
        "ordernumber",
        "orderno",
        "orderref",
        "orderreference",
        "invoice",
        "order",
        "transactionid",
        "basketid",
        "receiptid",
        "receiptnumber",
        "purchaseid",
        "incrementid",
        "name",
    ),
    "product_id": (
        "lineitemsku",
        "productid",
        "stockcode",
        "productsku",
        "itemsku",
        "sku",
        "productcode",
        "itemid",
        "itemcode",
        "articleid",
        "articlenumber",
        "variantid",
        "asin",
        "product",
    ),
    "quantity": (
        "lineitemquantity",
        "quantity",
        "qty",
        "itemquantity",
        "qtyordered",
        "quantityordered",
        "itemqty",
        "units",
        "quantityrefunded",
    ),
    "unit_price": (
        "lineitemprice",
        "unitprice",
        "priceperunit",
        "itemprice",
        "itemcost",
        "productprice",
        "unitcost",
        "price",
    ),
    "placed_at": (
        "placedat",
        "createdat",
        "orderdate",
        "invoicedate",
        "orderpurchasetimestamp",
        "purchasetimestamp",
        "transactiontimestamp",
        "orderedat",
        "ordertime",
        "orderdatetime",
        "purchasedate",
        "purchasedat",
        "transactiondate",
        "eventtime",
        "datecreated",
        "completedat",
        "paidat",
        "timestamp",
        "datetime",
        "date",
    ),
    "customer_id": (
        "customeruniqueid",
        "customerid",
        "userid",
        "customernumber",
        "customerno",
        "customeruserid",
        "householdid",
        "clientid",
        "memberid",
        "shopperid",
        "buyerid",
        "customer",
        "user",
    ),
    "email": (
        "email",
        "customeremail",
        "emailbilling",
        "billingemail",
        "useremail",
        "emailaddress",
        "contactemail",
        "mail",
    ),
    "title": (
        "lineitemname",
        "description",
        "productname",
        "producttitle",
        "itemname",
        "title",
        "productdescription",
        "itemtitle",
        "itemdescription",
        "name",
    ),
    "country": (
        "country",
        "billingcountry",
        "shippingcountry",
        "countrycode",
        "countrycodebilling",
        "customercountry",
        "billingcountrycode",
        "shippingcountrycode",
        "countrycodeshipping",
    ),
    "category": (
        "category",
        "productcategory",
        "productcategoryname",
        "productcategorynameenglish",
        "categorycode",
        "producttype",
        "department",
    ),
    "brand": ("brand", "vendor", "lineitemvendor", "manufacturer", "productbrand"),
    "currency": ("currency", "currencycode", "ordercurrency", "currencyiso"),
    "cancelled": ("cancelledat", "canceledat", "orderstatus", "status", "cancelled", "canceled"),
}

# Parts of longer names that hint at a field ("my_shop_order_date"). Such columns are offered; only
# a single one whose values cannot be anything else (a time, an address) is taken.
HINTS: dict[str, tuple[str, ...]] = {
    "order_id": ("orderid", "orderno", "ordernum", "invoice"),
    "product_id": ("productid", "sku", "stockcode"),
    "quantity": ("quantity", "qty"),
    "unit_price": ("unitprice", "itemprice"),
    "placed_at": ("orderdate", "createdat", "purchasetime", "orderedat"),
    "customer_id": ("customerid", "userid"),
    "email": ("email",),
}


def normal(name: str) -> str:
    """Return a column name as names are compared.

    >>> normal("Lineitem SKU")
    'lineitemsku'
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())

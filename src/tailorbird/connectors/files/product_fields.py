"""The fields of a file of products."""

from __future__ import annotations

from tailorbird.connectors.files.column_names import NAMES
from tailorbird.connectors.files.fields import Fields
from tailorbird.connectors.files.trying import TRIED

PRODUCTS = Fields(
    kind="products",
    needed=("product_id",),
    optional=(
        "title",
        "unit_price",
        "currency",
        "category",
        "brand",
        "url",
        "image_url",
        "stock",
        "stock_kept",
        "published",
    ),
    names={
        "product_id": ("productid", "handle", *NAMES["product_id"], "id", "aid", "uniqueid"),
        "title": ("title", "productname", "producttitle", "name", "itemname", "itemtitle"),
        "unit_price": (
            "price",
            "variantprice",
            "unitprice",
            "regularprice",
            "itemprice",
            "listprice",
            "productprice",
        ),
        "currency": NAMES["currency"],
        "category": (
            "category",
            "categorycode",
            "productcategory",
            "productcategoryname",
            "type",
            "producttype",
            "googleproductcategory",
            "department",
            "categories",
        ),
        "brand": NAMES["brand"],
        "url": ("url", "link", "producturl", "permalink"),
        "image_url": ("imageurl", "imagesrc", "imagelink", "image", "picture", "images"),
        "stock": (
            "stock",
            "variantinventoryqty",
            "availability",
            "instock",
            "stockquantity",
            "inventory",
            "inventoryquantity",
            "available",
        ),
        "stock_kept": ("variantinventorytracker",),
        "published": ("published", "status", "visible", "active"),
    },
    hints={"unit_price": ("price",)},
    told_by_values=frozenset({"unit_price"}),
    reads={field: TRIED[field] for field in ("product_id", "unit_price", "currency")},
)

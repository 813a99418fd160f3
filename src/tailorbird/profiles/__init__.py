"""People: identities and their stitching, carts, views, orders."""

"""What WooCommerce is called in the log."""

SOURCE = "woocommerce"

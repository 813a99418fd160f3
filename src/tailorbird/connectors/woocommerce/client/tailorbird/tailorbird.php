<?php
/**
 * Plugin Name: Tailorbird
 * Description: Tells your own Tailorbird what happens in the shop, with the visitor's consent.
 * Version: 0.3.0
 * Requires Plugins: woocommerce
 *
 * Set TAILORBIRD_ADDRESS, TAILORBIRD_KEY and TAILORBIRD_SECRET in wp-config.php.
 * What the page tells carries the browser's id; while somebody is logged in it carries their customer
 * number too, with the shop's signature over it. E-mail addresses are never put into the page.
 */

defined( 'ABSPATH' ) || exit;

const TAILORBIRD_FIELD  = '_tailorbird_id'; // of an order
const TAILORBIRD_COOKIE = 'tb_id';

function tailorbird_is_set_up(): bool {
	return defined( 'TAILORBIRD_ADDRESS' ) && defined( 'TAILORBIRD_KEY' ) && function_exists( 'WC' );
}

/** Print calls of the page's script; the queue of its first line keeps them until it has loaded. */
function tailorbird_print( array $calls ): void {
	$lines = '';
	foreach ( $calls as $call ) {
		$values = array_map( fn( $value ) => wp_json_encode( $value, JSON_HEX_TAG | JSON_HEX_AMP ), $call[1] );
		$lines .= 'tailorbird.' . $call[0] . '(' . implode( ',', $values ) . ');';
	}
	echo '<script>' . $lines . '</script>'; // phpcs:ignore -- every value is JSON without tags.
}

function tailorbird_product( WC_Product $product, int $quantity ): array {
	$parent = $product->get_parent_id();
	return array(
		'product_id' => (string) ( $parent ? $parent : $product->get_id() ),
		'name'       => $product->get_name(),
		'price'      => (string) $product->get_price(),
		'quantity'   => $quantity,
		'currency'   => get_woocommerce_currency(),
	);
}

function tailorbird_cart(): array {
	$found = array();
	foreach ( WC()->cart ? WC()->cart->get_cart() : array() as $line ) {
		$found[] = tailorbird_product( $line['data'], (int) $line['quantity'] );
	}
	return $found;
}

/** The script, before everything that calls it. */
add_action(
	'wp_head',
	function () {
		if ( ! tailorbird_is_set_up() ) {
			return;
		}
		echo '<script>window.tailorbird||=new Proxy([],{get:(q,m)=>q[m]||((...a)=>q.push([m,...a]))})</script>';
		printf(
			'<script async src="%s/tailorbird.js" data-key="%s"></script>',
			esc_url( untrailingslashit( TAILORBIRD_ADDRESS ) ),
			esc_attr( TAILORBIRD_KEY )
		);
	},
	1
);

/** Who is logged in, and what this page shows. */
add_action(
	'wp_footer',
	function () {
		if ( ! tailorbird_is_set_up() ) {
			return;
		}
		$calls = array();
		$user  = get_current_user_id();
		if ( $user && defined( 'TAILORBIRD_SECRET' ) ) {
			$proof   = hash_hmac( 'sha256', (string) $user, TAILORBIRD_SECRET );
			$calls[] = array( 'identify', array( (string) $user, new stdClass(), array( 'context' => array( 'proof' => $proof ) ) ) );
		}
		$product = is_product() ? wc_get_product( get_the_ID() ) : null;
		if ( $product ) {
			$calls[] = array( 'productViewed', array( tailorbird_product( $product, 1 ) ) );
		}
		if ( is_cart() ) {
			$calls[] = array( 'cartViewed', array( array( 'products' => tailorbird_cart() ) ) );
		}
		if ( is_checkout() && ! is_order_received_page() ) {
			$calls[] = array( 'checkoutStarted', array( array( 'products' => tailorbird_cart(), 'currency' => get_woocommerce_currency() ) ) );
		}
		$added = WC()->session ? WC()->session->get( 'tailorbird_added', array() ) : array();
		foreach ( $added as $one ) {
			$calls[] = array( 'productAdded', array( $one ) );
		}
		if ( $added ) {
			WC()->session->set( 'tailorbird_added', array() );
		}
		tailorbird_print( $calls );
	},
	99
);

/** What was put into the cart is told on the next page that is shown, also when it was added without one. */
add_action(
	'woocommerce_add_to_cart',
	function ( $key, $product_id, $quantity ) {
		$product = wc_get_product( $product_id );
		if ( tailorbird_is_set_up() && WC()->session && $product ) {
			$added   = WC()->session->get( 'tailorbird_added', array() );
			$added[] = tailorbird_product( $product, (int) $quantity );
			WC()->session->set( 'tailorbird_added', $added );
		}
	},
	10,
	3
);

/** Write the browser's id on the order, so that the order is told of the visitor who placed it. */
function tailorbird_mark( $order ): void {
	if ( isset( $_COOKIE[ TAILORBIRD_COOKIE ] ) ) {
		$order->update_meta_data( TAILORBIRD_FIELD, sanitize_text_field( wp_unslash( $_COOKIE[ TAILORBIRD_COOKIE ] ) ) );
	}
}
add_action( 'woocommerce_checkout_create_order', 'tailorbird_mark' );
add_action( 'woocommerce_store_api_checkout_update_order_meta', 'tailorbird_mark' );

/** Somebody logged out: what this browser does next is somebody else's. */
add_action(
	'wp_logout',
	function () {
		setcookie( 'tailorbird_left', '1', time() + 300, COOKIEPATH ? COOKIEPATH : '/', COOKIE_DOMAIN, is_ssl(), false );
	}
);
add_action(
	'wp_footer',
	function () {
		if ( tailorbird_is_set_up() ) {
			echo '<script>if(/tailorbird_left=1/.test(document.cookie)){document.cookie="tailorbird_left=;max-age=0;path=/";tailorbird.reset()}</script>';
		}
	},
	1
);

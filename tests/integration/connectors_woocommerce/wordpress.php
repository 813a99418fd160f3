<?php
/**
 * As much of WordPress and WooCommerce as the plugin asks for, so that its own file can run and be
 * looked at. The first argument says in JSON which page is shown, to whom, and what happened before.
 */

$asked   = json_decode( $argv[1], true );
$actions = array();
$session = array();
$order   = array();

define( 'ABSPATH', __DIR__ );
define( 'COOKIEPATH', '/' );
define( 'COOKIE_DOMAIN', 'shop.example' );
foreach ( $asked['constants'] as $name => $value ) {
	define( $name, $value );
}
$_COOKIE = $asked['cookies'] ?? array();

function add_action( $name, $callback, $priority = 10, $values = 1 ) {
	global $actions;
	$actions[ $name ][ $priority ][] = array( $callback, $values );
}
function happens( $name, ...$values ) {
	global $actions;
	ksort( $actions[ $name ] );
	foreach ( $actions[ $name ] as $callbacks ) {
		foreach ( $callbacks as $one ) {
			$one[0]( ...array_slice( $values, 0, $one[1] ) );
		}
	}
}
function wp_json_encode( $value, $flags = 0 ) {
	return json_encode( $value, $flags );
}
function untrailingslashit( $text ) {
	return rtrim( $text, '/' );
}
function esc_url( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}
function esc_attr( $text ) {
	return htmlspecialchars( $text, ENT_QUOTES );
}
function sanitize_text_field( $text ) {
	return trim( strip_tags( $text ) );
}
function wp_unslash( $text ) {
	return stripslashes( $text );
}
function get_current_user_id() {
	global $asked;
	return $asked['user'] ?? 0;
}
function get_woocommerce_currency() {
	return 'GBP';
}
function get_the_ID() {
	return 93;
}
function is_product() {
	global $asked;
	return 'product' === $asked['page'];
}
function is_cart() {
	global $asked;
	return 'cart' === $asked['page'];
}
function is_checkout() {
	global $asked;
	return in_array( $asked['page'], array( 'checkout', 'received' ), true );
}
function is_order_received_page() {
	global $asked;
	return 'received' === $asked['page'];
}
function is_ssl() {
	return true;
}
function wc_get_product( $id ) {
	return $id ? new WC_Product( $id ) : null;
}

class WC_Product {
	public function __construct( private int $id ) {}
	public function get_id() {
		return $this->id;
	}
	public function get_parent_id() {
		return 94 === $this->id ? 93 : 0; // a variation
	}
	public function get_name() {
		return 'Mug </script> & saucer';
	}
	public function get_price() {
		return '12.50';
	}
}
class Session {
	public function get( $name, $otherwise ) {
		global $session;
		return $session[ $name ] ?? $otherwise;
	}
	public function set( $name, $value ) {
		global $session;
		$session[ $name ] = $value;
	}
}
class Cart {
	public function get_cart() {
		return array( array( 'data' => new WC_Product( 94 ), 'quantity' => 2 ) );
	}
}
class Order {
	public function update_meta_data( $name, $value ) {
		global $order;
		$order[ $name ] = $value;
	}
}
function WC() {
	static $made = null;
	$made ??= (object) array( 'cart' => new Cart(), 'session' => new Session() );
	return $made;
}

require $argv[2];

foreach ( $asked['added'] ?? array() as $product ) {
	happens( 'woocommerce_add_to_cart', 'key', $product, 3, 0, array(), array() );
}
ob_start();
happens( 'wp_head' );
happens( 'wp_footer' );
$first = ob_get_clean();
ob_start();
happens( 'wp_footer' );
$second = ob_get_clean();
if ( $asked['orders'] ?? false ) {
	happens( 'woocommerce_checkout_create_order', new Order(), array() );
}
echo json_encode( array( 'page' => $first, 'again' => $second, 'order' => $order ) );

// The e-commerce events of the Segment specification, version 2. `Product Viewed` is called as
// `tailorbird.productViewed({...})`.
const names =
  "Products Searched,Product List Viewed,Product List Filtered,Promotion Viewed," +
  "Promotion Clicked,Product Clicked,Product Viewed,Product Added,Product Removed,Cart Viewed," +
  "Checkout Started,Checkout Step Viewed,Checkout Step Completed,Payment Info Entered," +
  "Order Updated,Order Completed,Order Refunded,Order Cancelled,Coupon Entered,Coupon Applied," +
  "Coupon Denied,Coupon Removed,Product Added to Wishlist,Product Removed from Wishlist," +
  "Wishlist Product Added to Cart,Product Shared,Cart Shared,Product Reviewed";

/** Method name -> event name, for every event of the specification. */
export const EVENTS = Object.fromEntries(
  names.split(",").map((name) => [
    name
      .replace(/ (.)/g, (_, letter) => letter.toUpperCase())
      .replace(/^./, (letter) => letter.toLowerCase()),
    name,
  ]),
);

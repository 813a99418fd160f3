/** What `window.tailorbird` can do. Names of events: the Segment e-commerce specification. */
export type Purpose = "analytics" | "personalization" | "marketing";
export type Answer =
  | "granted"
  | "denied"
  | "unknown"
  | boolean
  | Partial<Record<Purpose, boolean | "granted" | "denied">>;

export interface Product {
  product_id: string;
  sku?: string;
  name?: string;
  brand?: string;
  category?: string;
  variant?: string;
  price?: number | string;
  currency?: string;
  quantity?: number;
  coupon?: string;
  position?: number;
  url?: string;
  image_url?: string;
}

export interface Order {
  order_id: string;
  total?: number;
  revenue?: number;
  shipping?: number;
  tax?: number;
  discount?: number;
  coupon?: string;
  currency?: string;
  products: Product[];
}

type Told<T> = (properties: T & Record<string, unknown>) => void;

export interface Tailorbird {
  consent(answer: Answer): void;
  track(event: string, properties?: object, more?: { messageId?: string }): void;
  page(name?: string, properties?: object): void;
  identify(userId: string, traits?: object): void;
  identify(traits: object): void;
  reset(): void;
  id(): string | undefined;

  productsSearched: Told<{ query: string }>;
  productListViewed: Told<{ list_id?: string; category?: string; products?: Product[] }>;
  productListFiltered: Told<{ list_id?: string; category?: string; products?: Product[] }>;
  promotionViewed: Told<{ promotion_id: string }>;
  promotionClicked: Told<{ promotion_id: string }>;
  productClicked: Told<Product>;
  productViewed: Told<Product>;
  productAdded: Told<Product & { cart_id?: string }>;
  productRemoved: Told<Product & { cart_id?: string }>;
  cartViewed: Told<{ cart_id?: string; products: Product[] }>;
  checkoutStarted: Told<Order>;
  checkoutStepViewed: Told<{ checkout_id: string; step: number }>;
  checkoutStepCompleted: Told<{ checkout_id: string; step: number }>;
  paymentInfoEntered: Told<{ checkout_id: string }>;
  orderUpdated: Told<Order>;
  orderCompleted: Told<Order>;
  orderRefunded: Told<{ order_id: string; total?: number; products?: Product[] }>;
  orderCancelled: Told<Order>;
  couponEntered: Told<{ coupon_id: string }>;
  couponApplied: Told<{ coupon_id: string; discount?: number }>;
  couponDenied: Told<{ coupon_id: string; reason?: string }>;
  couponRemoved: Told<{ coupon_id: string }>;
  productAddedToWishlist: Told<Product & { wishlist_id?: string }>;
  productRemovedFromWishlist: Told<Product & { wishlist_id?: string }>;
  wishlistProductAddedToCart: Told<Product & { wishlist_id?: string; cart_id?: string }>;
  productShared: Told<Product>;
  cartShared: Told<{ cart_id: string; products: Pick<Product, "product_id">[] }>;
  productReviewed: Told<{ product_id: string; review_id?: string; rating?: number }>;
}

declare global {
  interface Window {
    tailorbird: Tailorbird;
  }
}

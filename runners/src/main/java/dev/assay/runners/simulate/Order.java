package dev.assay.runners.simulate;

/**
 * A trade before it is written.
 *
 * @param customer the customer's number, from 1
 * @param symbol the symbol's position in the market
 * @param quantity in ten-thousandths of a share
 * @param at milliseconds since the epoch
 */
record Order(long customer, int symbol, boolean buys, long quantity, long cents, long at) {

  static final long SHARE = 10_000;

  /** Quantity times price in millionths of a dollar. */
  long value() {
    return quantity * cents;
  }

  Order withQuantity(long otherQuantity) {
    return new Order(customer, symbol, buys, otherQuantity, cents, at);
  }

  Order withCustomer(long otherCustomer) {
    return new Order(otherCustomer, symbol, buys, quantity, cents, at);
  }
}

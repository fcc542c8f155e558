package dev.assay.runners.simulate;

import java.util.SplittableRandom;

/** Draws the orders of all customers. Nobody sells what he does not hold. */
final class Orders {

  private static final double SALES = 0.4;
  private static final double CLOSING_SALES = 0.2;
  private static final double FRACTIONS = 0.05;
  private static final long MOST_SHARES = 200;
  private static final int[] TENTHS = {1, 10, 100, 1_000};

  private final int customers;
  private final Market market;
  private final SplittableRandom random;
  private final Holdings holdings;
  private final int[] popularity;

  Orders(int customers, Market market, SplittableRandom random) {
    this.customers = customers;
    this.market = market;
    this.random = random;
    holdings = new Holdings(customers, market.symbols().size());
    popularity = new int[market.symbols().size()];
    int sum = 0;
    for (int symbol = 0; symbol < popularity.length; symbol++) {
      sum += 1 + 10_000 / (symbol + 3);
      popularity[symbol] = sum;
    }
  }

  /** The next order, a sale if the customer drawn holds something. Holdings change with it. */
  Order next(long at) {
    int customer = customer();
    if (random.nextDouble() < SALES) {
      int symbol = heldSymbol(customer, at);
      if (symbol >= 0) {
        return sale(customer, symbol, at);
      }
    }
    return settle(purchase(customer, at));
  }

  /** A purchase that may lie before others: what is held can only be more for it. */
  Order purchase(long at) {
    return settle(proposal(at));
  }

  /** A purchase that leaves holdings alone. */
  Order proposal(long at) {
    return purchase(customer(), at);
  }

  private Order settle(Order purchase) {
    holdings.buy((int) purchase.customer() - 1, purchase.symbol(), purchase.quantity());
    return purchase;
  }

  private Order purchase(int customer, long at) {
    int symbol = popularSymbol(at);
    long quantity = quantity(Math.min(random.nextLong(MOST_SHARES), random.nextLong(MOST_SHARES)));
    long cents = market.price(symbol, at, random);
    return new Order(customer + 1L, symbol, true, quantity, cents, at);
  }

  private Order sale(int customer, int symbol, long at) {
    long held = holdings.of(customer, symbol);
    long shares = held / Order.SHARE;
    boolean closing = shares == 0 || random.nextDouble() < CLOSING_SALES;
    long quantity = closing ? held : quantity(random.nextLong(shares));
    holdings.sell(customer, symbol, quantity);
    return new Order(customer + 1L, symbol, false, quantity, market.price(symbol, at, random), at);
  }

  /** Some customers trade more than others. */
  private int customer() {
    return Math.min(random.nextInt(customers), random.nextInt(customers));
  }

  /** One share more than given, now and then a part of one less. */
  private long quantity(long shares) {
    if (random.nextDouble() >= FRACTIONS) {
      return (shares + 1) * Order.SHARE;
    }
    int unit = TENTHS[random.nextInt(TENTHS.length)];
    return shares * Order.SHARE + random.nextLong(1, Order.SHARE / unit) * unit;
  }

  private int popularSymbol(long at) {
    int draw = random.nextInt(popularity[popularity.length - 1]);
    int symbol = 0;
    while (popularity[symbol] <= draw) {
      symbol++;
    }
    while (!market.trades(symbol, at)) {
      symbol = (symbol + 1) % popularity.length;
    }
    return symbol;
  }

  private int heldSymbol(int customer, long at) {
    int first = random.nextInt(popularity.length);
    for (int i = 0; i < popularity.length; i++) {
      int symbol = (first + i) % popularity.length;
      if (holdings.of(customer, symbol) > 0 && market.trades(symbol, at)) {
        return symbol;
      }
    }
    return -1;
  }
}

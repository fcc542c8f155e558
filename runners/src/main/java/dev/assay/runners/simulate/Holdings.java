package dev.assay.runners.simulate;

/** What each customer holds of each symbol, in ten-thousandths of a share. Never below 0. */
final class Holdings {

  private final long[][] held;
  private final int symbols;

  Holdings(int customers, int symbols) {
    this.held = new long[customers][];
    this.symbols = symbols;
  }

  long of(int customer, int symbol) {
    return held[customer] == null ? 0 : held[customer][symbol];
  }

  void buy(int customer, int symbol, long quantity) {
    if (held[customer] == null) {
      held[customer] = new long[symbols];
    }
    held[customer][symbol] += quantity;
  }

  void sell(int customer, int symbol, long quantity) {
    held[customer][symbol] -= quantity;
  }
}

package dev.assay.schemas.wealth;

/** The side of a trade, seen from the customer. */
public enum TransactionType {
  BUY,
  SELL
}

package dev.assay.runners.simulate;

import java.util.Locale;

/** A table of the simulated bank; {@code bank.sql} creates it. */
public enum BankTable {
  PURCHASE_TRENDS("id"),
  CHECKING_ACCOUNT("account_id"),
  ACCOUNT_TRANSACTIONS("id"),
  SCHEDULED_PAYMENTS("id");

  private final String key;

  BankTable(String key) {
    this.key = key;
  }

  /** The column of its primary key. */
  String key() {
    return key;
  }

  /** With its schema, as a statement names it. */
  String qualified() {
    return "public." + this;
  }

  /** Its name in the database. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.assay.runners.simulate;

import java.util.List;
import java.util.Optional;

/** One way in which a simulated line departs from a faultless trade. A line has one at most. */
public enum Fault {
  /** Repeats an earlier faultless or late trade, byte for byte. */
  DUPLICATE("duplicates", null),
  /** Ends in the middle, so that it is not JSON. */
  CUT_OFF("cut_off", "payload_is_readable"),
  /** Has a quantity of 0 or less. */
  NOT_POSITIVE("not_positive", "quantity_is_positive"),
  /** Names a customer who is not among the customers. */
  UNKNOWN_CUSTOMER("unknown_customer", "customer_id_is_known"),
  /** Happened 1 to 48 hours before its neighbours; a valid trade. */
  LATE("late", null);

  static final List<Fault> ALL = List.of(values());

  private final String key;
  private final String brokenRule;

  Fault(String key, String brokenRule) {
    this.key = key;
    this.brokenRule = brokenRule;
  }

  /** The name in settings and in {@code injected.json}. */
  public String key() {
    return key;
  }

  /** The rule that sends such a line to quarantine; empty if it does not go there. */
  public Optional<String> brokenRule() {
    return Optional.ofNullable(brokenRule);
  }
}

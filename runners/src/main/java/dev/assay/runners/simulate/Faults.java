package dev.assay.runners.simulate;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The share of all lines, 0 to 1, that has each fault. */
public record Faults(
    double duplicates, double cutOff, double notPositive, double unknownCustomer, double late) {

  public static final Faults NONE = new Faults(0, 0, 0, 0, 0);
  public static final Faults DEFAULT = new Faults(0.03, 0.001, 0.001, 0.001, 0.01);

  private static final double ROUNDING = 1e-9;

  public Faults {
    double sum = duplicates + cutOff + notPositive + unknownCustomer + late;
    check("duplicates", duplicates);
    check("cut_off", cutOff);
    check("not_positive", notPositive);
    check("unknown_customer", unknownCustomer);
    check("late", late);
    if (sum > 1 + ROUNDING) {
      throw new SimulationException(
          "The shares of all faults add up to "
              + sum
              + ", but a line has one fault at most:"
              + " choose shares that add up to 1 or less.");
    }
  }

  /**
   * Reads {@code none}, {@code default}, or shares such as {@code duplicates=0.03,late=0.01}. A
   * fault that is not named is not injected.
   *
   * @throws SimulationException if the text is none of these
   */
  public static Faults parse(String text) {
    return switch (text.strip()) {
      case "none" -> NONE;
      case "default" -> DEFAULT;
      default -> parseShares(text);
    };
  }

  private static Faults parseShares(String text) {
    Map<Fault, Double> shares = new EnumMap<>(Fault.class);
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new SimulationException(
            "'"
                + part.strip()
                + "' is not a fault with its share: write none, default, or"
                + " shares such as "
                + DEFAULT.text()
                + ".");
      }
      Fault fault = faultOf(part.substring(0, equals).strip());
      if (shares.put(fault, shareOf(fault.key(), part.substring(equals + 1).strip())) != null) {
        throw new SimulationException(
            "The fault " + fault.key() + " is named twice: state its share once.");
      }
    }
    return of(shares);
  }

  static Faults of(Map<Fault, Double> shares) {
    return new Faults(
        shares.getOrDefault(Fault.DUPLICATE, 0.0),
        shares.getOrDefault(Fault.CUT_OFF, 0.0),
        shares.getOrDefault(Fault.NOT_POSITIVE, 0.0),
        shares.getOrDefault(Fault.UNKNOWN_CUSTOMER, 0.0),
        shares.getOrDefault(Fault.LATE, 0.0));
  }

  private static Fault faultOf(String key) {
    return Fault.ALL.stream()
        .filter(fault -> fault.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new SimulationException(
                    "There is no fault '"
                        + key
                        + "': choose among "
                        + Fault.ALL.stream().map(Fault::key).collect(joining(", "))
                        + "."));
  }

  private static double shareOf(String key, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw badShare(key, text);
    }
  }

  private static void check(String key, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw badShare(key, Double.toString(share));
    }
  }

  private static SimulationException badShare(String key, String share) {
    return new SimulationException(
        "The share '"
            + share
            + "' of "
            + key
            + " is not a number from 0 to 1: write for example "
            + key
            + "=0.01 for one line in a hundred.");
  }

  /** The share of the lines that has this fault. */
  public double share(Fault fault) {
    return switch (fault) {
      case DUPLICATE -> duplicates;
      case CUT_OFF -> cutOff;
      case NOT_POSITIVE -> notPositive;
      case UNKNOWN_CUSTOMER -> unknownCustomer;
      case LATE -> late;
    };
  }

  /** The shares as {@link #parse} reads them. */
  public String text() {
    return Fault.ALL.stream()
        .map(fault -> fault.key() + "=" + BigDecimal.valueOf(share(fault)).toPlainString())
        .collect(joining(","));
  }

  /** The fault that falls to a draw from 0 (inclusive) to 1 (exclusive). */
  Optional<Fault> drawn(double draw) {
    double rest = draw;
    for (Fault fault : Fault.ALL) {
      rest -= share(fault);
      if (rest < 0) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }
}

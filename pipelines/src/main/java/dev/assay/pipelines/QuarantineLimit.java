package dev.assay.pipelines;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Table;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many payloads a run may refuse of those that it reads, all tables together; beyond it, it
 * publishes nothing.
 *
 * @param text as the user gave it: a share, {@code 0.5%}, or a number, {@code 100}
 */
public record QuarantineLimit(String text) implements Serializable {
  private static final Pattern FORM = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,6})?%|[0-9]{1,12}");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  public QuarantineLimit {
    if (!FORM.matcher(text).matches() || isShare(text) && number(text).compareTo(HUNDRED) > 0) {
      throw new IllegalArgumentException(
          text + " is neither a share, such as 1% or 0.5%, nor a whole number of payloads");
    }
  }

  private static boolean isShare(String text) {
    return text.endsWith("%");
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text.replace("%", ""));
  }

  /** A sentence that says by how much these totals are beyond it; empty where they are not. */
  Optional<String> exceeded(List<ControlTotal> totals, List<Table<?>> tables) {
    Set<String> names = tables.stream().map(Table::name).collect(Collectors.toSet());
    long read = rows(totals, names, Set.of(ControlTotal.READ));
    long refused = rows(totals, names, Set.of(ControlTotal.QUARANTINED, ControlTotal.LATE));
    return isWithin(read, refused)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%,d of %,d payloads read are refused, and at most %s may be",
                refused,
                read,
                text));
  }

  boolean isWithin(long read, long refused) {
    BigDecimal most =
        isShare(text)
            ? number(text).multiply(BigDecimal.valueOf(read)).movePointLeft(2)
            : number(text);
    return BigDecimal.valueOf(refused).compareTo(most) <= 0;
  }

  private static long rows(List<ControlTotal> totals, Set<String> tables, Set<String> stages) {
    return totals.stream()
        .filter(total -> tables.contains(total.table()) && stages.contains(total.stage()))
        .mapToLong(ControlTotal::rows)
        .sum();
  }

  @Override
  public String toString() {
    return text;
  }
}

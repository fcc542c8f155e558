package dev.assay.runners.simulate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The customers as CSV with a header. Some names need quotes, some are not ASCII. */
final class CustomerFile {

  /** Digits of a customer id after its C; more if there are more customers. */
  static final int ID_DIGITS = 6;

  private static final String HEADER =
      "customer_id,name,risk_category,email,phone,date_of_birth,updated_at\n";
  private static final LocalDate FIRST_BIRTH = LocalDate.of(1940, 1, 1);
  private static final LocalDate LAST_BIRTH = LocalDate.of(2006, 1, 1);
  private static final int SECONDS_PER_YEAR = 365 * 24 * 60 * 60;

  private static final List<String> RISKS = List.of("LOW", "MEDIUM", "MEDIUM", "HIGH");
  private final int customers;
  private final Instant before;
  private final SplittableRandom random;

  /** Customers who were last updated in the year before the given time. */
  CustomerFile(int customers, Instant before, SplittableRandom random) {
    this.customers = customers;
    this.before = before.truncatedTo(ChronoUnit.SECONDS);
    this.random = random;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(HEADER.getBytes(UTF_8));
    LineBuffer id = new LineBuffer();
    for (int customer = 1; customer <= customers; customer++) {
      id.clear();
      id.append('C').digits(customer, ID_DIGITS);
      out.write(row(new String(id.copy(), UTF_8)).getBytes(UTF_8));
    }
  }

  private String row(String id) {
    String born =
        LocalDate.ofEpochDay(random.nextLong(FIRST_BIRTH.toEpochDay(), LAST_BIRTH.toEpochDay()))
            .toString();
    return Stream.of(
            id,
            PersonName.anyOf(random),
            anyOf(RISKS),
            id.replace('C', 'c') + "@example.com",
            "+1-" + random.nextInt(201, 990) + "-555-01" + random.nextInt(10, 100),
            born,
            before.minusSeconds(random.nextInt(1, SECONDS_PER_YEAR)).toString())
        .map(CustomerFile::quoted)
        .collect(joining(",", "", "\n"));
  }

  private String anyOf(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static String quoted(String field) {
    return field.contains(",") || field.contains("\"")
        ? "\"" + field.replace("\"", "\"\"") + "\""
        : field;
  }
}

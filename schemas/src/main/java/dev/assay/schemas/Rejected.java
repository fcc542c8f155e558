package dev.assay.schemas;

import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * A payload that could not become a row, and why. One row per payload in quarantine.
 *
 * @param layer the layer that refused it
 * @param table the table it was meant for
 * @param rules the names of all rules it breaks, with commas between
 * @param source URI of the file, topic or table it came from
 * @param position where in the source it stands: for a file the line, from 1
 * @param payload the text as received, without its line end
 * @param header the header line that says what the payload's fields are, for CSV
 * @param publishedAt when the source says that it was published
 * @param arrivedAt when the run that took it began
 * @param runId the run that took it
 * @param payloadSha256 SHA-256 of the payload's bytes, as 64 hexadecimal digits
 * @param day the UTC day of its event, where it could be read
 * @param amount its money, zero where it could not be read or names no currency
 * @param encoding {@code ISO-8859-1} where the bytes are not valid UTF-8 and so each character of
 *     the payload stands for one byte; otherwise absent
 * @param messageKey the key of its message, for a topic whose messages have one
 * @param logPosition where the change that it tells of stands in the log of its database
 * @param unit what the amount is counted in, such as its currency; absent where there is no amount
 */
public record Rejected(
    String layer,
    String table,
    String rules,
    @Key String source,
    @Key long position,
    String payload,
    @Maybe String header,
    @Maybe Instant publishedAt,
    Instant arrivedAt,
    @Key String runId,
    String payloadSha256,
    @Maybe LocalDate day,
    @Digits(precision = 38, scale = 8) BigDecimal amount,
    @Maybe String encoding,
    @Maybe String messageKey,
    @Maybe Long logPosition,
    @Maybe String unit) {

  /** The rule of a row that came after its day was closed. */
  public static final String LATE = "late";

  /** The quarantine of this table. */
  public static Table<Rejected> table(Table<?> of) {
    return Table.of(of.name(), Rejected.class).in(Layer.QUARANTINE).within(of.pipeline());
  }

  public static Rejected of(
      Layer layer, String table, List<String> rules, Raw raw, LocalDate day, Amount amount) {
    return new Rejected(
        layer.toString(),
        table,
        String.join(",", rules),
        raw.source(),
        raw.position(),
        raw.payload(),
        raw.header(),
        raw.publishedAt(),
        raw.arrivedAt(),
        raw.runId(),
        raw.payloadSha256(),
        day,
        amount.value(),
        raw.encoding(),
        raw.messageKey(),
        raw.logPosition(),
        amount.unit());
  }

  /** Its money with its unit. */
  public Amount money() {
    return new Amount(amount, unit);
  }

  /** The payload as it stands in bronze. */
  public Raw raw() {
    return new Raw(
        source,
        position,
        payload,
        header,
        publishedAt,
        arrivedAt,
        runId,
        payloadSha256,
        encoding,
        messageKey,
        logPosition);
  }

  public boolean late() {
    return rules.equals(LATE);
  }

  /** The same rejection with the payload as it stands in bronze. */
  public Rejected with(Raw raw) {
    return of(Layer.SILVER, table, List.of(rules), raw, day, money());
  }
}

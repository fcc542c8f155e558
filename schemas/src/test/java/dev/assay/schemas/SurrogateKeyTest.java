package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.schemas.Column.Key;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SurrogateKeyTest {
  private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");

  /** Columns on either side of {@code valid_from}, and one that is not part of the key. */
  public record Branch(@Key String zone, @Key int branch, String city) {
    static final Table<Branch> TABLE = Table.of("branches", Branch.class);
  }

  /** What a version of it is told by. */
  public record Told(String zone, int branch, Instant validFrom) {
    static final Table<Told> TABLE = Table.of("told", Told.class);
  }

  private static long key(String zone, int branch, String city, Instant from) {
    return new SurrogateKey<>(Branch.TABLE, Branch.TABLE.keys())
        .of(new Branch(zone, branch, city), from);
  }

  @Test
  void it_is_the_beginning_of_the_row_hash_of_what_tells_a_version() {
    Told told = new Told("north \"1\"", 7, NINE);
    String hash = new RowHash<>(Told.TABLE).of(told);
    assertThat(
        key("north \"1\"", 7, "Oslo", NINE), is(Long.parseUnsignedLong(hash.substring(0, 16), 16)));
  }

  @Test
  void it_is_another_for_another_key_or_time_only() {
    long key = key("a", 1, "Oslo", NINE);
    assertThat(key("a", 1, "Rome", NINE), is(key));
    assertThat(key("b", 1, "Oslo", NINE), is(not(key)));
    assertThat(key("a", 2, "Oslo", NINE), is(not(key)));
    assertThat(key("a", 1, "Oslo", NINE.plusNanos(1_000)), is(not(key)));
  }
}

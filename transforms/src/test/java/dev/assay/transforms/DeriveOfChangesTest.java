package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Table;
import dev.assay.transforms.Change.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A history that is derived of silver itself, of which a stream is told what changes. */
class DeriveOfChangesTest {
  /** A state of a claim. */
  public record Claim(@Key String claimId, @Key @EventTime Instant statedAt, String state) {
    static final Table<Claim> TABLE = Table.of("claims", Claim.class);
  }

  /** How long a claim was in a state. */
  public record Version(
      @Key long version, String claimId, String state, Instant validFrom, @Maybe Instant validTo) {
    static final Table<Version> TABLE = Table.of("claim_versions", Version.class).in(Layer.GOLD);

    static Version of(Claim claim, History.Validity validity) {
      return new Version(
          validity.surrogateKey(), claim.claimId(), claim.state(), validity.from(), validity.to());
    }
  }

  private static final Derive<Claim, Version> VERSIONS =
      Derive.into(Version.TABLE)
          .of(Claim.TABLE)
          .each(Claim::claimId)
          .rows(History.of(Claim.TABLE, Version::of));

  private static Claim claim(String id, int hour, String state) {
    return new Claim(id, Instant.EPOCH.plusSeconds(3_600L * hour), state);
  }

  private static Change<Claim> change(Kind kind, Claim row) {
    return new Change<>(kind, new Refined<>(row, new Origin("test", 0, null, "", "")));
  }

  /**
   * Of each key what silver tells of it: rows that take each other's place, one of them twice, as
   * when another table describes it otherwise and then as before, and some that are refused.
   */
  private static List<Change<Claim>> changes(Random random, List<Claim> standing) {
    List<Change<Claim>> changes = new ArrayList<>();
    for (String id : List.of("A", "B", "C")) {
      for (int hour = 0; hour < 5; hour++) {
        List<Claim> rows =
            List.of(claim(id, hour, "open"), claim(id, hour, "paid"), claim(id, hour, "open"));
        int last = random.nextInt(rows.size() + 1);
        for (int i = 0; i <= last && i < rows.size(); i++) {
          if (i > 0) {
            changes.add(change(Kind.LOST, rows.get(i - 1)));
          }
          changes.add(change(random.nextInt(4) == 0 ? Kind.HELD : Kind.GAINED, rows.get(i)));
        }
        if (last == rows.size()) {
          changes.add(change(Kind.LOST, rows.get(rows.size() - 1)));
        } else {
          standing.add(rows.get(last));
        }
        changes.add(change(Kind.REFUSED, claim(id, hour, "refused")));
      }
    }
    return changes;
  }

  private static List<String> texts(List<Version> versions) {
    return versions.stream().map(Version::toString).sorted().toList();
  }

  private static List<String> derived(List<Claim> standing) {
    List<Version> all = new ArrayList<>();
    for (String id : List.of("A", "B", "C")) {
      List<Claim> some = standing.stream().filter(row -> row.claimId().equals(id)).toList();
      if (!some.isEmpty()) {
        all.addAll(VERSIONS.of(some));
      }
    }
    return texts(all);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void changes_in_any_order_end_at_what_follows_from_the_rows_that_stand(long seed) {
    Random random = new Random(seed);
    List<Claim> standing = new ArrayList<>();
    List<Change<Claim>> changes = changes(random, standing);
    Collections.shuffle(changes, random);
    Pipeline pipeline = Payloads.pipeline();
    TestStream.Builder<Rows<Change<Claim>>> events =
        TestStream.create(Rows.coder(Change.coder(Claim.TABLE)));
    for (int from = 0; from < changes.size(); ) {
      int to = Math.min(changes.size(), from + 1 + random.nextInt(4));
      events =
          events.addElements(
              TimestampedValue.of(
                  new Rows<>(List.copyOf(changes.subList(from, to))), org.joda.time.Instant.EPOCH));
      from = to;
    }
    PCollection<Rows<Change<Claim>>> said = pipeline.apply(events.advanceWatermarkToInfinity());
    Outputs<Rows<Restated<Version>>> out = Outputs.of(VERSIONS.unbounded(new OneTable(said)));
    pipeline.run().waitUntilFinish();
    Map<Long, Restated<Version>> newest = new TreeMap<>();
    Outputs.flat(out)
        .forEach(
            each ->
                newest.merge(
                    each.row().version(),
                    each,
                    (one, other) -> one.number() > other.number() ? one : other));
    assertThat(
        texts(newest.values().stream().filter(Restated::stands).map(Restated::row).toList()),
        is(derived(standing)));
  }

  @Test
  void log_that_is_written_anew_says_the_same() {
    Derivation<Claim, Version> derivation = new Derivation<>(VERSIONS);
    derivation.take(claim("A", 1, "open"), false, -1);
    derivation.take(claim("A", 1, "paid"), true, 1);
    derivation.take(claim("A", 1, "open"), true, 1);
    Derivation<Claim, Version> restored = new Derivation<>(VERSIONS);
    derivation.forEach(restored::take);
    List<String> told = new ArrayList<>();
    restored.tell((row, stands) -> told.add(row.state() + " " + stands));
    assertThat(told, contains("paid true"));
  }

  /** The changes of silver, and nothing else. */
  private record OneTable(PCollection<Rows<Change<Claim>>> claims) implements UnboundedTables {
    @Override
    @SuppressWarnings("unchecked")
    public <T extends Record> PCollection<Rows<Change<T>>> changes(Table<T> table) {
      return (PCollection<Rows<Change<T>>>) (PCollection<?>) claims;
    }

    @Override
    public <G extends Record> PCollection<Rows<Restated<G>>> gold(Table<G> table) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <G extends Record> PCollection<Rows<Restated<G>>> sums(Sum<G> sum) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int shards() {
      return 2;
    }

    @Override
    public int goldShards() {
      return 2;
    }
  }
}

package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Holding;
import dev.assay.schemas.wealth.StockVolume;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A table of few rows beside one of many, whose facts come together. */
class ShardSumsTest {
  private static final LocalDate DAY = LocalDate.of(2026, 1, 5);
  private static final List<Table<?>> TABLES = List.of(StockVolume.TABLE, Holding.TABLE);

  private final LogInMemory few = new LogInMemory();
  private final LogInMemory many = new LogInMemory();
  private final ShardSums.Logs logs = new ShardSums.Logs(few.log(), many.log());
  private final Random random = new Random(11);
  private int statements;

  private static StockVolume volume(int stock) {
    return new StockVolume(DAY, "S" + stock, 1, BigDecimal.TEN, BigDecimal.valueOf(stock));
  }

  private static Holding holding(int customer, int stock) {
    return new Holding(
        DAY,
        "C" + customer,
        "S" + stock,
        BigDecimal.ONE,
        BigDecimal.ZERO,
        BigDecimal.TEN,
        BigDecimal.ZERO);
  }

  private byte[] facts() {
    FactPackets facts = FactPackets.of(0, 1);
    List<Integer> stocks = random.ints(20, 0, 50).boxed().toList();
    stocks.forEach(stock -> add(facts, StockVolume.TABLE, volume(stock)));
    facts.begin(1);
    stocks.forEach(stock -> add(facts, Holding.TABLE, holding(random.nextInt(900), stock)));
    List<byte[]> sent = new ArrayList<>();
    facts.send((shard, packet) -> sent.add(packet));
    return sent.get(0);
  }

  private static <G extends Record> void add(FactPackets facts, Table<G> table, G fact) {
    facts.add(
        0, KeptSums.PLUS, new Counted<>(1, fact), Counted.coder(RecordCoder.of(table.type())));
  }

  private static List<String> all(ShardSums sums) {
    TreeSet<String> all = new TreeSet<>();
    for (int table = 0; table < TABLES.size(); table++) {
      sums.of(table).write((kind, sum, coder) -> all.add(kind + " " + sum));
    }
    return List.copyOf(all);
  }

  private void state(ShardSums sums) {
    BitSet owing = sums.owing();
    owing.stream().forEach(table -> sums.of(table).state((row, stands) -> statements++));
    sums.stated(owing);
  }

  @Test
  void what_the_logs_say_is_what_they_were_made_of_and_few_rows_are_seldom_said_twice() {
    ShardSums sums = ShardSums.of(TABLES, logs);
    int mostFew = 0;
    for (int i = 0; i < 1_000; i++) {
      FactPackets.forEach(facts(), sums::take);
      sums.shorten();
      mostFew = Math.max(mostFew, few.size());
      if (i % 7 == 0) {
        state(sums);
      }
      if (i % 11 == 0) {
        sums.letGo();
      }
      if (i % 50 == 0) {
        ShardSums again = ShardSums.of(TABLES, logs);
        assertThat(all(again), is(all(sums)));
        assertThat(again.owing(), is(sums.owing()));
        assertThat(again.size(), is(sums.size()));
      }
    }
    assertThat("until the many are apart, and then of 50 rows", mostFew, is(lessThan(400)));
    assertThat(many.size(), is(greaterThan(0)));
    assertThat(statements, is(greaterThan(10_000)));
  }
}

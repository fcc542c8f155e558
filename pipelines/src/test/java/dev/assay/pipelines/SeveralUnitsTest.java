package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.assay.pipelines.books.RunReport;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.TestPostgres;
import dev.assay.schemas.Amount;
import dev.assay.schemas.Column.Added;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Table;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose rows are of several currencies: no two of them are ever added. */
class SeveralUnitsTest {
  /** An entry of a ledger, a table that only this test knows. One row per entry. */
  public record Entry(
      @Key String entryId,
      @EventTime LocalDate bookedOn,
      @Digits(scale = 2) BigDecimal amount,
      String currency,
      @Added @Maybe @Digits(scale = 2) BigDecimal converted) {
    static final Table<Entry> TABLE =
        Table.of("entries", Entry.class)
            .check("amount_is_positive", entry -> entry.amount().signum() > 0)
            .check("currency_is_taken", entry -> !entry.currency().equals("XAU"))
            .amount(Entry::amount, Entry::currency);
  }

  private static final Flow FLOW = Flow.named("ledger", "Entries.").table(Entry.TABLE);

  private static final List<String> CURRENCIES = List.of("USD", "EUR", "CZK", "XAU", "usd", "$");

  @TempDir Path folder;

  private final Map<String, Amount> read = new TreeMap<>();

  @Test
  void every_currency_of_every_day_adds_up_by_itself() throws Exception {
    Runs runs = new Runs(folder.resolve("lake"));
    runs.load(file("1.csv", new Random(1)));
    RunReport second = runs.load(file("2.csv", new Random(2)));
    assertThat(second.failures(), is(empty()));

    assertThat(
        TestPostgres.rows(runs.warehouse, "SELECT adds_up FROM audit.reconciliation"),
        everyItem(is(List.of("t"))));
    Map<String, Amount> booked = new TreeMap<>();
    for (ControlTotal total : TestPostgres.read(runs.warehouse, ControlTotal.TABLE)) {
      if (total.stage().equals(ControlTotal.READ) && total.unit() != null) {
        booked.merge(total.day() + " " + total.unit(), total.money(), Amount::plus);
      }
    }
    assertThat(texts(booked), is(texts(read)));
    assertThat(
        read.keySet().stream().map(key -> key.substring(11)).distinct().sorted().toList(),
        is(List.of("CZK", "EUR", "USD", "XAU")));

    List<Audit.Day> days = new Audit(runs.warehouse, FLOW).days();
    assertThat(days.stream().filter(day -> !day.addsUp()).toList(), is(empty()));
    Map<String, Amount> audited = new TreeMap<>();
    days.stream()
        .filter(day -> day.unit() != null)
        .forEach(
            day -> audited.put(day.day() + " " + day.unit(), day.stage(ControlTotal.READ).money()));
    assertThat(texts(audited), is(texts(read)));
  }

  /** A gold table that proves itself is asked for one sum. */
  @Test
  void gold_of_several_units_that_is_to_prove_itself_is_refused() {
    Table<Entry> gold = Entry.TABLE.in(Layer.GOLD);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> gold.proves(Entry.TABLE, null));
    assertThat(
        e.getMessage(),
        containsString(
            "gold.entries proves that it is made of all entries, so its amount is the sum of columns"));
  }

  /** Good entries, repeated ones, contradictions, broken ones, and ones that nobody can read. */
  private Path file(String name, Random random) throws Exception {
    List<String> lines = new ArrayList<>(List.of("entry_id,booked_on,amount,currency"));
    for (int i = 0; i < 400; i++) {
      LocalDate day = LocalDate.of(2026, 1, 5).plusDays(random.nextInt(3));
      BigDecimal amount = BigDecimal.valueOf(random.nextInt(20_000) - 2_000, 2);
      String currency = CURRENCIES.get(random.nextInt(CURRENCIES.size()));
      boolean isUnreadable = random.nextInt(20) == 0;
      String line =
          "E%d,%s,%s,%s".formatted(random.nextInt(300), day, isUnreadable ? "x" : amount, currency);
      int times = random.nextInt(8) == 0 ? 2 : 1;
      for (int copy = 0; copy < times; copy++) {
        lines.add(line);
        if (!isUnreadable && currency.matches("[A-Z]{3}")) {
          read.merge(day + " " + currency, new Amount(amount, currency), Amount::plus);
        }
      }
    }
    return Files.write(folder.resolve(name), lines);
  }

  private static List<String> texts(Map<String, Amount> amounts) {
    return amounts.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList();
  }

  private static final class Runs extends BoundedRuns {
    Runs(Path lake) {
      super(FLOW, lake, TestPostgres.freshDatabase());
    }

    RunReport load(Path file) {
      return load(Map.of(Entry.TABLE.name(), Endpoint.files(file.toString())));
    }
  }
}

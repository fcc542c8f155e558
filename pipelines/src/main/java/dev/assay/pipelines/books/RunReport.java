package dev.assay.pipelines.books;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.transforms.Totals;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What a run came to.
 *
 * @param reconciles whether everything adds up
 * @param failures what does not, as sentences
 * @param totals rows and money by table, stage and unit, of all days together
 * @param days how many UTC days it computed anew
 * @param heldBack why nothing of it was published though everything adds up; null where it was
 * @param refusals what the warehouse does not take of gold, as sentences
 * @param lacking the days, as ISO texts, of which the warehouse lacks rows or has wrong ones: a run
 *     that comes later states them again
 */
public record RunReport(
    long number,
    String runId,
    String pipeline,
    String kind,
    boolean dryRun,
    boolean reconciles,
    List<String> failures,
    List<StageTotal> totals,
    int days,
    String heldBack,
    List<String> refusals,
    List<String> lacking) {
  public RunReport {
    // Reports of earlier versions tell neither.
    refusals = refusals == null ? List.of() : refusals;
    lacking = lacking == null ? List.of() : lacking;
  }

  /** Of a run that nothing held back, and whose gold the warehouse took. */
  public RunReport(
      long number,
      String runId,
      String pipeline,
      String kind,
      boolean dryRun,
      boolean reconciles,
      List<String> failures,
      List<StageTotal> totals,
      int days) {
    this(
        number,
        runId,
        pipeline,
        kind,
        dryRun,
        reconciles,
        failures,
        totals,
        days,
        null,
        List.of(),
        List.of());
  }

  /** The same of a run of which nothing is published, for this reason: it is not done. */
  public RunReport heldBack(String why) {
    return with(false, why, refusals, lacking);
  }

  /** The same run, where the warehouse lacks something. */
  public RunReport lacking(List<String> sentences, Collection<LocalDate> of) {
    List<String> days = of.stream().map(LocalDate::toString).toList();
    return with(reconciles, heldBack, sentences, days);
  }

  private RunReport with(
      boolean addsUp, String why, List<String> sentences, List<String> daysLacking) {
    return new RunReport(
        number,
        runId,
        pipeline,
        kind,
        dryRun,
        addsUp,
        failures,
        totals,
        days,
        why,
        sentences,
        daysLacking);
  }

  /** Rows of one stage and unit, and their money in plain decimal digits. */
  public record StageTotal(String table, String stage, String unit, long rows, String amount) {
    private static final Comparator<StageTotal> ORDER =
        Comparator.comparing(StageTotal::table)
            .thenComparing(StageTotal::stage)
            .thenComparing(StageTotal::unit, Comparator.nullsFirst(Comparator.naturalOrder()));

    static StageTotal of(ControlTotal total) {
      String amount = total.amount().toPlainString();
      return new StageTotal(total.table(), total.stage(), total.unit(), total.rows(), amount);
    }

    public Amount money() {
      return new Amount(new BigDecimal(amount), unit);
    }
  }

  public static List<StageTotal> sumOf(List<ControlTotal> totals) {
    Totals ofAllDays = new Totals();
    for (ControlTotal each : totals) {
      ofAllDays.add(each.table(), each.stage(), null, each.rows(), each.money());
    }
    return ofAllDays.list().stream().map(StageTotal::of).sorted(StageTotal.ORDER).toList();
  }

  /** The totals of this stage, one for each unit; none where the run did not touch it. */
  public List<StageTotal> totals(String table, String stage) {
    return totals.stream()
        .filter(total -> total.table().equals(table) && total.stage().equals(stage))
        .toList();
  }

  /** The rows of this stage, whatever their unit. */
  public long rows(String table, String stage) {
    return totals(table, stage).stream().mapToLong(StageTotal::rows).sum();
  }

  /** Likewise, over all tables. */
  public long rows(String stage) {
    return totals.stream()
        .filter(total -> total.stage().equals(stage))
        .mapToLong(StageTotal::rows)
        .sum();
  }

  String toJson() {
    return LedgerJson.of(this);
  }

  static RunReport fromJson(String json) {
    return LedgerJson.read(json, RunReport.class, "A run's report");
  }
}

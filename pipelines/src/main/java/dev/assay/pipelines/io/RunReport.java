package dev.assay.pipelines.io;

import dev.assay.schemas.ControlTotal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;

/**
 * What a run came to.
 *
 * @param reconciles whether everything adds up
 * @param failures what does not, as sentences
 * @param totals rows and money by table and stage, of all days together
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

  /** Rows and money, in plain decimal digits, of one stage. */
  public record StageTotal(String table, String stage, long rows, String amount) {
    public BigDecimal money() {
      return new BigDecimal(amount);
    }
  }

  public static List<StageTotal> sumOf(List<ControlTotal> totals) {
    return totals.stream()
        .map(total -> List.of(total.table(), total.stage()))
        .distinct()
        .sorted((a, b) -> a.toString().compareTo(b.toString()))
        .map(key -> sum(key.get(0), key.get(1), totals))
        .toList();
  }

  private static StageTotal sum(String table, String stage, List<ControlTotal> totals) {
    long rows = 0;
    BigDecimal amount = BigDecimal.ZERO;
    for (ControlTotal total : totals) {
      if (total.table().equals(table) && total.stage().equals(stage)) {
        rows += total.rows();
        amount = amount.add(total.amount());
      }
    }
    return new StageTotal(table, stage, rows, amount.toPlainString());
  }

  /** The total of this stage; zero where the run did not touch it. */
  public StageTotal total(String table, String stage) {
    return totals.stream()
        .filter(total -> total.table().equals(table) && total.stage().equals(stage))
        .findFirst()
        .orElse(new StageTotal(table, stage, 0, "0"));
  }

  String toJson() {
    return LedgerJson.of(this);
  }

  static RunReport fromJson(String json) {
    return LedgerJson.read(json, RunReport.class, "A run's report");
  }
}

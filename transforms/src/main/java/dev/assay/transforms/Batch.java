package dev.assay.transforms;

import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordCoder;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/**
 * Rows on their way to silver, with everything that fell out of the same payloads. Steps pass it on
 * whole, so that no step can lose a failure and none needs a second output.
 *
 * @param candidates rows that broke no rule so far
 * @param rejected payloads that did
 * @param totals what was read
 */
public record Batch<T extends Record>(
    List<Candidate<T>> candidates, List<Rejected> rejected, List<ControlTotal> totals) {

  /**
   * A typed row beside the payload that says it.
   *
   * @param row with its personal values hidden
   * @param rowHash of the row before they were
   */
  public record Candidate<T extends Record>(T row, Raw raw, String rowHash) {
    Candidate<T> with(T other) {
      return other == row ? this : new Candidate<>(other, raw, rowHash);
    }

    /** The row with its lineage. */
    Refined<T> refined() {
      return new Refined<>(row, Origin.of(raw, rowHash));
    }
  }

  public static <T extends Record> Coder<Batch<T>> coder(Table<T> table) {
    return new BatchCoder<>(table.type());
  }

  static <T extends Record> Coder<Candidate<T>> candidateCoder(Table<T> table) {
    return new CandidateCoder<>(RecordCoder.of(table.type()));
  }

  /** A step of a batch: takes each candidate and says which rules it breaks, or what it became. */
  interface Judge<T extends Record> {
    /** The row as it goes on; null when {@code broken} has been told a rule. */
    T judge(T row, Raw raw, List<String> broken);
  }

  /** This batch after every candidate was judged. */
  Batch<T> judged(Table<T> table, Judge<T> judge) {
    List<Candidate<T>> good = new ArrayList<>(candidates.size());
    List<Rejected> bad = new ArrayList<>(rejected);
    List<String> broken = new ArrayList<>();
    for (Candidate<T> candidate : candidates) {
      T row = judge.judge(candidate.row(), candidate.raw(), broken);
      if (broken.isEmpty()) {
        good.add(candidate.with(row));
      } else {
        bad.add(
            Rejected.of(
                table.layer(),
                table.name(),
                broken,
                candidate.raw(),
                table.dayOf(candidate.row()).orElse(null),
                table.amountOf(candidate.row())));
        broken.clear();
      }
    }
    return new Batch<>(good, bad, totals);
  }

  private static final class BatchCoder<T extends Record> extends CustomCoder<Batch<T>> {
    private static final Coder<List<Raw>> RAWS = ListCoder.of(RecordCoder.of(Raw.class));
    private static final Coder<List<String>> HASHES = ListCoder.of(StringUtf8Coder.of());
    private static final Coder<List<Rejected>> REJECTED =
        ListCoder.of(RecordCoder.of(Rejected.class));
    private static final Coder<List<ControlTotal>> TOTALS =
        ListCoder.of(RecordCoder.of(ControlTotal.class));
    private final Class<T> type;

    BatchCoder(Class<T> type) {
      this.type = type;
    }

    private Coder<List<T>> rows() {
      return ListCoder.of(RecordCoder.of(type));
    }

    @Override
    public void encode(Batch<T> batch, OutputStream out) throws IOException {
      rows().encode(batch.candidates().stream().map(Candidate::row).toList(), out);
      RAWS.encode(batch.candidates().stream().map(Candidate::raw).toList(), out);
      HASHES.encode(batch.candidates().stream().map(Candidate::rowHash).toList(), out);
      REJECTED.encode(batch.rejected(), out);
      TOTALS.encode(batch.totals(), out);
    }

    @Override
    public Batch<T> decode(InputStream in) throws IOException {
      List<T> rows = rows().decode(in);
      List<Raw> raws = RAWS.decode(in);
      List<String> hashes = HASHES.decode(in);
      List<Candidate<T>> candidates = new ArrayList<>(rows.size());
      for (int i = 0; i < rows.size(); i++) {
        candidates.add(new Candidate<>(rows.get(i), raws.get(i), hashes.get(i)));
      }
      return new Batch<>(candidates, REJECTED.decode(in), TOTALS.decode(in));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof BatchCoder<?> coder && coder.type == type;
    }

    @Override
    public int hashCode() {
      return type.hashCode();
    }

    @Override
    public void verifyDeterministic() {}
  }

  private static final class CandidateCoder<T extends Record> extends CustomCoder<Candidate<T>> {
    private static final Coder<Raw> RAW = RecordCoder.of(Raw.class);
    private static final Coder<String> HASH = StringUtf8Coder.of();
    private final Coder<T> row;

    CandidateCoder(Coder<T> row) {
      this.row = row;
    }

    @Override
    public void encode(Candidate<T> candidate, OutputStream out) throws IOException {
      row.encode(candidate.row(), out);
      RAW.encode(candidate.raw(), out);
      HASH.encode(candidate.rowHash(), out);
    }

    @Override
    public Candidate<T> decode(InputStream in) throws IOException {
      return new Candidate<>(row.decode(in), RAW.decode(in), HASH.decode(in));
    }

    @Override
    public void verifyDeterministic() {}
  }
}

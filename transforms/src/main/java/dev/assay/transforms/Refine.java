package dev.assay.transforms;

import dev.assay.schemas.Amount;
import dev.assay.schemas.ControlTotal;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Masks;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.RowHash;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Action;
import dev.assay.schemas.Table.Check;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Silver, first step: turns payloads into typed rows that hold every check of their contract. What
 * does not fit is rejected with the names of all rules it breaks; what breaks one that only warns
 * is counted. The hash of a row is taken here and nowhere else, before personal values are hidden:
 * what silver holds bears its own.
 */
public final class Refine<T extends Record>
    extends PTransform<PCollection<Rows<Raw>>, PCollection<Batch<T>>> {
  /** Makes a reader of payloads on a worker. */
  public interface Reader<T extends Record> extends Serializable {
    PayloadReader<T> make();
  }

  private final Table<T> table;
  private final Reader<T> reader;

  private Refine(Table<T> table, Reader<T> reader) {
    this.table = table;
    this.reader = reader;
  }

  /** From JSON objects and CSV records. */
  public static <T extends Record> Refine<T> into(Table<T> table) {
    return new Refine<>(table, () -> new PayloadParser<>(table));
  }

  /** From payloads of another form. */
  public Refine<T> readBy(Reader<T> other) {
    return new Refine<>(table, other);
  }

  @Override
  public PCollection<Batch<T>> expand(PCollection<Rows<Raw>> payloads) {
    return payloads.apply("Parse and check", ParDo.of(parse())).setCoder(Batch.coder(table));
  }

  /** To be done in one step with others. */
  Parse<T> parse() {
    return new Parse<>(table, reader);
  }

  static final class Parse<T extends Record> extends DoFn<Rows<Raw>, Batch<T>> {
    private final Table<T> table;
    private final Reader<T> reader;
    private final List<Check<T>> refusing;
    private final List<Check<T>> warning;
    private final Counter parsed;
    private transient PayloadReader<T> parser;
    private transient RowHash<T> hash;

    Parse(Table<T> table, Reader<T> reader) {
      this.table = table;
      this.reader = reader;
      this.refusing = table.checks(Action.QUARANTINE);
      this.warning = table.checks(Action.WARN);
      this.parsed = Counts.of(Layer.SILVER, table.name(), Counts.PARSED);
    }

    @ProcessElement
    public void process(@Element Rows<Raw> raws, OutputReceiver<Batch<T>> out) {
      out.output(parsed(raws));
    }

    Batch<T> parsed(Rows<Raw> raws) {
      parser = parser == null ? reader.make() : parser;
      hash = hash == null ? new RowHash<>(table) : hash;
      List<Batch.Candidate<T>> good = new ArrayList<>(raws.size());
      List<Rejected> bad = new ArrayList<>();
      Totals read = new Totals();
      for (Raw raw : raws.list()) {
        Parsed<T> parsed = parser.parse(raw);
        Amount amount = parsed.row() == null ? Amount.NONE : table.amountOf(parsed.row());
        read.add(table.name(), ControlTotal.READ, parsed.day(), 1, amount);
        if (parsed.saysNothing()) {
          read.add(table.name(), ControlTotal.DUPLICATE, parsed.day(), 1, amount);
          continue;
        }
        List<String> broken = parsed.row() == null ? parsed.broken() : broken(parsed.row());
        if (broken.isEmpty()) {
          warn(parsed, amount, read);
          String says = hash.of(parsed.row());
          good.add(new Batch.Candidate<>(Masks.hide(table, parsed.row()), raw, says));
        } else {
          bad.add(Rejected.of(table.layer(), table.name(), broken, raw, parsed.day(), amount));
        }
      }
      this.parsed.inc(raws.size());
      return new Batch<>(good, bad, read.list());
    }

    private void warn(Parsed<T> parsed, Amount amount, Totals totals) {
      for (Check<T> check : warning) {
        if (!check.holds().test(parsed.row())) {
          totals.add(table.name(), ControlTotal.warned(check.name()), parsed.day(), 1, amount);
        }
      }
    }

    private List<String> broken(T row) {
      List<String> broken = List.of();
      for (Check<T> check : refusing) {
        if (!check.holds().test(row)) {
          broken = broken.isEmpty() ? new ArrayList<>() : broken;
          broken.add(check.name());
        }
      }
      return broken;
    }
  }
}

package dev.assay.pipelines;

import dev.assay.schemas.Table;
import dev.assay.transforms.Capture;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.PayloadForm;
import dev.assay.transforms.Refine;
import java.io.Serializable;
import java.util.List;

/**
 * A table of silver whose payloads come from outside.
 *
 * @param form how payloads say what its rows are
 * @param enriched from which other tables its rows gain columns
 */
public record Source<T extends Record>(
    Table<T> table, PayloadForm<T> form, List<Enrich<T, ?>> enriched) implements Serializable {
  public Source {
    enriched = List.copyOf(enriched);
  }

  String name() {
    return table.name();
  }

  /** The same as labels of steps have it. */
  String words() {
    return name().replace('_', ' ');
  }

  /** How bronze takes its payloads. */
  Capture capture() {
    return Capture.payloadsOf(name()).at(form.position());
  }

  /** How its payloads become rows. */
  Refine<T> refine() {
    PayloadForm<T> of = form;
    return Refine.into(table).readBy(of::reader);
  }

  /** What is to be said of where it is. */
  Input input() {
    PayloadForm.Words words = form.words();
    return new Input(Way.kebabCase(words.name()), name(), words.what(), words.files());
  }
}

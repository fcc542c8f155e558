package dev.assay.transforms;

import java.io.Serializable;

/** Judges rows on their way to silver by side inputs, alone or in one step with others. */
interface Judging<T extends Record> extends Serializable {
  /** Forgets what it knows of the side inputs: a bundle begins or ends. */
  void forget();

  /** The batch after every candidate was judged. */
  Batch<T> judged(Batch<T> batch, Given.SideInputs inputs);
}

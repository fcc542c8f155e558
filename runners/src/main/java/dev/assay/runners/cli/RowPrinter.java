package dev.assay.runners.cli;

import java.util.List;

/** Prints rows of values: null, Boolean, BigDecimal, or anything whose text is meant. */
interface RowPrinter {
  void row(List<Object> values);

  /** Prints what is to come after the last row. */
  void end();
}

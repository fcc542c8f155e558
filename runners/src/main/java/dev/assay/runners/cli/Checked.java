package dev.assay.runners.cli;

import java.util.List;

/** A command, or options of one, that tells all that is wrong with them before it begins. */
interface Checked {
  /** What is wrong, as sentences; empty when nothing is. */
  List<String> problems();
}

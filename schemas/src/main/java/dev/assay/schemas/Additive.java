package dev.assay.schemas;

/**
 * A gold row that is a fact of one day and key, and that adds up: the fact of two sets of events is
 * the sum of their facts, in any order and grouping.
 */
public interface Additive<F extends Record & Additive<F>> {
  /** This fact and another one of the same key, as one. */
  F plus(F other);
}

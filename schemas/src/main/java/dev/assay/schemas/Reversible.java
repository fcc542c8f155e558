package dev.assay.schemas;

/**
 * A fact of which a part can be taken back: a stream then keeps the sum only. Of facts that are not
 * reversible, such as the last price of a day, it keeps them all while their day is open.
 */
public interface Reversible<F extends Record & Reversible<F>> extends Additive<F> {
  /** This fact without another one of the same key that it holds. */
  F minus(F part);
}

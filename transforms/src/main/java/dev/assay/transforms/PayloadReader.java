package dev.assay.transforms;

import dev.assay.schemas.Raw;

/** Reads payloads of one form into rows of one table. */
public interface PayloadReader<T extends Record> {
  /** What the payload says; it never fails, for what cannot be read is a broken rule. */
  Parsed<T> parse(Raw raw);
}

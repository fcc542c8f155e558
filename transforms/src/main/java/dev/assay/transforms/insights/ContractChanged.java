package dev.assay.transforms.insights;

import dev.assay.transforms.Permanent;

/**
 * Silver was made under another contract of a source table, and has a row that this one refuses.
 */
public final class ContractChanged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ContractChanged(String message) {
    super(message, Permanent.cause(null));
  }
}

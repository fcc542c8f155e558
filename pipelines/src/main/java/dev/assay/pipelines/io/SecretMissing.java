package dev.assay.pipelines.io;

import dev.assay.transforms.Permanent;

/** A secret is not where its reference says. The message says which, why, and what to do. */
public final class SecretMissing extends IllegalArgumentException {
  SecretMissing(String message) {
    super(message, Permanent.cause(null));
  }
}

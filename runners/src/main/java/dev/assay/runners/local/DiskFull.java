package dev.assay.runners.local;

import java.io.IOException;

/** A disk with too little room for what is to be done. The message says which, and what to do. */
public final class DiskFull extends IOException {
  private static final long serialVersionUID = 1L;

  DiskFull(String message) {
    super(message);
  }
}

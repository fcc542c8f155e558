package dev.assay.pipelines.io.jdbc;

/** The warehouse could not be used for as long as we are told to wait. */
public final class WarehouseUnavailable extends RuntimeException {
  WarehouseUnavailable(String message) {
    super(message);
  }
}

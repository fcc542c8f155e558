package dev.assay.pipelines.books;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.pipelines.io.LakeException;

/** Plans, reports and claims of the ledger, as JSON that people can read too. */
final class LedgerJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LedgerJson() {}

  static String of(Record entry) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The entry that this text is.
   *
   * @param what it is, for a person: "A run's plan"
   */
  static <R extends Record> R read(String json, Class<R> type, String what) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new LakeException(what + " cannot be read: " + e.getOriginalMessage(), e);
    }
  }
}

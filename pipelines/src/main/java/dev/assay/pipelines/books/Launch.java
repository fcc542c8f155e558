package dev.assay.pipelines.books;

/**
 * Which run a launch of a stream carries out. A launch from saved state goes on with the run that
 * the state is of.
 *
 * @param id known to all steps of the launch
 * @param run the run's number
 */
public record Launch(String id, long run) {
  String toJson() {
    return LedgerJson.of(this);
  }

  static Launch fromJson(String json) {
    return LedgerJson.read(json, Launch.class, "A launch");
  }
}

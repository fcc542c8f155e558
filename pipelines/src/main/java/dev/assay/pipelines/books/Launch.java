package dev.assay.pipelines.books;

/**
 * Which run a launch of a stream carries out. A launch from saved state goes on with the run that
 * the state is of; readers of topics are part of that state, and know the first launch of the run.
 *
 * @param run the run's number
 * @param first the launch that planned the run
 * @param last the one that carries it out now
 */
public record Launch(long run, String first, String last) {
  /** Whether this is one of the two. */
  boolean is(String launch) {
    return first.equals(launch) || last.equals(launch);
  }

  String toJson() {
    return LedgerJson.of(this);
  }

  static Launch fromJson(String json) {
    return LedgerJson.read(json, Launch.class, "A launch");
  }
}

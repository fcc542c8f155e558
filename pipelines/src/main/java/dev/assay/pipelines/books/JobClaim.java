package dev.assay.pipelines.books;

/**
 * Which job of a cluster works on a lake, as it stands beside the ledger. The job itself writes it
 * when it begins, so it is there whoever has submitted the job, and from wherever. Whether the job
 * still works is for the cluster to tell: one that died leaves nothing behind that is taken for it.
 *
 * @param cluster {@code HOST:PORT} of the cluster's REST interface
 * @param submission what this one submission is known by among the job's options
 * @param job the job's name
 */
public record JobClaim(String cluster, String submission, String job) {
  String toJson() {
    return LedgerJson.of(this);
  }

  static JobClaim fromJson(String json) {
    return LedgerJson.read(json, JobClaim.class, "A job's claim");
  }
}

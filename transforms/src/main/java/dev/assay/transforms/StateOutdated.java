package dev.assay.transforms;

/** The saved state of a stream is of another build, and this one would take it for none. */
final class StateOutdated extends RuntimeException {
  private static final long serialVersionUID = 1;

  StateOutdated() {
    super(
        "The savepoint or checkpoint that the stream was started from is of another build of Assay,"
            + " which kept its state in another form. Start it without, with --from=offsets: it"
            + " goes on from what the lake holds",
        Permanent.cause(null));
  }
}

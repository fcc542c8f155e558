package dev.assay.transforms;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Marks failures that no further attempt mends: a file that is not there, a password that is wrong.
 * A runner that would try again is told so by what it looks for among the causes of a failure,
 * which its own module provides as a {@link Mark}. Where none is provided nothing is marked.
 */
public final class Permanent {
  private static final Optional<Mark> MARK =
      ServiceLoader.load(Mark.class, Permanent.class.getClassLoader()).findFirst();

  private Permanent() {}

  /** What a runner knows a permanent failure by. Found as a service. */
  public interface Mark {
    /**
     * The mark.
     *
     * @param maybeCause what stands behind the failure, to be kept as the mark's cause; may be null
     */
    Throwable on(Throwable maybeCause);
  }

  /** The cause that a permanent failure is to be given in place of this one, which may be null. */
  public static Throwable cause(Throwable maybeCause) {
    return MARK.map(mark -> mark.on(maybeCause)).orElse(maybeCause);
  }
}

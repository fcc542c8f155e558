package dev.assay.pipelines.io.lake;

import dev.assay.pipelines.io.LakeException;
import java.io.IOException;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;

/** How the folders of a lake lie: {@code <lake>/<pipeline>/<layer>/<table>}. */
public final class LakeLayout {
  private LakeLayout() {}

  /**
   * Why a lake cannot be gone on with that an earlier build wrote, in a layout without pipelines:
   * its tables would be taken for missing. Empty for a lake of this layout, and for a new one.
   */
  public static Optional<String> problem(String lake) {
    String folder = lake + (lake.endsWith("/") ? "" : "/");
    try {
      return FileSystems.match(folder + "runs/*/*.json", EmptyMatchTreatment.ALLOW)
              .metadata()
              .isEmpty()
          ? Optional.empty()
          : Optional.of(
              "The lake "
                  + lake
                  + " was written by an earlier build of Assay, whose tables lie in LAYER/TABLE, not"
                  + " in PIPELINE/LAYER/TABLE, and whose row hashes and run ids are others. It is"
                  + " left as it is. Give a new lake and a new warehouse, and load the inputs again;"
                  + " or go on with the build that wrote it");
    } catch (IOException e) {
      throw new LakeException("Cannot list " + folder + ": " + e.getMessage(), e);
    }
  }

  /**
   * As {@link #problem}, where it ends a run.
   *
   * @throws LakeException when the lake is of an earlier build
   */
  public static void require(String lake) {
    problem(lake)
        .ifPresent(
            problem -> {
              throw new LakeException(problem);
            });
  }
}

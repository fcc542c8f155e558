package dev.assay.transforms.insights;

import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.transforms.insights.Json.Obj;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Works on images of rows as a {@link ChangeEvent} has them. */
final class Images {
  private Images() {}

  /**
   * The image with the values that the change left alone and the source did not read.
   *
   * @param before the image of the version before; null when none is known
   * @return null where such a value is not known
   */
  static String completed(String image, String before) {
    if (image == null || !image.contains(ChangeEvent.UNCHANGED)) {
      return image;
    }
    Obj whole = read(image);
    if (before != null) {
      whole = SourceTable.completed(whole, read(before));
    }
    return whole.fields().containsValue(Unchanged.VALUE) ? null : whole.write();
  }

  private static Obj read(String image) {
    try {
      return (Obj) Json.read(image);
    } catch (IOException e) {
      // The reader of messages wrote it.
      throw new UncheckedIOException(e);
    }
  }
}

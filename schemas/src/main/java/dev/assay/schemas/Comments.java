package dev.assay.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * What the comment of a record says of it and of its components, for readers outside Java: tables
 * and columns carry it in the warehouse and in the lake. It lies in {@code comments.properties}
 * beside the record, made from the sources; a test holds the two together.
 */
public final class Comments {
  private static final ClassValue<Comments> COMMENTS =
      new ClassValue<>() {
        @Override
        protected Comments computeValue(Class<?> type) {
          return new Comments(type.getSimpleName(), read(type));
        }
      };

  private final String record;
  private final Properties texts;

  private Comments(String record, Properties texts) {
    this.record = record;
    this.texts = texts;
  }

  public static Comments of(Class<?> record) {
    return COMMENTS.get(record);
  }

  private static Properties read(Class<?> type) {
    Properties texts = new Properties();
    try (InputStream file = type.getResourceAsStream("comments.properties")) {
      if (file != null) {
        texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  /** What one row is; empty where nobody said. */
  public String ofTable() {
    return texts.getProperty(record, "");
  }

  /** What this component holds, with its unit; empty where nobody said. */
  public String of(String component) {
    return texts.getProperty(record + "." + component, "");
  }
}

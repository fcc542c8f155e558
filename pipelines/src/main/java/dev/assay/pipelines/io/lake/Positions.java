package dev.assay.pipelines.io.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.schemas.Raw;
import java.util.Map;
import java.util.TreeMap;

/** From where to where a file's payloads stand in their sources. */
public final class Positions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Map<String, Range> bySource;

  /**
   * @param first the first position
   * @param next the one after the last
   */
  public record Range(long first, long next) {
    Range and(long position) {
      return new Range(Math.min(first, position), Math.max(next, position + 1));
    }
  }

  private Positions(Map<String, Range> bySource) {
    this.bySource = bySource;
  }

  static Positions none() {
    return new Positions(new TreeMap<>());
  }

  void add(Raw raw) {
    Range known = bySource.get(raw.source());
    Range range = new Range(raw.position(), raw.position() + 1);
    bySource.put(raw.source(), known == null ? range : known.and(raw.position()));
  }

  boolean isEmpty() {
    return bySource.isEmpty();
  }

  public Map<String, Range> bySource() {
    return bySource;
  }

  /** Whether the payload at this place may be in the file. */
  public boolean mayHold(String source, long position) {
    Range range = bySource.get(source);
    return range != null && range.first <= position && position < range.next;
  }

  /** What {@link DataFile#positions} says. */
  public static Positions of(String json) {
    try {
      return new Positions(JSON.readValue(json, new TypeReference<TreeMap<String, Range>>() {}));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("positions are not JSON: " + e.getOriginalMessage(), e);
    }
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(bySource);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

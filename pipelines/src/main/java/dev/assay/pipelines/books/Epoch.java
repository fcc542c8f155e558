package dev.assay.pipelines.books;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.assay.pipelines.io.LakeException;
import dev.assay.pipelines.io.lake.DataFile;
import dev.assay.schemas.ControlTotal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a stream publishes at once: everything that follows from its input up to some point, in all
 * tables, with the totals that show that it adds up. Written down before it is carried out, so that
 * it is carried out whole, whatever happens on the way.
 *
 * @param number of the run
 * @param sequence greater than that of every earlier epoch, of this run or another
 * @param files what the tables gain
 * @param removed what they lose: files of which some rows were displaced, and which are among the
 *     gained ones again without them
 * @param offsets by source, up to where bronze holds it: the next position to read
 * @param totals of the run since it began
 * @param complete the days of which event time says that they are over
 * @param behind the days of which it is not sure that the lake's gold is what its silver gives
 * @param recent what the last epochs published, to know it when it comes again
 * @param published whether it is carried out
 * @param gold by table of gold, the days whose files in the lake are those of this epoch and no
 *     others; none of a table without days, which then has no others at all
 * @param places by table and day of gold, what the run has told of it last, where that is told to
 *     be behind or was told not long ago
 * @param isGoldTold whether the run tells it of every table and day
 * @param changed by day, as ISO-8601, in how many epochs since it changed last it was said that all
 *     gold is told that is behind; none of days of which that is sure
 */
public record Epoch(
    long number,
    String runId,
    String pipeline,
    String startedAt,
    long sequence,
    List<DataFile> files,
    Set<String> removed,
    Map<String, Long> offsets,
    List<ControlTotal> totals,
    Set<LocalDate> complete,
    Set<LocalDate> behind,
    List<Set<String>> recent,
    boolean published,
    Map<String, Set<LocalDate>> gold,
    Map<String, Place> places,
    boolean isGoldTold,
    Map<String, Integer> changed) {
  public Epoch {
    gold = gold == null ? Map.of() : Map.copyOf(gold);
    places = places == null ? Map.of() : Map.copyOf(places);
    changed = changed == null ? Map.of() : Map.copyOf(changed);
  }

  /**
   * What a run has told of the lake's gold of a table and day.
   *
   * @param behind the greatest number by which it told that it is behind, or is so no more
   * @param file the greatest number of a file of it
   * @param sequence of the last epoch that held any of this
   */
  public record Place(long behind, long file, long sequence) {}

  private static final ObjectMapper JSON = json();

  /** A newer run's epochs come after all of an older one's. */
  private static final long MOST_PER_RUN = 1_000_000_000L;

  private static ObjectMapper json() {
    SimpleModule times = new SimpleModule();
    times.addSerializer(LocalDate.class, ToStringSerializer.instance);
    times.addDeserializer(LocalDate.class, new DayDeserializer());
    return new ObjectMapper()
        .registerModule(times)
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
        .configure(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, true);
  }

  private static final class DayDeserializer extends FromStringDeserializer<LocalDate> {
    private static final long serialVersionUID = 1;

    DayDeserializer() {
      super(LocalDate.class);
    }

    @Override
    protected LocalDate _deserialize(String text, DeserializationContext context) {
      return LocalDate.parse(text);
    }
  }

  /** The days that are behind as a reader of the lake sees it, where all may not be carried out. */
  Set<LocalDate> behindForReaders() {
    if (published) {
      return behind;
    }
    Set<LocalDate> days = new TreeSet<>(behind);
    gold.values().forEach(days::addAll);
    if (gold.values().stream().anyMatch(Set::isEmpty)) {
      days.add(dayOfNone(startedAt));
    }
    return days;
  }

  /** The day that stands for a table without days: any day makes a bounded run compute its gold. */
  public static LocalDate dayOfNone(String startedAt) {
    return LocalDate.ofInstant(Instant.parse(startedAt), ZoneOffset.UTC);
  }

  /** The first sequence number of a run. */
  public static long first(long number) {
    return number * MOST_PER_RUN;
  }

  /** This epoch, carried out. */
  public Epoch done() {
    return new Epoch(
        number,
        runId,
        pipeline,
        startedAt,
        sequence,
        files,
        removed,
        offsets,
        totals,
        complete,
        behind,
        recent,
        true,
        gold,
        places,
        isGoldTold,
        changed);
  }

  /** Whether one of the last epochs has published this already. */
  public boolean knows(String published) {
    return recent.stream().anyMatch(some -> some.contains(published));
  }

  String toJson() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Epoch fromJson(String json) {
    try {
      return JSON.readValue(json, Epoch.class);
    } catch (JsonProcessingException e) {
      throw new LakeException("A stream's epoch cannot be read: " + e.getOriginalMessage(), e);
    }
  }
}

package dev.assay.pipelines;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.Settle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The values of settings as they are asked, with all that is wrong with them. */
public final class AskedSettings {
  private final Map<Setting<?>, Asked> asked = new LinkedHashMap<>();
  private final Map<Setting<?>, Object> values = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Way way;

  private AskedSettings(Way way, List<Asked> all) {
    this.way = way;
    all.stream()
        .filter(each -> Settings.named(each.name()).isPresent() && !each.isInput())
        .collect(Collectors.groupingBy(Asked::name, LinkedHashMap::new, Collectors.toList()))
        .forEach((name, several) -> take(Settings.named(name).orElseThrow(), several));
    for (Setting<?> login : List.of(Settings.WAREHOUSE_USER, Settings.WAREHOUSE_PASSWORD)) {
      if (isGiven(login) && !isGiven(Settings.WAREHOUSE)) {
        problems.add(word(login) + " is given without " + word(Settings.WAREHOUSE));
      }
    }
  }

  /**
   * What is asked, of a run or of something else.
   *
   * @param way what messages call what is not asked
   * @param asked settings by their names; what is none is left alone
   */
  public static AskedSettings of(Way way, List<Asked> asked) {
    return new AskedSettings(way, asked);
  }

  private void take(Setting<?> setting, List<Asked> several) {
    List<Asked> holding = Asked.holding(several);
    Asked first = holding.get(0);
    asked.put(setting, first);
    if (holding.size() > 1) {
      problems.add(first.word() + " is given more than once: leave all but one out");
    } else {
      setting.read(first, problems).ifPresent(value -> values.put(setting, value));
    }
  }

  /** What is wrong, as sentences. */
  public List<String> problems() {
    return problems;
  }

  /** What messages call this setting: as it is asked. */
  String word(Setting<?> setting) {
    return asked(setting).map(Asked::word).orElse(way.word(setting.name()));
  }

  /** How it is asked for; empty when it is not. */
  Optional<Asked> asked(Setting<?> setting) {
    return Optional.ofNullable(asked.get(setting));
  }

  /** All that is asked. */
  Map<Setting<?>, Asked> asked() {
    return asked;
  }

  /** Whether somebody asks for it, be it with a value that does not fit. */
  public boolean isGiven(Setting<?> setting) {
    return asked.containsKey(setting);
  }

  /** The value that is asked; empty where none is, or none that fits. */
  @SuppressWarnings("unchecked")
  public <T> Optional<T> get(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting));
  }

  private boolean isOn(Setting<Boolean> setting) {
    return get(setting).orElse(false);
  }

  /** The setting by which a run is asked for that takes no input; empty for one that takes some. */
  Optional<Asked> takesNoInput() {
    return isOn(Settings.REBUILD)
        ? asked(Settings.REBUILD)
        : asked(Settings.SETTLE).filter(settle -> isOn(Settings.SETTLE));
  }

  /** What a bounded run looks at. */
  public RunKind kind() {
    return isOn(Settings.REBUILD) ? RunKind.REBUILD : RunKind.LOAD;
  }

  /** Where to begin in a topic; empty when that is no place in it. */
  Optional<StreamStart> from() {
    String given = get(Settings.FROM).orElse(StreamStart.OFFSETS.text());
    return Arrays.stream(StreamStart.values())
        .filter(start -> start.text().equals(given))
        .findFirst();
  }

  /** The saved state to go on from: what is no place in a topic. */
  public Optional<String> savepoint() {
    return from().isPresent() ? Optional.empty() : get(Settings.FROM);
  }

  /** How long to wait for a warehouse. */
  public Duration patience() {
    return get(Settings.PATIENCE).map(Duration::ofSeconds).orElse(Warehouse.PATIENCE);
  }

  /** The warehouse that is asked for. */
  public Optional<Warehouse> warehouse() {
    return get(Settings.WAREHOUSE)
        .map(
            given ->
                new Warehouse(
                    given.url(),
                    get(Settings.WAREHOUSE_USER).orElse(given.user()),
                    get(Settings.WAREHOUSE_PASSWORD).orElse(given.passwordReference()),
                    patience()));
  }

  /** Into how many parts rows are spread. */
  public int shards() {
    return get(Settings.SHARDS).orElse(Settle.SHARDS);
  }

  /** A bounded run that is as it is asked. */
  RunSettings bounded(
      String pipeline, String lake, Warehouse warehouse, Map<String, Endpoint.Files> files) {
    return RunSettings.of(pipeline, lake, warehouse)
        .withInputs(files)
        .withKind(kind())
        .withAllowedLateness(get(Settings.ALLOWED_LATENESS).orElse(null))
        .withShards(shards())
        .withMaxQuarantined(get(Settings.MAX_QUARANTINED).orElse(null));
  }

  /** A run without end that is as it is asked. */
  StreamSettings stream(
      String pipeline, String lake, Warehouse warehouse, Map<String, List<Endpoint.Topic>> topics) {
    return new StreamSettings(
        pipeline,
        lake,
        warehouse,
        topics,
        from().orElse(StreamStart.OFFSETS),
        new Lateness(get(Settings.ALLOWED_LATENESS).orElse(null)),
        get(Settings.GOLD_INTERVAL).orElse(StreamSettings.INTERVAL),
        shards(),
        get(Settings.LAKE_GOLD_INTERVAL)
            .map(Duration::ofSeconds)
            .orElse(StreamSettings.LAKE_INTERVAL),
        UUID.randomUUID().toString());
  }
}

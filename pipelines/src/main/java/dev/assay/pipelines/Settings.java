package dev.assay.pipelines;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.transforms.Settle;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a run is told, beside its inputs: each setting is stated here and nowhere else. Command
 * line, YAML files, arguments of jobs, the template's metadata and the reference page are made of
 * this list.
 */
public final class Settings {
  public static final Setting<String> PIPELINE =
      Setting.of("pipeline", "NAME", text -> text, "The pipeline to run.")
          .only(Setting.Holds.JOBS, "");

  public static final Setting<String> INPUT =
      Setting.of(
          "input",
          "TABLE=URI",
          text -> text,
          "Where the rows of a table come from; to be given for each. An option of the table's own"
              + " name says the same.");

  public static final Setting<Integer> ALLOWED_LATENESS =
      Setting.whole(
              "allowed-lateness",
              "DAYS",
              0,
              "How many days a day stays open for late rows. Rows of closed days are quarantined as"
                  + " late.")
          .usually("no day closes")
          .only(
              Setting.Holds.CLOSED_DAYS,
              "the versions of a row are made of all its changes, so none comes too late");

  public static final Setting<String> LAKE =
      Setting.of(
              "lake",
              "URI",
              uri -> Endpoint.files(uri).path(),
              "Folder of the lake, at the same path for all workers.")
          .here("Default: HOME/lake.");

  public static final Setting<Boolean> REBUILD =
      Setting.flag("rebuild", "Make silver and gold anew from bronze. Takes no input.");

  public static final Setting<Boolean> SETTLE =
      Setting.flag(
          "settle",
          "State again what the warehouse refused, and bring the lake's gold up to date where a"
              + " stream that has ended could not. Takes no input.");

  public static final Setting<String> FROM =
      Setting.of(
              "from",
              "START",
              text -> text,
              "Where in a topic a stream begins that has no saved state. offsets: behind what the"
                  + " lake holds; earliest: at the topic's beginning.")
          .here("Or the path of a savepoint or checkpoint, to go on from.")
          .usually(StreamStart.OFFSETS.text())
          .only(Setting.Holds.TOPICS, "of files, those are taken that are new");

  public static final Setting<Duration> GOLD_INTERVAL =
      Setting.seconds(
              "gold-interval",
              "How many seconds a change of gold may wait before it is written, of a topic: 0.1 or"
                  + " more.")
          .usually(seconds(StreamSettings.INTERVAL))
          .only(Setting.Holds.TOPICS, "a bounded run writes gold once, at its end");

  public static final Setting<Integer> LAKE_GOLD_INTERVAL =
      Setting.whole(
              "lake-gold-interval",
              "SECONDS",
              1,
              "How many seconds a change of gold may wait before it is written to the lake, of a"
                  + " topic. Each time, the files of the days that changed are written anew; of a day"
                  + " that takes long, less often, so that a tenth of the time goes to it.")
          .usually(StreamSettings.LAKE_INTERVAL.toSeconds())
          .only(Setting.Holds.TOPICS, "a bounded run writes gold once, at its end");

  public static final Setting<QuarantineLimit> MAX_QUARANTINED =
      Setting.of(
              "max-quarantined",
              "LIMIT",
              QuarantineLimit::new,
              "How many payloads a run over files may refuse: a share of those it reads (1%), or a"
                  + " number. Beyond it, it publishes nothing.")
          .here("It then ends with 3.")
          .usually("as many as it must")
          .only(Setting.Holds.FILES, "a stream has no end at which to count");

  /** With the login that may stand in its URL. */
  public static final Setting<Warehouse> WAREHOUSE =
      Setting.of(
              "warehouse",
              "URL",
              url -> Warehouse.fromUrl(url, null, null),
              "PostgreSQL, as jdbc:postgresql://HOST:PORT/DATABASE.")
          .here(
              "Default: an embedded server whose data lies in HOME/postgres, or the server that the"
                  + " lake belongs to.");

  public static final Setting<String> WAREHOUSE_USER =
      Setting.of("warehouse-user", "NAME", text -> text, "The role to log in as at the warehouse.");

  public static final Setting<String> WAREHOUSE_PASSWORD =
      Setting.of(
          "warehouse-password",
          "REF",
          Secrets::requireReference,
          "Where the password of that role is, for all workers: env:NAME or file:PATH. Never the"
              + " password itself.");

  public static final Setting<Integer> PATIENCE =
      Setting.whole(
              "patience",
              "SECONDS",
              0,
              "How many seconds to wait for a warehouse that cannot be reached.")
          .usually(Warehouse.PATIENCE.toSeconds());

  public static final Setting<Integer> SHARDS =
      Setting.whole(
              "shards",
              "N",
              1,
              "Into how many parts rows are spread by key; more take less memory each. Of a topic, no"
                  + " more than so many workers can share the work.")
          .usually(Settle.SHARDS);

  /** Which warehouse, and how to come in. */
  public static final List<Setting<?>> OF_WAREHOUSE =
      List.of(WAREHOUSE, WAREHOUSE_USER, WAREHOUSE_PASSWORD, PATIENCE);

  /** Every setting, in the order in which they are told of. */
  public static final List<Setting<?>> ALL =
      List.of(
          PIPELINE,
          INPUT,
          ALLOWED_LATENESS,
          LAKE,
          REBUILD,
          SETTLE,
          FROM,
          GOLD_INTERVAL,
          LAKE_GOLD_INTERVAL,
          MAX_QUARANTINED,
          WAREHOUSE,
          WAREHOUSE_USER,
          WAREHOUSE_PASSWORD,
          PATIENCE,
          SHARDS);

  private Settings() {}

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString();
  }

  /** The setting of this name. */
  public static Optional<Setting<?>> named(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
  }
}

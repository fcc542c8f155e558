package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.transforms.Settle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Settings and inputs of a pipeline that only this test knows, asked in every way. */
class AskedRunTest {
  private static final String URL = "jdbc:postgresql://nowhere.invalid:5432/assay";
  private static final Warehouse WAREHOUSE = Warehouse.fromUrl(URL, null, null);

  private static final PipelineInputs SHOP =
      new PipelineInputs(
          "shop",
          "Orders of people for goods.",
          true,
          List.of(
              input("paid_orders", "paid-orders"),
              input("people", "people"),
              input("goods", "goods")));

  private static final PipelineInputs POST =
      new PipelineInputs("post", "Letters.", false, List.of(input("letters", "mail")));

  private static Input input(String table, String name) {
    return new Input(name, table, table.replace('_', ' '), ".csv");
  }

  private static AskedRun asked(PipelineInputs pipeline, Way way, String... named) {
    List<Asked> asked = new ArrayList<>();
    for (String each : named) {
      String[] parts = each.split("=", 2);
      asked.add(new Asked(parts[0], parts[1], way));
    }
    return AskedRun.of(pipeline, List.of(SHOP, POST), way, asked);
  }

  private static AskedRun command(String... named) {
    return asked(SHOP, Way.COMMAND, named);
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void all_problems_are_told_together_in_the_words_of_the_way(Way way) {
    List<String> problems =
        asked(
                SHOP,
                way,
                "paid-orders=nowhere://x",
                "people=/nowhere/p.csv",
                "goods=/nowhere/g.csv",
                "input=gods=/nowhere/g.csv",
                "lake=" + URL,
                "warehouse=" + URL,
                "warehouse-password=geheim",
                "patience=-1",
                "shards=few",
                "allowed-lateness=-1",
                "gold-interval=0",
                "max-quarantined=101%",
                "rebuild=perhaps")
            .problems()
            .stream()
            .map(problem -> problem.replaceFirst("(: | is | addresses).*", ""))
            .toList();

    assertThat(
        problems,
        containsInAnyOrder(
            Stream.of(
                    way.word("paid-orders"),
                    way.word("input") + " gods",
                    way.word("lake"),
                    way.word("warehouse-password"),
                    way == Way.FILE ? "patience" : way.said("patience", "-1"),
                    way == Way.FILE ? "shards" : way.said("shards", "few"),
                    way == Way.FILE ? "allowed-lateness" : way.said("allowed-lateness", "-1"),
                    way == Way.FILE ? "gold-interval" : way.said("gold-interval", "0"),
                    way.word("gold-interval"),
                    way.word("max-quarantined"),
                    way == Way.FILE ? "rebuild" : way.said("rebuild", "perhaps"))
                .toArray(String[]::new)));
  }

  @Test
  void setting_is_called_as_it_is_asked() {
    assertThat(Way.COMMAND.said("gold-interval", "0"), is("--gold-interval=0"));
    assertThat(Way.FILE.said("gold-interval", "0"), is("gold-interval: 0"));
    assertThat(Way.JOB.said("gold-interval", "0"), is("--goldInterval=0"));
    assertThat(
        Stream.of("gold-interval", "goldInterval", "gold_interval").map(Way::kebabCase).toList(),
        everyItem(is("gold-interval")));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void values_are_the_same_in_every_way(Way way) {
    AskedRun run =
        asked(
            SHOP,
            way,
            "input=paid_orders=/o",
            "people=/p",
            "goods=/g",
            "lake=/lake",
            "warehouse=" + URL,
            "warehouse-user=me",
            "patience=7",
            "shards=32",
            "allowed-lateness=3",
            "max-quarantined=1%");

    assertThat(run.problems(), is(empty()));
    assertThat(
        run.settings().warehouse(),
        is(Optional.of(Warehouse.fromUrl(URL, "me", null).withPatience(Duration.ofSeconds(7)))));
    assertThat(
        run.bounded("/lake", WAREHOUSE),
        is(
            RunSettings.of("shop", "/lake", WAREHOUSE)
                .withInputs(
                    Map.of(
                        "paid_orders", new Endpoint.Files("/o"),
                        "people", new Endpoint.Files("/p"),
                        "goods", new Endpoint.Files("/g")))
                .withShards(32)
                .withAllowedLateness(3)
                .withMaxQuarantined(new QuarantineLimit("1%"))));
  }

  @Test
  void login_in_the_address_of_a_warehouse_holds_unless_another_is_given() {
    String address = "warehouse=" + URL + "?user=ada&sslmode=require&password=env:HERS";
    Warehouse inUrl = command(address).settings().warehouse().orElseThrow();
    assertThat(inUrl, is(Warehouse.fromUrl(URL + "?sslmode=require", "ada", "env:HERS")));
    Warehouse beside =
        command(address, "warehouse-user=bob", "warehouse-password=env:HIS")
            .settings()
            .warehouse()
            .orElseThrow();
    assertThat(beside, is(Warehouse.fromUrl(URL + "?sslmode=require", "bob", "env:HIS")));
  }

  @Test
  void what_is_not_asked_is_as_usual() {
    AskedRun run = command("paid_orders=kafka://h:1/orders", "people=/p", "goods=/g");

    assertThat(run.problems(), is(empty()));
    StreamSettings stream = run.stream("/lake", WAREHOUSE);
    assertThat(stream.interval(), is(StreamSettings.INTERVAL));
    assertThat(stream.shards(), is(Settle.SHARDS));
    assertThat(stream.from(), is(StreamStart.OFFSETS));
    assertThat(
        run.bounded("/lake", WAREHOUSE).withInputs(Map.of()),
        is(RunSettings.of("shop", "/lake", WAREHOUSE)));
  }

  @Test
  void command_line_takes_every_input_and_a_job_at_least_one() {
    assertThat(
        command("people=/p").problems(),
        contains(
            "--paid-orders is missing: give a file, a folder, a pattern or topics",
            "--goods is missing: give a file, a folder, a pattern or topics"));
    String[] rest = {"lake=/l", "warehouse=" + URL};
    assertThat(
        asked(SHOP, Way.JOB, rest).problems(),
        contains("--paidOrders, --people and --goods are missing: give at least one of them"));
    assertThat(asked(SHOP, Way.JOB, rest[0], rest[1], "goods=/g").problems(), is(empty()));
  }

  @Test
  void what_a_stream_refers_to_need_not_be_given() {
    AskedRun run = command("paid-orders=kafka://h:1/orders", "from=/savepoints/1");

    assertThat(run.problems(), is(empty()));
    assertThat(run.settings().savepoint(), is(Optional.of("/savepoints/1")));
    assertThat(run.loadedBefore(), is(Optional.of("people and goods")));
    assertThat(command("paid-orders=kafka://h:1/orders", "from=earliest").problems(), is(empty()));
  }

  @Test
  void several_tables_come_from_topics_but_not_from_the_same() {
    assertThat(asked(POST, Way.COMMAND, "mail=kafka://h:1/a,b").topics().size(), is(2));
    AskedRun two = command("paid-orders=kafka://h:1/o", "people=kafka://h:1/a,b", "goods=/g");
    assertThat(two.problems(), is(empty()));
    assertThat(two.stream("/lake", WAREHOUSE).topics().keySet(), contains("paid_orders", "people"));
    assertThat(
        command("paid-orders=kafka://h:1/a", "people=kafka://h:1/b,a", "goods=/g").problems(),
        contains(
            "--paid-orders and --people both read topic a at h:1 (group assay): a topic has the"
                + " payloads of one table"));
  }

  @Test
  void what_is_of_another_pipeline_is_told_but_in_a_file_that_serves_both() {
    assertThat(
        command("paid-orders=/o", "people=/p", "goods=/g", "letters=/l").problems(),
        contains("--letters is of post: shop takes --paid-orders, --people and --goods"));
    assertThat(
        asked(POST, Way.COMMAND, "mail=/m", "allowed-lateness=1").problems(),
        contains(matchesPattern("--allowed-lateness is not for post: .*Leave it out")));
    assertThat(
        asked(POST, Way.FILE, "mail=/m", "people=/p", "allowed-lateness=1").problems(),
        is(empty()));
  }

  @Test
  void every_setting_has_a_name_of_its_own_and_help() {
    List<String> names = Settings.ALL.stream().map(Setting::name).toList();

    assertThat(names.stream().distinct().toList(), is(names));
    assertThat(names, everyItem(matchesPattern("[a-z]+(-[a-z]+)*")));
    assertThat(
        Settings.ALL.stream().map(setting -> setting.description(true)).toList(),
        everyItem(matchesPattern("[A-Z].*[.]")));
    assertThat(
        Arrays.stream(Way.values())
            .flatMap(way -> names.stream().map(way::word).map(Way::kebabCase))
            .map(word -> word.replaceFirst("^--", ""))
            .distinct()
            .toList(),
        is(names));
  }
}

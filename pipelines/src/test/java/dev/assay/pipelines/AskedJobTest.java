package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskedJobTest {
  private static final String LAKE = "--lake=/nowhere/lake";
  private static final String WAREHOUSE =
      "--warehouse=jdbc:postgresql://nowhere.invalid:5432/assay";
  private static final String TOPIC = "--trades=kafka://nowhere.invalid:9092/trades";

  @Test
  void files_make_a_bounded_run() {
    assertThat(
        steps(LAKE, WAREHOUSE, "--trades=/nowhere/t.jsonl", "--customers=/nowhere/c.csv"),
        hasItem("Refine customers"));
  }

  @Test
  void one_kind_of_input_is_enough_for_a_bounded_run() {
    assertThat(steps(LAKE, WAREHOUSE, "--customers=/nowhere/c.csv"), hasItem("Refine trades"));
    assertThat(steps(LAKE, WAREHOUSE, "--trades=/nowhere/t.jsonl"), hasItem("Refine customers"));
  }

  @Test
  void a_rebuild_takes_no_input() {
    assertThat(steps(LAKE, WAREHOUSE, "--rebuild"), hasItem("Refine customers"));
    assertThat(
        problems(LAKE, WAREHOUSE, "--rebuild", "--trades=/nowhere/t.jsonl"),
        contains("--rebuild takes no input: leave out --trades and --customers"));
    assertThat(
        problems(LAKE, WAREHOUSE, "--rebuild", TOPIC),
        contains("--rebuild takes no input: leave out --trades and --customers"));
  }

  @Test
  void a_topic_makes_a_stream() {
    List<String> steps = steps(LAKE, WAREHOUSE, TOPIC, "--from=earliest", "--goldInterval=5");
    assertThat(steps, hasItem("Plan stream"));
    assertThat(steps, not(hasItem("Refine customers")));
    assertThat(job(TOPIC).isStream(), is(true));
  }

  @Test
  void customers_are_refused_together_with_a_topic() {
    assertThat(
        problems(LAKE, WAREHOUSE, TOPIC, "--customers=/nowhere/c.csv"),
        contains(
            "--customers cannot be given together with a topic of trades: the customers of a stream"
                + " are those of silver. Load them first with a bounded run, of --customers"
                + " alone"));
  }

  @Test
  void files_are_no_stream() {
    assertThat(job("--trades=/nowhere/t.jsonl").isStream(), is(false));
    assertThat(job("--trades=nowhere://t").isStream(), is(false));
    assertThat(job("--rebuild").isStream(), is(false));
  }

  @Test
  void all_problems_are_told_together() {
    assertThat(
        problems(
            "--pipeline=health",
            "--trades=nowhere://t",
            "--patience=-1",
            "--allowedLateness=-2",
            "--shards=0",
            "--goldInterval=0",
            "--from=latest"),
        containsInAnyOrder(
            is(
                "--pipeline=health is no pipeline. There is: wealth, insights. Did you mean"
                    + " wealth?"),
            startsWith("--trades: addresses of the kind nowhere: are not known"),
            is("--lake is missing: give the folder of the lake"),
            is("--warehouse is missing: give it as jdbc:postgresql://HOST:PORT/DATABASE"),
            is("--patience=-1 is less than 0"),
            is("--allowedLateness=-2 is less than 0"),
            is("--shards=0 is less than 1"),
            is("--goldInterval=0 is less than 0.1"),
            is("--goldInterval is for a topic only: a bounded run writes gold once, at its end"),
            is("--from=latest is no place to begin. Give one of: offsets, earliest"),
            is("--from is for a topic only: of files, those are taken that are new")));
  }

  @Test
  void a_run_without_input_is_refused() {
    assertThat(
        problems(LAKE, WAREHOUSE),
        contains("--trades and --customers are missing: give at least one of them"));
  }

  @Test
  void a_password_in_plain_text_is_refused_and_not_repeated() {
    List<String> problems =
        problems(LAKE, WAREHOUSE, "--trades=/nowhere/t.jsonl", "--warehousePassword=geheim");
    assertThat(problems, contains(startsWith("--warehousePassword: A secret is given in plain")));
    assertThat(problems.toString().contains("geheim"), is(false));
  }

  @Test
  void what_is_only_for_topics_is_refused_for_files() {
    assertThat(
        problems(LAKE, WAREHOUSE, "--trades=/nowhere/t.jsonl", "--from=earliest"),
        contains("--from is for a topic only: of files, those are taken that are new"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--changes=kafka://nowhere.invalid:9092/changes", "--changes=/nowhere/c.jsonl"})
  void lateness_is_refused_for_insights(String changes) {
    String[] whole = {"--pipeline=insights", LAKE, WAREHOUSE, changes};
    assertThat(steps(whole), hasItem("Refine change events"));
    List<String> late = new ArrayList<>(List.of(whole));
    late.add("--allowedLateness=1");
    assertThat(
        problems(late.toArray(String[]::new)),
        contains(startsWith("--allowedLateness is not for insights: the versions of a row")));
  }

  @Test
  void a_database_is_no_place_for_files() {
    String database = "=jdbc:postgresql://nowhere.invalid:5432/assay";
    assertThat(
        problems("--lake" + database, WAREHOUSE, "--trades" + database, "--customers" + database),
        containsInAnyOrder(
            "--lake: this is a database; give a file, a folder or a pattern",
            "--trades: this is a database; give a file, a folder, a pattern or topics",
            "--customers: this is a database; give a file, a folder, a pattern or topics"));
  }

  @Test
  void names_may_have_dashes_and_inputs_may_be_named_by_their_tables() {
    assertThat(
        problems(
            "--pipeline=insights",
            LAKE,
            WAREHOUSE,
            "--input=change_events=/nowhere/c.jsonl",
            "--gold-interval=0",
            "--max-quarantined=many"),
        containsInAnyOrder(
            is("--goldInterval=0 is less than 0.1"),
            is("--goldInterval is for a topic only: a bounded run writes gold once, at its end"),
            startsWith("--maxQuarantined: many is neither a share")));
    assertThat(
        steps("--pipeline=insights", LAKE, WAREHOUSE, "--change-events=/nowhere/c.jsonl"),
        hasItem("Refine change events"));
  }

  @Test
  void input_is_given_once_and_is_one_of_the_pipeline() {
    assertThat(
        problems(
            LAKE,
            WAREHOUSE,
            "--trades=/nowhere/t.jsonl",
            "--input=trades=/nowhere/u.jsonl",
            "--input=custommers=/nowhere/c.csv",
            "--input=customers",
            "--changes=/nowhere/c.jsonl"),
        containsInAnyOrder(
            "--trades and --input trades say the same: leave all but one out",
            "--input custommers is no input of wealth: choose among trades, customers. Did you mean"
                + " customers?",
            "--input=customers is not given as TABLE=URI",
            "--changes is of insights: wealth takes --trades and --customers"));
  }

  @Test
  void what_nobody_takes_is_told_with_the_other_problems() {
    assertThat(
        problems(LAKE, WAREHOUSE, LAKE, "--trade=/nowhere/t.jsonl", "--customers=/c.csv", "-x"),
        containsInAnyOrder(
            "--lake is given more than once: leave all but one out",
            "Beam does not take --trade: there is no such option. Did you mean --trades?",
            "Unexpected argument '-x'"));
  }

  @Test
  void login_without_a_warehouse_is_told() {
    assertThat(
        problems(LAKE, "--trades=/nowhere/t.jsonl", "--warehouseUser=me"),
        containsInAnyOrder(
            "--warehouse is missing: give it as jdbc:postgresql://HOST:PORT/DATABASE",
            "--warehouseUser is given without --warehouse"));
  }

  @Test
  void job_is_known_by_its_pipeline_and_lake() {
    ClaimOptions known =
        graph(LAKE, WAREHOUSE, "--trades=/nowhere/t.jsonl").getOptions().as(ClaimOptions.class);
    assertThat(known.getPipeline(), is("wealth"));
    assertThat(known.getLake(), is("/nowhere/lake"));
  }

  private static List<String> problems(String... arguments) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> steps(arguments));
    return refused.getMessage().lines().toList();
  }

  /**
   * A step with a side input is one that Flink does not chain, and accumulators of a grouping are
   * changed in state: both would make a stream slow, and the second one wrong, since FlinkLaunch
   * has state not copied.
   */
  @ParameterizedTest
  @ValueSource(strings = {"--pipeline=wealth|--trades=", "--pipeline=insights|--change-events="})
  void a_stream_has_no_side_inputs_and_groups_nothing(String given) {
    String[] words = given.split("[|]");
    List<String> found = new ArrayList<>();
    graph(words[0], LAKE, WAREHOUSE, words[1] + "kafka://127.0.0.1:9092/t")
        .traverseTopologically(
            new Pipeline.PipelineVisitor.Defaults() {
              @Override
              public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
                return node.getTransform() instanceof Reshuffle<?, ?>
                    ? CompositeBehavior.DO_NOT_ENTER_TRANSFORM
                    : CompositeBehavior.ENTER_TRANSFORM;
              }

              @Override
              public void visitPrimitiveTransform(TransformHierarchy.Node node) {
                if (node.getTransform() instanceof GroupByKey<?, ?>
                    || !node.getTransform().getAdditionalInputs().isEmpty()) {
                  found.add(node.getFullName());
                }
              }
            });
    assertThat(found, is(empty()));
  }

  /** The names of all steps of the graph. */
  private static List<String> steps(String... arguments) {
    Pipeline pipeline = graph(arguments);
    List<String> names = new ArrayList<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            names.add(node.getFullName());
            return CompositeBehavior.ENTER_TRANSFORM;
          }
        });
    return names;
  }

  private static Pipeline graph(String... arguments) {
    Pipeline pipeline = Pipeline.create(PipelineOptionsFactory.create());
    job(arguments).build(pipeline);
    return pipeline;
  }

  private static AskedJob job(String... arguments) {
    return AskedJob.of(new Arguments(List.of(arguments)));
  }
}

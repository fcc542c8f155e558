package dev.assay.pipelines;

import dev.assay.schemas.Aggregation;
import dev.assay.schemas.Column;
import dev.assay.schemas.Comments;
import dev.assay.schemas.Origin;
import dev.assay.schemas.RecordShape;
import dev.assay.schemas.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables and settings as Markdown, made from contracts and from what the comments of records say.
 */
public final class ReferencePage {
  private static final String HEAD =
      "| column | type | role | meaning |\n| :-- | :-- | :-- | :-- |\n";

  private ReferencePage() {}

  /** What can be asked of a flow, and the tables that it reads and makes. */
  public static String of(Flow flow) {
    PipelineInputs inputs = flow.inputs();
    List<String> parts = new ArrayList<>();
    parts.add("# " + flow + "\n\n" + inputs.does() + "\n");
    parts.add("## Inputs\n\n" + inputs(List.of(inputs)));
    parts.add("## Tables\n");
    flow.silver().forEach(table -> parts.add(section(table)));
    flow.gold().forEach(table -> parts.add(section(table)));
    return String.join("\n", parts);
  }

  /** A table with its columns and the rules that its contract states. */
  static String section(Table<?> table) {
    return section(table, table.toString());
  }

  /** Under another title, for tables that are alike but for their name. */
  static String section(Table<?> table, String title) {
    String text = (table.comment() + rules(table)).strip();
    return "### " + title + "\n\n" + (text.isEmpty() ? "" : text + "\n\n") + columns(table);
  }

  /** The columns that the lake has beside those of every silver table. */
  static String lineage() {
    return "### lineage, beside the columns of every silver table\n\n"
        + Comments.of(Origin.class).ofTable()
        + "\n\n"
        + HEAD
        + rows(RecordShape.of(Origin.class).columns(), "_");
  }

  private static String columns(Table<?> table) {
    return HEAD + rows(table.columns(), "");
  }

  private static String rows(List<Column> columns, String prefix) {
    return columns.stream()
        .map(
            column ->
                "| `"
                    + prefix
                    + column.name()
                    + "` | "
                    + type(column)
                    + " | "
                    + role(column)
                    + " | "
                    + column.comment().replace("|", "\\|")
                    + " |\n")
        .collect(Collectors.joining());
  }

  private static String type(Column column) {
    return switch (column.kind()) {
      case TEXT -> "text";
      case CHOICE ->
          Arrays.stream(column.type().getEnumConstants())
              .map(choice -> "`" + ((Enum<?>) choice).name() + "`")
              .collect(Collectors.joining(", "));
      case DECIMAL -> "decimal(" + column.precision() + ", " + column.scale() + ")";
      case INSTANT -> "timestamp";
      case DATE -> "date";
      case INT -> "integer";
      case LONG -> "bigint";
      case BOOLEAN -> "boolean";
    };
  }

  private static String role(Column column) {
    List<String> roles = new ArrayList<>();
    add(roles, column.key(), "key");
    add(roles, column.eventTime(), "event time");
    add(roles, column.version(), "version");
    add(roles, column.maybe(), "optional");
    add(roles, column.added(), "added");
    column.aggregation().ifPresent(aggregation -> roles.add(role(aggregation)));
    column.otherwise().ifPresent(text -> roles.add("default `" + text + "`"));
    column
        .mask()
        .ifPresent(mask -> roles.add("personal: `" + mask.name().toLowerCase(Locale.ROOT) + "`"));
    return String.join(", ", roles);
  }

  private static String role(Aggregation aggregation) {
    return switch (aggregation.kind()) {
      case SUM -> "sum";
      case GREATEST -> "greatest";
      case LAST -> "last by `" + aggregation.by() + "`";
    };
  }

  private static void add(List<String> roles, boolean has, String role) {
    if (has) {
      roles.add(role);
    }
  }

  private static String rules(Table<?> table) {
    if (table.checks().isEmpty() && table.references().isEmpty()) {
      return "";
    }
    return Stream.of(
            table.checks().stream().map(Table.Check::name),
            table.references().stream().map(Table.Reference::name),
            Stream.of(table.uniqueness()))
        .flatMap(names -> names)
        .map(name -> "`" + name + "`")
        .collect(Collectors.joining(", ", "\n\nRules of its own: ", "."));
  }

  /** All that a run can be told, as a table. */
  static String settings() {
    return "| setting | value | for | meaning |\n| :-- | :-- | :-- | :-- |\n"
        + Settings.ALL.stream().map(ReferencePage::row).collect(Collectors.joining())
        + "\n"
        + inputs(Flows.inputs())
        + "\n";
  }

  private static String inputs(List<PipelineInputs> pipelines) {
    return "| input | of | silver table | meaning |\n| :-- | :-- | :-- | :-- |\n"
        + pipelines.stream()
            .flatMap(each -> each.inputs().stream().map(input -> row(each, input)))
            .collect(Collectors.joining());
  }

  private static String row(Setting<?> setting) {
    String form = setting.isFlag() ? "" : "`" + setting.form() + "`";
    String runs =
        switch (setting.holds()) {
          case ALWAYS -> "all";
          case FILES -> "files";
          case TOPICS -> "topics";
          case CLOSED_DAYS -> "pipelines whose days close";
          case JOBS -> "jobs";
        };
    return cells("`" + setting.name() + "`", form, runs, setting.description(true));
  }

  private static String row(PipelineInputs pipeline, Input input) {
    return cells(
        "`" + input.name() + "`", pipeline.pipeline(), "`" + input.table() + "`", input.help());
  }

  private static String cells(String... cells) {
    return "| " + String.join(" | ", cells).strip() + " |\n";
  }
}

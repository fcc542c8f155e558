package dev.assay.pipelines;

import dev.assay.schemas.Aggregation;
import dev.assay.schemas.Column;
import dev.assay.schemas.Origin;
import dev.assay.schemas.RecordShape;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables as Markdown, made from their contracts and from what the comments of records say. */
final class ReferencePage {
  private static final String HEAD =
      "| column | type | role | meaning |\n| :-- | :-- | :-- | :-- |\n";

  private ReferencePage() {}

  /** A table with its columns and the rules that its contract states. */
  static String section(Table<?> table) throws IOException {
    return section(table, table.toString());
  }

  /** Under another title, for tables that are alike but for their name. */
  static String section(Table<?> table, String title) throws IOException {
    RecordComment comment = RecordComment.of(table.type());
    return "### " + title + "\n\n" + comment.text() + rules(table) + "\n\n" + columns(table);
  }

  /** The columns that the lake has beside those of every silver table. */
  static String lineage() throws IOException {
    return "### lineage, beside the columns of every silver table\n\n"
        + RecordComment.of(Origin.class).text()
        + "\n\n"
        + HEAD
        + rows(Origin.class, RecordShape.of(Origin.class).columns(), "_");
  }

  private static String columns(Table<?> table) throws IOException {
    return HEAD + rows(table.type(), table.columns(), "");
  }

  private static String rows(Class<?> type, List<Column> columns, String prefix)
      throws IOException {
    RecordComment comment = RecordComment.of(type);
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
                    + comment
                        .of(type.getRecordComponents()[column.index()].getName())
                        .replace("|", "\\|")
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
        + "\n| input | of | silver table | meaning |\n| :-- | :-- | :-- | :-- |\n"
        + Flows.inputs().stream()
            .flatMap(each -> each.inputs().stream().map(input -> row(each, input)))
            .collect(Collectors.joining())
        + "\n";
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

  /** The page with these sections between its markers. */
  static String within(String page, String what, String sections) {
    String begin = "<!-- " + what + " made by ReferencePageTest: begin -->\n";
    String end = "<!-- " + what + " made by ReferencePageTest: end -->\n";
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end);
    if (to < from) {
      throw new IllegalStateException("the page has lost the lines " + begin + " and " + end);
    }
    return page.substring(0, from) + "\n" + sections + page.substring(to);
  }

  /** Finds a record's source beside this module. */
  static Path source(Class<?> type) {
    return module(type).resolve("src/main/java/" + type.getName().replace('.', '/') + ".java");
  }

  /** The module that the record is of. */
  static Path module(Class<?> type) {
    String file = "src/main/java/" + type.getName().replace('.', '/') + ".java";
    return Stream.of("../schemas", ".")
        .map(Path::of)
        .filter(module -> Files.exists(module.resolve(file)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the source of " + type + " is not there"));
  }
}

package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.assay.pipelines.books.CompleteDay;
import dev.assay.pipelines.books.RunRecord;
import dev.assay.pipelines.books.SourceOffset;
import dev.assay.pipelines.io.jdbc.RefusedRow;
import dev.assay.schemas.Comments;
import dev.assay.schemas.Origin;
import dev.assay.schemas.Raw;
import dev.assay.schemas.RecordShape;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds what tables and columns say of themselves to the comments of records, or writes it. */
class CommentsTest {
  private static final String COMMAND =
      "mvn -pl pipelines -am test -Dtest='CommentsTest,ReferencePageTest' -Dassay.write=true";

  private static List<Class<?>> records() {
    Stream<Class<?>> others =
        Stream.of(
            Raw.class,
            Rejected.class,
            Origin.class,
            RunRecord.class,
            CompleteDay.class,
            SourceOffset.class,
            RefusedRow.class);
    return Stream.concat(KnownTables.ALL.stream().map(Table::type), others).toList();
  }

  @Test
  void texts_are_those_of_the_records_comments() throws IOException {
    for (Map.Entry<Path, String> file : files().entrySet()) {
      if (Boolean.getBoolean("assay.write")) {
        Files.createDirectories(file.getKey().getParent());
        Files.writeString(file.getKey(), file.getValue());
      } else {
        assertThat(
            file.getKey() + " is not what the comments say. Write it anew with\n  " + COMMAND,
            Files.exists(file.getKey()) ? Files.readString(file.getKey()) : "",
            is(file.getValue()));
      }
    }
  }

  @Test
  void every_table_and_column_says_what_it_holds() {
    for (Class<?> record : records()) {
      assertThat(record.getName(), Comments.of(record).ofTable(), not(""));
      RecordShape.of(record)
          .columns()
          .forEach(column -> assertThat(record + " " + column.name(), column.comment(), not("")));
    }
  }

  /** By file, its text: one of the records of each package. */
  private static Map<Path, String> files() throws IOException {
    Map<Path, Map<String, String>> files = new TreeMap<>();
    for (Class<?> record : records()) {
      RecordComment comment = RecordComment.of(record);
      Path file =
          RecordComment.module(record)
              .resolve("src/main/resources")
              .resolve(record.getPackageName().replace('.', '/'))
              .resolve("comments.properties");
      Map<String, String> texts = files.computeIfAbsent(file, f -> new TreeMap<>());
      texts.put(record.getSimpleName(), comment.text());
      for (RecordComponent component : record.getRecordComponents()) {
        texts.put(
            record.getSimpleName() + "." + component.getName(), comment.of(component.getName()));
      }
    }
    Map<Path, String> made = new TreeMap<>();
    files.forEach((file, texts) -> made.put(file, properties(texts)));
    return made;
  }

  private static String properties(Map<String, String> texts) {
    return "# Made by CommentsTest of the comments of the records of this package.\n"
        + texts.entrySet().stream()
            .filter(text -> !text.getValue().isEmpty())
            .map(text -> text.getKey() + " = " + text.getValue().replace("\\", "\\\\") + "\n")
            .collect(Collectors.joining());
  }
}

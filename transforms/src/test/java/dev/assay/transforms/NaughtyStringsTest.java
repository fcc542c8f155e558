package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Strings that break programs, as text values of payloads. */
class NaughtyStringsTest {
  private static final String FILE = "shared/data/dirty/naughty-strings.json";

  /** A table of nothing but text. */
  public record Note(@Key String noteId, String text) {
    static final Table<Note> TABLE = Table.of("notes", Note.class);
  }

  private final PayloadParser<Note> notes = new PayloadParser<>(Note.TABLE);

  /** The file beside the repository, from whichever module's folder the test runs in. */
  private static List<String> strings() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(FILE))) {
      folder = folder.getParent();
    }
    Assumptions.assumeTrue(folder != null, "../" + FILE + " is not there");
    List<String> strings = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(folder.resolve(FILE).toFile())) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
          strings.add(json.getText());
        }
      }
    }
    return strings;
  }

  private static String json(String text) {
    return "{\"note_id\":\"1\",\"text\":\""
        + new String(JsonStringEncoder.getInstance().quoteAsString(text))
        + "\"}";
  }

  private static String csv(String text) {
    return "1,\"" + text.replace("\"", "\"\"") + "\"";
  }

  /** What does neither survive nor break the one rule that it must break. */
  private List<String> spoilt(Function<String, Parsed<Note>> read) throws IOException {
    List<String> strings = strings();
    assertThat(strings.size(), is(515));
    return strings.stream()
        .filter(
            text -> {
              Parsed<Note> parsed = read.apply(text);
              return text.isEmpty()
                  ? !parsed.broken().equals(List.of("text_is_present"))
                  : !new Note("1", text).equals(parsed.row());
            })
        .toList();
  }

  @Test
  void they_survive_json_unchanged() throws IOException {
    assertThat(spoilt(text -> notes.parse(json(text), null, null)), is(empty()));
  }

  @Test
  void they_survive_csv_unchanged() throws IOException {
    assertThat(spoilt(text -> notes.parse(csv(text), "note_id,text", null)), is(empty()));
  }

  @Test
  void they_are_read_or_refused_where_a_whole_payload_should_be() throws IOException {
    for (String text : strings()) {
      for (String header : new String[] {null, "note_id", "note_id,text"}) {
        Parsed<Note> parsed = notes.parse(text, header, null);
        assertThat(text, parsed.row() == null, is(!parsed.broken().isEmpty()));
      }
    }
  }
}

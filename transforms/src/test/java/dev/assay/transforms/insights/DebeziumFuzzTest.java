package dev.assay.transforms.insights;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import dev.assay.schemas.Raw;
import dev.assay.schemas.insights.ChangeEvent;
import dev.assay.schemas.insights.Operation;
import dev.assay.transforms.Parsed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Whatever comes, a message is read, or refused by name, or repeats another; nothing throws. */
class DebeziumFuzzTest {
  private static final String DOCUMENTED = "shared/data/cdc/debezium-messages.jsonl";
  private static final String[] SPLINTERS = {
    "null",
    "{}",
    "[]",
    "-1",
    "1e999",
    "\"\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "9223372036854775807",
    "-9223372036854775808",
    "\"AA==\"",
    "true",
    "\"c\"",
    "\"t\"",
    "{\"scale\":2147483647,\"value\":\"Dw==\"}"
  };

  private final DebeziumReader reader = DebeziumMessages.reader();
  private final List<Raw> messages = new ArrayList<>(DebeziumMessages.all().values());

  private Parsed<ChangeEvent> parse(String key, String value) {
    Parsed<ChangeEvent> parsed = reader.parse(DebeziumMessages.raw("x", key, value));
    ChangeEvent event = parsed.row();
    boolean isRepetition = parsed.equals(Parsed.repetition());
    assertThat(value, event != null, is(parsed.broken().isEmpty() && !isRepetition));
    if (event != null) {
      assertEncodable(value, event.rowKey() + event.before() + event.after());
      assertThat(value, event.changedAt() != null && event.operation() != null, is(true));
    }
    DebeziumReader.lsn(value);
    DebeziumReader.changedAt().apply(value.getBytes(StandardCharsets.UTF_8));
    return parsed;
  }

  private static void assertEncodable(String value, String text) {
    assertThat(value, StandardCharsets.UTF_8.newEncoder().canEncode(text), is(true));
    assertThat(value, text.indexOf(0), is(-1));
  }

  @Test
  void messages_that_are_cut_short_are_refused() {
    for (Raw raw : messages) {
      for (int end = 1; end < raw.payload().length(); end++) {
        String cut = raw.payload().substring(0, end);
        assertThat(cut, parse(raw.messageKey(), cut).broken(), is(List.of("payload_is_readable")));
      }
    }
  }

  @Test
  void messages_that_are_nested_too_deep_are_refused_and_deep_ones_are_read() {
    String endless = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);
    assertThat(parse(null, endless).broken(), is(List.of("payload_is_readable")));
    String deep = "[".repeat(900) + "]".repeat(900);
    String row =
        "{\"id\":17,\"product\":\"Tea\",\"quantity\":2,\"purchase_date\":1,\"other\":" + deep + "}";
    String change = DebeziumMessages.change("c", "purchase_trends", "null", row);
    assertThat(parse(null, change).row().after().contains(deep), is(true));
  }

  @Test
  void amounts_of_any_length_are_refused() {
    for (String amount : List.of("7".repeat(4_000_000), "A".repeat(4_000_000), "-".repeat(999))) {
      for (String quote : List.of("", "\"")) {
        String row =
            "{\"account_id\":1,\"account_holder_name\":\"Ada\",\"account_balance\":"
                + quote
                + amount
                + quote
                + "}";
        Parsed<ChangeEvent> parsed =
            parse(null, DebeziumMessages.change("c", "checking_account", "null", row));
        assertThat(parsed.broken().size(), is(1));
      }
    }
  }

  @Test
  void message_keys_that_are_cut_short_leave_the_key_of_the_row() {
    for (Raw raw : messages) {
      String key = raw.messageKey() == null ? "" : raw.messageKey();
      for (int end = 0; end < key.length(); end++) {
        parse(key.substring(0, end), raw.payload());
      }
    }
  }

  @Test
  void messages_with_other_characters_are_read_or_refused() {
    Random dice = new Random(20260105);
    String alphabet = "{}[]\",:0123456789.-eEnulltrue\\\u0000\ud800\u00e9 ";
    for (int i = 0; i < 4_000; i++) {
      Raw raw = messages.get(dice.nextInt(messages.size()));
      StringBuilder text = new StringBuilder(raw.payload());
      for (int j = dice.nextInt(3); j >= 0 && text.length() > 0; j--) {
        text.setCharAt(
            dice.nextInt(text.length()), alphabet.charAt(dice.nextInt(alphabet.length())));
      }
      parse(raw.messageKey(), text.toString());
    }
  }

  @Test
  void messages_with_other_values_are_read_or_refused() throws IOException {
    Random dice = new Random(20260105);
    int read = 0;
    for (int i = 0; i < 4_000; i++) {
      Raw raw = messages.get(dice.nextInt(messages.size()));
      if (!raw.payload().isEmpty()) {
        String value = spoilt(Json.read(raw.payload()), dice).write();
        String key =
            raw.messageKey() == null ? null : spoilt(Json.read(raw.messageKey()), dice).write();
        read += parse(key, value).row() == null ? 0 : 1;
      }
    }
    assertThat(read, greaterThan(300));
  }

  /** The value with, now and then, another in the place of one of its parts. */
  private static Json spoilt(Json value, Random dice) throws IOException {
    if (dice.nextInt(40) == 0) {
      return Json.read(SPLINTERS[dice.nextInt(SPLINTERS.length)]);
    }
    if (value instanceof Json.Obj object) {
      Json.Obj other = Json.object(object.fields());
      for (String name : object.fields().keySet()) {
        other.fields().put(name, spoilt(object.get(name), dice));
      }
      return other;
    }
    return value;
  }

  /** The file beside the repository, from whichever module's folder the test runs in. */
  private static List<String> documented() throws IOException {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(DOCUMENTED))) {
      folder = folder.getParent();
    }
    Assumptions.assumeTrue(folder != null, "../" + DOCUMENTED + " is not there");
    return Files.readAllLines(folder.resolve(DOCUMENTED));
  }

  @Test
  void messages_of_all_connectors_as_documented_are_read_or_refused() throws IOException {
    List<String> lines = documented();
    for (String line : lines) {
      Json.Obj message = (Json.Obj) Json.read(line);
      Parsed<ChangeEvent> parsed = parse(null, message.get("value").write());
      // None of these is of a table of ours; a message in the log is of no table.
      boolean isRead = parsed.row() != null && parsed.row().operation() == Operation.MESSAGE;
      assertThat(line, isRead || !parsed.broken().isEmpty(), is(true));
    }
    assertThat(lines.size(), greaterThan(100));
  }
}

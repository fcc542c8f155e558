package dev.assay.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.stringContainsInOrder;

import dev.assay.pipelines.books.CompleteDay;
import dev.assay.pipelines.books.RunRecord;
import dev.assay.pipelines.books.SourceOffset;
import dev.assay.pipelines.flows.Wealth;
import dev.assay.pipelines.io.jdbc.RefusedRow;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Raw;
import dev.assay.schemas.Rejected;
import dev.assay.schemas.Table;
import dev.assay.schemas.wealth.Trade;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds the page to the contracts, or writes it when asked to. */
class ReferencePageTest {
  private static final Path PAGE = Path.of("README.md");
  private static final String COMMAND =
      "mvn -pl pipelines -am test -Dtest=ReferencePageTest -Dassay.write=true";

  @Test
  void page_describes_tables_and_settings_as_the_code_has_them() throws IOException {
    String page = Files.readString(PAGE);
    String made = within(within(page, "settings", ReferencePage.settings()), "tables", sections());
    if (Boolean.getBoolean("assay.write")) {
      Files.writeString(PAGE, made);
    } else {
      assertThat(
          "pipelines/README.md does not describe tables and settings of the code. Write it anew"
              + " with\n"
              + "  "
              + COMMAND
              + "\nIts first other line",
          firstOtherLine(page, made),
          is(Optional.empty()));
    }
  }

  @Test
  void page_of_a_flow_has_its_inputs_its_tables_and_their_rules() {
    assertThat(
        ReferencePage.of(Wealth.FLOW),
        stringContainsInOrder(
            "# wealth",
            "`trades`",
            "### silver.customers",
            "identifies the customer",
            "### silver.trades",
            "`customer_id_is_known`",
            "### wealth.holdings"));
  }

  /** A line of the page that is not as made; the whole page is too long for a message. */
  private static Optional<String> firstOtherLine(String page, String made) {
    List<String> lines = page.lines().toList();
    List<String> wanted = made.lines().toList();
    return IntStream.range(0, Math.max(lines.size(), wanted.size()))
        .filter(i -> !line(lines, i).equals(line(wanted, i)))
        .mapToObj(i -> (i + 1) + ": " + line(lines, i) + " <> " + line(wanted, i))
        .findFirst();
  }

  private static String line(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "no line";
  }

  private static String sections() {
    List<String> sections = new ArrayList<>();
    sections.add(ReferencePage.section(Raw.table(Trade.TABLE), "bronze, every table"));
    sections.add(ReferencePage.section(Rejected.table(Trade.TABLE), "quarantine, every table"));
    for (Layer layer : List.of(Layer.SILVER, Layer.GOLD, Layer.AUDIT)) {
      for (Table<?> table : KnownTables.ALL) {
        if (table.layer() == layer) {
          sections.add(ReferencePage.section(table));
        }
      }
      if (layer == Layer.SILVER) {
        sections.add(ReferencePage.lineage());
      }
    }
    sections.add(ReferencePage.section(RunRecord.TABLE));
    sections.add(ReferencePage.section(CompleteDay.TABLE));
    sections.add(ReferencePage.section(SourceOffset.TABLE));
    sections.add(ReferencePage.section(RefusedRow.TABLE));
    return String.join("\n", sections) + "\n";
  }

  /** The page with these sections between its markers. */
  private static String within(String page, String what, String sections) {
    String begin = "<!-- " + what + " made by ReferencePageTest: begin -->\n";
    String end = "<!-- " + what + " made by ReferencePageTest: end -->\n";
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end);
    if (to < from) {
      throw new IllegalStateException("the page has lost the lines " + begin + " and " + end);
    }
    return page.substring(0, from) + "\n" + sections + page.substring(to);
  }
}

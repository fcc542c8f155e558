package dev.assay.pipelines.io.files;

import dev.assay.pipelines.io.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a CSV text into records, each exactly as it stands there. A field in quotes may hold line
 * breaks. A quote that is never closed does not swallow the rest: its line is a record by itself,
 * which no parser will accept, and the lines after it are looked at anew. A byte-order mark at the
 * beginning is passed over.
 */
final class CsvRecords {
  /** A record and the line, from 1, on which it begins. */
  record CsvText(String text, long line, boolean utf8) {
    /** The same with each character standing for one byte. */
    CsvText inBytes() {
      return utf8 ? new CsvText(bytesAsText(text), line, false) : this;
    }
  }

  /** No sensible field goes on for more lines. */
  private static final int MOST_LINES = 1_000;

  private static final String MARK = "\uFEFF";

  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED,
    /** Text after a closing quote: a quote before it is not where it should be. */
    BROKEN
  }

  private final Lines lines;
  private final Deque<Line> again = new ArrayDeque<>();
  private long line;

  CsvRecords(Lines lines) {
    this.lines = lines;
  }

  /** The next record; null after the last. Empty lines between records are passed over. */
  CsvText next() throws IOException {
    Line first = nextLine();
    while (first != null && first.body().isEmpty()) {
      first = nextLine();
    }
    if (first == null) {
      return null;
    }
    long begin = line;
    List<Line> record = new ArrayList<>(List.of(first));
    State state = after(State.FIELD_START, first);
    while (state == State.QUOTED && record.size() < MOST_LINES) {
      Line more = nextLine();
      if (more == null) {
        break;
      }
      record.add(more);
      state = after(state, more);
    }
    if ((state == State.QUOTED || state == State.BROKEN) && record.size() > 1) {
      giveBack(record.subList(1, record.size()));
      line = begin;
      record = List.of(first);
    }
    return joined(record, begin);
  }

  private Line nextLine() throws IOException {
    Line next = again.isEmpty() ? lines.next() : again.pop();
    line += next == null ? 0 : 1;
    return line == 1 && next != null && next.text().startsWith(MARK)
        ? new Line(next.text().substring(MARK.length()), next.ending(), next.utf8())
        : next;
  }

  private void giveBack(List<Line> unused) {
    for (int i = unused.size() - 1; i >= 0; i--) {
      again.push(unused.get(i));
    }
  }

  private static CsvText joined(List<Line> record, long begin) {
    boolean utf8 = record.stream().allMatch(Line::utf8);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < record.size(); i++) {
      Line part = record.get(i);
      String piece = i == record.size() - 1 ? part.body() : part.text();
      // One encoding for the whole record: bytes, when one of its lines is no text.
      text.append(part.utf8() && !utf8 ? bytesAsText(piece) : piece);
    }
    return new CsvText(text.toString(), begin, utf8);
  }

  private static String bytesAsText(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private State after(State before, Line line) throws IOException {
    CodeUnit unit = lines.unit();
    String text = line.text();
    State state = before;
    for (int i = unit.place(); i < text.length(); i += unit.width()) {
      char c = text.charAt(i);
      state =
          switch (state) {
            case FIELD_START ->
                c == '"' ? State.QUOTED : c == ',' || isBreak(c) ? State.FIELD_START : State.PLAIN;
            case PLAIN -> c == ',' || isBreak(c) ? State.FIELD_START : State.PLAIN;
            case QUOTED -> c == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
            case QUOTE_IN_QUOTED ->
                c == '"' ? State.QUOTED : c == ',' || isBreak(c) ? State.FIELD_START : State.BROKEN;
            case BROKEN -> State.BROKEN;
          };
    }
    return state;
  }

  private static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }
}

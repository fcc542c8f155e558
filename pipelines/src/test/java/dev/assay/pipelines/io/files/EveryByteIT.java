package dev.assay.pipelines.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.assay.pipelines.books.SourceFile;
import dev.assay.pipelines.io.Endpoint;
import dev.assay.transforms.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bytes a file holds, each is in a payload or in a header that payloads keep; between
 * these stand only line ends, lines of blanks, and a byte-order mark.
 */
class EveryByteIT {
  private static final int FILES = 400;
  private static final byte[][] PIECES = {
    bytes("a,b"),
    bytes("A,b"),
    bytes("x,y"),
    bytes("1,2"),
    bytes("1,\"two\nlines\""),
    bytes("\""),
    bytes("\"\""),
    bytes(","),
    bytes("\n"),
    bytes("\r\n"),
    bytes("\r"),
    bytes("\n\n"),
    bytes(" "),
    bytes("\t"),
    bytes("{\"a\":\"1\"}"),
    bytes("\u00E4"),
    bytes("\uFEFF"),
    bytes("\u2003"),
    bytes("\u0085"),
    {0},
    {(byte) 0xFF, (byte) 0xFE},
    {(byte) 0xC3},
    {'a', 0, ',', 0, 'b', 0, '\n', 0},
    {0x1F, (byte) 0x8B, 8, 0},
    bytes("<html>")
  };

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Of pieces that mean something to a reader, and of bytes at random between them. */
  private static byte[] content(Random random) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    if (random.nextInt(3) == 0) {
      content.writeBytes(bytes("a,b\n"));
    }
    int pieces = random.nextInt(20);
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(6) == 0) {
        byte[] any = new byte[random.nextInt(5)];
        random.nextBytes(any);
        content.writeBytes(any);
      } else {
        content.writeBytes(PIECES[random.nextInt(PIECES.length)]);
      }
    }
    return content.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "csv.gz", "jsonl", "jsonl.gz"})
  void every_byte_is_in_a_payload_or_in_a_kept_header_or_between_them(String suffix)
      throws IOException {
    Random random = new Random(suffix.hashCode());
    Map<String, byte[]> contents = new TreeMap<>();
    List<SourceFile> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      byte[] content = content(random);
      Path file = folder.toRealPath().resolve("%04d.%s".formatted(i, suffix));
      Files.write(file, suffix.endsWith(".gz") ? ReadSourceIT.gzip(content) : content);
      SourceFile source = SourceFiles.find("pairs", Endpoint.files(file.toString())).get(0);
      files.add(source);
      contents.put(source.uri(), content);
    }
    boolean csv = suffix.startsWith("csv");
    List<Payload> payloads =
        ReadSourceIT.payloads(ReadSource.PART_BYTES, files.toArray(SourceFile[]::new));
    contents.forEach(
        (uri, content) -> {
          List<Payload> of = payloads.stream().filter(p -> p.source().equals(uri)).toList();
          assertThat(
              uri + " holds " + Arrays.toString(content), unaccounted(content, of, csv), is(""));
        });
  }

  /** What of the file's bytes, in their order, is neither payload nor header nor between them. */
  private static String unaccounted(byte[] content, List<Payload> payloads, boolean csv) {
    List<String> kept = payloads.stream().map(p -> asBytes(p.text(), p)).toList();
    boolean wide = payloads.stream().noneMatch(payload -> payload.encoding() == null);
    if (!csv || payloads.isEmpty()) {
      return rest(content, kept, csv, wide);
    }
    List<String> withHeader = new ArrayList<>();
    withHeader.add(asBytes(payloads.get(0).header(), payloads.get(0)));
    withHeader.addAll(kept);
    // A first record that is a payload has itself as its header, and so has a header repeated.
    boolean mayBeBoth = kept.get(0).equals(withHeader.get(0));
    String alone = mayBeBoth ? rest(content, kept, csv, wide) : "header";
    return alone.isEmpty() ? alone : rest(content, withHeader, csv, wide);
  }

  private static String rest(byte[] content, List<String> kept, boolean csv, boolean wide) {
    String file = new String(content, StandardCharsets.ISO_8859_1);
    StringBuilder rest = new StringBuilder();
    int from = 0;
    for (String piece : kept) {
      int at = file.indexOf(piece, from);
      if (at < 0) {
        return "not in the file: " + piece;
      }
      rest.append(between(file.substring(from, at), csv, wide, from == 0));
      from = at + piece.length();
    }
    return rest.append(between(file.substring(from), csv, wide, from == 0)).toString();
  }

  private static String asBytes(String text, Payload payload) {
    return payload.encoding() != null
        ? text
        : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** What is left of the text between two payloads when all that may stand there is taken away. */
  private static String between(String text, boolean csv, boolean wide, boolean atBegin) {
    String rest = atBegin ? text.replaceFirst("^(\u00EF\u00BB\u00BF)", "") : text;
    // The line ends of UTF-16 and UTF-32 are made of zeros as well.
    String narrow = wide ? rest.replaceAll("\0*[\r\n]\0*", "") : rest;
    return narrow.replaceAll(csv ? "[\r\n]" : "[\r\n \t]", "");
  }
}

package dev.assay.pipelines.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GzipMembersTest {
  private static final int HEADER = 10;
  private static final byte[] NONE = {};

  private static byte[] member(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] member(String content) {
    return member(content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] content(byte[] file) throws IOException {
    try (GzipMembers members = new GzipMembers(new ByteArrayInputStream(file))) {
      return members.readAllBytes();
    }
  }

  private static String text(byte[] file) throws IOException {
    return new String(content(file), StandardCharsets.UTF_8);
  }

  private static void assertRefused(byte[] file, Matcher<String> message) {
    assertThat(assertThrows(IOException.class, () -> content(file)).getMessage(), message);
  }

  @Test
  void members_are_read_one_after_the_other() throws IOException {
    assertThat(text(member("a")), is("a"));
    assertThat(text(joined(member("a"), member(""), member("b"))), is("ab"));
    byte[][] many = new byte[500][];
    Arrays.setAll(many, i -> member("x" + i + "\n"));
    assertThat(text(joined(many)).lines().count(), is(500L));
  }

  @Test
  void content_beyond_the_buffer_is_whole() throws IOException {
    byte[] random = new byte[300_000];
    new Random(1).nextBytes(random);
    assertThat(content(joined(member(random), member(random))), is(joined(random, random)));
  }

  @Test
  void zero_bytes_may_fill_the_end() throws IOException {
    for (int zeros : List.of(1, 7, 512, 200_000)) {
      assertThat(text(joined(member("a"), new byte[zeros])), is("a"));
      assertRefused(
          joined(member("a"), new byte[zeros], member("b")),
          is("behind its member 1 and zero bytes stands something else"));
    }
  }

  @ParameterizedTest
  @CsvSource({"0A", "0D0A", "20", "1F", "8B1F", "7B7D0A", "FF", "504B0304", "1F8C08"})
  void what_follows_and_is_no_member_is_refused(String hex) {
    byte[] rest = HexFormat.of().parseHex(hex);
    Matcher<String> said =
        either(startsWith("what follows its member ")).or(is("it ends too early"));
    assertRefused(joined(member("a"), rest), said);
    assertRefused(joined(member("a"), member("b"), rest, member("c")), said);
  }

  @Test
  void a_cut_is_refused_wherever_it_is() throws IOException {
    byte[] two = joined(member("first"), member("second"));
    int first = member("first").length;
    for (int length = 0; length < two.length; length++) {
      byte[] cut = Arrays.copyOf(two, length);
      if (length == first) {
        assertThat(text(cut), is("first"));
      } else {
        assertThrows(IOException.class, () -> content(cut), "cut at " + length);
      }
    }
  }

  /** Time, level and system of a member's header are nobody's concern; all else is checked. */
  @Test
  void a_changed_bit_gives_an_error_or_the_same_content() throws IOException {
    byte[] two = joined(member("first".repeat(20)), member("second".repeat(20)));
    String whole = text(two);
    int same = 0;
    for (int bit = 0; bit < two.length * 8; bit++) {
      byte[] changed = two.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      try {
        assertThat("bit " + bit, text(changed), is(whole));
        same++;
      } catch (IOException refused) {
        assertThat(refused.getMessage().isEmpty(), is(false));
      }
    }
    assertThat(same < two.length * 8 / 2, is(true));
  }

  @Test
  void a_header_may_have_every_field() throws IOException {
    byte[] plain = member("a");
    byte[] body = Arrays.copyOfRange(plain, HEADER, plain.length);
    byte[] extra = {3, 0, 1, 0, 2};
    byte[] name = "trades.jsonl\0".getBytes(StandardCharsets.ISO_8859_1);
    byte[] comment = "n\u00E4chtlich\0".getBytes(StandardCharsets.ISO_8859_1);
    for (int flags = 0; flags < 32; flags++) {
      byte[] head = Arrays.copyOf(plain, HEADER);
      head[3] = (byte) flags;
      byte[] header =
          joined(
              head,
              (flags & 4) != 0 ? extra : NONE,
              (flags & 8) != 0 ? name : NONE,
              (flags & 16) != 0 ? comment : NONE);
      CRC32 sum = new CRC32();
      sum.update(header);
      byte[] check = {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)};
      byte[] file = joined(header, (flags & 2) != 0 ? check : NONE, body);
      assertThat("flags " + flags, text(joined(file, file)), is("aa"));
      if ((flags & 2) != 0) {
        check[0]++;
        assertRefused(joined(header, check, body), startsWith("member 1 is damaged: its header"));
      }
    }
  }

  @Test
  void unknown_forms_are_refused() {
    byte[] flags = member("a");
    flags[3] = 32;
    byte[] method = member("a");
    method[2] = 7;
    assertRefused(flags, is("member 1 is in a form of gzip that nobody knows"));
    assertRefused(method, is("member 1 is in a form of gzip that nobody knows"));
    assertRefused(new byte[20], is("Not in GZIP format"));
    assertRefused(NONE, is("it ends too early"));
  }

  @Test
  void a_wrong_sum_or_length_is_refused() {
    byte[] sum = member("a");
    sum[sum.length - 8]++;
    byte[] length = member("a");
    length[length.length - 1]++;
    assertRefused(sum, startsWith("member 1 is damaged: its content"));
    assertRefused(joined(member("b"), length), startsWith("member 2 is damaged: its length"));
  }
}

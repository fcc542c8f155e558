package dev.assay.transforms;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.Coder.NonDeterministicException;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class CompositeCoderTest {
  private record Word(long number, String text) {
    static Coder<Word> coder() {
      return CompositeCoder.of(
          Word.class, Word::number, VarLongCoder.of(), Word::text, StringUtf8Coder.of(), Word::new);
    }
  }

  private record Entry(long key, String value, long more) {
    static Coder<Entry> coder() {
      return CompositeCoder.of(
          Entry.class,
          Entry::more,
          VarLongCoder.of(),
          Entry::key,
          VarLongCoder.of(),
          Entry::value,
          StringUtf8Coder.of(),
          (more, key, value) -> new Entry(key, value, more));
    }
  }

  @Test
  void parts_stand_one_behind_the_other_in_their_order() throws Exception {
    assertThat(
        CoderUtils.encodeToByteArray(Word.coder(), new Word(300, "hi")),
        is(new byte[] {(byte) 0xac, 2, 2, 'h', 'i'}));
    assertThat(
        CoderUtils.encodeToByteArray(Entry.coder(), new Entry(2, "hi", 1)),
        is(new byte[] {1, 2, 2, 'h', 'i'}));
  }

  @Test
  void values_come_back_alone_and_among_others_also_from_a_copy() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(Word.coder(), new Word(-1, ""));
    CoderProperties.coderDecodeEncodeEqual(
        SerializableUtils.clone(Entry.coder()), new Entry(7, "ü", Long.MAX_VALUE));
    CoderProperties.coderSerializable(Word.coder());
  }

  @Test
  void coders_of_two_types_differ_although_their_parts_are_the_same() {
    Coder<String> other =
        CompositeCoder.of(
            String.class,
            text -> (long) text.length(),
            VarLongCoder.of(),
            text -> text,
            StringUtf8Coder.of(),
            (length, text) -> text);

    assertThat(Word.coder(), is(equalTo(Word.coder())));
    assertThat(Word.coder().hashCode(), is(Word.coder().hashCode()));
    assertThat(SerializableUtils.clone(Word.coder()), is(equalTo(Word.coder())));
    assertThat(Word.coder(), is(not(equalTo(other))));
  }

  @Test
  void it_is_as_deterministic_as_its_parts() throws Exception {
    Word.coder().verifyDeterministic();
    Coder<Double> loose =
        CompositeCoder.of(
            Double.class,
            number -> number,
            DoubleCoder.of(),
            number -> 1L,
            VarLongCoder.of(),
            (number, one) -> number);

    assertThrows(NonDeterministicException.class, loose::verifyDeterministic);
    List<? extends Coder<?>> parts = loose.getCoderArguments();
    assertThat(parts, contains(DoubleCoder.of(), VarLongCoder.of()));
  }
}

package dev.assay.runners.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

  @Test
  void text_of_faults_reads_back() {
    Faults faults = new Faults(0.5, 0.00001, 0, 0.1, 0.25);
    assertThat(Faults.parse(faults.text()), equalTo(faults));
    assertThat(Faults.parse(Faults.DEFAULT.text()), equalTo(Faults.DEFAULT));
  }

  @Test
  void none_and_default_have_names() {
    assertThat(Faults.parse("none"), equalTo(Faults.NONE));
    assertThat(Faults.parse(" default "), equalTo(Faults.DEFAULT));
  }

  @Test
  void fault_not_named_is_not_injected() {
    assertThat(Faults.parse("late=0.2, cut_off=1e-3"), equalTo(new Faults(0, 0.001, 0, 0, 0.2)));
  }

  @Test
  void shares_may_add_up_to_one_but_for_rounding() {
    Faults faults = Faults.parse("duplicates=0.1,cut_off=0.1,not_positive=0.7,late=0.1");
    assertThat(faults.notPositive(), equalTo(0.7));
  }

  @Test
  void draw_falls_to_a_fault_as_often_as_its_share() {
    Faults faults = Faults.parse("duplicates=0.25,late=0.25");
    assertThat(faults.drawn(0), equalTo(Optional.of(Fault.DUPLICATE)));
    assertThat(faults.drawn(0.25), equalTo(Optional.of(Fault.LATE)));
    assertThat(faults.drawn(0.4999), equalTo(Optional.of(Fault.LATE)));
    assertThat(faults.drawn(0.5), equalTo(Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dupes=0.1 | no fault 'dupes' | choose among duplicates, cut_off",
        "late=1.5 | share '1.5' of late | from 0 to 1",
        "late=-0.1 | share '-0.1' of late | late=0.01",
        "late=NaN | share 'NaN' of late | from 0 to 1",
        "late=much | share 'much' of late | from 0 to 1",
        "late= | share '' of late | from 0 to 1",
        "late | 'late' is not a fault with its share | write none, default",
        "late=0.1, | '' is not a fault with its share | write none, default",
        "'' | '' is not a fault with its share | write none, default",
        "late=0.1,late=0.1 | late is named twice | once",
        "late=0.6,cut_off=0.6 | add up to 1.2 | 1 or less"
      })
  void bad_fault_text_is_refused_with_what_to_do(String text, String wrong, String remedy) {
    SimulationException refusal = assertThrows(SimulationException.class, () -> Faults.parse(text));
    assertThat(refusal.getMessage(), allOf(containsString(wrong), containsString(remedy)));
  }
}

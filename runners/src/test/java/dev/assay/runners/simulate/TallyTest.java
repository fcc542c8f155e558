package dev.assay.runners.simulate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class TallyTest {

  @Test
  void sum_beyond_a_long_is_exact() {
    Tally.Running tally = new Tally.Running();
    for (int i = 0; i < 5; i++) {
      tally.add(Long.MAX_VALUE);
    }
    tally.add(-1);
    BigDecimal expected =
        BigDecimal.valueOf(Long.MAX_VALUE, Tally.SCALE)
            .multiply(BigDecimal.valueOf(5))
            .subtract(new BigDecimal("0.000001"));
    assertThat(tally.total(), equalTo(new Tally(6, expected)));
  }
}

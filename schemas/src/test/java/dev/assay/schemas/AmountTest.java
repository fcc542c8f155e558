package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class AmountTest {
  private static Amount amount(String value, String unit) {
    return new Amount(new BigDecimal(value), unit);
  }

  @Test
  void amounts_of_one_unit_are_added() {
    assertThat(amount("1.50", "USD").plus(amount("-0.25", "USD")), is(amount("1.25", "USD")));
    assertThat(amount("1.50", "USD").negate(), is(amount("-1.50", "USD")));
    assertThat(Amount.NONE.plus(Amount.NONE), is(Amount.NONE));
  }

  @Test
  void amounts_of_two_units_are_never_added() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> amount("1", "USD").plus(amount("1", "EUR")));
    assertThat(e.getMessage(), is("An amount of USD cannot be added to one of EUR"));
    assertThrows(IllegalArgumentException.class, () -> Amount.NONE.plus(amount("1", "EUR")));
  }

  @Test
  void totals_of_two_units_are_never_added() {
    ControlTotal dollars = ControlTotal.of("t", "read", null, 1, amount("1", "USD"));
    ControlTotal euros = ControlTotal.of("t", "read", null, 1, amount("1", "EUR"));
    assertThrows(IllegalArgumentException.class, () -> dollars.plus(euros));
    assertThat(dollars.plus(dollars).money(), is(amount("2", "USD")));
    assertThat(dollars.plus(dollars).unit(), is("USD"));
  }

  @Test
  void equal_amounts_are_as_much_of_the_same_unit() {
    assertThat(amount("1.5", "USD").isEqualTo(amount("1.50", "USD")), is(true));
    assertThat(amount("1.5", "USD").isEqualTo(amount("1.5", "EUR")), is(false));
    assertThat(amount("0", "USD").isEqualTo(Amount.zero("USD")), is(true));
    assertThat(amount("0", "USD").isEqualTo(Amount.NONE), is(false));
  }

  @Test
  void an_amount_is_told_in_plain_digits_with_its_unit() {
    assertThat(amount("1200.500", "USD").toString(), is("1200.5 USD"));
    assertThat(amount("1200", "shares").toString(), is("1200 shares"));
    assertThat(Amount.NONE.toString(), is("0"));
  }
}

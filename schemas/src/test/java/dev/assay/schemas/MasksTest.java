package dev.assay.schemas;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Mask;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Personal;
import dev.assay.schemas.wealth.Customer;
import dev.assay.schemas.wealth.LastPrice;
import dev.assay.schemas.wealth.RiskCategory;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasksTest {
  /** One column of each mask. */
  public record Person(
      @Key String personId,
      @Maybe @Personal(Mask.DROP) String secret,
      @Maybe @Personal(Mask.EMAIL_DOMAIN) String email,
      @Maybe @Personal(Mask.LAST_FOUR) String phone,
      @Maybe @Personal(Mask.YEAR) LocalDate dateOfBirth) {
    static final Table<Person> TABLE = Table.of("people", Person.class);
  }

  @Test
  void every_mask_hides_its_column_and_no_other() {
    Person person =
        new Person("P-1", "pin", "jane@example.com", "+4912345678", LocalDate.of(1969, 12, 31));
    assertThat(
        Masks.hide(Person.TABLE, person),
        is(new Person("P-1", null, "***@example.com", "*******5678", LocalDate.of(1969, 1, 1))));
  }

  @Test
  void what_is_absent_stays_absent() {
    Person person = new Person("P-1", null, null, null, null);
    assertThat(Masks.hide(Person.TABLE, person), is(person));
  }

  @Test
  void a_customer_keeps_what_is_not_personal() {
    Customer customer =
        new Customer(
            "C-1",
            "Ann",
            RiskCategory.LOW,
            "ann@example.com",
            "5550100",
            LocalDate.of(2000, 2, 29),
            Instant.EPOCH);
    assertThat(
        Masks.hide(Customer.TABLE, customer),
        is(
            new Customer(
                "C-1",
                "Ann",
                RiskCategory.LOW,
                "***@example.com",
                "***0100",
                LocalDate.of(2000, 1, 1),
                Instant.EPOCH)));
  }

  @ParameterizedTest
  @CsvSource({
    "jane@example.com, ***@example.com",
    "jane, ***",
    "'', ***",
    "@, ***@",
    "@example.com, ***@example.com",
    "\"a@b\"@example.com, ***@example.com"
  })
  void an_email_shows_its_domain_only(String email, String hidden) {
    Person person = new Person("P-1", null, email, null, null);
    assertThat(Masks.hide(Person.TABLE, person).email(), is(hidden));
  }

  @ParameterizedTest
  @CsvSource({"'', ''", "1, *", "1234, ****", "12345, *2345", "555-0100, ****0100"})
  void a_phone_shows_four_of_at_least_five_characters(String phone, String hidden) {
    Person person = new Person("P-1", null, null, phone, null);
    assertThat(Masks.hide(Person.TABLE, person).phone(), is(hidden));
  }

  @Test
  void a_row_without_personal_columns_is_not_copied() {
    LastPrice price = new LastPrice(LocalDate.EPOCH, "ACME", BigDecimal.ONE, Instant.EPOCH);
    assertThat(Masks.hide(LastPrice.TABLE, price), is(sameInstance(price)));
  }
}

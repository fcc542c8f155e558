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
import org.junit.jupiter.params.provider.ValueSource;

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
    "j.mueller+x@mail.example.co.uk, ***@mail.example.co.uk",
    "jane@MÜLLER.example, ***@MÜLLER.example",
    "jane@example.xn--p1ai, ***@example.xn--p1ai",
    "\"a@b\"@example.com, ***@example.com"
  })
  void an_email_shows_its_domain_only(String email, String hidden) {
    Person person = new Person("P-1", null, email, null, null);
    assertThat(Masks.hide(Person.TABLE, person).email(), is(hidden));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "jane",
        "@",
        "@example.com",
        "jane@",
        "jane@doe",
        "jane@doe.",
        "jane@.doe",
        "jane@-doe.com",
        "jane@jane.0100",
        "jane@127.0.0.1",
        "jane@[127.0.0.1]",
        "a@b@example.com",
        "\"John Smith\" <a@b.com>",
        "John Smith <a@b.com>",
        "a@b.com (John)",
        "a@b.com John",
        "(John) a@b.com",
        "a@b.com <John Smith>",
        "a@b.com, john@smith.com",
        "a@b.com;john@smith.com",
        "mailto:a@b.com",
        "John Smith a@b.com",
        " a@b.com",
        "a@b.com\n",
        "a@b.com\u202ENhoJ",
        "a@john_smith.com",
        "\"a\"b@example.com"
      })
  void what_is_no_plain_address_shows_nothing(String email) {
    Person person = new Person("P-1", null, email, null, null);
    assertThat(Masks.hide(Person.TABLE, person).email(), is("***"));
  }

  @Test
  void an_address_of_any_length_is_hidden() {
    Person person = new Person("P-1", null, "a@" + "b.".repeat(1_000_000) + "com", null, null);
    assertThat(Masks.hide(Person.TABLE, person).email(), is("***"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"555-0100 (John)", "John", "ask for Jane", "555-0100 Ann", "５５５０１００１", "12345\n"})
  void what_is_no_phone_number_shows_nothing(String phone) {
    Person person = new Person("P-1", null, null, phone, null);
    assertThat(Masks.hide(Person.TABLE, person).phone(), is("*".repeat(phone.length())));
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

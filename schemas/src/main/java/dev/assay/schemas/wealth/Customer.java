package dev.assay.schemas.wealth;

import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Mask;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Personal;
import dev.assay.schemas.Column.Version;
import dev.assay.schemas.Table;
import java.time.Instant;
import java.time.LocalDate;

/**
 * A customer as the customer register last described them. One row per customer.
 *
 * @param customerId identifies the customer
 * @param name the customer's name
 * @param riskCategory how much risk the customer has agreed to
 * @param email e-mail address; silver keeps its domain only
 * @param phone phone number; silver keeps its last four characters only
 * @param dateOfBirth date of birth; silver keeps the year only, as its first of January
 * @param updatedAt when the register changed the customer; the newest version holds
 */
public record Customer(
    @Key String customerId,
    String name,
    RiskCategory riskCategory,
    @Maybe @Personal(Mask.EMAIL_DOMAIN) String email,
    @Maybe @Personal(Mask.LAST_FOUR) String phone,
    @Maybe @Personal(Mask.YEAR) LocalDate dateOfBirth,
    @Maybe @Version Instant updatedAt) {

  public static final Table<Customer> TABLE =
      Table.of("customers", Customer.class)
          .check("customer_id_is_not_blank", c -> !c.customerId().isBlank())
          .check("name_is_not_blank", c -> !c.name().isBlank());
}

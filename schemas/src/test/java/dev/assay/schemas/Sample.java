package dev.assay.schemas;

import dev.assay.schemas.Column.Added;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Mask;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Personal;
import dev.assay.schemas.Column.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** A table that only the tests know, with every kind of column, present and absent. */
public record Sample(
    @Key String sampleId,
    @Key int part,
    Metal metal,
    @Digits(scale = 2) BigDecimal weight,
    @Digits(precision = 38, scale = 18) BigDecimal purity,
    @EventTime Instant takenAt,
    LocalDate takenOn,
    long grains,
    boolean sealed,
    @Maybe @Version Long revision,
    @Maybe Integer drawer,
    @Maybe Boolean stolen,
    @Maybe Metal alloy,
    @Maybe @Digits(precision = 20, scale = 3) BigDecimal loss,
    @Maybe Instant meltedAt,
    @Maybe @Personal(Mask.YEAR) LocalDate bornOn,
    @Maybe @Personal(Mask.EMAIL_DOMAIN) String email,
    @Maybe @Personal(Mask.LAST_FOUR) String phone,
    @Maybe @Personal(Mask.DROP) String owner,
    @Added @Maybe String note) {

  /** What it is made of. */
  public enum Metal {
    BRONZE,
    SILVER,
    /** With a body, so its class is not the enum's. */
    GOLD {
      @Override
      public boolean noble() {
        return true;
      }
    };

    public boolean noble() {
      return false;
    }
  }

  public static final Table<Sample> TABLE = Table.of("samples", Sample.class);
}

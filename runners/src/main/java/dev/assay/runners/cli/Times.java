package dev.assay.runners.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Times as a user writes them. */
final class Times {
  private Times() {}

  /** A time with its zone, or a day, which begins in UTC. */
  static Optional<Instant> parse(String option, String text, List<String> problems) {
    try {
      return Optional.of(
          text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException e) {
      problems.add(
          option + "=" + text + " is no time: write 2026-01-05 or 2026-01-05T09:30:00Z, with zone");
      return Optional.empty();
    }
  }
}

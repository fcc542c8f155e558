package dev.assay.runners.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Where prices come from. Symbols go by their position in the list, money is in cents. */
interface Market {

  /** All that is traded, the most popular first. */
  List<String> symbols();

  /** When trading is open between the start and the end of the span. */
  EventClock clock(Optional<Instant> from, Duration span);

  /** Whether anything is traded at that time. */
  boolean isOpen(long epochMilli);

  /** Whether this symbol is traded at that time. */
  boolean trades(int symbol, long epochMilli);

  long price(int symbol, long epochMilli, SplittableRandom random);
}

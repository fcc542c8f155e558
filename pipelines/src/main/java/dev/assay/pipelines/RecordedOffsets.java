package dev.assay.pipelines;

import dev.assay.pipelines.books.Epoch;
import dev.assay.pipelines.books.Ledger;
import dev.assay.pipelines.io.kafka.StartingOffsets;
import java.util.Map;
import java.util.OptionalLong;

/** Where bronze ends, as the last stream published it. */
record RecordedOffsets(StreamSettings settings) implements StartingOffsets {
  @Override
  public OptionalLong of(String source) {
    if (settings.from() == StreamStart.EARLIEST) {
      return OptionalLong.empty();
    }
    Long next =
        Ledger.of(settings.lake(), settings.pipeline())
            .lastEpoch()
            .map(Epoch::offsets)
            .orElse(Map.of())
            .get(source);
    return next == null ? OptionalLong.empty() : OptionalLong.of(next);
  }

  @Override
  public boolean hasBegun() {
    return OfPlan.told(settings).isPresent();
  }
}

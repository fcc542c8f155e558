package dev.assay.runners.e2e;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.FlowProvider;
import dev.assay.schemas.Column;
import dev.assay.schemas.Column.Added;
import dev.assay.schemas.Column.Digits;
import dev.assay.schemas.Column.EventTime;
import dev.assay.schemas.Column.Identifier;
import dev.assay.schemas.Column.Key;
import dev.assay.schemas.Column.Maybe;
import dev.assay.schemas.Column.Version;
import dev.assay.schemas.Layer;
import dev.assay.schemas.Period;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Action;
import dev.assay.transforms.Derive;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.History;
import dev.assay.transforms.Sum;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/** A flow of everything that a declaration can say, which only tests know. */
public final class Couriers implements FlowProvider {
  static final Flow FLOW =
      Flow.named("couriers", "Parcels and claims to what each depot and region comes to.")
          .table(Depot.TABLE)
          .table(Parcel.TABLE, Enrich.with(Depot.TABLE, Parcel::with))
          .table(ClaimState.TABLE)
          .gold(
              Sum.into(DepotDay.TABLE)
                  .of(Parcel.TABLE, DepotDay::of)
                  .and(ClaimState.TABLE, DepotDay::of))
          .gold(Sum.into(RegionMonth.TABLE).of(Parcel.TABLE, RegionMonth::of))
          .gold(Sum.into(ParcelsByMinute.TABLE).of(Parcel.TABLE, ParcelsByMinute::of))
          .gold(
              Derive.into(TopDepot.TABLE)
                  .of(DepotDay.TABLE)
                  .each(DepotDay::day)
                  .first(TopDepot.PLACES, TopDepot.ORDER)
                  .rows(TopDepot::ranked))
          .gold(
              Derive.into(ClaimVersion.TABLE)
                  .of(ClaimState.TABLE)
                  .each(ClaimState::claimId)
                  .rows(History.of(ClaimState.TABLE, ClaimVersion::of)));

  @Override
  public Flow flow() {
    return FLOW;
  }

  /** A depot as it was last described. One row per depot. */
  public record Depot(@Key String depotId, String region, @Version Instant describedAt) {
    static final Table<Depot> TABLE = Table.of("depots", Depot.class);
  }

  /** A parcel, with the region that its depot is in now. One row per parcel. */
  public record Parcel(
      @Key String parcelId,
      @EventTime Instant handedInAt,
      @Identifier String depotId,
      @Digits(scale = 2) BigDecimal fee,
      @Added @Maybe @Identifier String region) {
    static final String USUAL = "fee_is_usual";

    static final Table<Parcel> TABLE =
        Table.of("parcels", Parcel.class)
            .check("fee_is_positive", parcel -> parcel.fee().signum() > 0)
            .check(USUAL, parcel -> parcel.fee().intValue() < 40, Action.WARN)
            .references("depot_id", Depot.TABLE, Parcel::depotId)
            .amount("USD", "fee");

    Parcel with(Depot depot) {
      return new Parcel(parcelId, handedInAt, depotId, fee, depot.region());
    }
  }

  /** What was told of a claim. One row per claim and instant. */
  public record ClaimState(
      @Key String claimId,
      @Key @EventTime Instant toldAt,
      @Identifier String depotId,
      String status,
      @Digits(scale = 2) BigDecimal claimed) {
    static final Table<ClaimState> TABLE =
        Table.of("claims", ClaimState.class).amount("USD", "claimed");
  }

  /** What happened at a depot on a day. One row per UTC day and depot. */
  public record DepotDay(
      @Key @EventTime LocalDate day,
      @Key String depotId,
      @Column.Sum long parcels,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal fees,
      @Column.Sum long claims,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal claimed) {
    static final Table<DepotDay> TABLE =
        Table.of("depot_days", DepotDay.class)
            .in(Layer.GOLD)
            .amount("USD", "fees", "claimed")
            .proves(Parcel.TABLE, "parcels")
            .proves(ClaimState.TABLE, "claims");

    static DepotDay of(Parcel parcel) {
      LocalDate day = Table.day(parcel.handedInAt());
      return new DepotDay(day, parcel.depotId(), 1, parcel.fee(), 0, BigDecimal.ZERO);
    }

    static DepotDay of(ClaimState state) {
      LocalDate day = Table.day(state.toldAt());
      return new DepotDay(day, state.depotId(), 0, BigDecimal.ZERO, 1, state.claimed());
    }
  }

  /** What a region took in a month. One row per month, which bears its first day, and region. */
  public record RegionMonth(
      @Key @EventTime(per = Period.MONTH) LocalDate month,
      @Key String region,
      @Column.Sum long parcels,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal fees) {
    static final Table<RegionMonth> TABLE =
        Table.of("region_months", RegionMonth.class).in(Layer.GOLD).amount("USD", "fees");

    static RegionMonth of(Parcel parcel) {
      LocalDate month = Period.MONTH.first(Table.day(parcel.handedInAt()));
      return new RegionMonth(month, parcel.region(), 1, parcel.fee());
    }
  }

  /** How busy a minute was. One row per minute in which a parcel was handed in. */
  public record ParcelsByMinute(@Key @EventTime Instant minute, @Column.Sum long parcels) {
    static final Table<ParcelsByMinute> TABLE =
        Table.of("parcels_by_minute", ParcelsByMinute.class).in(Layer.GOLD);

    static ParcelsByMinute of(Parcel parcel) {
      return new ParcelsByMinute(parcel.handedInAt().truncatedTo(ChronoUnit.MINUTES), 1);
    }
  }

  /** The depots that took most on a day. One row per UTC day and place. */
  public record TopDepot(
      @Key @EventTime LocalDate day,
      @Key int place,
      String depotId,
      @Digits(precision = 38, scale = 2) BigDecimal fees) {
    static final int PLACES = 3;
    static final Table.Order<DepotDay> ORDER = (one, other) -> other.fees().compareTo(one.fees());
    static final Table<TopDepot> TABLE = Table.of("top_depots", TopDepot.class).in(Layer.GOLD);

    static List<TopDepot> ranked(List<DepotDay> best) {
      return IntStream.range(0, best.size()).mapToObj(i -> of(best.get(i), i + 1)).toList();
    }

    private static TopDepot of(DepotDay depot, int place) {
      return new TopDepot(depot.day(), place, depot.depotId(), depot.fees());
    }
  }

  /** How long a claim was so. One row per version of a claim. */
  public record ClaimVersion(
      @Key long version,
      String claimId,
      String status,
      @Digits(scale = 2) BigDecimal claimed,
      Instant heldFrom,
      @Maybe Instant heldTo) {
    static final Table<ClaimVersion> TABLE =
        Table.of("claim_versions", ClaimVersion.class).in(Layer.GOLD);

    static ClaimVersion of(ClaimState state, History.Validity validity) {
      return new ClaimVersion(
          validity.surrogateKey(),
          state.claimId(),
          state.status(),
          state.claimed(),
          validity.from(),
          validity.to());
    }
  }
}

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

/** A flow that only tests know, which has all that a declaration can say. */
public final class Couriers implements FlowProvider {
  /** A depot, as it is now. One row per depot. */
  public record Depot(@Key String depotId, String region, @Version Instant changedAt) {
    static final Table<Depot> TABLE = Table.of("depots", Depot.class);
  }

  /** A parcel. One row per parcel. */
  public record Parcel(
      @Key String parcelId,
      @Identifier String depotId,
      @EventTime Instant sentAt,
      @Digits(scale = 2) BigDecimal fee,
      @Added @Maybe String region) {
    static final Table<Parcel> TABLE =
        Table.of("parcels", Parcel.class)
            .check("fee_is_not_negative", parcel -> parcel.fee().signum() >= 0)
            .check("fee_is_usual", parcel -> parcel.fee().intValue() < 100, Action.WARN)
            .references("depot_id", Depot.TABLE, Parcel::depotId)
            .amount("EUR", "fee");

    Parcel with(Depot depot) {
      return new Parcel(parcelId, depotId, sentAt, fee, depot.region());
    }
  }

  /** What became of a claim. One row per claim and change. */
  public record Claim(
      @Key String claimId,
      @Key @EventTime Instant statedAt,
      @Identifier String depotId,
      String state,
      @Digits(scale = 2) BigDecimal claimed) {
    static final Table<Claim> TABLE = Table.of("claims", Claim.class).amount("EUR", "claimed");
  }

  /** What a depot took, and was asked back, on a day. */
  public record DepotDay(
      @Key @EventTime LocalDate day,
      @Key String depotId,
      @Column.Sum long parcels,
      @Column.Sum long claims,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal fees,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal claimed) {
    static final Table<DepotDay> TABLE =
        Table.of("depot_days", DepotDay.class)
            .in(Layer.GOLD)
            .amount("EUR", "fees", "claimed")
            .proves(Parcel.TABLE, "parcels")
            .proves(Claim.TABLE, "claims");

    static DepotDay of(Parcel parcel) {
      return new DepotDay(
          Table.day(parcel.sentAt()), parcel.depotId(), 1, 0, parcel.fee(), BigDecimal.ZERO);
    }

    static DepotDay of(Claim claim) {
      return new DepotDay(
          Table.day(claim.statedAt()), claim.depotId(), 0, 1, BigDecimal.ZERO, claim.claimed());
    }
  }

  /** The depots that took most on a day. */
  public record TopDepot(@Key @EventTime LocalDate day, @Key int place, String depotId) {
    static final Table<TopDepot> TABLE = Table.of("top_depots", TopDepot.class).in(Layer.GOLD);

    static List<TopDepot> ranked(List<DepotDay> depots) {
      return IntStream.range(0, depots.size())
          .mapToObj(i -> new TopDepot(depots.get(i).day(), i + 1, depots.get(i).depotId()))
          .toList();
    }
  }

  /** What a region took in a month, which bears its first day. */
  public record RegionMonth(
      @Key @EventTime(per = Period.MONTH) LocalDate month,
      @Key String region,
      @Column.Sum long parcels,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal fees) {
    static final Table<RegionMonth> TABLE =
        Table.of("region_months", RegionMonth.class).in(Layer.GOLD).amount("EUR", "fees");

    static RegionMonth of(Parcel parcel) {
      return new RegionMonth(
          Period.MONTH.first(Table.day(parcel.sentAt())), parcel.region(), 1, parcel.fee());
    }
  }

  /** Parcels of a minute. */
  public record ParcelMinute(
      @Key @EventTime Instant minute,
      @Column.Sum long parcels,
      @Column.Sum @Digits(precision = 38, scale = 2) BigDecimal fees) {
    static final Table<ParcelMinute> TABLE =
        Table.of("parcel_minutes", ParcelMinute.class)
            .in(Layer.GOLD)
            .amount("EUR", "fees")
            .proves(Parcel.TABLE, "parcels");

    static ParcelMinute of(Parcel parcel) {
      return new ParcelMinute(parcel.sentAt().truncatedTo(ChronoUnit.MINUTES), 1, parcel.fee());
    }
  }

  /** How long a claim was in a state. One row per claim and state that it was in. */
  public record ClaimVersion(
      @Key long version, String claimId, String state, Instant validFrom, @Maybe Instant validTo) {
    static final Table<ClaimVersion> TABLE =
        Table.of("claim_versions", ClaimVersion.class).in(Layer.GOLD);

    static ClaimVersion of(Claim claim, History.Validity validity) {
      return new ClaimVersion(
          validity.surrogateKey(), claim.claimId(), claim.state(), validity.from(), validity.to());
    }
  }

  @Override
  public Flow flow() {
    return Flow.named("couriers", "Parcels, claims and depots to what each depot and region took.")
        .table(Depot.TABLE)
        .table(Parcel.TABLE, Enrich.with(Depot.TABLE, Parcel::with))
        .table(Claim.TABLE)
        .gold(
            Sum.into(DepotDay.TABLE).of(Parcel.TABLE, DepotDay::of).and(Claim.TABLE, DepotDay::of))
        .gold(
            Derive.into(TopDepot.TABLE)
                .of(DepotDay.TABLE)
                .each(DepotDay::day)
                .first(2, (one, other) -> other.fees().compareTo(one.fees()))
                .rows(TopDepot::ranked))
        .gold(Sum.into(RegionMonth.TABLE).of(Parcel.TABLE, RegionMonth::of))
        .gold(Sum.into(ParcelMinute.TABLE).of(Parcel.TABLE, ParcelMinute::of))
        .gold(
            Derive.into(ClaimVersion.TABLE)
                .of(Claim.TABLE)
                .each(Claim::claimId)
                .rows(History.of(Claim.TABLE, ClaimVersion::of)));
  }
}

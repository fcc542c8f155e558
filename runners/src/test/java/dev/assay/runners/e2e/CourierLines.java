package dev.assay.runners.e2e;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Lines for {@link Couriers}, of two months, with faults in them, and what they come to. */
final class CourierLines {
  private static final int DEPOTS = 5;
  private static final int PARCELS = 900;
  private static final int REPEATED = 45;
  private static final int CLAIMS = 60;
  private static final int DAYS = 40;
  private static final Instant BEGIN = Instant.parse("2026-01-10T08:00:00Z");
  private static final List<String> STATUSES = List.of("opened", "examined", "paid", "refused");
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("yyyy-MM-01").withZone(ZoneOffset.UTC);

  private final Random random;
  private final List<String> depots = new ArrayList<>();
  private final List<String> moved = new ArrayList<>();
  private final List<String> parcels = new ArrayList<>();
  private final List<String> claims = new ArrayList<>();
  private final List<String> regions = new ArrayList<>();
  private final Map<String, BigDecimal> fees = new TreeMap<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private int unusual;
  private int versions;

  private CourierLines(long seed) {
    random = new Random(seed);
    for (int depot = 0; depot < DEPOTS; depot++) {
      String region = "R" + depot % 2;
      depots.add(depot(depot, region, 1));
      // Every other depot moves.
      regions.add(depot % 2 == 0 ? "R" + (7 + depot) : region);
      if (depot % 2 == 0) {
        moved.add(depot(depot, regions.get(depot), 2));
      }
    }
    for (int parcel = 0; parcel < PARCELS; parcel++) {
      addParcel(parcel);
    }
    parcels.addAll(parcels.subList(0, REPEATED));
    parcels.add(parcel(PARCELS + 1, "D404", time(), "1.00"));
    parcels.add(parcel(PARCELS + 2, "D1", time(), "-1.00"));
    parcels.add("{\"parcel_id\":\"P");
    for (int claim = 0; claim < CLAIMS; claim++) {
      addClaim(claim);
    }
    Collections.shuffle(parcels, random);
    Collections.shuffle(claims, random);
  }

  static CourierLines of(long seed) {
    return new CourierLines(seed);
  }

  private static String depot(int depot, String region, int version) {
    return "{\"depot_id\":\"D%d\",\"region\":\"%s\",\"described_at\":\"2026-01-0%dT00:00:00Z\"}"
        .formatted(depot, region, version);
  }

  private Instant time() {
    return BEGIN.plus(Duration.ofDays(random.nextInt(DAYS)).plusSeconds(random.nextInt(1800)));
  }

  private void addParcel(int number) {
    int depot = random.nextInt(DEPOTS);
    Instant time = time();
    BigDecimal fee = BigDecimal.valueOf(1 + random.nextInt(4200), 2);
    parcels.add(parcel(number, "D" + depot, time, fee.toPlainString()));
    String region = MONTH.format(time) + ", " + regions.get(depot);
    fees.merge(region, fee, BigDecimal::add);
    counts.merge(region, 1, Integer::sum);
    boolean isUnusual = fee.intValue() >= 40;
    if (isUnusual) {
      unusual += number < REPEATED ? 2 : 1;
    }
  }

  private static String parcel(int number, String depot, Instant time, String fee) {
    return "{\"parcel_id\":\"P%d\",\"handed_in_at\":\"%s\",\"depot_id\":\"%s\",\"fee\":\"%s\"}"
        .formatted(number, time, depot, fee);
  }

  /** Claims that are told several times, now and then without anything new. */
  private void addClaim(int number) {
    String depot = "D" + random.nextInt(DEPOTS);
    Set<Instant> told = new HashSet<>();
    while (told.size() < 4) {
      told.add(time());
    }
    String before = "";
    for (Instant time : told.stream().sorted().toList()) {
      String status = STATUSES.get(random.nextInt(STATUSES.size()));
      claims.add(
          "{\"claim_id\":\"C%d\",\"told_at\":\"%s\",\"depot_id\":\"%s\",\"status\":\"%s\",\"claimed\":\"%d.50\"}"
              .formatted(number, time, depot, status, number));
      if (!status.equals(before)) {
        versions++;
      }
      before = status;
    }
  }

  List<byte[]> depots() {
    return bytes(depots);
  }

  /** Newer descriptions of some depots. */
  List<byte[]> moved() {
    return bytes(moved);
  }

  List<byte[]> parcels() {
    return bytes(parcels);
  }

  List<byte[]> claims() {
    return bytes(claims);
  }

  private static List<byte[]> bytes(List<String> lines) {
    return lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** How many lines of all that there are become this table. */
  long count(String table) {
    return switch (table) {
      case "depots" -> depots.size() + moved.size();
      case "parcels" -> parcels.size();
      default -> claims.size();
    };
  }

  /** As files of JSON lines. */
  void write(Path folder) throws IOException {
    List<String> allDepots = new ArrayList<>(depots);
    allDepots.addAll(moved);
    Files.write(folder.resolve("depots.jsonl"), allDepots);
    Files.write(folder.resolve("parcels.jsonl"), parcels);
    Files.write(folder.resolve("claims.jsonl"), claims);
  }

  /** How many parcels hold the contract. */
  int valid() {
    return PARCELS;
  }

  /** How many lines of parcels break the rule that warns. */
  int unusual() {
    return unusual;
  }

  /** How many versions all claims have. */
  int versions() {
    return versions;
  }

  /** Month, region, number of parcels and fees, of regions as they are at last. */
  List<String> regionMonths() {
    return fees.entrySet().stream()
        .map(each -> each.getKey() + ", " + counts.get(each.getKey()) + ", " + each.getValue())
        .toList();
  }
}

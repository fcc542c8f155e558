package dev.assay.runners.cli;

import dev.assay.pipelines.Settings;
import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.jdbc.LakeWarehouse;
import dev.assay.pipelines.io.jdbc.Warehouse;
import dev.assay.runners.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Options that say which warehouse. */
@Command
final class WarehouseOptions extends SettingOptions implements Checked {
  WarehouseOptions() {
    super(Settings.OF_WAREHOUSE);
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(asked().problems());
    asked()
        .get(Settings.WAREHOUSE_PASSWORD)
        .ifPresent(
            reference ->
                Checked.tryOut(problems, "--warehouse-password", () -> Secrets.resolve(reference)));
    return problems;
  }

  /** The warehouse given, or that of the lake, or else that of the home, which is started. */
  OpenWarehouse open(Path home, String lake) {
    return own(lake).map(OpenWarehouse::of).orElseGet(() -> OpenWarehouse.local(home, patience()));
  }

  /** The warehouse of the user's own that is given, or else that this lake belongs to. */
  Optional<Warehouse> own(String lake) {
    return asked().warehouse().or(() -> LakeWarehouse.of(lake).map(kept -> usable(kept, lake)));
  }

  private Warehouse usable(Warehouse kept, String lake) {
    try {
      if (kept.passwordReference() != null) {
        Secrets.resolve(kept.passwordReference());
      }
      return kept.withPatience(patience());
    } catch (IllegalArgumentException e) {
      throw new BadUsage(
          List.of(
              "The lake "
                  + lake
                  + " belongs to the warehouse at "
                  + kept.place()
                  + ". "
                  + e.getMessage()
                  + "; or give --warehouse, --warehouse-user and --warehouse-password"));
    }
  }

  /** Likewise, for a command that only reads: it uses a server that runs already. */
  OpenWarehouse openToRead(Path home, String lake) {
    return own(lake).map(OpenWarehouse::of).orElseGet(() -> OpenWarehouse.toRead(home, patience()));
  }

  /** The user's own warehouse, that is given or that this lake belongs to, for another login. */
  Optional<Warehouse> as(String otherUser, String otherPassword, String lake) {
    return address(lake)
        .map(address -> Warehouse.fromUrl(address, otherUser, otherPassword))
        .map(warehouse -> warehouse.withPatience(patience()));
  }

  /** Where the user's own warehouse is, that is given or that this lake belongs to. */
  Optional<String> address(String lake) {
    return asked().get(Settings.WAREHOUSE).or(() -> LakeWarehouse.of(lake)).map(Warehouse::url);
  }

  /** What keeps a command from reading: it must not make a warehouse to find nothing in it. */
  List<String> problemsOfReading(HomeOptions home, String lake) {
    List<String> problems = new ArrayList<>(problems());
    if (!home.problems().isEmpty()) {
      return problems;
    }
    if (lake != null) {
      HomeOptions.missingLake(home.lake(lake)).ifPresent(problems::add);
    }
    if (address(home.lake(lake)).isEmpty() && !OpenWarehouse.isIn(home.home())) {
      problems.add(
          "No warehouse is in "
              + home.home()
              + ": nothing has been run there. See that --home or ASSAY_HOME is right, or fill it"
              + " with "
              + Program.callHere("run")
              + " or "
              + Program.callHere("demo")
              + "; a server of your own is given with --warehouse");
    }
    return problems;
  }

  Duration patience() {
    return asked().patience();
  }
}

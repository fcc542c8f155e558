package dev.assay.runners.cli;

import dev.assay.pipelines.io.LakeWarehouse;
import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.Warehouse;
import dev.assay.runners.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that say which warehouse. */
final class WarehouseOptions implements Checked {
  @Option(
      names = "--warehouse",
      paramLabel = "URL",
      description =
          "PostgreSQL, as jdbc:postgresql://HOST:PORT/DATABASE. Default: an embedded server whose"
              + " data lies in HOME/postgres, or the server that the lake belongs to.")
  private String url;

  @Option(names = "--warehouse-user", paramLabel = "NAME", description = "The role to log in as.")
  private String user;

  @Option(
      names = "--warehouse-password",
      paramLabel = "REF",
      description = "Where its password is: env:NAME or file:PATH. Never the password itself.")
  private String password;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "How long to wait for a warehouse that cannot be reached. Default: 120.")
  private Integer patience;

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (url == null && user != null) {
      problems.add("--warehouse-user is given without --warehouse");
    }
    if (url == null && password != null) {
      problems.add("--warehouse-password is given without --warehouse");
    }
    if (patience != null && patience < 0) {
      problems.add("--patience=" + patience + " is less than 0 seconds");
    }
    if (url != null) {
      Checked.tryOut(problems, "--warehouse", () -> Warehouse.fromUrl(url, "", null));
    }
    if (password != null) {
      Checked.tryOut(problems, "--warehouse-password", () -> Secrets.resolve(password));
    }
    return problems;
  }

  /** The warehouse given, or that of the lake, or else that of the home, which is started. */
  OpenWarehouse open(Path home, String lake) {
    return own(lake).map(OpenWarehouse::of).orElseGet(() -> OpenWarehouse.local(home, patience()));
  }

  /** The warehouse of the user's own that is given, or else that this lake belongs to. */
  Optional<Warehouse> own(String lake) {
    return url == null
        ? LakeWarehouse.of(lake).map(kept -> usable(kept, lake))
        : Optional.of(Warehouse.fromUrl(url, user, password).withPatience(patience()));
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
    return url == null ? LakeWarehouse.of(lake).map(Warehouse::url) : Optional.of(url);
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
    return patience == null ? Warehouse.PATIENCE : Duration.ofSeconds(patience);
  }
}

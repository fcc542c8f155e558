package dev.assay.runners.cli;

import dev.assay.pipelines.io.Secrets;
import dev.assay.pipelines.io.Warehouse;
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
              + " data lies in HOME/postgres.")
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

  /** The warehouse given, or else that of the home, which is started. */
  OpenWarehouse open(Path home) {
    return url == null
        ? OpenWarehouse.local(home, patience())
        : OpenWarehouse.of(Warehouse.fromUrl(url, user, password).withPatience(patience()));
  }

  /** Likewise, for a command that only reads: it uses a server that runs already. */
  OpenWarehouse openToRead(Path home) {
    return url == null ? OpenWarehouse.toRead(home, patience()) : open(home);
  }

  /** The address given, for another login. */
  Optional<Warehouse> as(String otherUser, String otherPassword) {
    return Optional.ofNullable(url)
        .map(address -> Warehouse.fromUrl(address, otherUser, otherPassword))
        .map(warehouse -> warehouse.withPatience(patience()));
  }

  boolean isGiven() {
    return url != null;
  }

  /** What keeps a command from reading: it must not make a warehouse to find nothing in it. */
  List<String> problemsOfReading(HomeOptions home) {
    List<String> problems = new ArrayList<>(problems());
    if (url == null && home.problems().isEmpty() && !OpenWarehouse.isIn(home.home())) {
      problems.add(
          "No warehouse is in "
              + home.home()
              + ": nothing has been run there. See that --home or ASSAY_HOME is right, or fill it"
              + " with assay run or assay demo; a server of your own is given with --warehouse");
    }
    return problems;
  }

  Duration patience() {
    return patience == null ? Warehouse.PATIENCE : Duration.ofSeconds(patience);
  }
}

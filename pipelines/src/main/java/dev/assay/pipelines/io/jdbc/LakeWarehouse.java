package dev.assay.pipelines.io.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assay.pipelines.io.LakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Which warehouse of the user's own a lake belongs to, as {@code <lake>/warehouse.json} keeps it,
 * so that a command need not be told. The password is never kept, only where it is.
 *
 * @param url as {@link Warehouse} has it, without credentials
 * @param user the role to log in as; null where none was given
 * @param password {@code env:NAME} or {@code file:PATH}; null where none was given
 */
public record LakeWarehouse(String url, String user, String password) {
  private static final String FILE = "warehouse.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The warehouse of this lake; empty where it has none of its own. */
  public static Optional<Warehouse> of(String lake) {
    Path file = file(lake);
    try {
      LakeWarehouse kept = JSON.readValue(Files.readString(file), LakeWarehouse.class);
      return Optional.of(
          new Warehouse(kept.url(), kept.user(), kept.password(), Warehouse.PATIENCE));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new LakeException(
          file
              + " does not say which warehouse the lake belongs to. Delete it, and give --warehouse",
          e);
    } catch (IOException e) {
      throw new LakeException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** Keeps the warehouse as the one of this lake, in place of what was kept before. */
  public static void remember(String lake, Warehouse warehouse) {
    Path file = file(lake);
    LakeWarehouse kept =
        new LakeWarehouse(warehouse.url(), warehouse.user(), warehouse.passwordReference());
    try {
      String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(kept) + "\n";
      if (Files.exists(file) && Files.readString(file).equals(text)) {
        return;
      }
      Files.createDirectories(file.getParent());
      Path draft = file.resolveSibling("." + FILE);
      Files.writeString(draft, text);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LakeException(
          "Cannot write " + file + ": " + e.getMessage() + ". See that this user may write there",
          e);
    }
  }

  private static Path file(String lake) {
    return Path.of(lake, FILE);
  }
}

package dev.assay.schemas;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The tables that the compiled records of this module declare in a constant. */
final class DeclaredTables {
  private DeclaredTables() {}

  static List<Table<?>> all() {
    try {
      return found();
    } catch (IOException | URISyntaxException | ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Table<?>> found()
      throws IOException, URISyntaxException, ReflectiveOperationException {
    Path root = Path.of(Table.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Table<?>> tables = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root.resolve("dev/assay/schemas"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
        String path = root.relativize(file).toString();
        String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
        tables.addAll(declaredBy(Class.forName(name)));
      }
    }
    return tables;
  }

  private static List<Table<?>> declaredBy(Class<?> type) throws IllegalAccessException {
    List<Table<?>> tables = new ArrayList<>();
    for (Field field : type.isRecord() ? type.getDeclaredFields() : new Field[0]) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == Table.class) {
        tables.add((Table<?>) field.get(null));
      }
    }
    return tables;
  }
}

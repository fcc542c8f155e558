package dev.assay.runners.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The classes of this JVM in a file, from which those of later commands have them at once. The
 * launcher asks for it where there is none, and the first run that ends makes it.
 */
final class ClassArchive {
  /** Where it is to lie: a system property of the launcher. */
  static final String PLACE = "assay.archive";

  private static volatile boolean isWorthMaking;

  private ClassArchive() {}

  /** Says that this JVM has loaded most of what any command needs. */
  static void isWorthMaking() {
    isWorthMaking = true;
  }

  /** Makes it where it is asked for; without it, all goes on as before. */
  static void make() {
    String place = System.getProperty(PLACE);
    if (place == null || !isWorthMaking) {
      return;
    }
    Path draft = Path.of(place + "." + ProcessHandle.current().pid());
    PrintStream out = System.out;
    try {
      // The JVM says there where it has put it.
      System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "vmCds",
              new Object[] {new String[] {"dynamic_dump", draft.toString()}},
              new String[] {String[].class.getName()});
      if (Files.exists(draft)) {
        // What another command has mapped stays as it is.
        Files.move(draft, Path.of(place), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (JMException | IOException | RuntimeException notHere) {
      draft.toFile().delete();
    } finally {
      System.setOut(out);
    }
  }
}

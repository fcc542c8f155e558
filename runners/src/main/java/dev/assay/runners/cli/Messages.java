package dev.assay.runners.cli;

import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * What a process says beside its results, on the error output: as lines of text for a person or, by
 * {@link LogFormat#JSON}, as an object a line for programs. Results go to the output. One command
 * at a time runs in a process, so what it works on is known here, too.
 */
final class Messages {
  /** Who speaks where it is no logger: the command itself. */
  private static final String COMMAND = "assay";

  private static volatile JsonMessages json;
  private static Runnable end = () -> {};
  private static volatile String pipeline;
  private static volatile Supplier<Optional<String>> run = Optional::empty;

  private Messages() {}

  /**
   * Writes in this format from now on, to what the error output is now; for programs, what else is
   * printed to it becomes messages, too.
   */
  static void begin(LogFormat format) {
    end();
    Runnable log = LoggedMessages.begin();
    end = log;
    if (format == LogFormat.JSON) {
      PrintStream before = System.err;
      JsonMessages begun = new JsonMessages(VisibleStream.exact(before));
      Runnable giveBack = begun.takeOver();
      json = begun;
      end =
          () -> {
            json = null;
            giveBack.run();
            System.setErr(before);
            log.run();
          };
    }
  }

  /** Ends what was begun. */
  static void end() {
    end.run();
    end = () -> {};
    concern(null, Optional::empty);
  }

  /** Whether it is programs that read what is said. */
  static boolean areForPrograms() {
    return json != null;
  }

  /** What is said from now on is said of this pipeline, and of this run once there is one. */
  static void concern(String pipeline, Supplier<Optional<String>> run) {
    Messages.pipeline = pipeline;
    Messages.run = run;
  }

  /** A line of its own. */
  static void tell(Level level, String line) {
    write(level, COMMAND, line, null, line);
  }

  /** What a person reads between the results on the output, and programs here. */
  static Consumer<String> orElse(Consumer<String> output) {
    return areForPrograms() ? line -> tell(Level.INFO, line) : output;
  }

  /** The last message, for programs: a person sees the results. */
  static void end(String command, int code) {
    if (!areForPrograms()) {
      return;
    }
    if (code == Assay.DONE) {
      tell(Level.INFO, command + " is done");
    } else {
      tell(Level.ERROR, command + " ended with " + code + ": what it found is on its output");
    }
  }

  /** What a person may want to mend, though the command goes on. */
  static void warn(String message) {
    write(Level.WARN, COMMAND, message, null, COMMAND + ": " + message);
  }

  /** How a command is used, where that is what it was called without knowing. */
  static void usage(CommandLine command) {
    if (areForPrograms()) {
      fail(command.getCommandSpec().qualifiedName(), command.getUsageMessage(Ansi.OFF), null);
    } else {
      command.usage(command.getErr());
    }
  }

  /**
   * A failure, or what is wrong with a command.
   *
   * @param thrown shown with its stack trace; null for none
   */
  static void fail(String command, String message, Throwable thrown) {
    write(Level.ERROR, command, message, thrown, command + ": " + Visible.of(message));
  }

  /** What a logger is given; null is no exception. */
  static void log(Level level, String logger, String message, Throwable thrown) {
    String shortName = logger.substring(logger.lastIndexOf('.') + 1);
    write(level, logger, message, thrown, level + " " + shortName + " - " + message);
  }

  private static void write(
      Level level, String logger, String message, Throwable thrown, String text) {
    JsonMessages programs = json;
    if (programs != null) {
      programs.write(level, logger, message, thrown, pipeline, run());
      return;
    }
    Progress.clear();
    System.err.println(text);
    if (thrown != null) {
      thrown.printStackTrace(System.err);
    }
    System.err.flush();
  }

  /** The id of the run, once it is planned. */
  private static String run() {
    try {
      Optional<String> id = run.get();
      id.ifPresent(known -> run = () -> id);
      return id.orElse(null);
    } catch (RuntimeException unknown) {
      // The message may be that the lake cannot be read.
      return null;
    }
  }
}

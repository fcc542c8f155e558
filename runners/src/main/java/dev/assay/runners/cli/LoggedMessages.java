package dev.assay.runners.cli;

import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.event.Level;

/**
 * Makes messages of what is logged in this process: of ours, warnings and worse; of what libraries
 * log, nothing, for they name each exception that their caller sees as well.
 */
final class LoggedMessages extends Handler {
  /** Kept, for the JVM forgets the level of a logger that nobody holds. */
  private static final Logger OURS = Logger.getLogger("dev.assay");

  private LoggedMessages() {}

  /**
   * Begins.
   *
   * @return gives the log back to whom it was with
   */
  static Runnable begin() {
    Logger root = LogManager.getLogManager().getLogger("");
    List<Handler> before = List.of(root.getHandlers());
    java.util.logging.Level level = root.getLevel();
    Handler messages = new LoggedMessages();
    before.forEach(root::removeHandler);
    root.addHandler(messages);
    root.setLevel(java.util.logging.Level.OFF);
    OURS.setLevel(java.util.logging.Level.WARNING);
    return () -> {
      root.removeHandler(messages);
      before.forEach(root::addHandler);
      root.setLevel(level);
      OURS.setLevel(null);
    };
  }

  @Override
  public void publish(LogRecord told) {
    boolean isError = told.getLevel().intValue() >= java.util.logging.Level.SEVERE.intValue();
    Messages.log(
        isError ? Level.ERROR : Level.WARN,
        told.getLoggerName(),
        told.getMessage(),
        told.getThrown());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}

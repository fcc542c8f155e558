package org.slf4j.impl;

import dev.assay.runners.cli.Messages;
import java.util.AbstractQueue;
import java.util.Collections;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.EventRecodingLogger;
import org.slf4j.event.Level;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPLogger;
import org.slf4j.helpers.SubstituteLogger;
import org.slf4j.spi.LoggerFactoryBinder;

/**
 * Makes messages of what is logged in this process. SLF4J 1.7 looks for it by this name. Of what
 * libraries log, a user sees nothing, and of ours, warnings.
 */
public final class StaticLoggerBinder implements LoggerFactoryBinder {
  /** The version of SLF4J that it is made for, which SLF4J looks at. */
  public static final String REQUESTED_API_VERSION = "1.7.36";

  private static final StaticLoggerBinder ONLY = new StaticLoggerBinder();
  private static final String OURS = "dev.assay.";

  private final Events events = new Events();

  private StaticLoggerBinder() {}

  public static StaticLoggerBinder getSingleton() {
    return ONLY;
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this::logger;
  }

  @Override
  public String getLoggerFactoryClassStr() {
    return StaticLoggerBinder.class.getName();
  }

  /** Libraries are told that nobody listens: they make no text then. */
  private Logger logger(String name) {
    return name.startsWith(OURS)
        ? new EventRecodingLogger(new SubstituteLogger(name, events, true), events)
        : NOPLogger.NOP_LOGGER;
  }

  /** Is given what our loggers are told, and keeps nothing. */
  private static final class Events extends AbstractQueue<SubstituteLoggingEvent> {
    @Override
    public boolean offer(SubstituteLoggingEvent event) {
      if (event.getLevel().toInt() >= Level.WARN.toInt()) {
        FormattingTuple told =
            MessageFormatter.arrayFormat(event.getMessage(), event.getArgumentArray());
        Throwable thrown =
            event.getThrowable() == null ? told.getThrowable() : event.getThrowable();
        Messages.log(event.getLevel(), event.getLoggerName(), told.getMessage(), thrown);
      }
      return true;
    }

    @Override
    public SubstituteLoggingEvent poll() {
      return null;
    }

    @Override
    public SubstituteLoggingEvent peek() {
      return null;
    }

    @Override
    public Iterator<SubstituteLoggingEvent> iterator() {
      return Collections.emptyIterator();
    }

    @Override
    public int size() {
      return 0;
    }
  }
}

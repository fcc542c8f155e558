package org.slf4j.impl;

import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MarkerFactoryBinder;

/** Markers of libraries are plain names. SLF4J 1.7 looks for it by this name. */
public final class StaticMarkerBinder implements MarkerFactoryBinder {
  private static final StaticMarkerBinder ONLY = new StaticMarkerBinder();

  private final IMarkerFactory markers = new BasicMarkerFactory();

  private StaticMarkerBinder() {}

  public static StaticMarkerBinder getSingleton() {
    return ONLY;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public String getMarkerFactoryClassStr() {
    return BasicMarkerFactory.class.getName();
  }
}

package dev.assay.schemas;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One column of a table, read off a record component and its annotations.
 *
 * @param name the column's name everywhere outside Java, in snake_case
 * @param index the position of the component in the record, from 0
 * @param type the Java type of the component, boxed
 * @param kind what the value is, independent of Java, SQL and Parquet
 * @param precision digits in all, for {@link Kind#DECIMAL}
 * @param scale digits after the point, for {@link Kind#DECIMAL}
 * @param key part of the primary key
 * @param maybe may be absent
 * @param eventTime when the event happened: the column that decides its day
 * @param period how long the events of a row take, where the column decides when they happened
 * @param version of two rows with one key, the one with the greater value is the current one
 * @param added not part of a payload: a later step adds it
 * @param mask how a personal value is hidden in silver, when it is one
 * @param otherwise the value, as text, that stands for an absent one
 * @param isIdentifier a text that names a row: part of a key, or what refers to one
 * @param maxBytes how many bytes of UTF-8 an identifier has at most; 0 where nothing limits it
 * @param aggregation what becomes of it where facts of one key become one; empty where it says none
 * @param comment what it holds, with its unit; empty where nobody said
 */
public record Column(
    String name,
    int index,
    Class<?> type,
    Kind kind,
    int precision,
    int scale,
    boolean key,
    boolean maybe,
    boolean eventTime,
    Period period,
    boolean version,
    boolean added,
    Optional<Mask> mask,
    Optional<String> otherwise,
    boolean isIdentifier,
    int maxBytes,
    Optional<Aggregation> aggregation,
    String comment) {

  /** Part of the table's primary key. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Key {}

  /** When the event happened: an instant, or a day in UTC. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface EventTime {
    /** What gold adds up: of a longer period than a day, a row bears its first day. */
    Period per() default Period.DAY;
  }

  /** Of two rows with one key, the one with the greater value is the current one. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Version {}

  /** May be absent; everything else is never null. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Maybe {}

  /** Not in the payload and not part of the row's content: a later step adds it. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Added {}

  /** Digits of an exact decimal. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Digits {
    int precision() default 18;

    int scale();
  }

  /** The value that stands for an absent one. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Otherwise {
    String value();
  }

  /**
   * A text that names a row: part of a key, or what refers to one or becomes part of one. It holds
   * no invisible character and no blank at its ends, for such texts are taken for one another, and
   * no more bytes than the index of a warehouse. A text that is {@link Key} is one without saying.
   */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Identifier {
    /** Of two such texts, a day and a number, PostgreSQL can make one key. */
    int MAX_BYTES = 1024;

    /** In UTF-8; 0 where nothing limits it, and it becomes no key of gold. */
    int maxBytes() default MAX_BYTES;
  }

  /**
   * Of the facts of one key, their sum. A fact that is taken back is subtracted. A {@code long} or
   * a {@code BigDecimal}, and never absent.
   */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Sum {}

  /**
   * Of the facts of one key, the greatest value: the text that sorts last, the choice that is
   * declared last, the latest time. What is absent comes before all else.
   */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Greatest {}

  /**
   * Of the facts of one key, the value of the last one. Of several that are last, the one with the
   * greatest value counts; where several columns are the last by one other, they are compared in
   * their order and all taken from one fact.
   */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface LastBy {
    /** The name of the column that tells which fact is the last; it is {@link Greatest} itself. */
    String value();
  }

  /** A personal value, and how silver hides it. Bronze keeps the payload as received. */
  @Retention(RetentionPolicy.RUNTIME)
  public @interface Personal {
    Mask value();
  }

  /** How a personal value is hidden; the type of the column stays. */
  public enum Mask {
    /** The value is left out. */
    DROP,
    /**
     * {@code jane@example.com} becomes {@code ***@example.com}; what is no address, {@code ***}.
     */
    EMAIL_DOMAIN,
    /** Characters become {@code *}; of a phone number, all but the last four. */
    LAST_FOUR,
    /** A date becomes the first of January of its year. */
    YEAR
  }

  /** What a value is. */
  public enum Kind {
    TEXT,
    CHOICE,
    DECIMAL,
    INSTANT,
    DATE,
    INT,
    LONG,
    BOOLEAN
  }

  private static final Map<Class<?>, Kind> KINDS =
      Map.of(
          String.class, Kind.TEXT,
          BigDecimal.class, Kind.DECIMAL,
          Instant.class, Kind.INSTANT,
          LocalDate.class, Kind.DATE,
          Integer.class, Kind.INT,
          Long.class, Kind.LONG,
          Boolean.class, Kind.BOOLEAN);

  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(int.class, Integer.class, long.class, Long.class, boolean.class, Boolean.class);

  static Column of(RecordComponent component, int index) {
    Class<?> type = BOXED.getOrDefault(component.getType(), component.getType());
    Kind kind = type.isEnum() ? Kind.CHOICE : KINDS.get(type);
    if (kind == null) {
      throw refused(
          component,
          "a column is one of String, an enum, BigDecimal, java.time.Instant, LocalDate,"
              + " int, long or boolean, not "
              + type.getName());
    }
    Digits digits = component.getAnnotation(Digits.class);
    if ((kind == Kind.DECIMAL) != (digits != null)) {
      throw refused(component, "a BigDecimal, and only a BigDecimal, states its @Digits");
    }
    if (component.getName().startsWith("_")) {
      throw refused(
          component,
          "names that begin with an underscore are those of lineage, which no source says");
    }
    Identifier identifier = component.getAnnotation(Identifier.class);
    if (identifier != null && kind != Kind.TEXT) {
      throw refused(component, "only a String is an @Identifier");
    }
    boolean key = component.isAnnotationPresent(Key.class);
    EventTime eventTime = component.getAnnotation(EventTime.class);
    Period period = eventTime == null ? Period.DAY : eventTime.per();
    if (period != Period.DAY && !(key && kind == Kind.DATE)) {
      throw refused(
          component, "the first day of a " + period + " is a LocalDate, and part of the key");
    }
    boolean isIdentifier = identifier != null || (key && kind == Kind.TEXT);
    return new Column(
        snake(component.getName()),
        index,
        type,
        kind,
        digits == null ? 0 : digits.precision(),
        digits == null ? 0 : digits.scale(),
        key,
        component.isAnnotationPresent(Maybe.class),
        eventTime != null,
        period,
        component.isAnnotationPresent(Version.class),
        component.isAnnotationPresent(Added.class),
        Optional.ofNullable(component.getAnnotation(Personal.class)).map(Personal::value),
        Optional.ofNullable(component.getAnnotation(Otherwise.class)).map(Otherwise::value),
        isIdentifier,
        identifier != null ? identifier.maxBytes() : isIdentifier ? Identifier.MAX_BYTES : 0,
        Aggregation.of(component),
        Comments.of(component.getDeclaringRecord()).of(component.getName()));
  }

  static IllegalArgumentException refused(RecordComponent component, String why) {
    return new IllegalArgumentException(
        component.getDeclaringRecord().getName() + "." + component.getName() + ": " + why);
  }

  private static String snake(String camel) {
    return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}

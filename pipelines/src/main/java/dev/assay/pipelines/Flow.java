package dev.assay.pipelines;

import dev.assay.schemas.Layer;
import dev.assay.schemas.Parcel;
import dev.assay.schemas.Period;
import dev.assay.schemas.Table;
import dev.assay.schemas.Table.Proof;
import dev.assay.schemas.Trial;
import dev.assay.transforms.Enrich;
import dev.assay.transforms.Lateness;
import dev.assay.transforms.PayloadForm;
import dev.assay.transforms.Recipe;
import dev.assay.transforms.Sum;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A pipeline: the tables that it reads, and the tables of gold that it makes of them. It says what,
 * and nothing else; how it is run, what can be asked of it, where its tables lie and what is proven
 * of them follows from it. Immutable.
 */
public final class Flow implements Serializable {
  private final String name;
  private final String does;
  private final List<Source<?>> sources;
  private final List<Recipe<?>> recipes;
  private final List<Table<?>> gold;
  private final List<String> views;
  private transient volatile Parcel parcel;

  private Flow(
      String name,
      String does,
      List<Source<?>> sources,
      List<Recipe<?>> recipes,
      List<String> views) {
    this.name = name;
    this.does = does;
    this.sources = List.copyOf(sources);
    this.recipes = List.copyOf(recipes);
    this.gold = recipes.stream().<Table<?>>map(each -> each.into().within(name)).toList();
    this.views = List.copyOf(views);
  }

  /** What a parcel holds of it. */
  private record Content(
      String name,
      String does,
      List<Source<?>> sources,
      List<Recipe<?>> recipes,
      List<String> views)
      implements Serializable {
    private Object readResolve() {
      return new Flow(name, does, sources, recipes, views);
    }
  }

  private Object writeReplace() {
    if (parcel == null) {
      parcel = Parcel.of(new Content(name, does, sources, recipes, views));
    }
    return parcel;
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a flow travels as a parcel");
  }

  /**
   * Begins a declaration.
   *
   * @param name which is also that of its folder in a lake and of its schema in a warehouse: small
   *     letters, digits and {@code _}
   * @param does what it makes of its inputs, in a sentence
   */
  public static Flow named(String name, String does) {
    if (!name.matches("[a-z][a-z0-9_]{0,39}") || name.equals(Layer.AUDIT.toString())) {
      throw new IllegalArgumentException(
          name + " is no name of a flow: it is of small letters, digits and _, and not audit");
    }
    return new Flow(name, does, List.of(), List.of(), List.of());
  }

  /** Reads a table, of JSON objects or CSV records. */
  public <T extends Record> Flow table(Table<T> table) {
    return with(new Source<>(table, PayloadForm.plain(table), List.of()));
  }

  /** Reads a table, of payloads in another form. */
  public <T extends Record> Flow table(Table<T> table, PayloadForm<T> form) {
    return with(new Source<>(table, form, List.of()));
  }

  /** Reads a table whose rows gain columns from others, in this order. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final <T extends Record> Flow table(Table<T> table, Enrich<T, ?>... enriched) {
    return with(new Source<>(table, PayloadForm.plain(table), List.of(enriched)));
  }

  private <T extends Record> Flow with(Source<T> source) {
    requireNew(source.table());
    if (source.table().period() != Period.DAY) {
      throw new IllegalArgumentException(
          "%s tells of a %s: what is read tells when each row happened, and gold is made of that per %s"
              .formatted(source.table(), source.table().period(), source.table().period()));
    }
    for (Enrich<T, ?> enrich : source.enriched()) {
      enrich.reference(source.table());
      if (sources.stream().noneMatch(each -> each.table().equals(enrich.other()))) {
        throw new IllegalArgumentException(
            source.table() + " gains columns from " + enrich.other() + ": declare that one before");
      }
    }
    return new Flow(name, does, plus(sources, source), recipes, views);
  }

  /**
   * Makes a table of gold.
   *
   * @throws IllegalArgumentException when what it is made of, or refers to, is not declared before
   */
  public Flow gold(Recipe<?> recipe) {
    requireNew(recipe.into());
    for (Table<?> source : recipe.sources()) {
      if (!isSilver(source) && maker(source).isEmpty() && giver(source).isEmpty()) {
        throw new IllegalArgumentException(
            recipe.into() + " is made of " + source + ": declare that one before");
      }
      if (recipe instanceof Sum<?> && maker(source).isPresent()) {
        throw new IllegalArgumentException(
            recipe.into() + " adds up " + source + ", which is gold: derive it, or make it a view");
      }
    }
    requireProof(recipe);
    if (recipe instanceof Sum<?> sum) {
      sum.parts().forEach(Flow::requireWithin);
    }
    for (Table<?> other : GoldOrder.referredTo(recipe.into())) {
      if (maker(other).isEmpty()) {
        throw new IllegalArgumentException(
            recipe.into() + " refers to " + other + ": declare that one before");
      }
    }
    return new Flow(name, does, sources, plus(recipes, recipe), views);
  }

  /** What a row adds lies in the row's own period: a run makes those anew whose rows change. */
  private static <T extends Record, G extends Record> void requireWithin(Sum.Part<T, G> part) {
    Table<G> into = part.metric().table();
    Table.Of<T, LocalDate> day = row -> into.dayOf(part.metric().fact().apply(row)).orElseThrow();
    boolean isWithin =
        part.source()
            .eventTime()
            .filter(time -> into.eventTime().isPresent())
            .map(
                time ->
                    new Trial<>(part.source(), day)
                        .whereTold(time, (at, of) -> into.period().first(Table.day(at)).equals(of)))
            .orElse(true);
    if (!isWithin) {
      throw new IllegalArgumentException(
          "%s adds up what rows of %s add to another %s than the one that they happened in: make it"
                  .formatted(into, part.source(), into.period())
              + " the event time of the source, or a column of the key beside it");
    }
  }

  private void requireProof(Recipe<?> recipe) {
    Period period = recipe.into().period();
    boolean isOfAllDays =
        recipe.isOfAllDays() || recipe.sources().stream().anyMatch(this::isOfAllDays);
    if ((isOfAllDays || period != Period.DAY) && !recipe.into().proofs().isEmpty()) {
      throw new IllegalArgumentException(
          recipe.into()
              + " proves what it is made of, but follows from rows of "
              + (isOfAllDays ? "all days" : "a whole " + period)
              + ", and a run compares the days that it changes: leave the proof out");
    }
  }

  /**
   * Makes the views of this file in the warehouse.
   *
   * @param beside a class beside which the file lies
   */
  public Flow views(Class<?> beside, String file) {
    return views(flow -> ViewFile.statements(beside, file));
  }

  /**
   * Makes views in the warehouse that follow from something else.
   *
   * @param statements of the flow's name, each of which makes one
   */
  public Flow views(Function<String, List<String>> statements) {
    List<String> all = new ArrayList<>(views);
    all.addAll(statements.apply(name));
    return new Flow(name, does, sources, recipes, all);
  }

  private void requireNew(Table<?> table) {
    boolean isKnown = isSilver(table) || maker(table).isPresent() || giver(table).isPresent();
    if (isKnown) {
      throw new IllegalArgumentException(table + " is declared twice");
    }
  }

  private static <E> List<E> plus(List<E> list, E element) {
    List<E> longer = new ArrayList<>(list);
    longer.add(element);
    return longer;
  }

  public String name() {
    return name;
  }

  /** The tables that are read, each behind those that it refers to. */
  public List<Source<?>> sources() {
    return sources;
  }

  /** How gold is made, each table behind those that it is made of. */
  public List<Recipe<?>> recipes() {
    return recipes;
  }

  /** Statements that make the warehouse's views. */
  public List<String> views() {
    return views;
  }

  /** The same flow by its name, in a message or a path. */
  @Override
  public String toString() {
    return name;
  }

  /** A table as its contract stands in the code, as one of the flow. */
  public <T extends Record> Table<T> own(Table<T> contract) {
    return contract.within(name);
  }

  /** The tables that payloads become. */
  public List<Table<?>> silver() {
    return sources.stream().<Table<?>>map(each -> each.table().within(name)).toList();
  }

  /** The tables made of them, each behind those that it refers to, as they are written. */
  public List<Table<?>> gold() {
    return gold;
  }

  /** The silver table of this name. */
  public Table<?> silver(String table) {
    return source(table).table().within(name);
  }

  /** How the silver table of this name is read. */
  Source<?> source(String table) {
    return sources.stream().filter(each -> each.name().equals(table)).findFirst().orElseThrow();
  }

  private boolean isSilver(Table<?> table) {
    return sources.stream().anyMatch(each -> each.table().equals(table));
  }

  private Optional<Recipe<?>> maker(Table<?> table) {
    return recipes.stream().filter(each -> each.into().equals(table)).findFirst();
  }

  /**
   * Whether silver of this table changes while a stream runs: by its topics, or by a reference's.
   */
  boolean isChanging(Table<?> table, StreamSettings settings) {
    return settings.isRead(table)
        || source(table.name()).enriched().stream()
            .anyMatch(enrich -> isChanging(enrich.other(), settings));
  }

  /** Whether rows of other tables gain columns from this one. */
  boolean isReference(Table<?> table) {
    return sources.stream()
        .flatMap(source -> source.enriched().stream())
        .anyMatch(enrich -> enrich.other().equals(table));
  }

  /** Whether some table of gold is made of this one, not by way of another. */
  boolean isSource(Table<?> table) {
    return recipes.stream().anyMatch(recipe -> recipe.sources().contains(table));
  }

  /** Whether this is one of its tables of gold. */
  boolean isMade(Table<?> table) {
    return maker(table).isPresent();
  }

  /** What has the rows of a table that is neither read nor made. */
  Optional<Recipe.WithRows<?>> giver(Table<?> table) {
    return recipes.stream()
        .filter(Recipe.WithRows.class::isInstance)
        .<Recipe.WithRows<?>>map(each -> (Recipe.WithRows<?>) each)
        .filter(each -> each.given().contains(table))
        .findFirst();
  }

  /** What makes this table of gold, and tells what changes in it. */
  @SuppressWarnings("unchecked")
  <G extends Record> Optional<Recipe.WithRows<G>> keeper(Table<G> table) {
    return maker(table)
        .filter(Recipe.WithRows.class::isInstance)
        .map(recipe -> (Recipe.WithRows<G>) recipe);
  }

  /** The tables whose rows are added up, of silver or given. */
  List<Table<?>> addedUp() {
    return Sum.among(recipes).stream()
        .<Table<?>>flatMap(each -> each.sources().stream())
        .distinct()
        .toList();
  }

  /**
   * The tables of silver with a day whose rows are added up with those of this one, directly or by
   * way of another: a day of gold is made anew of all of them.
   */
  List<Table<?>> addedUpWith(Table<?> silver) {
    Set<Table<?>> together = new LinkedHashSet<>(List.of(silver));
    for (int before = 0; before < together.size(); ) {
      before = together.size();
      for (Recipe<?> recipe : recipes) {
        if (!isOfAllDays(recipe.into()) && recipe.sources().stream().anyMatch(together::contains)) {
          recipe.sources().stream().filter(this::isSilver).forEach(together::add);
        }
      }
    }
    together.remove(silver);
    return List.copyOf(together);
  }

  /** How this table of gold is made. */
  @SuppressWarnings("unchecked")
  <G extends Record> Recipe<G> recipe(Table<G> table) {
    return (Recipe<G>) maker(table).orElseThrow();
  }

  /**
   * Whether a table of gold follows from rows of all days, so that every bounded run makes it anew;
   * the others are made anew for the days that changed.
   */
  public boolean isOfAllDays(Table<?> table) {
    Optional<Recipe<?>> recipe = maker(table).or(() -> giver(table));
    return recipe.isPresent()
        && (recipe.get().isOfAllDays()
            || recipe.get().sources().stream().anyMatch(this::isOfAllDays));
  }

  /** The tables whose rows gold keeps, which are stored nowhere else. */
  public List<Table<?>> given() {
    return recipes.stream()
        .filter(Recipe.WithRows.class::isInstance)
        .<Table<?>>flatMap(each -> ((Recipe.WithRows<?>) each).given().stream())
        .toList();
  }

  /** Whether gold follows from rows of all days of this silver table. */
  boolean isNeededWhole(Table<?> silver) {
    return recipes.stream().anyMatch(each -> each.isOfAllDays() && each.sources().contains(silver));
  }

  /** The periods longer than a day that rows of this silver table are added up by. */
  Set<Period> longPeriods(Table<?> silver) {
    return Sum.among(recipes).stream()
        .filter(sum -> sum.sources().contains(silver) && !isOfAllDays(sum.into()))
        .map(sum -> sum.into().period())
        .filter(period -> period != Period.DAY)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The first day of which silver is to be known where gold of this day changes. */
  LocalDate firstDay(LocalDate day) {
    return gold.stream()
        .map(table -> table.period().first(day))
        .reduce(day, (one, other) -> one.isBefore(other) ? one : other);
  }

  /** The tables of silver that a table of gold is made of, directly or not. */
  List<Table<?>> silverOf(Table<?> table) {
    Set<Table<?>> silver = new LinkedHashSet<>();
    if (isSilver(table)) {
      silver.add(silver(table.name()));
    }
    maker(table)
        .or(() -> giver(table))
        .ifPresent(recipe -> recipe.sources().forEach(source -> silver.addAll(silverOf(source))));
    return List.copyOf(silver);
  }

  /** Whether a row can come too late: not where gold follows from all rows, whatever their day. */
  public boolean closesDays() {
    return gold.stream().noneMatch(this::isOfAllDays);
  }

  /** How long a day of a stream stays open. */
  Lateness lateness(StreamSettings settings) {
    return closesDays() ? settings.lateness() : new Lateness(null);
  }

  /** What can be asked of the flow; what happens comes before what is. */
  public PipelineInputs inputs() {
    return new PipelineInputs(
        name,
        does,
        closesDays(),
        sources.stream()
            .sorted(Comparator.comparing(source -> source.table().eventTime().isEmpty()))
            .map(Source::input)
            .toList());
  }

  /** All tables whose rows can be quarantined. */
  public List<Table<?>> quarantinable() {
    List<Table<?>> tables = new ArrayList<>(silver());
    tables.addAll(gold);
    return tables;
  }

  /** Its tables in the lake. */
  public LakeTables lake() {
    return new LakeTables(silver(), gold);
  }

  /** What a run and the quick audit compare of gold, in words: they look at no other column. */
  public String proven() {
    List<String> rows = new ArrayList<>();
    List<String> money = new ArrayList<>();
    for (Table<?> table : gold) {
      for (Proof proof : table.proofs()) {
        (proof.rows() == null ? money : rows).add(table.name());
      }
    }
    String both = rows.isEmpty() ? "" : "rows and money of gold's " + String.join(", ", rows);
    String one = money.isEmpty() ? "" : "money of gold's " + String.join(", ", money);
    return both + (both.isEmpty() || one.isEmpty() ? "" : ", and ") + one + " equal silver";
  }
}
